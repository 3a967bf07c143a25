"""How many requests one server process answers, beside the practical limit on the same database in the same run.

    .venv/bin/python benchmarks/bench_api.py [--seconds 5] [--places 10000]

Reading: beside a bare ASGI handler with one hand-written statement that encodes documents of the same size.
Registering: beside the database's own rate of inserting a person and a place and committing, from one connection.

Requests a second are compared with the aim. Processor time for a request is shown beside them, because it tells the
same on a busy machine, and so is where it goes: requests that end earlier on the way are measured by themselves, and
each part is what it adds to the one before (on a busy machine a small one may come out below nothing). Nothing is
written while lists are read, so totals of lists are counted once (`kit.snapshot.Kept`).
"""

import argparse
import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import uvloop

from measuring import MeasuredServer, Times, percentiles

AT_ONCE = 8
"""Connections that call without pause."""
READ_AIM, WRITE_AIM = 0.5, 0.6
ROUNDS = 4


@dataclass
class Run:
    """What one server did in the rounds of one measurement."""

    per_s: float
    times: Times
    cpu_ms: float
    """Processor time of the server for one request: what others do on the same machine changes it little."""


@dataclass
class Part:
    """A step on the way to an answer, and a request that goes that far and no further."""

    name: str
    request: Callable[[], bytes]
    status: int = 200


class Caller(asyncio.Protocol):
    """An HTTP client with next to no cost of its own: one request at a time on one connection."""

    def __init__(self) -> None:
        self._buffer = b""
        self._left = -1
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._left < 0:
            head, found, _ = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._head = head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self._left = len(head) + 4 + int(length.split(b":")[1])
        if len(self._buffer) >= self._left and self._answered is not None:
            self._buffer, self._left = b"", -1
            self._answered.set_result(self._head)

    async def call(self, request: bytes) -> bytes:
        """Send a request and return the head of its answer."""
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        self._transport.close()


class Load:
    """Requests of one kind to one server, as many as it answers."""

    def __init__(self, server: MeasuredServer, make: Callable[[], bytes], status: int = 200) -> None:
        self._server = server
        self._make = make
        self._expected = f" {status} ".encode()
        self._took: list[float] = []
        self._elapsed_s = 0.0
        self._cpu_s = 0.0

    async def warm_up(self) -> None:
        await self.run(0.5)
        self._took, self._elapsed_s, self._cpu_s = [], 0.0, 0.0

    async def run(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        at = ("127.0.0.1", self._server.port)
        callers = [(await loop.create_connection(Caller, *at))[1] for _ in range(AT_ONCE)]
        cpu_s, began = self._server.cpu_s(), time.perf_counter()
        await asyncio.gather(*(self._call(caller, began + seconds) for caller in callers))
        self._elapsed_s += time.perf_counter() - began
        self._cpu_s += self._server.cpu_s() - cpu_s
        for caller in callers:
            caller.close()

    async def _call(self, caller: Caller, until: float) -> None:
        while (began := time.perf_counter()) < until:
            head = await caller.call(self._make())
            assert self._expected in head.split(b"\r\n", 1)[0], head
            self._took.append(time.perf_counter() - began)

    def result(self) -> Run:
        number = len(self._took)
        return Run(number / self._elapsed_s, percentiles(self._took), self._cpu_s * 1000 / number)


async def measure(*loads: Load, seconds: float) -> list[Run]:
    """Take turns, so that whatever else the machine does befalls all alike."""
    for load in loads:
        await load.warm_up()
    for _ in range(ROUNDS):
        for load in loads:
            await load.run(seconds / ROUNDS)
    return [load.result() for load in loads]


async def cpu_of_parts(server: MeasuredServer, parts: Sequence[Part], *, seconds: float) -> list[tuple[str, float]]:
    """Processor time that each part adds to the one before it, in ms."""
    runs = await measure(*(Load(server, part.request, part.status) for part in parts), seconds=seconds)
    before = [0.0, *(run.cpu_ms for run in runs)]
    return [(part.name, run.cpu_ms - last) for part, run, last in zip(parts, runs, before, strict=False)]


def get(path: str, token: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: {token}\r\n\r\n".encode()


def post(path: str, token: str, *, kind: str = "people") -> bytes:
    email = f"{uuid4().hex}@example.com"
    attributes = {"fields": [{"id": "email", "value": email}, {"id": "first_name", "value": "Noor"}]}
    body = json.dumps({"data": {"type": kind, "attributes": attributes}})
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: {token}\r\nContent-Type: application/vnd.api+json\r\n"
    )
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def fetch(url: str, token: str) -> Any:  # Any: JSON
    async with httpx.AsyncClient() as client:
        return (await client.get(url, headers={"authorization": token})).json()


def insert_rate(database: Path, *, seconds: float) -> tuple[float, float]:
    """Persons with a place, inserted and committed each by itself, as durable as the product does it.

    How many a second, and the processor time of each in ms.
    """
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous = FULL")
    place = connection.execute("SELECT workspace_id, event_id, session_id FROM registrations LIMIT 1").fetchone()
    done, began, cpu = 0, time.perf_counter(), time.thread_time()
    while time.perf_counter() - began < seconds:
        person, now = uuid4().hex, "2026-01-01 00:00:00.000000"
        email = f"{person}@example.com"
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO people (id, workspace_id, role, email, email_key, first_name, created_at, updated_at)"
            " VALUES (?, ?, 'participant', ?, ?, 'Noor', ?, ?)",
            (person, place[0], email, email, now, now),
        )
        connection.execute(
            "INSERT INTO registrations (id, workspace_id, event_id, session_id, person_id, room_role,"
            " registration_type, key_version, is_highlighted, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, 'attendee', 'API', 1, 0, ?, ?)",
            (uuid4().hex, *place, person, now, now),
        )
        connection.execute("COMMIT")
        done += 1
    connection.close()
    return done / (time.perf_counter() - began), (time.thread_time() - cpu) * 1000 / done


def report(
    name: str, ours: Run, reference_name: str, per_s: float, cpu_ms: float, parts: list[tuple[str, float]], aim: float
) -> bool:
    """Print a comparison and where our time goes; was the aim reached?"""
    ratio = ours.per_s / per_s
    print(
        f"{name}\n"
        f"  {'ours':28} {ours.per_s:8.0f}/s   CPU {ours.cpu_ms:6.2f} ms   {ours.times}\n"
        f"  {reference_name:28} {per_s:8.0f}/s   CPU {cpu_ms:6.2f} ms\n"
        f"  {'ratio':28} {ratio:8.2f}     CPU {cpu_ms / ours.cpu_ms:6.2f}      "
        f"{'ok' if ratio >= aim else 'MISSED'} (aim {aim:g} of requests/s)\n"
        f"  where the CPU time goes:"
    )
    for part, part_ms in parts:
        print(f"    {part_ms:6.2f} ms  {part_ms / ours.cpu_ms:4.0%}  {part}")
    print(flush=True)
    return ratio >= aim


async def main(seconds: float, places: int) -> None:
    server = MeasuredServer("api_server.py", str(places), "100")
    try:
        reached = [*await read(server, places, seconds), await register(server, seconds)]
    finally:
        server.stop()
    busy = " ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{reached.count(False)} of {len(reached)} aims missed. {os.cpu_count()} processors, load average {busy}.")


async def read(server: MeasuredServer, places: int, seconds: float) -> list[bool]:
    told = server.told
    token, people = told["token"], f"/v1/sessions/{told['session_id']}/people?page[size]="
    paths = {"people": f"{people}50", "events": "/v1/events?include=sessions"}
    of_people = [
        *before_the_list(token),
        Part(f"statements of the list (one person of {places:,})", lambda: get(f"{people}1", token)),
        Part("49 more people: rows read, documents made and encoded", lambda: get(f"{people}50", token)),
    ]
    of_events = [
        *before_the_list(token),
        Part("statements of the list (one event)", lambda: get("/v1/events?page[size]=1", token)),
        Part("24 more events", lambda: get("/v1/events", token)),
        Part("their sessions, and how many people each has", lambda: get(paths["events"], token)),
    ]
    with TemporaryDirectory() as folder:
        documents = Path(folder) / "documents.json"
        recorded = {name: await fetch(f"http://127.0.0.1:{server.port}{path}", token) for name, path in paths.items()}
        documents.write_text(json.dumps({**recorded, "session_id": told["session_id"]}))
        bare = MeasuredServer("bare_api_server.py", str(server.folder / "footlights.db"), str(documents))
        reached = []
        try:
            for (name, path), parts in zip(paths.items(), (of_people, of_events), strict=True):
                ours, limit = await measure(
                    Load(server, lambda path=path: get(path, token)),  # type: ignore[misc]
                    Load(bare, lambda name=name: get(f"/{name}")),  # type: ignore[misc]
                    seconds=seconds,
                )
                spent = await cpu_of_parts(server, parts, seconds=seconds)
                reached.append(report(f"GET {path}", ours, "bare handler", limit.per_s, limit.cpu_ms, spent, READ_AIM))
        finally:
            bare.stop()
    return reached


async def register(server: MeasuredServer, seconds: float) -> bool:
    token, path = server.told["token"], f"/v1/sessions/{server.told['target_id']}/people"
    (ours,) = await measure(Load(server, lambda: post(path, token), 201), seconds=seconds)
    parts = [
        *before_the_list(token),
        Part("reading the body", lambda: post(path, token, kind="events"), 409),
        Part("registering: rules, rows, fact, the mail's row, commit, document", lambda: post(path, token), 201),
    ]
    spent = await cpu_of_parts(server, parts, seconds=seconds / 2)
    await asyncio.sleep(1)
    per_s, cpu_ms = await asyncio.to_thread(insert_rate, server.folder / "footlights.db", seconds=seconds)
    return report("POST /v1/sessions/{id}/people", ours, "insert and commit", per_s, cpu_ms, spent, WRITE_AIM)


def before_the_list(token: str) -> list[Part]:
    return [
        Part("web server, framework, headers, log (an answer without a database)", lambda: get("/healthz")),
        Part("checking the token", lambda: get("/v1/ping", token)),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--places", type=int, default=10_000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.seconds, arguments.places))
