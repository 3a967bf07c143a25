"""The examples against a server with some history, on a real port."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from footlights.engagement.actions import post_message
from footlights.events.models import Session
from footlights.kit.database import Database, Db
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import end_session, start_session
from footlights.room.presence import Mark, record_presence
from footlights.workspace.models import Person, TeamMember, Workspace
from footlights.workspace.queries import actor_of
from tests import factories
from tests.browser.house import House, free_port
from tests.room.rooms import START, at, make_actor
from tests.room.rooms import actor_of as room_actor

EXAMPLES = Path(__file__).parents[2] / "examples"
DIST = Path(__file__).parents[2] / "web" / "dist" / "manifest.json"
RUN_S = 60


@dataclass(frozen=True)
class Past:
    """A running server, and the two sessions that are over on it."""

    house: House
    full: str
    """Ada was there for 45 of 60 minutes and wrote three messages, Bo for 15; Cleo stayed away."""
    empty: str
    """A day earlier; nobody registered."""

    def environment(self, *, token: str | None = None) -> dict[str, str]:
        own = {"API_URL": self.house.url, "API_TOKEN": token or self.house.owner["token"], "PYTHONIOENCODING": "utf-8"}
        return {"PATH": os.environ["PATH"], **own}

    def run(self, script: str, *arguments: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
        """An example as somebody starts it."""
        return subprocess.run(
            [sys.executable, EXAMPLES / f"{script}.py", *arguments],
            env=self.environment(token=token),
            capture_output=True,
            encoding="utf-8",
            timeout=RUN_S,
            check=False,
        )


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    if not DIST.exists():
        pytest.skip("needs the built web part (make setup)")
    house = House(tmp_path_factory.mktemp("examples") / "data", free_port(), {"MEDIA": "off"})
    house.init()
    full, empty = asyncio.run(_seed(house))
    house.start()
    yield Past(house, full, empty)
    house.stop()


async def _seed(house: House) -> tuple[str, str]:
    database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
    await database.open()
    try:
        async with database.write() as db:
            return await _hold_full(db), await _hold_empty(db)
    finally:
        await database.close()


async def _hold_full(db: Db) -> str:
    owner = await _owner(db)
    event = await factories.make_event(db, owner, title="=Heat, pumps & <old> houses")
    session = await factories.make_session(db, owner, event, starts_at=START)
    host = await _host(db, owner, session)
    ada, bo, _ = [await make_actor(db, owner, session, name) for name in ("ada", "bo", "cleo")]
    await start_session(db, host, now=at(0))
    await record_presence(db, [*_stay(ada, 0, 45), *_stay(bo, 30, 45)])
    for number in range(3):
        await post_message(db, ada, text="Hello", client_id=f"m{number}", now=at(10 + number))
    await end_session(db, host, now=at(60))
    return session.id


async def _hold_empty(db: Db) -> str:
    owner = await _owner(db)
    session: Session = await factories.make_session(db, owner, starts_at=START - timedelta(days=1))
    host = await _host(db, owner, session)
    await start_session(db, host, now=at(-24 * 60))
    await end_session(db, host, now=at(-23 * 60))
    return session.id


async def _owner(db: Db) -> factories.House:
    workspace = (await db.scalars(select(Workspace))).one()
    owner = (await db.scalars(select(TeamMember))).first()
    assert owner is not None
    return factories.House(workspace, owner, actor_of(owner, via="console"))


async def _host(db: Db, owner: factories.House, session: Session) -> RoomActor:
    """The owner, who came onto the list with the session."""
    own = (Registration.session_id == session.id) & (Registration.person_id == owner.actor.person_id)
    registration = (await db.scalars(select(Registration).where(own))).one()
    return room_actor(session, registration, await db.get_one(Person, registration.person_id))


def _stay(actor: RoomActor, begin: float, end: float) -> list[Mark]:
    place = (actor.session_id, actor.person_id, "00000000-0000-4000-8000-000000000001")
    return [Mark(*place, "join", at(begin)), Mark(*place, "leave", at(end))]
