import asyncio

from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.numbering import find_numbered, number_of, numbers_of
from tests.factories import make_house


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
