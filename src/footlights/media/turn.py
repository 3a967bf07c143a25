"""TURN: credentials for one person and a short time, and the configuration of a coturn that honours them."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from pathlib import Path

from footlights.kit.clock import to_unix
from footlights.media.types import IceServer

CREDENTIALS_LAST = timedelta(hours=12)
"""Longer than a session: a relayed connection refreshes its allocation with the credentials it began with."""

# Peers that a relay must not reach: everything but Janus. IPv4 only; see docs/operate/turn.md.
DENIED = (
    "0.0.0.0-0.255.255.255",
    "10.0.0.0-10.255.255.255",
    "100.64.0.0-100.127.255.255",
    "127.0.0.0-127.255.255.255",
    "169.254.0.0-169.254.255.255",
    "172.16.0.0-172.31.255.255",
    "192.0.0.0-192.0.0.255",
    "192.168.0.0-192.168.255.255",
    "198.18.0.0-198.19.255.255",
    "224.0.0.0-255.255.255.255",
)


def turn_servers(url: str | None, secret: str | None, user: str, *, now: datetime) -> list[IceServer]:
    """What a browser needs to use the relay: by UDP and by TCP; empty when none is configured.

    The credential is the one of coturn's `use-auth-secret` (draft-uberti-behave-turn-rest): the user name begins with
    its expiry in Unix seconds, the password is base64(HMAC-SHA1(secret, user name)).
    """
    if not url or not secret:
        return []
    username = f"{to_unix(now + CREDENTIALS_LAST)}:{user}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    plain = url.partition("?")[0]
    urls = [plain] if plain.startswith("turns:") else [f"{plain}?transport=udp", f"{plain}?transport=tcp"]
    return [IceServer(urls, username, base64.b64encode(digest).decode())]


def turn_config(
    *,
    secret: str,
    realm: str,
    listening_ip: str,
    media_ip: str,
    data_dir: Path,
    port: int = 3478,
    relay_ports: tuple[int, int] = (49152, 49999),
) -> str:
    """A turnserver.conf that relays to Janus at `media_ip` and to nothing else in private networks."""
    denied = "\n".join(f"denied-peer-ip={part}" for part in DENIED)
    return f"""\
listening-port={port}
listening-ip={listening_ip}
relay-ip={listening_ip}
min-port={relay_ports[0]}
max-port={relay_ports[1]}
realm={realm}
use-auth-secret
static-auth-secret={secret}
fingerprint
no-cli
no-tls
no-dtls
no-multicast-peers
stale-nonce=600
user-quota=12
total-quota=1200
allowed-peer-ip={media_ip}
{denied}
userdb={data_dir / "turndb"}
pidfile={data_dir / "turnserver.pid"}
log-file=stdout
simple-log
"""
