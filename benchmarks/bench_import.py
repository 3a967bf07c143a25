"""How fast a file of people is imported, and in how much memory, beside a bare executemany of the same rows.

    .venv/bin/python benchmarks/bench_import.py [--rows 50000]

Memory is that of a process of its own for each number of rows: a tenth of the file, and all of it.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from footlights.events.actions import EventChange, create_event, publish_event
from footlights.imports.files import Format
from footlights.imports.running import run_batch
from footlights.imports.staging import Options, stage_file
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.migrations import upgrade
from footlights.registration.scheduling import schedule_session
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of

MOST_S = 60.0
MOST_GROWTH_MB = 20
PLENTY = """
    CREATE TABLE people (id TEXT PRIMARY KEY, email TEXT UNIQUE, first_name TEXT, last_name TEXT);
    CREATE TABLE places (id INTEGER PRIMARY KEY, person TEXT, session TEXT, UNIQUE (session, person))
"""


def main(rows: int) -> None:
    small, whole = _measure(rows // 10), _measure(rows)
    bare = _bare(rows)
    speed = "ok" if whole["seconds"] <= MOST_S * rows / 50_000 else f"MISSED (aim {MOST_S:.0f} s for 50,000)"
    growth = whole["memory_mb"] - small["memory_mb"]
    flat = "ok" if growth <= MOST_GROWTH_MB else f"MISSED (aim {MOST_GROWTH_MB} MB)"
    staged, registered = whole["staged"], whole["seconds"] - whole["staged"]
    print(f"import           {rows} rows in {whole['seconds']:.1f} s, {rows / whole['seconds']:.0f}/s   {speed}")
    print(f"                 staged in {staged:.1f} s, registered in {registered:.1f} s; {whole['cpu_s']:.1f} s of CPU")
    print(f"bare executemany {rows} rows in {bare:.1f} s; ours takes {whole['seconds'] / bare:.0f} times as long")
    print(f"peak memory      {small['memory_mb']:.0f} MB for a tenth, {whole['memory_mb']:.0f} MB for all   {flat}")


def _measure(rows: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, "--child", str(rows)], capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


async def child(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="footlights-bench-") as folder:
        file = _write(Path(folder) / "people.csv", rows)
        url = f"sqlite+aiosqlite:///{Path(folder) / 'footlights.db'}"
        await upgrade(url)
        database = Database(url)
        await database.open()
        async with database.write() as db:
            made = await create_workspace(
                db, name="Bench", email="ines@example.org", password="a lamp and a curve", time_zone="UTC", now=utcnow()
            )
            actor = actor_of(made.owner, via="console")
            event = await create_event(db, actor, EventChange(title="Bench"), now=utcnow())
            await publish_event(db, actor, event.id, now=utcnow())
            starts_at = utcnow() + timedelta(days=1)
            session = await schedule_session(db, actor, event.id, starts_at=starts_at, time_zone="UTC", now=utcnow())
        began, cpu = time.perf_counter(), time.process_time()
        batch = await stage_file(database, actor, session, file, Format(), Options(), domain="example.org")
        staged = time.perf_counter() - began
        await run_batch(database, batch.id)
        seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
        await database.close()
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "staged": staged, "memory_mb": memory_mb, "cpu_s": cpu_s}))


def _bare(rows: int) -> float:
    """A person and a place for each row, in one transaction, with nothing checked."""
    with tempfile.TemporaryDirectory(prefix="footlights-bench-") as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db")
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + PLENTY)
        began = time.perf_counter()
        people = [(str(n), f"person{n}@example.com", f"First{n}", f"Last{n}") for n in range(rows)]
        with connection:
            connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", people)
            connection.executemany("INSERT INTO places (person, session) VALUES (?, 's')", [(p[0],) for p in people])
        seconds = time.perf_counter() - began
        connection.close()
    return seconds


def _write(path: Path, rows: int) -> Path:
    with path.open("w") as file:
        file.write("email,first_name,last_name,utm_source\n")
        for number in range(rows):
            file.write(f"person{number}@example.com,First{number},Last{number},newsletter\n")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--child", type=int)
    asked = parser.parse_args()
    if asked.child:
        asyncio.run(child(asked.child))
    else:
        main(asked.rows)
