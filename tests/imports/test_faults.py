"""Imports that are interrupted: every row exactly once, and no second mail."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from footlights.email.models import Mail
from footlights.events.models import Session
from footlights.imports import running
from footlights.imports.files import Format
from footlights.imports.models import Batch, BatchRow
from footlights.imports.running import run_batch
from footlights.imports.staging import Options, stage_file
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.registration.actions import register_person
from footlights.registration.models import Registration
from tests.browser.house import FOOTLIGHTS, House, free_port, wait_until
from tests.examples.conftest import DIST
from tests.factories import House as Workspace
from tests.factories import make_event, make_house, make_session

ROWS = 3000


async def make(database: Database) -> tuple[Workspace, Session]:
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house)
        return house, await make_session(db, house, event, starts_at=utcnow().replace(year=2099))


def write_file(path: Path, rows: int = ROWS) -> Path:
    path.write_text("email,first_name\n" + "".join(f"p{n}@example.com,P{n}\n" for n in range(rows)))
    return path


async def stage(database: Database, house: Workspace, session: Session, path: Path, **options: Any) -> Batch:
    return await stage_file(database, house.actor, session, path, Format(), Options(**options), domain="example.org")


async def counts(database: Database) -> dict[str, int]:
    async with database.read() as db:
        registered = select(func.count()).select_from(Registration).where(Registration.room_role == "attendee")
        told = select(func.count()).where(Fact.kind == "person.registered")
        done = select(func.count()).where(BatchRow.state == "succeeded")
        ended = select(func.count()).where(Fact.kind == "job.ended")
        names = ("registered", "told", "done", "ended")
        return {
            name: await db.scalar(one) or 0 for name, one in zip(names, (registered, told, done, ended), strict=True)
        }


async def test_crash_inside_a_chunk_leaves_it_undone_and_the_rest_done(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, session = await make(database)
    batch = await stage(database, house, session, write_file(tmp_path / "people.csv"))
    calls = 0
    real = running._outcome

    def crash(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == running.CHUNK + 100:
            raise RuntimeError
        return real(*arguments, **named)

    with monkeypatch.context() as patched, contextlib.suppress(RuntimeError):
        patched.setattr(running, "_outcome", crash)
        await run_batch(database, batch.id)
    broken = await counts(database)
    await run_batch(database, batch.id)

    assert broken == {"registered": 500, "told": 500, "done": 500, "ended": 0}
    assert await counts(database) == {"registered": ROWS, "told": ROWS, "done": ROWS, "ended": 1}


async def test_two_workers_on_one_batch_do_no_row_twice(database: Database, tmp_path: Path) -> None:
    house, session = await make(database)
    batch = await stage(database, house, session, write_file(tmp_path / "people.csv"))

    await asyncio.gather(*(run_batch(database, batch.id) for _ in range(3)))

    assert await counts(database) == {"registered": ROWS, "told": ROWS, "done": ROWS, "ended": 1}


async def test_people_who_register_by_themselves_meanwhile_have_one_place(database: Database, tmp_path: Path) -> None:
    house, session = await make(database)
    batch = await stage(database, house, session, write_file(tmp_path / "people.csv"))

    async def register(number: int) -> None:
        async with database.write() as db:
            found = await db.merge(session)
            await db.refresh(found, ["event"])
            await register_person(db, house.actor, found, email=f"p{number}@example.com", now=utcnow())

    await asyncio.gather(
        run_batch(database, batch.id), *(register(n) for n in range(ROWS - 20, ROWS)), return_exceptions=True
    )

    async with database.read() as db:
        people = await db.scalar(select(func.count(func.distinct(Registration.person_id))))
        places = await db.scalar(select(func.count()).select_from(Registration))
    assert people == places == ROWS + 1


async def test_file_that_breaks_off_half_way_leaves_nothing(database: Database, tmp_path: Path) -> None:
    house, session = await make(database)
    path = write_file(tmp_path / "people.csv", 2500)
    path.write_text(path.read_text() + 'x@example.com,"open\n')

    with pytest.raises(Exception, match="cannot be read"):
        await stage(database, house, session, path)

    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(BatchRow)) == 0
        assert await db.scalar(select(func.count()).select_from(Batch)) == 0


async def test_more_than_fifty_thousand_rows_are_refused_whole(database: Database, tmp_path: Path) -> None:
    house, session = await make(database)

    with pytest.raises(Exception, match="at most 50,000 rows"):
        await stage(database, house, session, write_file(tmp_path / "people.csv", 50_001))

    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Batch)) == 0


@pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")
def test_server_killed_half_way_goes_on_and_mails_each_once(tmp_path: Path) -> None:
    house = House(tmp_path / "data", free_port(), {"MEDIA": "off"})
    house.init()
    house.start()
    try:
        show = house.make_session()
        file = write_file(tmp_path / "people.csv", 6000).read_bytes()
        path = f"{house.url}/v1/sessions/{show.session_id}/people/import"
        headers = {"authorization": house.owner["token"], "content-type": "text/csv", "idempotency-key": "once"}
        job = httpx.post(path, content=file, headers=headers, timeout=30).json()["data"]
        wait_until(lambda: _done(house, job["id"]) >= 500, what="a part of the rows", pause_s=0.01)
        house.kill()
        house.start()
        again = httpx.post(path, content=file, headers=headers, timeout=30).json()["data"]
        wait_until(lambda: _done(house, job["id"]) == 6000, what="all rows")
        ended = house.call("GET", f"/jobs/{job['id']}")["attributes"]
    finally:
        house.stop()

    assert again["id"] == job["id"]
    assert (ended["status"], ended["total_success"]) == ("ended", 6000)
    asyncio.run(_check_once(house, 6000))


@pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")
def test_command_killed_half_way_goes_on_with_the_same_command(tmp_path: Path) -> None:
    house = House(tmp_path / "data", free_port(), {"MEDIA": "off"})
    house.init()
    house.start()
    show = house.make_session()
    house.stop()
    file = write_file(tmp_path / "people.csv", 6000)
    command = [FOOTLIGHTS, "people", "import", str(file), "--session", show.session_id, "--data", str(house.data)]

    process = subprocess.Popen(command, env=house.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    until = time.monotonic() + 60
    while asyncio.run(_rows_done(house)) < 500 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = asyncio.run(_rows_done(house))
    printed = house.run(*command[1:])
    again = house.run(*command[1:])

    assert 500 <= left <= 6000
    assert printed == again == "6000 rows: 6000 registered, 0 failed.\n"
    asyncio.run(_check_once(house, 6000, mails=False))


def _done(house: House, job_id: str) -> int:
    return int(house.call("GET", f"/jobs/{job_id}")["attributes"]["total_processed_items"])


async def _rows_done(house: House) -> int:
    async with _opened(house) as database:
        return (await counts(database))["done"]


async def _check_once(house: House, number: int, *, mails: bool = True) -> None:
    async with _opened(house) as database:
        found = await counts(database)
        async with database.read() as db:
            mailed = select(func.count(), func.count(func.distinct(Mail.subject_id))).where(Mail.kind == "confirmation")
            every, different = (await db.execute(mailed)).one()
    assert found == {"registered": number, "told": number, "done": number, "ended": 1}
    assert every == different
    assert (every > 0) == mails


@contextlib.asynccontextmanager
async def _opened(house: House) -> Any:
    database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
    await database.open()
    try:
        yield database
    finally:
        await database.close()
