"""The room socket as `footlights serve` runs it, without media: a session with many registrants in SQLite.

Called by the benchmarks: room_server.py PORT FOLDER PEOPLE. Prints one JSON line with the seats once it listens.
"""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import uvloop
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from litestar import Litestar
from litestar.datastructures import State

from footlights.edges.socket import live
from footlights.events.actions import EventChange, create_event, publish_event
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.media.control import MediaControl
from footlights.media.settings import MediaSettings
from footlights.migrations import upgrade
from footlights.outbox.relay import Relay
from footlights.registration.actions import add_person, register_person
from footlights.registration.scheduling import schedule_session
from footlights.room.live import LiveRooms
from footlights.room.seats import issue_seat
from footlights.settings import Settings
from footlights.starting import settle_memory
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of

KEY = b"0123456789abcdef0123456789abcdef"


async def main(port: int, folder: Path, people: int) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'footlights.db'}"
    await upgrade(url)
    database = Database(url)
    await database.open()
    seats = await fill(database, people)
    media = MediaControl(MediaSettings(data_dir=folder, enabled=False))
    rooms = LiveRooms(database, media, Settings(data_dir=str(folder), port=port), KEY)
    await rooms.start()
    relay = asyncio.create_task(Relay(database, {}).run())
    await serve(
        Litestar([live], state=State({"services": SimpleNamespace(rooms=rooms)})),
        port,
        seats,
        goodbye=lambda: rooms.close_all("restarting"),
    )
    relay.cancel()
    await rooms.stop()
    await database.close()


async def fill(database: Database, people: int) -> dict[str, Any]:
    """A workspace with one published session, a host and so many attendees."""
    now = utcnow()
    async with database.write() as db:
        made = await create_workspace(db, name="Bench", email="host@example.com", password="not a secret", now=now)
        actor = actor_of(made.owner, via="cli")
        event = await create_event(db, actor, EventChange(title="Bench"), now=now)
        await publish_event(db, actor, event.id, now=now)
        session = await schedule_session(db, actor, event.id, starts_at=now, time_zone="UTC", now=now)
        host = await add_person(db, actor, session, email="host@example.com", room_role="host", now=now)
        attendees = [
            await register_person(db, actor, session, email=f"p{n}@example.com", first_name=f"P{n}", now=now)
            for n in range(people)
        ]
    seats = [issue_seat(KEY, one.registration, now=now) for one in (host, *attendees)]
    return {"session_id": session.id, "host": seats[0], "attendees": seats[1:]}


async def serve(
    app: Any, port: int, told: dict[str, Any], *, goodbye: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Serve until SIGTERM, saying so on the first line of output."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_level=LogLevels.error, backlog=4096
    )
    settle_memory()
    serving = asyncio.create_task(server.serve())
    await until_listening(port)
    print(json.dumps(told), flush=True)
    await stop.wait()
    if goodbye is not None:
        await goodbye()
    server.stop()
    await asyncio.wait([serving], timeout=5)


async def until_listening(port: int) -> None:
    loop = asyncio.get_running_loop()
    while True:
        with socket.socket() as probe:
            probe.setblocking(False)
            try:
                await loop.sock_connect(probe, ("127.0.0.1", port))
            except OSError:
                await asyncio.sleep(0.02)
            else:
                return


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
