"""A room page without a browser: it speaks the protocol over the plain ASGI interface and keeps what it sees.

`Page` keeps a snapshot the way the web app does: entries applied in order, gaps refused, old numbers ignored.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

from footlights.edges.socket.handler import serve_socket
from footlights.kit.clock import utcnow
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.frames.entries import ENTRY_KINDS, Entry
from footlights.room.frames.state import Snapshot
from footlights.room.live import LiveRooms
from footlights.room.reducer import apply_entry
from footlights.room.seats import issue_seat
from tests.factories import SECRET_KEY

Json = dict[str, Any]
PATIENCE_S = 15.0
"""How long a test waits for a frame before it fails."""


class Line:
    """One WebSocket, from the client's side."""

    def __init__(self, rooms: LiveRooms, session_id: str, *, headers: dict[str, str] | None = None) -> None:
        self._to_server: asyncio.Queue[Json] = asyncio.Queue()
        self._from_server: asyncio.Queue[Json] = asyncio.Queue()
        self.closed_with: int | None = None
        self.is_taking = asyncio.Event()
        self.is_taking.set()
        scope = {
            "type": "websocket",
            "path": f"/{session_id}/",
            "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        }
        self._task = asyncio.create_task(serve_socket(rooms)(scope, self._to_server.get, self._take))
        self._to_server.put_nowait({"type": "websocket.connect"})

    async def _take(self, message: Json) -> None:
        await self.is_taking.wait()
        self._from_server.put_nowait(message)
        if message["type"] == "websocket.close":
            self.closed_with = message["code"]
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": message["code"]})

    def send_text(self, text: str) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    def send(self, frame: Json) -> None:
        self.send_text(json.dumps(frame))

    async def receive(self) -> Json:
        """The next frame; `{"t": "closed"}` once the server has closed."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self._from_server.get()
                if message["type"] == "websocket.send":
                    frame: Json = json.loads(message["text"])
                    return frame
                if message["type"] == "websocket.close":
                    return {"t": "closed", "code": message["code"]}

    async def wait_closed(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait([self._task])

    async def close(self, code: int = 1001) -> None:
        """Go away: 1001 as a page that is closed, 1006 as a network that is cut."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": code})
        self.is_taking.set()
        await self.wait_closed()


class Page:
    """One tab of one person, over any number of lines."""

    def __init__(self, rooms: LiveRooms, actor: RoomActor, *, tab: str | None = None, language: str = "en") -> None:
        self.rooms = rooms
        self.language = language
        self.actor = actor
        self.tab = tab or new_id()
        self.incarnation: str | None = None
        self.seq: int | None = None
        self.snapshot: Snapshot | None = None
        self.transcript: list[str] = []
        """Texts of chat lines in the order they came to be seen."""
        self.present: Json = {}
        self.you: Json = {}
        self.seat: str | None = None
        self.knocking: list[Json] = []
        self.feeds: list[Json] = []
        self.frames: list[Json] = []
        self.is_resumed = False
        self._calls = 0
        self.line: Line

    async def connect(self, *, headers: dict[str, str] | None = None) -> Json:
        """Open a line, say hello, and answer the welcome."""
        self.open(headers=headers)
        return await self.until("welcome")

    async def knock(self) -> Json:
        """Open a line, say hello, and answer what comes: a welcome, a wait or a bye."""
        self.open()
        return await self.take()

    def open(self, *, headers: dict[str, str] | None = None) -> None:
        self.line = Line(self.rooms, self.actor.session_id, headers=headers)
        hello = {"t": "hello", "seat": self.seat or seat_for(self.actor), "tab": self.tab, "language": self.language}
        self.line.send({**hello, "since": self.seq, "incarnation": self.incarnation})

    async def call(self, do: str, **given: Any) -> Json:
        """Call and answer what came back: the `ok` or the `error`."""
        self._calls += 1
        number = self._calls
        self.line.send({"t": "call", "id": number, "do": do, "with": given})
        answer = await self.until("answer", lambda frame: frame["id"] == number)
        found: Json = answer["ok"] if "ok" in answer else answer["error"]
        return found

    async def until(self, kind: str, fits: Callable[[Json], bool] = lambda _: True) -> Json:
        """Take in frames up to the first of this kind that fits, and answer it."""
        while True:
            frame = await self.take()
            if frame["t"] == kind and fits(frame):
                return frame
            assert frame["t"] != "closed", f"closed while waiting for {kind}: {self.frames[-3:]}"

    async def until_you(self, **members: Any) -> Json:
        """Take in frames until the server has said this about the person."""
        while any(self.you.get(name) != value for name, value in members.items()):
            await self.take()
        return self.you

    async def until_seq(self, seq: int) -> None:
        while (self.seq or 0) < seq:
            await self.take()

    async def take(self) -> Json:
        frame = await self.line.receive()
        self.frames.append(frame)
        match frame["t"]:
            case "welcome":
                self._welcome(frame)
            case "log":
                self._apply(frame["entries"])
            case "you":
                self._become(frame)
            case "knocks":
                self.knocking = frame["people"]
            case "present":
                self.present = frame
            case "feeds":
                self.feeds = frame["feeds"]
        return frame

    def _welcome(self, frame: Json) -> None:
        self.is_resumed = frame["snapshot"] is None
        if not self.is_resumed:
            self.snapshot = msgspec.convert(frame["snapshot"], Snapshot)
            self.transcript = [line.text for line in self.snapshot.chat]
            self.seq = frame["seq"]
        self._apply(frame["entries"])
        assert self.seq == frame["seq"]
        self.incarnation = frame["incarnation"]
        self.present, self.feeds, self.you = frame["present"], frame["feeds"], frame["you"]

    def _become(self, frame: Json) -> None:
        self.you, self.seat = frame["you"], frame["seat"] or self.seat
        if frame["snapshot"] is not None:
            self.snapshot = msgspec.convert(frame["snapshot"], Snapshot)
            self.seq = frame["seq"]

    def _apply(self, entries: list[Json]) -> None:
        for one in entries:
            assert self.seq is not None
            assert self.snapshot is not None
            if one["seq"] <= self.seq:
                continue
            assert one["seq"] == self.seq + 1, "a gap"
            data = msgspec.convert(one["data"], ENTRY_KINDS[one["kind"]])
            self.snapshot = apply_entry(self.snapshot, Entry(seq=one["seq"], at=one["at"], kind=one["kind"], data=data))
            self.seq = one["seq"]
            if one["kind"] == "chat.posted":
                self.transcript.append(one["data"]["text"])


async def poll(check: Callable[[], bool]) -> None:
    """Wait until something is so that nobody announces."""
    async with asyncio.timeout(PATIENCE_S):
        while not check():  # noqa: ASYNC110 (see above)
            await asyncio.sleep(0.01)


class _Ticket:
    def __init__(self, actor: RoomActor, key_version: int) -> None:
        self.id = actor.registration_id
        self.key_version = key_version


def seat_for(actor: RoomActor) -> str:
    """A seat as the page of a join link carries it; team members' links were replaced once when their role was set."""
    return issue_seat(SECRET_KEY, _Ticket(actor, 1 if actor.role == "attendee" else 2), now=utcnow())


@contextlib.asynccontextmanager
async def closing(*pages: Page) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for page in pages:
            await page.line.close()
