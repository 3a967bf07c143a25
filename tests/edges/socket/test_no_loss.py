"""200 clients on a real server, through random cuts, a restart and a kill: nothing is lost, nothing is there twice."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from footlights.engagement.models import ChatMessage
from footlights.events.actions import EventChange, create_event, publish_event
from footlights.kit.clock import utcnow
from footlights.kit.data_dir import load_secret_key
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.registration.actions import add_person, register_person
from footlights.registration.scheduling import schedule_session
from footlights.room.seats import issue_seat
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import actor_of
from tests.browser.house import House, free_port

DIST = Path(__file__).parents[3] / "web" / "dist" / "manifest.json"
PEOPLE = 200
LINES_EACH = 3
TALK_S = 9.0
CUTS_EACH = 2
PATIENCE_S = 240.0
pytestmark = [
    pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)"),
    pytest.mark.timeout(300),
]

Json = dict[str, Any]
Line = tuple[int, str, str]
"""Number, client id and text of a chat line."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data", free_port(), {"MEDIA": "off"})
    house.init()
    yield house
    house.stop()


class Client:
    """A page that comes back after every break, and sends each line until it is acknowledged."""

    def __init__(self, address: str, seat: str, chance: random.Random) -> None:
        self.lines: list[Line] = []
        self.acknowledged: dict[str, int] = {}
        self.seq: int | None = None
        self.welcomes = 0
        self.is_live = asyncio.Event()
        self._address = address
        self._hello = {"t": "hello", "seat": seat, "tab": new_id()}
        self._chance = chance
        self._incarnation: str | None = None
        self._socket: ClientConnection | None = None
        self._unsent: dict[str, str] = {}
        self._calls: dict[int, str] = {}
        self._news = asyncio.Event()
        self._is_over = False

    async def run(self) -> None:
        while not self._is_over:
            with contextlib.suppress(OSError, InvalidHandshake, WebSocketException, TimeoutError):
                async with connect(self._address, open_timeout=5, close_timeout=1, ping_interval=None) as socket:
                    await self._stay(socket)
            self._socket = None
            await asyncio.sleep(self._chance.uniform(0.1, 0.5))

    async def talk(self, number: int) -> None:
        """Write lines at random moments, connected or not, and be cut off now and then."""
        moments = [(self._chance.uniform(0, TALK_S), f"{number}-{line}") for line in range(LINES_EACH)]
        cuts = [(self._chance.uniform(0, TALK_S), "") for _ in range(CUTS_EACH)]
        began = time.monotonic()
        for at, client_id in sorted(moments + cuts):
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            if not client_id:
                self.cut()
            else:
                self._unsent[client_id] = f"line {client_id}"
                await self._send(client_id)

    def cut(self) -> None:
        if self._socket is not None:
            self._socket.transport.abort()

    async def start(self) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps({"t": "call", "id": 1, "do": "session.start", "with": {}}))

    async def settle(self, seq: int) -> None:
        """Wait until everything written is acknowledged and everything up to `seq` was seen."""
        while self._unsent or (self.seq or 0) < seq:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.5)
            for client_id in list(self._unsent):
                await self._send(client_id)

    async def close(self) -> None:
        self._is_over = True
        if self._socket is not None:
            await self._socket.close()

    async def _stay(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps({**self._hello, "since": self.seq, "incarnation": self._incarnation}))
        async for text in socket:
            frame: Json = json.loads(text)
            match frame["t"]:
                case "welcome":
                    self._welcome(frame)
                    self._socket = socket
                    for client_id in list(self._unsent):
                        await self._send(client_id)
                case "log":
                    self._apply(frame["entries"])
                case "answer":
                    self._answered(frame)
            self._news.set()

    async def _send(self, client_id: str) -> None:
        if self._socket is None:
            return
        number = 100 + len(self._calls)
        self._calls[number] = client_id
        given = {"text": self._unsent[client_id], "client_id": client_id}
        call = {"t": "call", "id": number, "do": "chat.post", "with": given}
        with contextlib.suppress(WebSocketException):
            await self._socket.send(json.dumps(call))

    def _answered(self, frame: Json) -> None:
        client_id = self._calls.get(frame["id"])
        if client_id is not None and "ok" in frame:
            assert self.acknowledged.setdefault(client_id, frame["ok"]["seq"]) == frame["ok"]["seq"]
            self._unsent.pop(client_id, None)

    def _welcome(self, frame: Json) -> None:
        self.welcomes += 1
        if frame["snapshot"] is not None:
            assert self.seq is None, "a page that was there before must be able to resume"
            self.seq = frame["seq"]
        self._incarnation = frame["incarnation"]
        self._apply(frame["entries"])
        assert self.seq == frame["seq"]

    def _apply(self, entries: list[Json]) -> None:
        for entry in entries:
            assert self.seq is not None
            if entry["seq"] <= self.seq:
                continue
            assert entry["seq"] == self.seq + 1, "a gap"
            self.seq = entry["seq"]
            if entry["kind"] == "session.started":
                self.is_live.set()
            if entry["kind"] == "chat.posted":
                self.lines.append((entry["seq"], entry["data"]["client_id"], entry["data"]["text"]))


async def come_back(clients: list[Client], away: list[int]) -> None:
    """Wait until everyone was welcomed once more than so many times."""
    while not all(client.welcomes > times for client, times in zip(clients, away, strict=True)):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def test_transcripts_are_whole_and_equal_after_cuts_and_restarts(house: House) -> None:
    session_id, seats = await fill(house)
    await asyncio.to_thread(house.start)
    chance = random.Random(7)
    address = f"ws://127.0.0.1:{house.port}/live/{session_id}"
    clients = [Client(address, seat, random.Random(chance.random())) for seat in seats]
    running = [asyncio.create_task(client.run()) for client in clients]

    async with asyncio.timeout(PATIENCE_S):
        await come_back(clients, [0] * PEOPLE)
        await clients[0].start()
        await asyncio.gather(*(client.is_live.wait() for client in clients))
        talking = asyncio.gather(*(client.talk(number) for number, client in enumerate(clients)))
        await asyncio.sleep(TALK_S / 3)
        await asyncio.to_thread(house.stop)
        away = [client.welcomes for client in clients]
        await asyncio.to_thread(house.start)
        await come_back(clients, away)
        await asyncio.sleep(TALK_S / 3)
        await asyncio.to_thread(house.kill)
        away = [client.welcomes for client in clients]
        await asyncio.to_thread(house.start)
        await come_back(clients, away)
        await talking
        await asyncio.gather(*(client.settle(0) for client in clients))
        stored = await read_lines(house, session_id)
        await asyncio.gather(*(client.settle(stored[-1][0]) for client in clients))
    for client in clients:
        await client.close()
    await asyncio.gather(*running)

    expected = {f"{number}-{line}" for number in range(PEOPLE) for line in range(LINES_EACH)}
    assert [seq for seq, _, _ in stored] == list(range(stored[0][0], stored[0][0] + PEOPLE * LINES_EACH))
    assert sorted(client_id for _, client_id, _ in stored) == sorted(expected)
    assert [client.lines == stored for client in clients] == [True] * PEOPLE
    acknowledged = {client_id: seq for client in clients for client_id, seq in client.acknowledged.items()}
    assert acknowledged == {client_id: seq for seq, client_id, _ in stored}


async def fill(house: House) -> tuple[str, list[str]]:
    """One published session with a host and attendees, written before the server runs; everyone's seat."""
    now = utcnow()
    database = await open_database(house)
    async with database.write() as db:
        actor = actor_of((await db.scalars(select(TeamMember))).one(), via="cli")
        event = await create_event(db, actor, EventChange(title="No loss"), now=now)
        await publish_event(db, actor, event.id, now=now)
        session = await schedule_session(db, actor, event.id, starts_at=now, time_zone="UTC", now=now)
        places = [await add_person(db, actor, session, email="host@example.com", room_role="host", now=now)]
        for number in range(1, PEOPLE):
            email = f"p{number}@example.com"
            places.append(await register_person(db, actor, session, email=email, first_name=f"P{number}", now=now))
    await database.close()
    key = load_secret_key(house.data, "")
    return session.id, [issue_seat(key, place.registration, now=now) for place in places]


async def read_lines(house: House, session_id: str) -> list[Line]:
    database = await open_database(house)
    async with database.read() as db:
        query = select(ChatMessage.seq, ChatMessage.client_id, ChatMessage.text)
        rows = await db.execute(query.where(ChatMessage.session_id == session_id).order_by(ChatMessage.seq))
        lines = [(seq, client_id, text) for seq, client_id, text in rows]
    await database.close()
    return lines


async def open_database(house: House) -> Database:
    database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
    await database.open()
    return database
