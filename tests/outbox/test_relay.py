from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from footlights.kit.database import Database, Db
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from tests.factories import make_event, make_house


async def test_each_fact_is_told_once_and_in_order(database: Database) -> None:
    heard: list[str] = []

    async def listen(_: Db, fact: Fact) -> None:
        heard.append(fact.kind)

    relay = Relay(database, {"event.created": [listen], "event.published": [listen]})
    async with database.write() as db:
        await make_event(db, await make_house(db))

    await relay.tell_all()
    await relay.tell_all()

    assert heard == ["event.created", "event.published"]


async def test_nothing_is_told_of_a_transaction_that_failed(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
    with pytest.raises(RuntimeError):
        async with database.write() as db:
            await make_event(db, house)
            raise RuntimeError("crash before commit")

    async with database.read() as db:
        facts = list(await db.scalars(select(Fact)))

    assert facts == []


async def test_failing_subscriber_leaves_the_fact_and_its_effects_undone(database: Database) -> None:
    async def half_way(db: Db, fact: Fact) -> None:
        db.add(
            Fact(
                workspace_id=fact.workspace_id,
                kind="effect",
                subject_id="x",
                data={},
                recorded_at=datetime.now(UTC),
                told_at=datetime.now(UTC),
            )
        )
        await db.flush()
        raise RuntimeError("crash in the middle")

    relay = Relay(database, {"event.created": [half_way]})
    async with database.write() as db:
        await make_event(db, await make_house(db), published=False)

    with pytest.raises(RuntimeError):
        await relay.tell_batch()

    async with database.read() as db:
        facts = [(fact.kind, fact.told_at) for fact in await db.scalars(select(Fact))]
    assert facts == [("event.created", None)]
