"""Where a webhook may be sent: public addresses, and what the operator allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from footlights.kit.errors import Invalid

Address = IPv4Address | IPv6Address
LONGEST = 2000
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


@dataclass(frozen=True)
class AddressPolicy:
    """`allowed`: networks and host names that may be used although they are not public; `http`: without TLS too."""

    allowed: Sequence[str] = ()
    http: bool = False

    def permits(self, host: str, address: Address) -> bool:
        return is_public(address) or host.lower() in self._names or any(address in net for net in self._networks)

    @property
    def _names(self) -> set[str]:
        return {entry.lower() for entry in self.allowed if not _is_network(entry)}

    @property
    def _networks(self) -> list[IPv4Network | IPv6Network]:
        return [ip_network(entry, strict=False) for entry in self.allowed if _is_network(entry)]


def is_public(address: Address) -> bool:
    """Reachable on the Internet, also after what IPv6 may wrap around an IPv4 address is taken off."""
    if isinstance(address, IPv6Address):
        inner = _wrapped(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def check_url(url: str, policy: AddressPolicy) -> str:
    """An address that may be stored. Names are looked up at each attempt; what is written in digits is checked now."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"https", "http"} or not host or len(text) > LONGEST or any(ord(c) < 33 for c in text):
        raise Invalid("The address begins with https:// and names a host.", code="invalid_url", pointer="url")
    if parts.scheme == "http" and not policy.http:
        raise Invalid("The address begins with https://.", code="plain_http", pointer="url")
    if parts.username is not None or parts.password is not None:
        raise Invalid("The address carries no user name or password.", code="invalid_url", pointer="url")
    try:
        address = ip_address(host)
    except ValueError:
        return text
    if not policy.permits(host, address):
        raise Invalid("This address is not public.", code="address_not_allowed", pointer="url")
    return text


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_network(entry: str) -> bool:
    try:
        ip_network(entry, strict=False)
    except ValueError:
        return False
    return True
