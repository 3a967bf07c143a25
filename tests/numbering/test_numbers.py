import asyncio

import pytest

from footlights.events.models import Event
from footlights.kit.database import Database, Db
from footlights.kit.ids import new_id
from footlights.numbering import Unnumbered, find_numbered, number_all, number_of, numbers_of
from tests.factories import make_event, make_house


async def test_rows_get_numbers_once_in_their_order(database: Database) -> None:
    async with database.write() as db:
        workspace_id = (await make_house(db)).workspace.id
        rows = [new_id() for _ in range(1_200)]
        first = await numbers_of(db, workspace_id, "event", rows)
        again = await numbers_of(db, workspace_id, "event", [*rows[:2], rows[0]])
        of_other_kind = await number_of(db, workspace_id, "session", rows[0])
        found = await find_numbered(db, workspace_id, "event", first[rows[7]])
        strangers = [
            await find_numbered(db, workspace_id, "session", first[rows[7]]),
            await find_numbered(db, new_id(), "event", first[rows[7]]),
            await find_numbered(db, workspace_id, "event", 2**40),
            await find_numbered(db, workspace_id, "event", 0),
        ]

    assert [first[row] for row in rows] == sorted(set(first.values()))
    assert again == {row: first[row] for row in rows[:2]}
    assert of_other_kind not in first.values()
    assert found == rows[7]
    assert strangers == [None] * 4


async def test_asking_at_once_gives_the_same_numbers(database: Database) -> None:
    async with database.write() as db:
        workspace_id = (await make_house(db)).workspace.id
    rows = [new_id() for _ in range(20)]

    async def ask() -> dict[str, int]:
        async with database.write() as db:
            return await numbers_of(db, workspace_id, "event", rows)

    first, *others = await asyncio.gather(*(ask() for _ in range(4)))
    assert all(other == first for other in others)


async def test_reading_alone_gives_no_numbers(database: Database) -> None:
    async with database.write() as db:
        workspace_id = (await make_house(db)).workspace.id
        known = new_id()
        number = await number_of(db, workspace_id, "event", known)

    async with database.read() as db:
        assert await number_of(db, workspace_id, "event", known) == number
        with pytest.raises(Unnumbered):
            await number_of(db, workspace_id, "event", new_id())


async def test_all_rows_are_numbered_in_the_order_of_a_column(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        titles = {(await make_event(db, house, title=title)).id: title for title in ("b", "c", "a")}
        mine = Event.workspace_id == house.workspace.id

    async def number(db: Db) -> None:
        await number_all(db, "event", Event.id, Event.workspace_id, mine, by=(Event.title,))

    async with database.read() as db:
        with pytest.raises(Unnumbered):
            await number(db)
    async with database.write() as db:
        await number(db)
    async with database.read() as db:
        await number(db)
        numbers = await numbers_of(db, house.workspace.id, "event", titles)

    assert [titles[row] for row in sorted(numbers, key=lambda row: numbers[row])] == ["a", "b", "c"]
