"""Room numbers and the links by them, derived as the server derives them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.events.models import Event, Session
from footlights.events.room_options import options_of, set_options
from footlights.kit.clock import utcnow
from footlights.kit.data_dir import load_secret_key
from footlights.kit.database import Database, Db
from footlights.registration.entry_codes import code_text, create_group, list_codes
from footlights.registration.models import Registration
from footlights.registration.room_links import Purpose, personal_token, role_token
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person, Workspace
from tests.browser.house import House, Show

T = TypeVar("T")


@dataclass(frozen=True)
class Room:
    """A show's room by its number, with a role's token each."""

    number: str
    host: str
    speaker: str


def read_room(show: Show, *, thank_you_url: str | None = None, **settings: object) -> Room:
    """The room; `settings` are columns of its session, set before, as is the page that thanks."""
    key = load_secret_key(show.house.data, "")

    async def read(db: Db) -> Room:
        session = await db.get_one(Session, show.session_id)
        for name, value in settings.items():
            setattr(session, name, value)
        event = await db.get_one(Event, show.event_id)
        if thank_you_url is not None:
            set_options(event, replace(options_of(event), thank_you_url=thank_you_url))
        return Room(event.room_number, role_token(key, event, "host"), role_token(key, event, "speaker"))

    return _do(show.house, read)


def read_personal_token(show: Show, first_name: str, purpose: Purpose = "personal") -> str:
    async def read(db: Db) -> str:
        named = (Registration.session_id == show.session_id) & (Person.first_name == first_name)
        joined = select(Registration).join(Person, Person.id == Registration.person_id)
        row = (await db.scalars(joined.options(joinedload(Registration.person)).where(named))).one()
        return personal_token(load_secret_key(show.house.data, ""), row, purpose)

    return _do(show.house, read)


def make_code(show: Show) -> str:
    """An entry code of the show's room, which then needs one."""
    key = load_secret_key(show.house.data, "")

    async def make(db: Db) -> str:
        event = await db.get_one(Event, show.event_id)
        owner = Actor(event.workspace_id, event.owner_id, "owner", "cli")
        group = await create_group(db, owner, key, name="Tour", event_ids=[event.id], amount=1, now=utcnow())
        return code_text(key, (await list_codes(db, [group.id]))[group.id][0])

    return _do(show.house, make)


def read_slug(house: House) -> str:
    """Under which the workspace's company page stands."""

    async def read(db: Db) -> str:
        return (await db.scalars(select(Workspace.slug))).one()

    return _do(house, read)


def _do(house: House, work: Callable[[Db], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
        await database.open()
        try:
            async with database.write() as db:
                return await work(db)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps a loop of its own in this thread
        return elsewhere.submit(lambda: asyncio.run(run())).result()
