"""How many requests one server process answers, beside the practical limit on the same database in the same run.

    .venv/bin/python benchmarks/bench_api.py [--seconds 5] [--places 10000]

Reading: beside a bare ASGI handler with one hand-written statement that encodes documents of the same size.
Registering: beside the database's own rate of inserting a person and a place and committing, from one connection.
"""

import argparse
import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
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


@dataclass
class Run:
    per_s: float
    times: Times
    cpu_ms: float


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


async def measure(server: MeasuredServer, make: Callable[[], bytes], *, seconds: float, status: int) -> Run:
    loop = asyncio.get_running_loop()
    callers = [(await loop.create_connection(Caller, "127.0.0.1", server.port))[1] for _ in range(AT_ONCE)]
    took: list[float] = []
    expected = f" {status} ".encode()

    async def work(caller: Caller, until: float) -> None:
        while (began := time.perf_counter()) < until:
            head = await caller.call(make())
            assert expected in head.split(b"\r\n", 1)[0], head
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(work(caller, time.perf_counter() + 1) for caller in callers))  # to warm up
    took.clear()
    cpu, began = server.cpu_s(), time.perf_counter()
    await asyncio.gather(*(work(caller, began + seconds) for caller in callers))
    elapsed = time.perf_counter() - began
    for caller in callers:
        caller.close()
    return Run(len(took) / elapsed, percentiles(took), (server.cpu_s() - cpu) * 1000 / len(took))


def get(path: str, token: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: {token}\r\n\r\n".encode()


def post(path: str, token: str) -> bytes:
    email = f"{uuid4().hex}@example.com"
    attributes = {"fields": [{"id": "email", "value": email}, {"id": "first_name", "value": "Noor"}]}
    body = json.dumps({"data": {"type": "people", "attributes": attributes}})
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: {token}\r\nContent-Type: application/vnd.api+json\r\n"
    )
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def read(url: str, token: str) -> Any:
    async with httpx.AsyncClient() as client:
        return (await client.get(url, headers={"authorization": token})).json()


def insert_rate(database: Path, told: dict[str, str], *, seconds: float) -> float:
    """Persons with a place, inserted and committed each by itself, as durable as the product does it."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous = FULL")
    place = connection.execute("SELECT workspace_id, event_id, session_id FROM registrations LIMIT 1").fetchone()
    done, began = 0, time.perf_counter()
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
    return done / (time.perf_counter() - began)


def report(name: str, ours: Run, reference: float, reference_name: str, aim: float) -> None:
    ratio = ours.per_s / reference
    verdict = "ok" if ratio >= aim else "MISSED"
    print(
        f"{name:44} ours {ours.per_s:8.0f}/s   {reference_name} {reference:8.0f}/s   ratio {ratio:5.2f}   "
        f"{verdict} (aim {aim:g})\n{'':44} {ours.times}   CPU {ours.cpu_ms:.2f} ms a request"
    )


async def main(seconds: float, places: int) -> None:
    server = MeasuredServer("api_server.py", str(places), "100")
    told = server.told
    people = f"/v1/sessions/{told['session_id']}/people?page[size]=50"
    events = "/v1/events?include=sessions"
    try:
        with TemporaryDirectory() as folder:
            documents = Path(folder) / "documents.json"
            recorded = {"session_id": told["session_id"]}
            for name, path in (("people", people), ("events", events)):
                recorded[name] = await read(f"http://127.0.0.1:{server.port}{path}", told["token"])
            documents.write_text(json.dumps(recorded))
            database = server.folder / "footlights.db"
            bare = MeasuredServer("bare_api_server.py", str(database), str(documents))
            try:
                for name, path in (("people", people), ("events", events)):
                    ours = await measure(
                        server, lambda path=path: get(path, told["token"]), seconds=seconds, status=200
                    )
                    limit = await measure(bare, lambda name=name: get(f"/{name}"), seconds=seconds, status=200)
                    report(f"GET {path.split('?')[0].rsplit('/', 1)[1]}", ours, limit.per_s, "bare", READ_AIM)
            finally:
                bare.stop()
        path = f"/v1/sessions/{told['target_id']}/people"
        ours = await measure(server, lambda: post(path, told["token"]), seconds=seconds, status=201)
        await asyncio.sleep(1)
        inserts = await asyncio.to_thread(insert_rate, database, told, seconds=seconds)
        report("POST people", ours, inserts, "insert+commit", WRITE_AIM)
    finally:
        server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--places", type=int, default=10_000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.seconds, arguments.places))
