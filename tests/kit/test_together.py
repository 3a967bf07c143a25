import asyncio
from collections.abc import Sequence

from sqlalchemy import func, select

from footlights.jobs import Job, enqueue
from footlights.kit.database import Database, Db
from footlights.kit.errors import AppError, Invalid
from footlights.kit.together import GroupWriter
from tests.factories import NOW


class Numbers:
    """Work that writes numbers as jobs: refuses 13, fails at 99, and notes what came together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []

    async def add(self, db: Db, numbers: Sequence[int]) -> list[int | AppError]:
        self.groups.append(list(numbers))
        for number in numbers:
            if number != 13:
                await enqueue(db, "x", {"number": number}, now=NOW)
        if 99 in numbers:
            raise RuntimeError("breaks the group")
        return [Invalid("Unlucky.") if number == 13 else number * 10 for number in numbers]


async def stored(database: Database) -> list[int]:
    async with database.read() as db:
        return sorted(data["number"] for data in await db.scalars(select(Job.data)))


async def test_writes_that_wait_come_together_and_each_gets_its_own_result(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()

    done = await asyncio.gather(*(together.write(work.add, n) for n in range(5)))

    assert done == [0, 10, 20, 30, 40]
    assert [number for group in work.groups for number in group] == [0, 1, 2, 3, 4]
    assert len(work.groups) < 5
    assert await stored(database) == [0, 1, 2, 3, 4]


async def test_refusal_concerns_one_alone(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()

    done = await asyncio.gather(*(together.write(work.add, n) for n in (12, 13, 14)), return_exceptions=True)

    assert [done[0], type(done[1]), done[2]] == [120, Invalid, 140]
    assert await stored(database) == [12, 14]


async def test_item_that_breaks_its_group_fails_alone(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()

    done = await asyncio.gather(*(together.write(work.add, n) for n in (1, 99, 3)), return_exceptions=True)

    assert [done[0], type(done[1]), done[2]] == [10, RuntimeError, 30]
    assert await stored(database) == [1, 3]


async def test_nobody_is_answered_before_the_commit(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()
    seen: list[int] = []

    async def write(number: int) -> None:
        await together.write(work.add, number)
        async with database.read() as db:
            seen.append(await db.scalar(select(func.count()).select_from(Job)) or 0)

    await asyncio.gather(*(write(n) for n in range(3)))

    assert seen[0] > 0
    assert seen[-1] == 3


async def test_who_gives_up_waiting_does_not_hold_up_the_others(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()
    waits = [asyncio.create_task(together.write(work.add, n)) for n in range(3)]
    await asyncio.sleep(0)

    waits[1].cancel()
    done = await asyncio.gather(*waits, return_exceptions=True)

    assert [done[0], type(done[1]), done[2]] == [0, asyncio.CancelledError, 20]


async def test_quiet_is_waited_for(database: Database) -> None:
    together, work = GroupWriter(database), Numbers()
    write = asyncio.create_task(together.write(work.add, 1))
    await asyncio.sleep(0)

    await asyncio.wait_for(together.wait_until_quiet(), 10)

    assert write.done()
