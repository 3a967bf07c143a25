"""A database that is locked or gone while deliveries go out: nothing is lost, and little is sent twice."""

import asyncio
import contextlib
import os
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import WebhookWorker
from tests.conftest import FOLDER
from tests.factories import SECRET_KEY
from tests.services.postgres import Postgres, copy_of_template
from tests.webhooks.conftest import LOOPBACK, Hooks, make_hooks
from tests.webhooks.receiver import Got, Write, answer, receiving


async def until_delivered(hooks: Hooks, number: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(DBAPIError, OSError):  # the database may be away for a moment
                if Counter(row.state for row in await hooks.deliveries())["delivered"] >= number:
                    return
            await asyncio.sleep(0.1)


async def test_locked_for_a_while(hooks: Hooks, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no lock on the whole database")
    async with receiving() as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(50)
        running = asyncio.create_task(hooks.worker.run())
        other = sqlite3.connect(database_url.partition("///")[2], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(1)
        other.execute("ROLLBACK")
        other.close()
        await until_delivered(hooks, 50)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert len({got.id for got in receiver.got}) == len(receiver.got) == 50
    assert len(await hooks.attempts()) == 50


async def test_gone_while_an_answer_is_to_be_recorded(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when PostgreSQL restarts: connections break, and a moment later all is well."""
    gone = False

    async def leave(got: Got, writer: Write) -> None:
        nonlocal gone
        gone = True
        await answer(204)(got, writer)

    real = Database.write

    def write(self: Database):  # type: ignore[no-untyped-def]
        if gone:
            raise OSError("the connection is gone")
        return real(self)

    async with receiving(leave) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(3)
        monkeypatch.setattr(Database, "write", write)
        running = asyncio.create_task(hooks.worker.run())
        async with asyncio.timeout(10):
            while len(receiver.got) < 3:  # noqa: ASYNC110 (the receiver has no event to wait for)
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        receiver.behave = None
        gone = False
        await until_delivered(hooks, 3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert len(receiver.got) == 3
    assert [row.attempts for row in await hooks.deliveries()] == [1, 1, 1]


async def test_postgresql_restarts_while_deliveries_go_out(request: pytest.FixtureRequest) -> None:
    if "postgresql" not in str(request.config.getoption("--databases")):
        pytest.skip("needs --databases=postgresql")
    server = Postgres(Path(os.environ[FOLDER]) / f"restarted-{new_id()}")
    await asyncio.to_thread(server.start)
    try:
        async with copy_of_template(server.folder) as url, receiving(slowly) as receiver:
            database = Database(url)
            await database.open()
            async with make_hooks(database) as hooks:
                await hooks.subscribe(receiver.url)
                await hooks.tell(300, subjects=50)
                running = asyncio.create_task(hooks.worker.run())
                async with asyncio.timeout(20):
                    while len(receiver.got) < 60:  # noqa: ASYNC110 (the receiver has no event to wait for)
                        await asyncio.sleep(0.02)
                await asyncio.to_thread(server.stop)
                await asyncio.sleep(1)
                await asyncio.to_thread(server.serve)
                hooks.clock.pass_(minutes=5)  # what was under way when the server went is free again
                await until_delivered(hooks, 300)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                ids = {f"msg_{row.id.replace('-', '')}" for row in await hooks.deliveries()}
            await database.close()
    finally:
        server.stop()

    assert {got.id for got in receiver.got} == ids
    assert len(receiver.got) < 300 + 60


async def slowly(got: Got, writer: Write) -> None:
    await asyncio.sleep(0.02)
    await answer(204)(got, writer)


async def test_two_workers_send_each_delivery_once(hooks: Hooks) -> None:
    other_transport = GuardedTransport(LOOPBACK)
    other = WebhookWorker(hooks.database, SECRET_KEY, other_transport, clock=hooks.clock)
    async with receiving() as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(200, subjects=40)
        await asyncio.gather(hooks.worker.run_due(), other.run_due())
        await hooks.worker.run_due()
    await other_transport.aclose()

    assert len({got.id for got in receiver.got}) == len(receiver.got) == 200
