import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from footlights.jobs import Job, enqueue
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import Unavailable
from footlights.migrations import upgrade
from tests.factories import NOW


async def count(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(Job)) or 0


async def test_write_commits_and_then_tells_its_hooks(database: Database) -> None:
    told: list[dict[Any, Any]] = []
    database.on_commit(told.append)

    async with database.write() as db:
        await enqueue(db, "x", {}, now=NOW)
        assert told == []

    assert await count(database) == 1
    assert told[0]["jobs"]


async def test_failed_write_leaves_nothing_and_tells_nobody(database: Database) -> None:
    told: list[dict[Any, Any]] = []
    database.on_commit(told.append)

    with pytest.raises(RuntimeError):
        async with database.write() as db:
            await enqueue(db, "x", {}, now=NOW)
            await db.flush()
            raise RuntimeError("half way")

    assert (await count(database), told) == (0, [])


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    async with database.write() as db:
        await enqueue(db, "x", {}, now=NOW)
    async with database.read() as db:
        job = (await db.scalars(select(Job))).one()

    assert job.created_at == NOW
    assert job.created_at.utcoffset() == NOW.utcoffset()


async def test_full_disk_is_an_ordinary_refusal_and_reading_goes_on(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'small.db'}"
    await upgrade(url)
    database = Database(url)
    await database.open()
    async with database.write() as db:
        await enqueue(db, "first", {}, now=NOW)
    with pytest.raises(Unavailable, match="cannot save"):
        async with database.write() as db:
            pages = await db.scalar(text("PRAGMA page_count"))
            await db.execute(text(f"PRAGMA max_page_count = {pages}"))
            await enqueue(db, "second", {"much": "x" * 1_000_000}, now=utcnow())

    assert await count(database) == 1
    await database.close()


async def test_cancelled_writes_leave_no_lock_behind(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    await upgrade(url)
    database = Database(url)
    await database.open()

    async def write() -> None:
        async with database.write() as db:
            for _ in range(20):
                await enqueue(db, "x", {}, now=NOW)

    rng = random.Random(7)
    for _ in range(150):
        task = asyncio.create_task(write())
        await asyncio.sleep(rng.random() * 0.006)
        task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(5):  # a lock left behind lasts ten seconds
            await write()

    assert await count(database) >= 150 * 20
    assert await count(database) % 20 == 0
    await database.close()
