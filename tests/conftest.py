"""Fixtures for all tests. Servers start once, in the process that collects; its workers find them by environment."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Dialect, Engine

from footlights.kit import secrets
from footlights.kit.database import Database
from footlights.migrations import upgrade
from tests.services.postgres import Postgres, migrated_database
from tests.services.redis import Redis
from tests.services.smtp import Mailbox, running_mail_server

KINDS = ("sqlite", "postgresql")
FOLDER = "TEST_FOLDER_OF_FOOTLIGHTS"
secrets._passwords = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Passwords of tests protect nothing; with the product's own parameters hashing them is a third of some tests."""
_started: list[Postgres | Redis] = []
_compiled: dict[str, tuple[Dialect, Any]] = {}
"""By kind of database: what knows its SQL, and the statements it has compiled. Any: a private kind of dictionary."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", default="sqlite", help="which databases to test on: sqlite,postgresql")


def _databases(config: pytest.Config) -> list[str]:
    wanted = str(config.getoption("--databases")).split(",")
    unknown = set(wanted) - set(KINDS)
    if unknown:
        raise pytest.UsageError(f"--databases: unknown {', '.join(sorted(unknown))}")
    return wanted


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="footlights-test-"))
    folder.chmod(0o755)
    os.environ[FOLDER] = str(folder)
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{folder / 'template.db'}"))
    services: list[Postgres | Redis] = []
    if "postgresql" in _databases(config):
        services.append(Postgres(folder / "postgres"))
    if shutil.which("redis-server"):
        services.append(Redis(folder / "redis"))
    for service in services:
        _started.append(service)
        service.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    while _started:
        _started.pop().stop()
    folder = os.environ.pop(FOLDER, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", _databases(metafunc.config), scope="function")


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
async def database_url(database_kind: str, tmp_path: Path) -> AsyncIterator[str]:
    """A migrated, empty database of this test's own."""
    folder = Path(os.environ[FOLDER])
    if database_kind == "postgresql":
        async with migrated_database(folder / "postgres") as url:
            yield url
        return
    shutil.copy(folder / "template.db", tmp_path / "footlights.db")
    yield f"sqlite+aiosqlite:///{tmp_path / 'footlights.db'}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await opened.open()
    _share_compiled(opened.engine.sync_engine)
    yield opened
    await opened.close()


def _share_compiled(engine: Engine) -> None:
    """Statements are compiled once in a process, as by a server: compiling is half of the time of most tests."""
    engine.dialect, engine._compiled_cache = _compiled.setdefault(
        engine.dialect.name, (engine.dialect, engine._compiled_cache)
    )


@pytest.fixture
def redis_url() -> str:
    """The run's Redis; tests use names of their own in it."""
    return Redis(Path(os.environ[FOLDER]) / "redis").url


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mail_server() as box:
        yield box
