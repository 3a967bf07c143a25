from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.events.errors import SessionNotOpen
from footlights.events.sessions import cancel_session, update_session
from footlights.kit.database import Database
from footlights.outbox import Fact
from tests.factories import NOW, make_house, make_session


async def test_moving_a_session_tells_that_it_moved(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        await update_session(db, house.actor, session.id, name="Part 1", now=NOW)
        await update_session(db, house.actor, session.id, starts_at=NOW + timedelta(days=1), now=NOW)
    async with database.read() as db:
        facts = await db.scalars(select(Fact).where(Fact.kind == "session.updated").order_by(Fact.id))

    assert [fact.data["moved"] for fact in facts] == [False, True]


async def test_canceled_session_cannot_be_moved(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        await cancel_session(db, house.actor, session.id, now=NOW)
        await cancel_session(db, house.actor, session.id, now=NOW)

        with pytest.raises(SessionNotOpen):
            await update_session(db, house.actor, session.id, starts_at=NOW, now=NOW)
        told = list(await db.scalars(select(Fact.kind).where(Fact.kind == "session.canceled")))

    assert told == ["session.canceled"]
