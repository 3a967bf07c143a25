"""HTTP that only reaches permitted addresses.

The host is looked up and every address it has is checked; then the connection is made to a checked address itself, so
that a name cannot mean something else a moment later (DNS rebinding). TLS still proves the name.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from ipaddress import ip_address

import httpcore
import httpx
from httpcore._backends.auto import AutoBackend

from footlights.webhooks.addresses import Address, AddressPolicy

CONNECT_S = 5.0
KEEP_S = 5.0
"""An idle connection is kept so long; a new one is made to a freshly checked address."""


class AddressRefused(httpcore.ConnectError):
    """The host has no address, or one that is not permitted."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to permitted addresses only."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._inner = AutoBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self.look_up(host, port)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or AddressRefused("The host has no address.")

    async def look_up(self, host: str, port: int) -> list[Address]:
        """All addresses of the host, if all of them are permitted. Raises AddressRefused."""
        addresses = [*dict.fromkeys(await _resolve(host, port))]
        if not addresses:
            raise AddressRefused("The host has no address.")
        if not all(self._policy.permits(host, address) for address in addresses):
            raise AddressRefused("The host has an address that is not public.")
        return addresses

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a `GuardedBackend`."""

    def __init__(self, policy: AddressPolicy, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(verify=tls or True, trust_env=False)
        context = tls or httpx.create_ssl_context(trust_env=False)
        self.backend = GuardedBackend(policy)
        # httpx takes no backend of its own; its pool is the one thing that is replaced.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=200,
            keepalive_expiry=KEEP_S,
            network_backend=self.backend,
        )


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError("The host cannot be found.") from error
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]
