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
END = signal.SIGINT
"""PostgreSQL's fast end: open connections are closed, not waited for."""


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
        subprocess.run(as_user([*init, "--locale=C"]), check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
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
async def administrator(folder: Path) -> "AsyncIterator[asyncpg.Connection]":
    """A connection to the maintenance database, waiting for a server that is only just up."""
    for _ in range(200):
        try:
            connection = await asyncpg.connect(user=USER, database="postgres", host=str(folder))
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
async def copy_of_template(folder: Path) -> AsyncIterator[str]:
    """The URL of a database of one's own, dropped afterwards."""
    name = f"t_{new_id().replace('-', '')}"
    async with administrator(folder) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield database_url(folder, name)
    finally:
        async with administrator(folder) as connection:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
