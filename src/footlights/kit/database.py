"""One database behind one handle: SQLite (WAL) by default, PostgreSQL by URL.

    async with database.write() as db:      # one transaction, committed at the end, rolled back on any exception
        await some_action(db, actor, ...)

`read()` gives a snapshot that must not write; `snapshot(work)` runs a read that awaits nothing but `fetch`, which is
quicker: for what is asked often. On SQLite, `write()` takes its turn in a fair in-process queue and begins IMMEDIATE,
so writers never meet SQLITE_BUSY inside one process. Hooks registered with `before_commit` end each transaction and may
write. Those of `on_commit` run after each commit with what actions left in `db.info`; they must be quick and must not
raise. Never make a network call inside either.
A database that is gone or has no room left refuses with Unavailable, and what was acknowledged before stays.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Select,
    Table,
    TypeDecorator,
    Uuid,
    bindparam,
    event,
    false,
    insert,
    make_url,
)
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from footlights.kit.errors import Unavailable
from footlights.kit.snapshot import Listener, Prepared, Readers, Snapshot, Statement
from footlights.kit.sqlite import QuickConnection
from footlights.kit.sqlite import connect as connect_sqlite

CANNOT_SAVE = "The server cannot save anything at the moment. Nothing was half saved. Try again in a minute."
LONGEST_SEARCH = 1000
"""Characters that are looked for in a text. SQLite takes patterns of 50,000 bytes and fails on longer ones."""
log = structlog.get_logger()
Db = AsyncSession
Reads = AsyncSession | Snapshot
"""What `fetch` asks."""
T = TypeVar("T")
CommitHook = Callable[[dict[Any, Any]], None]
LastHook = Callable[[Db], Awaitable[None]]


class UtcTime(TypeDecorator[datetime]):
    """Aware datetimes, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Straight from the text that SQLite keeps: long lists hold many times. PostgreSQL gives them as they are."""
        return _read_time if dialect.name == "sqlite" else None


class TextUuid(Uuid[str]):
    """UUID strings: native on PostgreSQL, 32 characters on SQLite."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(as_uuid=False)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # Any: SQLAlchemy's own
        if dialect.name == "sqlite":
            return _read_uuid
        return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]


def _read_time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _read_uuid(stored: str | None) -> str | None:
    if stored is None:
        return None
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime}  # noqa: RUF012 (SQLAlchemy reads it from the class)


def id_type() -> Uuid[str]:
    return TextUuid()


async def fetch(
    db: Reads, statement: Prepared | Statement, parameters: Mapping[str, object] | None = None
) -> Sequence[Any]:  # Any: rows of columns of any type
    """All rows of a statement over columns, without the work that entities need: for long lists and frequent questions.

    What the session has not written yet is written first, as any other query of it does.
    """
    if isinstance(db, Snapshot):
        prepared = statement if isinstance(statement, Prepared) else Prepared(statement)
        return db.fetch(prepared, parameters or {})
    if db.info.get("write"):
        await db.flush()
    connection = await db.connection()
    if not isinstance(statement, Prepared):
        return (await connection.execute(statement, parameters)).all()
    if connection.dialect.name != "sqlite":
        return (await connection.execute(statement.statement, parameters)).all()
    assert connection.sync_connection is not None
    driver = connection.sync_connection.connection.driver_connection
    assert isinstance(driver, QuickConnection)
    snapshot = Snapshot(driver._conn, _listener(connection.sync_engine))
    return await driver.run(snapshot.fetch, statement, parameters or {})


@dataclass(frozen=True, slots=True)
class Narrowable:
    """A statement over all rows, and the same over those whose column is one of the parameter `only`."""

    whole: Prepared
    part: Prepared


def narrowable(statement: Select[*tuple[Any, ...]], column: InstrumentedAttribute[str]) -> Narrowable:  # Any: columns
    only: BindParameter[list[str]] = bindparam("only", expanding=True)
    return Narrowable(Prepared(statement), Prepared(statement.where(column.in_(only))))


async def fetch_only(
    db: Reads, statement: Narrowable, parameters: Mapping[str, object], only: Collection[str] | None
) -> Sequence[Any]:  # Any: rows of columns of any type
    """All rows, or those of `only` these."""
    if only is None:
        return await fetch(db, statement.whole, parameters)
    return await fetch(db, statement.part, {**parameters, "only": list(only)})


def among(column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:  # Any: of any type
    """Is the column one of these? For lists of any length in statements that are asked often.

    `in_` makes another statement of each length, which PostgreSQL plans anew on every connection. Here lengths are
    powers of two: the last value stands several times.
    """
    asked = list(values)
    if asked:
        asked += asked[-1:] * ((1 << (len(asked) - 1).bit_length()) - len(asked))
    return column.in_(asked)


def has_words(column: InstrumentedAttribute[Any], words: str) -> ColumnElement[bool]:  # Any: text, or null
    """Are these words a part of the column's text, in any case? More than LONGEST_SEARCH are in no text at all."""
    return column.icontains(words, autoescape=True) if len(words) <= LONGEST_SEARCH else false()


async def insert_rows(db: Db, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of the same columns in one statement, without the work that entities need for each of them.

    What the session has not written yet is written first: rows may point to it.
    """
    await db.flush()
    await (await db.connection()).execute(insert(cast("Table", model.__table__)), rows)


class Database:
    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._engine: AsyncEngine | None = None
        self._turn = asyncio.Lock()
        self._hooks: list[CommitHook] = []
        self._last: list[LastHook] = []
        self._readers: Readers | None = None

    @property
    def engine(self) -> AsyncEngine:
        if self._engine is None:
            raise RuntimeError("the database is not open")
        return self._engine

    async def open(self) -> None:
        if self.is_sqlite:
            path = make_url(self.url).database or ""
            self._engine = create_async_engine(
                self.url,
                async_creator=lambda: connect_sqlite(path),
                pool_size=8,
                max_overflow=0,
                pool_timeout=30,
                hide_parameters=True,
            )
            _prepare_sqlite(self._engine)
            self._readers = Readers(path)
        else:
            self._engine = create_async_engine(
                self.url, pool_size=15, max_overflow=0, pool_pre_ping=True, pool_use_lifo=True, hide_parameters=True
            )

    async def close(self) -> None:
        if self._readers is not None:
            await self._readers.close()
            self._readers = None
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    def on_commit(self, hook: CommitHook) -> None:
        self._hooks.append(hook)

    def before_commit(self, hook: LastHook) -> None:
        self._last.append(hook)

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Db]:
        async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as db:
            yield db

    async def snapshot(self, work: Callable[[Reads], Awaitable[T]]) -> T:
        """What `work` returns, which awaits nothing but `fetch`: on SQLite all of it in one step (`kit.snapshot`)."""
        if self._readers is None:
            async with self.read() as db:
                return await work(db)
        return await self._readers.run(work, listener=_listener(self.engine.sync_engine))

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Db]:
        async with self._own_turn(), AsyncSession(self.engine, expire_on_commit=False) as db:
            db.info["write"] = True
            if self.is_sqlite:
                await db.connection(execution_options={"begin_immediate": True})
            try:
                yield db
                for last in self._last:
                    await last(db)
                await db.commit()
            except BaseException as error:
                await asyncio.shield(db.rollback())
                if isinstance(error, OperationalError | InterfaceError | sqlite3.OperationalError):
                    log.error("cannot_save", error=str(getattr(error, "orig", error)))
                    raise Unavailable(CANNOT_SAVE, code="cannot_save") from error
                raise
        for hook in self._hooks:
            hook(dict(db.info))

    @contextlib.asynccontextmanager
    async def _own_turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._turn:
            yield


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Any) -> None:  # Any: SQLAlchemy's untyped connection
        immediate = connection.get_execution_options().get("begin_immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _listener(engine: Engine) -> Listener | None:
    heard = engine.dispatch.before_cursor_execute
    return partial(_tell, heard) if heard else None


def _tell(heard: Any, statement: str, values: Sequence[Any]) -> None:  # Any: SQLAlchemy's untyped listeners, any values
    """Tell those who listen for the engine's statements of one that did not go through it."""
    heard(None, None, statement, tuple(values), None, False)
