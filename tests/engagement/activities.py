"""Polls and cards for tests, through the product's own actions, and rooms they are in."""

from typing import Any

from sqlalchemy import select

from footlights.engagement.polls.actions import add_poll, cast_vote, close_poll, open_poll, share_results
from footlights.engagement.polls.models import PollRow
from footlights.engagement.polls.queries import list_polls
from footlights.engagement.polls.rules import PollDraft
from footlights.kit.database import Database
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import start_session
from tests.room.rooms import Cast, at, make_cast

CHOICES = ("Price of the work", "Radiators or pipes", "Noise")


async def live_cast(database: Database, **event: object) -> Cast:
    cast = await make_cast(database, **event)
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    return cast


def draft(kind: Any = "single", **values: Any) -> PollDraft:  # Any: what a test gives
    return PollDraft(**{"kind": kind, "question": "What holds you back?", "options": CHOICES, **values})


async def make_poll(
    database: Database, actor: RoomActor, *, is_opened: bool = True, client_id: str = "p1", **values: Any
) -> PollRow:
    """A poll with its options, open unless said otherwise."""
    async with database.write() as db:
        added = await add_poll(db, actor, draft(**values), client_id=client_id, is_opened=is_opened, now=at(1))
    async with database.read() as db:
        return next(poll for poll in await list_polls(db, actor.session_id) if poll.id == added.id)


async def vote(
    database: Database, actor: RoomActor, poll: PollRow, *choices: int, text: str | None = None, minute: float = 2
) -> None:
    async with database.write() as db:
        chosen = [poll.options[choice].id for choice in choices]
        await cast_vote(db, actor, poll.id, option_ids=chosen, text=text, now=at(minute))


async def close(database: Database, actor: RoomActor, poll: PollRow) -> int:
    async with database.write() as db:
        return await close_poll(db, actor, poll.id, now=at(3))


async def reopen(database: Database, actor: RoomActor, poll: PollRow) -> int:
    async with database.write() as db:
        return await open_poll(db, actor, poll.id, now=at(4))


async def share(database: Database, actor: RoomActor, poll: PollRow, *, is_shared: bool = True) -> int:
    async with database.write() as db:
        return await share_results(db, actor, poll.id, is_shared=is_shared, now=at(5))


async def count_rows(database: Database, model: Any) -> int:  # Any: a mapped class
    async with database.read() as db:
        return len((await db.scalars(select(model))).all())
