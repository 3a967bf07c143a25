from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from footlights.jobs import Job, enqueue
from footlights.jobs.worker import MAX_ATTEMPTS, RetryLater, Worker
from footlights.kit.clock import utcnow
from footlights.kit.database import Database

PAST = datetime(2026, 1, 1, tzinfo=UTC)


async def add_job(database: Database, *, unique_key: str | None = None, run_at: datetime | None = None) -> None:
    async with database.write() as db:
        await enqueue(db, "count", {"n": 1}, now=PAST, run_at=run_at, unique_key=unique_key)


async def only_job(database: Database) -> Job:
    async with database.read() as db:
        return (await db.scalars(select(Job))).one()


async def test_due_job_runs_once(database: Database) -> None:
    ran: list[dict[str, Any]] = []

    async def count(data: dict[str, Any]) -> None:
        ran.append(data)

    worker = Worker(database, {"count": count})
    await add_job(database)

    answers = [await worker.run_one(), await worker.run_one()]

    assert answers == [True, False]
    assert ran == [{"n": 1}]
    assert (await only_job(database)).state == "done"


async def test_same_key_is_enqueued_once(database: Database) -> None:
    await add_job(database, unique_key="a")
    await add_job(database, unique_key="a")

    assert (await only_job(database)).unique_key == "a"


async def test_job_of_the_future_waits(database: Database) -> None:
    await add_job(database, run_at=utcnow() + timedelta(hours=1))

    assert not await Worker(database, {}).run_one()


async def test_failed_job_waits_and_is_given_up_in_the_end(database: Database) -> None:
    async def fail(_: dict[str, Any]) -> None:
        raise ValueError("no")

    worker = Worker(database, {"count": fail})
    await add_job(database)
    states = []
    for _ in range(MAX_ATTEMPTS):
        await worker.run_one()
        job = await only_job(database)
        states.append((job.state, job.run_at > utcnow()))
        async with database.write() as db:
            await db.execute(update(Job).values(run_at=PAST))

    assert states == [("waiting", True)] * (MAX_ATTEMPTS - 1) + [("failed", True)]
    assert (await only_job(database)).last_error == "ValueError: no"


async def test_retry_later_decides_its_own_delay(database: Database) -> None:
    async def later(_: dict[str, Any]) -> None:
        raise RetryLater("busy", timedelta(hours=2))

    await add_job(database)
    await Worker(database, {"count": later}).run_one()

    assert (await only_job(database)).run_at > utcnow() + timedelta(minutes=119)


async def test_job_of_a_worker_that_died_is_taken_over(database: Database) -> None:
    async def count(_: dict[str, Any]) -> None:
        return

    await add_job(database)
    async with database.write() as db:
        await db.execute(update(Job).values(state="running", lease_until=PAST))

    assert await Worker(database, {"count": count}).run_one()
