"""The socket as a browser meets it: over TCP, under the server program, with another WebSocket library."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from litestar import Litestar
from litestar.datastructures import State
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from footlights.edges.socket import live
from footlights.kit.ids import new_id
from footlights.room.live import LiveRooms
from tests.edges.socket.pages import PATIENCE_S, poll, seat_for
from tests.room.rooms import Cast


@pytest.fixture
async def address(rooms: LiveRooms, cast: Cast) -> AsyncIterator[str]:
    """The room's address on a server that runs for this test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Litestar([live], state=State({"services": SimpleNamespace(rooms=rooms)}))
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_level=LogLevels.error)
    serving = asyncio.create_task(server.serve())
    await poll(lambda: _is_listening(port))
    yield f"ws://127.0.0.1:{port}/live/{cast.session.id}"
    server.stop()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait([serving])


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def enter(address: str, cast: Cast) -> tuple[ClientConnection, dict[str, Any]]:
    page = await connect(address)
    await page.send(json.dumps({"t": "hello", "seat": seat_for(cast.host), "tab": new_id()}))
    return page, json.loads(await page.recv())


async def until_closed(page: ClientConnection) -> list[dict[str, Any]]:
    frames = []
    async with asyncio.timeout(PATIENCE_S):
        with contextlib.suppress(ConnectionClosed):
            while True:
                frames.append(json.loads(await page.recv()))
    return frames


async def test_a_page_comes_in_calls_and_leaves(address: str, cast: Cast, rooms: LiveRooms) -> None:
    page, welcome = await enter(address, cast)
    await page.send(json.dumps({"t": "call", "id": 1, "do": "session.start", "with": {}}))
    frames = []
    async with asyncio.timeout(PATIENCE_S):
        while not any(frame["t"] == "answer" for frame in frames):
            frames.append(json.loads(await page.recv()))
        await page.close()
        await poll(lambda: not rooms.connections)

    assert welcome["you"]["role"] == "host"
    assert [frame["ok"] for frame in frames if frame["t"] == "answer"] == [{"seq": 1}]


async def test_the_server_s_goodbye_closes_the_socket(address: str, cast: Cast, rooms: LiveRooms) -> None:
    page, _ = await enter(address, cast)

    await rooms.close_all("restarting")
    frames = await until_closed(page)

    assert frames[-1]["code"] == "restarting"
    assert page.close_code == 1000
    assert rooms.connections == 0


async def test_a_page_that_is_killed_is_gone(address: str, cast: Cast, rooms: LiveRooms) -> None:
    page, _ = await enter(address, cast)

    page.transport.abort()

    await poll(lambda: not rooms.connections)
    assert rooms.connections == 0


async def test_a_megabyte_is_answered_with_a_goodbye(address: str, cast: Cast) -> None:
    page, _ = await enter(address, cast)

    await page.send("x" * 1_000_000)
    frames = await until_closed(page)

    assert frames[-1]["code"] == "bad_frames"


async def test_a_page_of_another_site_is_refused_before_it_opens(address: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        await connect(address, origin="https://evil.example")  # type: ignore[arg-type]

    assert refusal.value.response.status_code == 403
