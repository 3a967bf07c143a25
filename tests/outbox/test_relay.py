from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from footlights.events.models import Event
from footlights.jobs import Job, enqueue
from footlights.kit.database import Database, Db
from footlights.outbox import Fact
from footlights.outbox.relay import Relay, Together
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


async def test_fact_told_at_once_commits_with_its_effects(database: Database) -> None:
    async def effect(db: Db, facts: Sequence[Fact]) -> None:
        for fact in facts:
            await enqueue(db, "effect", {"of": fact.kind}, now=fact.recorded_at)

    relay = Relay(database, {"event.created": [Together(effect)]}, at_once=("event.created",))
    async with database.write() as db:
        await make_event(db, await make_house(db), published=False)

    async with database.read() as db:
        jobs = list(await db.scalars(select(Job.data)))
        untold = list(await db.scalars(select(Fact.kind).where(Fact.told_at.is_(None))))
    await relay.tell_all()

    assert jobs == [{"of": "event.created"}]
    assert "event.created" not in untold
    async with database.read() as db:
        assert list(await db.scalars(select(Job.data))) == jobs


async def test_subscriber_that_fails_at_once_undoes_nothing_but_itself(database: Database) -> None:
    tries: list[int] = []

    async def broken_at_first(db: Db, facts: Sequence[Fact]) -> None:
        await enqueue(db, "effect", {}, now=facts[0].recorded_at)
        await db.flush()
        tries.append(len(facts))
        if len(tries) == 1:
            raise RuntimeError("broken")

    relay = Relay(database, {"event.created": [Together(broken_at_first)]}, at_once=("event.created",))
    async with database.write() as db:
        event = await make_event(db, await make_house(db), published=False)

    async with database.read() as db:
        assert await db.get(Event, event.id) is not None
        assert list(await db.scalars(select(Job.id))) == []
    await relay.tell_all()

    async with database.read() as db:
        assert len(list(await db.scalars(select(Job.id)))) == 1
    assert tries == [1, 1]
