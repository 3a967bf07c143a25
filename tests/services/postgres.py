"""A private PostgreSQL on a Unix socket, with a migrated template that each test copies."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from footlights.kit.ids import new_id
from footlights.migrations import upgrade
from tests.services.processes import as_user, give_to_user, wait_for

USER = "footlights"
TEMPLATE = "template_footlights"
MAX_GROWTH = 16 * 1024 * 1024
"""Bytes by which a database may have grown and still be emptied for the next test."""
EMPTY = """
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$
"""
END = signal.SIGINT
"""PostgreSQL's fast end: open connections are closed, not waited for."""
_emptied: list[str] = []


class Postgres:
    """`folder` must be reachable by an ordinary user; the socket lies in it."""

    def __init__(self, folder: Path, *, is_durable: bool = False) -> None:
        """`is_durable`: commits wait for the disk, as an operator's do; tests need no such thing."""
        self.folder = folder
        self._safety = "on" if is_durable else "off"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binaries = newest_binaries()
        self.folder.mkdir(parents=True, exist_ok=True)
        give_to_user(self.folder)
        data = self.folder / "data"
        init = [str(binaries / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
        init += ["--locale=C", "--lc-ctype=C.UTF-8"]
        subprocess.run(as_user(init), check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.serve()
        asyncio.run(self._make_template())

    def serve(self) -> None:
        """Start on the data that is there: for the first time, or again."""
        binaries, data = newest_binaries(), self.folder / "data"
        options = {"listen_addresses": "", "fsync": self._safety, "full_page_writes": self._safety}
        options["max_connections"] = "200"
        command = [str(binaries / "postgres"), "-D", str(data), "-k", str(self.folder)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(as_user(command, END), stdout=log, stderr=log, cwd=self.folder)
        wait_for((self.folder / ".s.PGSQL.5432").exists, self._process, what="PostgreSQL")

    async def _make_template(self) -> None:
        async with administrator(self.folder) as connection:
            await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await upgrade(database_url(self.folder, TEMPLATE))

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(END)
            self._process.wait(20)


def newest_binaries() -> Path:
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise pytest.UsageError("PostgreSQL is not installed: make setup, or --databases=sqlite")
    return max(found, key=lambda program: float(program.parts[-3])).parent


def database_url(folder: Path, name: str) -> str:
    return f"postgresql+asyncpg://{USER}@/{name}?host={folder}"


@contextlib.asynccontextmanager
async def administrator(folder: Path, database: str = "postgres") -> "AsyncIterator[asyncpg.Connection]":
    """A connection of a superuser, waiting for a server that is only just up."""
    for _ in range(200):
        try:
            connection = await asyncpg.connect(user=USER, database=database, host=str(folder))
            break
        except (asyncpg.CannotConnectNowError, OSError):
            await asyncio.sleep(0.05)
    else:
        raise RuntimeError("PostgreSQL does not answer")
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def migrated_database(folder: Path) -> AsyncIterator[str]:
    """The URL of an empty database of one's own: one that an earlier test of this process left, or a new one.

    Making and dropping one takes longer than most tests.
    """
    name = _emptied.pop() if _emptied else await _create(folder)
    yield database_url(folder, name)
    if await _empty(folder, name):
        _emptied.append(name)
    else:
        await _drop(folder, name)


@contextlib.asynccontextmanager
async def copy_of_template(folder: Path) -> AsyncIterator[str]:
    """The URL of a new database, dropped afterwards."""
    name = await _create(folder)
    try:
        yield database_url(folder, name)
    finally:
        await _drop(folder, name)


async def _create(folder: Path) -> str:
    name = f"t_{new_id().replace('-', '')}"
    async with administrator(folder) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    return name


async def _drop(folder: Path, name: str) -> None:
    async with administrator(folder) as connection:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _empty(folder: Path, name: str) -> bool:
    """Take all rows out; false when it is better to take a new one."""
    async with administrator(folder, name) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        grown = await connection.fetchval(
            f"SELECT pg_database_size(current_database()) - pg_database_size('{TEMPLATE}')"
        )
        if grown > MAX_GROWTH:
            return False
        await connection.execute(EMPTY)
    return True
