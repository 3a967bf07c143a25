"""Live rooms for tests of chat and questions."""

from collections.abc import Awaitable
from typing import Any

import pytest
from msgspec.structs import replace

from footlights.engagement.actions import Posted, post_message
from footlights.engagement.questions import ask_question
from footlights.engagement.ruling import set_rules
from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import start_session
from footlights.room.talk import default_rules
from tests.room.rooms import Cast, at, cast_session, make_cast


async def live_cast(database: Database, **rules: Any) -> Cast:  # Any: values of the rules
    """A cast in a live session in which these rules hold."""
    cast = await make_cast(database)
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    if rules:
        await rule(database, cast, **rules)
    return cast


async def cast_beside(database: Database, cast: Cast, *, event: dict[str, Any] | None = None, **rules: Any) -> Cast:
    """One more live session of the same house."""
    async with database.write() as db:
        other = await cast_session(db, cast.house, **(event or {}))
        await start_session(db, other.host, now=at(0))
    if rules:
        await rule(database, other, **rules)
    return other


async def rule(database: Database, cast: Cast, **rules: Any) -> None:  # Any: as above
    changed = replace(default_rules(cast.session.event), **rules)
    async with database.write() as db:
        await set_rules(db, cast.host, changed, client_id=new_id(), now=at(0.5))


async def post(database: Database, actor: RoomActor, text: str = "hello", minute: float = 1, **to: Any) -> Posted:
    """Write a line; `to` as in `post_message`."""
    async with database.write() as db:
        return await post_message(db, actor, text=text, now=at(minute), **{"client_id": new_id(), **to})


async def ask(
    database: Database, actor: RoomActor, text: str = "Why?", *, anonymous: bool = False, client_id: str | None = None
) -> Posted:
    async with database.write() as db:
        return await ask_question(db, actor, text=text, anonymous=anonymous, client_id=client_id or new_id(), now=at(1))


async def code_of(act: Awaitable[object]) -> str:
    """The code of the refusal."""
    with pytest.raises(AppError) as refusal:
        await act
    return refusal.value.code
