"""Reads of SQLite in one step, however many statements they take.

A read is an ordinary coroutine function that asks the database by `kit.database.fetch` and awaits nothing else. Here it
runs from beginning to end beside one connection, where every `fetch` is answered at once.

    NAMES = Prepared(select(Person.id, Person.first_name).where(Person.id.in_(bindparam("ids", expanding=True))))
    rows = await database.snapshot(lambda db: fetch(db, NAMES, {"ids": ids}))

Rows are named tuples with the attributes that SQLAlchemy's rows have.
"""

import asyncio
import json
import sqlite3
from collections import namedtuple
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BindParameter, CompoundSelect, Select
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as make_dialect
from sqlalchemy.types import TypeEngine

from footlights.kit.sqlite import QuickConnection, connect, teach_case

T = TypeVar("T")
Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]  # Any: columns of any type
Listener = Callable[[str, Sequence[Any]], None]  # Any: values as the driver takes them
Process = Callable[[Any], Any] | None  # Any: a value of any type, on its way to the driver or from it
MOST_THREADS = 4
STEPS, SHORT = 20_000, 10
"""A short read takes at most SHORT times so many steps of SQLite's machine, which is 1 to 2 ms. Counting 10,000 rows
takes 30,000."""
MOST_KEPT = 1000
"""Results of statements that each connection keeps."""


def _read_json(text: str) -> Any:  # Any: JSON
    """What the standard library gives, mostly in a tenth of its time; the other reader is stricter."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json.loads(text)


_dialect = make_dialect(json_deserializer=_read_json)


class Kept:
    """Rows that a connection read from the state that the database is still in.

    SQLite counts the commits of all other connections and processes (`PRAGMA data_version`), and connections of
    `Readers` make none of their own: as long as the number stays, so does everything that was read.
    """

    def __init__(self) -> None:
        self._version = -1
        self._rows: dict[tuple[Any, ...], list[Any]] = {}

    def begin(self, version: int) -> None:
        """Forget what was read from another state, or when it is much."""
        if version != self._version or len(self._rows) > MOST_KEPT:
            self._version, self._rows = version, {}

    def find(self, key: tuple[Any, ...]) -> list[Any] | None:
        return self._rows.get(key)

    def keep(self, key: tuple[Any, ...], rows: list[Any]) -> None:
        self._rows[key] = rows


class Snapshot:
    """What a read asks: one state of the database, which it cannot change. `listener` hears of every statement."""

    def __init__(
        self, connection: sqlite3.Connection, listener: Listener | None = None, kept: Kept | None = None
    ) -> None:
        self._connection = connection
        self._listener = listener
        self._kept = kept or Kept()

    def fetch(self, prepared: "Prepared", parameters: Mapping[str, object]) -> list[Any]:
        compiled = prepared.compiled
        text, values = compiled.bind(parameters)
        if self._listener is not None:
            self._listener(text, values)
        if not prepared.is_kept:
            return compiled.read(self._connection.execute(text, values).fetchall())
        key = (text, *values)
        rows = self._kept.find(key)
        if rows is None:
            rows = compiled.read(self._connection.execute(text, values).fetchall())
            self._kept.keep(key, rows)
        return rows


class Prepared:
    """A statement over columns that is asked often: built and compiled once.

    What differs from one asking to the next are its parameters. A module keeps it, or a cache that has an end. Rows of
    one that `is_kept` are read once for each state of the database: for few rows that take long, as counts do.
    """

    def __init__(self, statement: Statement, *, is_kept: bool = False) -> None:
        self.statement = statement
        self.is_kept = is_kept

    @cached_property
    def compiled(self) -> "_Compiled":
        return _Compiled(self.statement)


class Readers:
    """Connections that only read: one for short reads, and some in threads of their own, opened when they are needed.

    A short read is done at once in the caller's thread, the event loop's: a thread costs more than the read, as each
    step of SQLite lets go of the interpreter and has to wait for it. One whose statement turns out to be long, or that
    would have to wait, is given up and done anew in a thread.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._short: _Short | None = None
        self._gate = asyncio.Semaphore(MOST_THREADS)
        self._idle: list[tuple[QuickConnection, Kept]] = []

    async def run(self, read: Callable[[Snapshot], Awaitable[T]], *, listener: Listener | None = None) -> T:
        """What `read` returns or raises, from a transaction of its own. It may be called twice."""
        self._short = self._short or _Short(self._path)
        try:
            return self._short.run(read, listener)
        except sqlite3.OperationalError:
            return await self._run_in_thread(read, listener)

    async def _run_in_thread(self, read: Callable[[Snapshot], Awaitable[T]], listener: Listener | None) -> T:
        async with self._gate:
            connection, kept = self._idle.pop() if self._idle else (await self._open_long(), Kept())
            try:
                return await connection.run(_run, connection._conn, kept, read, listener)
            finally:
                self._idle.append((connection, kept))

    async def close(self) -> None:
        if self._short is not None:
            self._short.close()
            self._short = None
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close()

    async def _open_long(self) -> QuickConnection:
        connection = await connect(self._path)
        await connection.cursor().execute("PRAGMA query_only=ON")
        return connection


class _Short:
    """A connection that refuses to wait and to work long."""

    def __init__(self, path: str) -> None:
        self._kept = Kept()
        self._used = 0  # times STEPS, of the read that runs
        self._connection = sqlite3.connect(
            path, isolation_level=None, cached_statements=512, timeout=0, check_same_thread=False
        )
        teach_case(self._connection)
        self._connection.execute("PRAGMA query_only=ON")
        self._connection.set_progress_handler(self._is_too_long, STEPS)

    def run(self, read: Callable[[Snapshot], Awaitable[T]], listener: Listener | None) -> T:
        self._used = 0
        return _run(self._connection, self._kept, read, listener)

    def close(self) -> None:
        self._connection.close()

    def _is_too_long(self) -> bool:
        """SQLite goes on counting where the last execution of a statement ended, so one call tells little."""
        self._used += 1
        return self._used > SHORT


def _run(
    connection: sqlite3.Connection, kept: Kept, read: Callable[[Snapshot], Awaitable[T]], listener: Listener | None
) -> T:
    connection.execute("BEGIN")
    try:
        ((version,),) = connection.execute("PRAGMA data_version").fetchall()  # begins the read
        kept.begin(version)
        return run_at_once(read(Snapshot(connection, listener, kept)))
    finally:
        connection.rollback()


def run_at_once(work: Awaitable[T]) -> T:
    """The result of a coroutine that never waits."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise RuntimeError("a read in a snapshot awaits nothing but `fetch`")


class _Compiled:
    """A statement in SQLite's words, with what its values and rows need."""

    def __init__(self, statement: Statement) -> None:
        self._compiled = statement.compile(dialect=_dialect)
        self._binds = [_Bind(name, self._compiled.binds[name]) for name in self._compiled.positiontup or ()]
        self._texts: dict[tuple[int, ...], str] = {}
        columns = list(statement.selected_columns)
        self._reads = [_result_processor(column.type) for column in columns]
        names = [str(column.key) for column in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # names that no type checker knows
        self._row: Callable[[Iterable[Any]], Any] = row._make

    def bind(self, parameters: Mapping[str, object]) -> tuple[str, list[Any]]:
        """The text and its values in order. The text depends on how many values each list has."""
        values: list[Any] = []
        lengths: list[int] = []
        for bind in self._binds:
            value = bind.value_in(parameters)
            if not bind.expanding:
                values.append(value if bind.process is None else bind.process(value))
                continue
            items = list(value)
            lengths.append(len(items))
            values += items if bind.process is None else map(bind.process, items)
        key = tuple(lengths)
        if key not in self._texts:
            given = {bind.name: bind.value_in(parameters) for bind in self._binds}
            self._texts[key] = self._compiled.construct_expanded_state(given).statement
        return self._texts[key], values

    def read(self, rows: Sequence[Any]) -> list[Any]:
        """Column by column: most columns are taken as they are, all at once."""
        if not rows:
            return []
        columns = zip(self._reads, zip(*rows, strict=True), strict=True)
        return list(map(self._row, zip(*(map(read, column) if read else column for read, column in columns))))  # noqa: B905 (checked above)


class _Bind:
    """A place for a value, or for a list of them (`expanding`)."""

    def __init__(self, name: str, parameter: BindParameter[Any]) -> None:
        self.name = name
        self.expanding = parameter.expanding
        self.process: Process = parameter.type.dialect_impl(_dialect).bind_processor(_dialect)
        self._key = parameter.key
        self._required = parameter.required
        self._default = parameter.effective_value

    def value_in(self, parameters: Mapping[str, object]) -> Any:  # Any: of the parameter's type
        if self._key in parameters:
            return parameters[self._key]
        if self._required:
            raise KeyError(self._key)
        return self._default


def _result_processor(kind: TypeEngine[Any]) -> Process:
    return kind.dialect_impl(_dialect).result_processor(_dialect, None)
