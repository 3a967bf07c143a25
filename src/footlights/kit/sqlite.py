"""SQLite connections for SQLAlchemy's aiosqlite dialect that cross to the connection's thread once per statement.

aiosqlite crosses five times (make a cursor, execute, fetch, close, and again to begin and to end a read), which costs
more than the statement itself. Here a statement is executed and its rows fetched in one step; BEGIN and ROLLBACK are
queued without waiting, for nothing depends on their outcome and the thread takes everything in order.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
Rows = list[Any]  # Any: the driver's tuples


class QuickConnection(aiosqlite.Connection):
    """A connection whose open transaction is rolled back before it closes.

    A task cancelled in the middle of a statement has its connection closed under it. SQLite would then keep the open
    transaction, and its lock, until the statement is collected.
    """

    def cursor(self) -> "QuickCursor":  # type: ignore[override]  # SQLAlchemy enters what it gets
        return QuickCursor(self)

    async def rollback(self) -> None:
        self._queue_rollback()

    def stop(self) -> Any:  # Any: aiosqlite's future
        self._queue_rollback()
        return super().stop()

    async def close(self) -> None:
        self._queue_rollback()
        await super().close()

    def begin(self) -> None:
        """Queue the begin of a read."""
        self._tx.put_nowait((None, lambda: self._conn.execute("BEGIN")))

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work` returns in the connection's thread."""
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call,no-any-return]

    def _queue_rollback(self) -> None:
        inner = self._connection
        if inner is not None:
            self._tx.put_nowait((None, lambda: inner.rollback() if inner.in_transaction else None))


class QuickCursor:
    """What SQLAlchemy's adapter uses of a cursor. Rows are all fetched when the statement is executed."""

    arraysize = 1

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._rows: Rows = []
        self.description: Any = None  # Any: of the driver
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "QuickCursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "QuickCursor":
        if statement == "BEGIN":
            self._connection.begin()
        else:
            await self._connection.run(self._run, sqlite3.Cursor.execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "QuickCursor":
        await self._connection.run(self._run, sqlite3.Cursor.executemany, statement, parameters)
        return self

    async def fetchall(self) -> Rows:
        return self._take(len(self._rows))

    async def fetchmany(self, size: int | None = None) -> Rows:
        return self._take(size or self.arraysize)

    async def fetchone(self) -> Any:  # Any: a row
        return next(iter(self._take(1)), None)

    async def close(self) -> None:
        self._rows = []

    def _take(self, count: int) -> Rows:
        taken, self._rows = self._rows[:count], self._rows[count:]
        return taken

    def _run(self, method: Any, statement: str, parameters: Any) -> None:  # Any: of the driver
        """In the connection's thread."""
        cursor = self._connection._conn.cursor()
        try:
            method(cursor, statement, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


async def connect(path: str) -> QuickConnection:
    """Open `path` with transactions left to the caller."""
    connection = QuickConnection(
        lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512),
        iter_chunk_size=64,
    )
    connection._thread.daemon = True
    await connection
    await connection.run(teach_case, connection._conn)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        await connection.cursor().execute(f"PRAGMA {pragma}")
    return connection


def teach_case(connection: sqlite3.Connection) -> None:
    """Make `lower` know the letters of all languages, as PostgreSQL's does; SQLite's own knows A to Z."""
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | bytes | float | None) -> str | bytes | float | None:
    return value.lower() if isinstance(value, str) else value
