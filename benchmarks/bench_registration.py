"""Registrations, reminder mails and the list of people, beside what database and mail server do alone.

    .venv/bin/python benchmarks/bench_registration.py [--registrations 2000] [--mails 10000] [--people 100000]

Registrations go through the public form and through the API of one `footlights serve`, AT_ONCE in flight; bare: one row
inserted and committed, as many in flight, by the same library on the same disk. Server, load and bare commits are a
process each. Mails: a mailing to everybody in a
session through a sink in another process; bare: one of them, ready beforehand, over as many connections. List: first
byte of the first page.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import aiosmtplib
import httpx
import uvloop
from aiosmtpd.controller import Controller
from sqlalchemy import delete, func, insert, select

from bench_api import Caller
from measuring import cpu_s_of, memory_bytes_of

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.house import House, Show, running_house  # noqa: E402
from tests.factories import SECRET_KEY, make_house, make_session  # noqa: E402
from tests.services.postgres import Postgres, copy_of_template  # noqa: E402

from footlights.edges.look import make_environment  # noqa: E402 (after the path)
from footlights.email.compose import TEMPLATES  # noqa: E402
from footlights.email.mailings import Mailer, add_mailing  # noqa: E402
from footlights.email.models import Mail, Mailing  # noqa: E402
from footlights.email.sending import Sender  # noqa: E402
from footlights.email.subjects import load_subjects  # noqa: E402
from footlights.email.texts import usual_words  # noqa: E402
from footlights.email.transport import make_transport  # noqa: E402
from footlights.email.wire import Written  # noqa: E402
from footlights.events.queries import find_session  # noqa: E402
from footlights.kit.clock import utcnow  # noqa: E402
from footlights.kit.database import Database  # noqa: E402
from footlights.kit.ids import new_id  # noqa: E402
from footlights.migrations import upgrade  # noqa: E402
from footlights.registration.models import Registration  # noqa: E402
from footlights.settings import Settings  # noqa: E402
from footlights.workspace.models import Person, Segment  # noqa: E402

AT_ONCE = 64
"""When registration opens, that many forms are sent before the first is answered."""
LONGEST_S = 600
LISTS = 20
SINK_PORT = 8925
CONTEXT = multiprocessing.get_context("spawn")


async def in_turns(number: int, act: Callable[[int], Awaitable[object]], *, at_once: int) -> list[float]:
    """Run `act` so many times, `at_once` in flight; seconds of each."""
    todo, took = iter(range(number)), []

    async def one_line() -> None:
        for n in todo:
            began = time.perf_counter()
            await act(n)
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(one_line() for _ in range(at_once)))
    return took


async def rate(number: int, act: Callable[[int], Awaitable[object]], *, at_once: int) -> tuple[float, float]:
    """How many a second, and the 99th percentile in milliseconds."""
    began = time.perf_counter()
    took = sorted(await in_turns(number, act, at_once=at_once))
    return number / (time.perf_counter() - began), took[int(len(took) * 0.99) - 1] * 1000


def apart(work: Callable[..., Any], *arguments: object) -> Any:  # Any: whatever it returns
    """The result of `work` in a process of its own, so that nothing measured shares one with what it is put beside."""
    with ProcessPoolExecutor(1, mp_context=CONTEXT) as processes:
        return processes.submit(work, *arguments).result(timeout=LONGEST_S)


def commit_alone(url: str, number: int, at_once: int) -> float:
    """Commits a second: one row inserted in a transaction of its own, so many at once."""
    return uvloop.run(_commit_alone(url, number, at_once))


async def _commit_alone(url: str, number: int, at_once: int) -> float:
    database = Database(url)
    await database.open()
    async with database.write() as db:
        house = await make_house(db, name=f"Bare {new_id()}", email=f"{new_id()}@example.org")

    async def commit(n: int) -> None:
        async with database.write() as db:
            row = {"id": new_id(), "workspace_id": house.workspace.id, "name": f"bare {new_id()}", "query": "q"}
            await db.execute(insert(Segment).values(**row, created_at=utcnow()))

    await in_turns(at_once, commit, at_once=at_once)  # connections are open and statements compiled
    per_s, _ = await rate(number, commit, at_once=at_once)
    await database.close()
    return per_s


def send_all(port: int, requests: Sequence[bytes], status: int, at_once: int) -> tuple[float, float]:
    """Rate and 99th percentile of these requests, over connections that stay open."""
    return uvloop.run(_send_all(port, requests, status, at_once))


async def _send_all(port: int, requests: Sequence[bytes], status: int, at_once: int) -> tuple[float, float]:
    loop = asyncio.get_running_loop()
    callers = [(await loop.create_connection(Caller, "127.0.0.1", port))[1] for _ in range(at_once)]
    free, expected = list(callers), f" {status} ".encode()

    async def send(n: int) -> None:
        caller = free.pop()
        head = await caller.call(requests[n])
        free.append(caller)
        assert expected in head.split(b"\r\n", 1)[0], head

    measured = await rate(len(requests), send, at_once=at_once)
    for caller in callers:
        caller.close()
    return measured


def form_post(show: Show, n: str) -> bytes:
    body = urlencode({"email": f"form{n}@example.com", "first_name": "Noor", "last_name": "Haddad"})
    return _post(f"/p/{show.event_id}", "Content-Type: application/x-www-form-urlencoded", body)


def api_post(show: Show, n: str) -> bytes:
    fields = [{"id": "email", "value": f"api{n}@example.com"}, {"id": "first_name", "value": "Noor"}]
    body = json.dumps({"data": {"type": "people", "attributes": {"fields": fields}}})
    headers = f"Content-Type: application/vnd.api+json\r\nAuthorization: {show.house.owner['token']}"
    return _post(f"/v1/sessions/{show.session_id}/people", headers, body)


def _post(path: str, headers: str, body: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def registrations(house: House, url: str, number: int, at_once: int) -> None:
    """Registrations beside commits of the same moment: what the machine does otherwise weighs on both."""
    show = house.make_session(minutes=6000)
    assert house.process is not None
    for name, make, status in (("form", form_post, 303), ("API", api_post, 201)):
        apart(send_all, house.port, [make(show, f"-warm{n}") for n in range(at_once)], status, at_once)
        before = apart(commit_alone, url, number, at_once)
        worked = cpu_s_of(house.process.pid)
        per_s, p99_ms = apart(send_all, house.port, [make(show, f"{n}") for n in range(number)], status, at_once)
        each_ms = (cpu_s_of(house.process.pid) - worked) / number * 1000
        bare = (before + apart(commit_alone, url, number, at_once)) / 2
        print(
            f"  {name:5} {per_s:6.0f}/s  p99 {p99_ms:5.0f} ms  {each_ms:.1f} ms of processor time each"
            f"   bare commits {bare:6.0f}/s   {per_s / bare:4.0%} of it",
            flush=True,
        )


class Sink:
    """A mail server that takes everything and keeps nothing."""

    async def handle_DATA(self, *_: Any) -> str:
        return "250 OK"


def _serve_sink(ready: Any) -> None:  # Any: a multiprocessing event
    controller = Controller(Sink(), hostname="127.0.0.1", port=SINK_PORT)
    controller.start()
    ready.set()
    signal.pause()


@contextlib.contextmanager
def running_sink() -> Iterator[int]:
    """The port of a sink in a process of its own: its work is not the sender's."""
    ready = CONTEXT.Event()
    process = CONTEXT.Process(target=_serve_sink, args=(ready,), daemon=True)
    process.start()
    try:
        if not ready.wait(60):
            raise TimeoutError("The sink does not start.")
        yield SINK_PORT
    finally:
        process.terminate()
        process.join(10)


async def mails(folder: Path, number: int) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'mails.db'}"
    mailing_id = apart(fill, url, number)
    database = Database(url)
    await database.open()
    with running_sink() as port:
        smtp_url = f"smtp://127.0.0.1:{port}"
        templates = make_environment(cast("Any", None), folders=[TEMPLATES])
        settings = Settings(smtp_url=smtp_url, public_url="https://events.example.org")
        sender = Sender(database, make_transport(smtp_url), templates, settings, SECRET_KEY)
        message = await ready_message(database, sender, mailing_id)
        before = apart(bare_mails, port, message, min(number, 1000))
        memory = Memory()
        async with memory.watched():
            began, worked = time.perf_counter(), time.process_time()
            part = 0
            while await is_due(database, mailing_id):
                await Mailer(sender).run({"mailing_id": mailing_id, "part": part})
                part += 1
            per_s = (number + 1) / (time.perf_counter() - began)  # the host gets one too
            each_ms = (time.process_time() - worked) / number * 1000
        await sender.transport.close()
        bare = (before + apart(bare_mails, port, message, min(number, 1000))) / 2
    async with database.read() as db:
        sent = await db.scalar(select(func.count()).where(Mail.mailing_id == mailing_id, Mail.state == "sent"))
    await database.close()
    assert sent == number + 1, sent
    print(
        f"  reminders {per_s:5.0f}/s ({number / per_s:.0f} s, {each_ms:.1f} ms of processor time each)"
        f"   bare {bare:5.0f}/s   {per_s / bare:4.0%}   memory {memory}",
        flush=True,
    )


class Memory:
    """What this process holds while something runs."""

    def __init__(self) -> None:
        self._seen: list[int] = []

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            self._seen.append(memory_bytes_of(os.getpid()))

    def __str__(self) -> str:
        half = len(self._seen) // 2
        first, second = max(self._seen[:half] or [0]), max(self._seen[half:] or [0])
        return f"at most {first >> 20} MB in the first half, {second >> 20} MB in the second"


async def is_due(database: Database, mailing_id: str) -> bool:
    async with database.read() as db:
        return (await db.get_one(Mailing, mailing_id)).state == "due"


async def ready_message(database: Database, sender: Sender, mailing_id: str) -> Written:
    """One of the mailing's messages, written beforehand: what the sink is given when nothing else is done."""
    async with database.read() as db:
        mailing = await db.get_one(Mailing, mailing_id)
        session = await find_session(db, mailing.session_id)
        assert session is not None
        first = select(Registration.id).where(Registration.session_id == session.id).limit(1)
        (subject,) = (await load_subjects(db, session, [str(await db.scalar(first))])).values()
    return sender.write(sender.letter(mailing.kind, subject, usual_words(mailing.kind), now=utcnow()))


def fill(url: str, number: int) -> str:
    """A database with one session and so many people in it, and a mailing that is due: its id."""
    return uvloop.run(_fill(url, number))


async def _fill(url: str, number: int) -> str:
    await upgrade(url)
    database = Database(url)
    await database.open()
    now = utcnow()
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=now + timedelta(hours=1))
        await add_people(db, house.workspace.id, number, session=session)
        mailing = await add_mailing(db, session, name="bench", kind="reminder", due_at=now, now=now)
        assert mailing is not None
    await database.close()
    return mailing.id


async def add_people(db: Any, workspace_id: str, number: int, *, session: Any = None) -> None:
    now = utcnow()
    people = [
        {
            "id": new_id(),
            "workspace_id": workspace_id,
            "role": "participant",
            "email": f"p{n}@example.com",
            "email_key": f"p{n}@example.com",
            "first_name": "Noor",
            "last_name": f"N{n}",
            "created_at": now + timedelta(microseconds=n),
            "updated_at": now,
        }
        for n in range(number)
    ]
    await db.execute(insert(Person), people)
    if session is not None:
        shared = {"workspace_id": workspace_id, "event_id": session.event_id, "session_id": session.id}
        shared |= {"room_role": "attendee", "registration_type": "API", "key_version": 1, "answers": {}, "consents": {}}
        shared |= {"is_highlighted": False, "created_at": now, "updated_at": now}
        rows = [{"id": new_id(), "person_id": person["id"], **shared} for person in people]
        await db.execute(insert(Registration), rows)


def bare_mails(port: int, message: Written, number: int) -> float:
    """Mails a second that the sink takes when they are ready beforehand."""
    return uvloop.run(_bare_mails(port, message, number))


async def _bare_mails(port: int, message: Written, number: int) -> float:
    clients = [aiosmtplib.SMTP(hostname="127.0.0.1", port=port) for _ in range(8)]
    for client in clients:
        await client.connect()
    free = list(clients)

    async def send(_: int) -> None:
        client = free.pop()
        await client.sendmail(message.from_address, [message.to_address], message.content)
        free.append(client)

    per_s, _ = await rate(number, send, at_once=8)
    for client in clients:
        client.close()
    return per_s


async def lists(house: House, people: int) -> None:
    database = Database(f"sqlite+aiosqlite:///{house.data / 'footlights.db'}")
    await database.open()
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as client:
        form = {"email": house.owner["email"], "password": house.owner["password"]}
        await client.post("/console/sign-in", data=form)
        times = []
        for number in (100, people):
            async with database.write() as db:
                workspace_id = await db.scalar(select(Person.workspace_id).limit(1))
                await db.execute(delete(Person).where(Person.email.like("p%@example.com")))
                await add_people(db, workspace_id, number)
            took = []
            for _ in range(LISTS):
                began = time.perf_counter()
                async with client.stream("GET", "/console/people") as answer:
                    assert answer.status_code == 200
                    await anext(answer.aiter_raw())
                    took.append(time.perf_counter() - began)
            times.append(sorted(took)[LISTS // 2] * 1000)
    await database.close()
    print(f"  list of 100: {times[0]:.0f} ms   of {people:,}: {times[1]:.0f} ms   {times[1] / times[0]:.1f} times")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--registrations", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--only", default="registrations,postgresql,mails,lists")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    with tempfile.TemporaryDirectory(prefix="footlights-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        quiet = {"MEDIA": "off", "FORM_POSTS_PER_MINUTE": "0"}
        if {"registrations", "lists"} & set(wanted):
            (folder / "one").mkdir()
            with running_house(folder / "one", **quiet) as house:
                if "registrations" in wanted:
                    print("SQLite")
                    url = f"sqlite+aiosqlite:///{folder / 'bare.db'}"
                    uvloop.run(upgrade(url))
                    registrations(house, url, asked.registrations, asked.at_once)
                if "lists" in wanted:
                    uvloop.run(lists(house, asked.people))
        if "postgresql" in wanted:
            uvloop.run(on_postgresql(folder, quiet, asked.registrations, asked.at_once))
        if "mails" in wanted:
            uvloop.run(mails(folder, asked.mails))


async def on_postgresql(folder: Path, quiet: dict[str, str], number: int, at_once: int) -> None:
    server = Postgres(folder / "postgres", is_durable=True)
    await asyncio.to_thread(server.start)
    try:
        async with copy_of_template(folder / "postgres") as url, copy_of_template(folder / "postgres") as bare:
            (folder / "two").mkdir()
            print("PostgreSQL")

            def run() -> None:
                with running_house(folder / "two", DATABASE_URL=url, **quiet) as house:
                    registrations(house, bare, number, at_once)

            await asyncio.to_thread(run)
    finally:
        await asyncio.to_thread(server.stop)


if __name__ == "__main__":
    main()
