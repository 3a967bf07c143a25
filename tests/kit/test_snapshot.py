"""Reads in one step give what ordinary reads give, on both databases."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Select, bindparam, func, literal, make_url, select

from footlights.events.models import FormField
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Reads, fetch
from footlights.kit.errors import NotFound
from footlights.kit.snapshot import Prepared, Snapshot
from footlights.workspace.models import PeopleAttribute, Person
from tests.factories import make_house
from tests.room.counting import count_statements

PEOPLE = (
    select(Person.id, Person.email, Person.first_name.label("called"), Person.created_at)
    .where(Person.id.in_(bindparam("ids", expanding=True)), Person.created_at <= bindparam("until"))
    .order_by(Person.id)
    .limit(bindparam("most"))
)
ATTRIBUTES = (
    select(PeopleAttribute.id, PeopleAttribute.builtin, PeopleAttribute.options, PeopleAttribute.description)
    .where(PeopleAttribute.slug.in_(("email", "first_name")), PeopleAttribute.builtin.is_(True))
    .order_by(PeopleAttribute.id)
)


async def add_people(database: Database) -> list[str]:
    async with database.write() as db:
        house = await make_house(db)
        people = [
            Person(workspace_id=house.workspace.id, email=f"p{n}@example.com", email_key=f"p{n}@example.com")
            for n in range(3)
        ]
        for person in people:
            person.created_at = person.updated_at = datetime(2026, 1, 1, 12, 30, 1, 500, UTC)
        db.add_all(people)
        await db.flush()
        return sorted(person.id for person in people)


async def both_ways(database: Database, work: Callable[[Reads], Awaitable[Any]]) -> Any:
    """What a read gives in one step, which is the same that it gives in an ordinary transaction."""
    at_once = await database.snapshot(work)
    async with database.read() as db:
        step_by_step = await work(db)
    assert at_once == step_by_step
    return at_once


@pytest.mark.parametrize("is_prepared", [True, False])
@pytest.mark.parametrize("wanted", [0, 1, 3])
async def test_rows_have_the_columns_own_types(database: Database, wanted: int, is_prepared: bool) -> None:
    ids = await add_people(database)
    statement = Prepared(PEOPLE) if is_prepared else PEOPLE
    asked = {"ids": ids[:wanted], "until": utcnow(), "most": 10}

    async def read(db: Reads) -> list[Any]:
        rows = await fetch(db, statement, asked)
        return [(row.id, row.email, row.called, row.created_at) for row in rows]

    found = await both_ways(database, read)

    at = datetime(2026, 1, 1, 12, 30, 1, 500, UTC)
    assert [(row_id, called, created_at) for row_id, _, called, created_at in found] == [
        (person_id, None, at) for person_id in ids[:wanted]
    ]


async def test_values_of_the_statement_itself_and_flags_and_json(database: Database) -> None:
    await add_people(database)

    async def read(db: Reads) -> list[Any]:
        return [tuple(row) for row in await fetch(db, Prepared(ATTRIBUTES))]

    found = await both_ways(database, read)

    assert [(builtin, options, description) for _, builtin, options, description in found] == [(True, [], None)] * 2


async def test_a_prepared_statement_is_asked_with_lists_of_any_length(database: Database) -> None:
    ids = await add_people(database)
    statement = Prepared(PEOPLE)

    async def read(db: Reads) -> list[list[str]]:
        lengths = (2, 0, 3, 2)
        asked = [{"ids": ids[:length], "until": utcnow(), "most": 2} for length in lengths]
        return [[row.id for row in await fetch(db, statement, one)] for one in asked]

    assert await both_ways(database, read) == [ids[:2], [], ids[:2], ids[:2]]


async def test_a_value_that_is_missing_is_an_error(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLAlchemy's own check")

    with pytest.raises(KeyError, match="until"):
        await database.snapshot(lambda db: fetch(db, Prepared(PEOPLE), {"ids": [], "most": 1}))


async def test_statements_of_one_snapshot_see_one_state(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on PostgreSQL each statement sees what is committed")
    ids = await add_people(database)
    other = sqlite3.connect(make_url(database.url).database or "")

    async def read(db: Reads) -> list[Any]:
        asked = {"ids": ids[:1], "until": utcnow(), "most": 1}
        before = await fetch(db, PEOPLE, asked)
        other.execute("UPDATE people SET first_name = 'Later'")
        other.commit()
        return [before[0].called, (await fetch(db, PEOPLE, asked))[0].called]

    assert await database.snapshot(read) == [None, None]
    assert await database.snapshot(read) == ["Later", "Later"]
    other.close()


async def test_a_refusal_reaches_the_caller_and_the_next_read_works(database: Database) -> None:
    ids = await add_people(database)

    async def refuse(db: Reads) -> None:
        await fetch(db, ATTRIBUTES)
        raise NotFound("There is no such thing.")

    with pytest.raises(NotFound):
        await database.snapshot(refuse)
    rows = await database.snapshot(lambda db: fetch(db, PEOPLE, {"ids": ids, "until": utcnow(), "most": 9}))

    assert [row.id for row in rows] == ids


async def test_a_read_that_waits_for_something_else_is_an_error(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite answers in one step")

    async def wait(_: Reads) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError):
        await database.snapshot(wait)


async def test_more_reads_than_connections_take_turns(database: Database) -> None:
    ids = await add_people(database)
    asked = {"ids": ids, "until": utcnow(), "most": 9}

    found = await asyncio.gather(*(database.snapshot(lambda db: fetch(db, PEOPLE, asked)) for _ in range(20)))

    assert [[row.id for row in rows] for rows in found] == [ids] * 20


def count_to(number: int) -> Select[*tuple[Any, ...]]:
    """A statement that takes as long as one likes."""
    numbers = select(literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < number))
    return select(func.count()).select_from(numbers)


@pytest.mark.parametrize(("number", "times", "is_elsewhere"), [(100, 1, False), (100_000, 2, True)])
async def test_a_long_read_is_done_in_another_thread(
    database: Database, number: int, times: int, is_elsewhere: bool
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL is another process")
    threads: list[int] = []

    async def read(db: Reads) -> int:
        threads.append(threading.get_ident())
        return int((await fetch(db, count_to(number)))[0][0])

    assert await database.snapshot(read) == number
    assert len(threads) == times
    assert (threads[-1] != threading.get_ident()) == is_elsewhere


async def test_many_short_reads_with_one_statement_stay_short(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL is another process")
    statement, threads = Prepared(count_to(200)), set[int]()

    async def read(db: Reads) -> None:
        await fetch(db, statement)
        threads.add(threading.get_ident())

    for _ in range(300):
        await database.snapshot(read)

    assert threads == {threading.get_ident()}


async def test_long_reads_keep_nobody_waiting(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL is another process")
    long = [asyncio.create_task(database.snapshot(lambda db: fetch(db, count_to(500_000)))) for _ in range(6)]
    await asyncio.sleep(0)

    assert await database.snapshot(lambda db: fetch(db, ATTRIBUTES)) == []
    assert [task.done() for task in long] == [False] * 6
    assert [tuple(row) for (row,) in await asyncio.gather(*long)] == [(500_000,)] * 6


async def test_a_read_that_nobody_waits_for_any_more_leaves_its_connection_usable(database: Database) -> None:
    reading = asyncio.create_task(database.snapshot(lambda db: fetch(db, count_to(500_000))))
    await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    rows = await database.snapshot(lambda db: fetch(db, count_to(100_000)))

    assert rows[0][0] == 100_000


async def test_a_read_cannot_write(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on PostgreSQL it is a convention")

    async def write(db: Reads) -> None:
        assert isinstance(db, Snapshot)
        db._connection.execute("DELETE FROM people")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.snapshot(write)


async def test_who_listens_for_statements_hears_of_these_as_well(database: Database) -> None:
    with count_statements(database) as statements:
        await database.snapshot(lambda db: fetch(db, ATTRIBUTES))

    assert len(statements) == 1


async def test_what_is_kept_is_read_again_after_any_commit(database: Database) -> None:
    ids = await add_people(database)
    names = Prepared(select(Person.first_name).where(Person.id == bindparam("id")), is_kept=True)

    async def read(person_id: str) -> list[Any]:
        return [row.first_name for row in await database.snapshot(lambda db: fetch(db, names, {"id": person_id}))]

    found = []
    for name in ("Ada", "Bea", "Cleo"):
        async with database.write() as db:
            (await db.get_one(Person, ids[0])).first_name = name
        for _ in range(2):
            found.append((await read(ids[0]), await read(ids[1])))

    assert found == [([name], [None]) for name in ("Ada", "Ada", "Bea", "Bea", "Cleo", "Cleo")]


async def test_what_another_process_wrote_is_seen_as_well(database: Database, database_url: str) -> None:
    ids = await add_people(database)
    names = Prepared(select(Person.first_name).where(Person.id == bindparam("id")), is_kept=True)
    other = Database(database_url)
    await other.open()

    await database.snapshot(lambda db: fetch(db, names, {"id": ids[0]}))
    async with other.write() as db:
        (await db.get_one(Person, ids[0])).first_name = "Ada"
    await other.close()
    found = await database.snapshot(lambda db: fetch(db, names, {"id": ids[0]}))

    assert [row.first_name for row in found] == ["Ada"]


async def test_closing_twice_and_opening_again(database: Database) -> None:
    await database.snapshot(lambda db: fetch(db, select(FormField.event_id)))
    await database.close()
    await database.close()
    await database.open()

    assert await database.snapshot(lambda db: fetch(db, select(FormField.event_id))) == []
