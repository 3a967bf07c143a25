"""Bulk registration, leads by webhook and what follows an event: a real server, and the examples as processes."""

import asyncio
import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.models import Registration
from footlights.room.lifecycle import end_session, start_session
from footlights.room.presence import Mark, record_presence
from footlights.workspace.models import Person
from tests.browser.house import House, free_port, running_house, wait_until
from tests.examples.conftest import DIST, EXAMPLES, _host, _owner

pytestmark = pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("hooks") / "data"
    with running_house(folder, MEDIA="off", WEBHOOK_ALLOW="127.0.0.1", WEBHOOK_HTTP="true") as running:
        yield running


def environment(house: House, **more: str) -> dict[str, str]:
    own = {"API_URL": house.url, "API_TOKEN": house.owner["token"], "PYTHONIOENCODING": "utf-8"}
    return {"PATH": os.environ["PATH"], **own, **more}


def run(house: House, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, EXAMPLES / f"{script}.py", *arguments]
    return subprocess.run(
        command, env=environment(house), capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@contextmanager
def listening(house: House, script: str, secret: str, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """An example that receives, as a process."""
    command = [sys.executable, str(EXAMPLES / f"{script}.py"), "--port", str(port), *arguments]
    process = subprocess.Popen(
        command, env=environment(house, WEBHOOK_SECRET=secret), stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    assert "Listening" in process.stdout.readline()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


@pytest.mark.parametrize("way", [(), ("--in-fifties",)], ids=["in one call", "in fifties"])
def test_bulk_registration_registers_each_once_however_often_it_runs(
    house: House, tmp_path: Path, way: tuple[str, ...]
) -> None:
    show = house.make_session()
    file = tmp_path / "people.csv"
    people = "".join(f"p{n}@example.com,P{n}\n" for n in range(120))
    file.write_text("email,first_name\n" + people + "=nobody,X\n")

    first = run(house, "bulk_registration", show.session_id, str(file), *way)
    again = run(house, "bulk_registration", show.session_id, str(file), *way)

    assert (first.returncode, again.returncode) == (1, 1), first.stderr
    (problem,) = csv.DictReader(first.stdout.splitlines())
    assert problem["email"] == "'=nobody"
    assert again.stdout == first.stdout
    listed = house.call("GET", f"/sessions/{show.session_id}/people?page[size]=100&filter[role]=participant")
    more = house.call(
        "GET", f"/sessions/{show.session_id}/people?page[size]=100&page[number]=2&filter[role]=participant"
    )
    assert len(listed) + len(more) == 120


def test_bulk_registration_dry_run_registers_nobody(house: House, tmp_path: Path) -> None:
    show = house.make_session()
    file = tmp_path / "people.csv"
    file.write_text("email\na@example.com\nb@example.com\n")

    done = run(house, "bulk_registration", show.session_id, str(file), "--dry-run")

    assert (done.returncode, done.stdout) == (0, "")
    assert house.call("GET", f"/sessions/{show.session_id}/people?filter[role]=participant") == []


def test_registrants_become_leads_once_also_those_who_came_while_the_receiver_was_off(
    house: House, tmp_path: Path
) -> None:
    show, port, leads = house.make_session(), free_port(), tmp_path / "leads.csv"
    secret = run(house, "registrants_to_leads", "--make", f"http://127.0.0.1:{port}/").stdout.strip()
    hook = next(row for row in house.call("GET", "/webhooks") if str(port) in row["attributes"]["url"])
    path = f"/webhooks/{hook['id']}"

    with listening(house, "registrants_to_leads", secret, port, "--leads", str(leads)):
        show.register("Ada", "Lovelace")
        wait_until(lambda: len(rows_of(leads)) == 1, what="the first lead")
    show.register("Bo")
    wait_until(lambda: house.call("GET", path)["attributes"]["failing_since"], what="a failed try")
    with listening(house, "registrants_to_leads", secret, port, "--leads", str(leads)):
        house.call("PATCH", path, {"paused": False}, kind="webhooks")
        wait_until(lambda: len(rows_of(leads)) == 2, what="the lead that was missed")
        house.call("POST", f"{path}/replays", {"since": 0}, kind="replays")
        wait_until(lambda: _all_delivered(house, path, tries=2), what="everything sent again")

    assert [(row["First Name"], row["Email"]) for row in rows_of(leads)] == [
        ("Ada", "ada.lovelace@example.com"),
        ("Bo", "bo.guest@example.com"),
    ]


def test_forged_requests_are_refused(house: House, tmp_path: Path) -> None:
    port, leads = free_port(), tmp_path / "leads.csv"
    with listening(house, "registrants_to_leads", "whsec_AAAA", port, "--leads", str(leads)):
        answer = httpx.post(f"http://127.0.0.1:{port}/", json={"data": {}}, headers={"webhook-id": "msg_1"})

    assert answer.status_code == 401
    assert not leads.exists()


def test_after_an_event_everybody_is_in_one_list_and_who_missed_it_is_invited(house: House, tmp_path: Path) -> None:
    show, following, port = house.make_session(), house.make_session(title="The next one"), free_port()
    for name in ("Ada", "Bo", "Cleo"):
        show.register(name)
    secret = run(house, "after_event", "--make", f"http://127.0.0.1:{port}/").stdout.strip()
    lists = tmp_path / "lists"

    with listening(house, "after_event", secret, port, "--folder", str(lists), "--next", following.session_id):
        asyncio.run(_hold(house, show.session_id, "Ada"))
        wait_until(
            lambda: len(rows_of(lists / "attended.csv")) == 1 and len(rows_of(lists / "missed.csv")) == 2,
            what="both lists",
        )

    assert [row["first_name"] for row in rows_of(lists / "attended.csv")] == ["Ada"]
    assert sorted(row["first_name"] for row in rows_of(lists / "missed.csv")) == ["Bo", "Cleo"]
    invited = house.call("GET", f"/sessions/{following.session_id}/people?filter[role]=participant")
    assert sorted(row["attributes"]["first_name"] for row in invited) == ["Bo", "Cleo"]


def _all_delivered(house: House, path: str, *, tries: int) -> bool:
    rows = house.call("GET", f"{path}/deliveries")
    return all(row["attributes"]["state"] == "delivered" and row["attributes"]["attempts"] >= tries for row in rows)


async def _hold(house: House, session_id: str, who: str) -> None:
    """A session that `who` was at for its half hour; the server's relay finds the facts by itself."""
    database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
    await database.open()
    try:
        async with database.write() as db:
            owner = await _owner(db)
            with_event = select(Session).options(joinedload(Session.event))
            session = (await db.scalars(with_event.where(Session.id == session_id))).one()
            host = await _host(db, owner, session)
            begin = datetime.now(UTC) - timedelta(minutes=30)
            await start_session(db, host, now=begin)
            here = select(Registration.person_id).join(Person, Person.id == Registration.person_id)
            own = (Registration.session_id == session_id) & (Person.first_name == who)
            person_id = (await db.scalars(here.where(own))).one()
            place = (session_id, person_id, "00000000-0000-4000-8000-000000000001")
            await record_presence(db, [Mark(*place, "join", begin), Mark(*place, "leave", utcnow())])
            await end_session(db, host, now=utcnow())
    finally:
        await database.close()
