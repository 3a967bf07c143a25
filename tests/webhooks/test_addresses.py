"""No webhook reaches what only the server can reach, whatever its name says."""

import asyncio
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from footlights.webhooks import transport as guarded
from footlights.webhooks.addresses import AddressPolicy
from footlights.webhooks.sending import _post
from footlights.webhooks.transport import GuardedTransport
from tests.webhooks.receiver import receiving


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:7f00:1]"]
)
async def test_loopback_is_not_called_under_any_name(host: str) -> None:
    async with receiving() as receiver:
        transport = GuardedTransport(AddressPolicy(http=True))
        answer = await _post(transport, f"http://{host}:{receiver.port}/", {}, b"{}")
        await transport.aclose()

    assert (answer.status, answer.is_lasting, receiver.got) == (None, True, [])


async def test_name_that_changes_after_the_check_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is looked up first, loopback a moment later."""
    replies = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])

    async def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (next(replies), 0))]

    async with receiving() as receiver:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
        transport = GuardedTransport(AddressPolicy(http=True))
        answer = await _post(transport, f"http://rebinding.example:{receiver.port}/", {}, b"{}")
        await transport.aclose()

    assert (answer.status, answer.is_lasting, receiver.got) == (None, True, [])


async def test_connection_goes_to_the_checked_address_and_names_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int) -> list[Any]:
        return [ip_address("127.0.0.1")]

    monkeypatch.setattr(guarded, "_resolve", resolve)
    async with receiving() as receiver:
        transport = GuardedTransport(AddressPolicy(["hooks.internal"], http=True))
        answer = await _post(transport, f"http://hooks.internal:{receiver.port}/x", {}, b"{}")
        await transport.aclose()

    (got,) = receiver.got
    assert (answer.status, got.headers["host"]) == (204, f"hooks.internal:{receiver.port}")


async def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int) -> list[Any]:
        return [ip_address("93.184.216.34"), ip_address("10.0.0.1")]

    monkeypatch.setattr(guarded, "_resolve", resolve)
    transport = GuardedTransport(AddressPolicy())

    answer = await _post(transport, "https://both.example/", {}, b"{}")

    assert (answer.status, answer.problem) == (None, "The host has an address that is not public. It was not called.")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    transport = GuardedTransport(AddressPolicy())

    assert isinstance(transport, httpx.AsyncHTTPTransport)
    assert type(transport._pool).__name__ == "AsyncConnectionPool"
