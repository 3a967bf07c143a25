"""Made-up addresses: the rule in Python and in SQL is one."""

from datetime import UTC, datetime

from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.workspace.models import Person
from footlights.workspace.stand_ins import erased_address, guest_address, is_stand_in, unknown_address
from tests.factories import make_house

MADE_UP = (
    unknown_address("0b8e4f5a", "footlights.example", now=datetime(2026, 1, 1, tzinfo=UTC)),
    guest_address("0b8e4f5a"),
    erased_address("0b8e4f5a"),
)
REAL = ("ines@example.org", "guests.invalid@example.org", "unknown@example.org", "ines@guests.invalid.example.org")


def test_unknown_address_is_as_livestorm_writes_it() -> None:
    assert MADE_UP[0] == "1767225600+0b8e4f5a@unknown.footlights.example"


def test_stand_ins_are_known_and_real_addresses_are_not_taken_for_them() -> None:
    assert [is_stand_in(address) for address in MADE_UP] == [True] * 3
    assert [is_stand_in(address) for address in REAL] == [False] * 4


async def test_database_finds_the_same_people(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        for address in (*MADE_UP, *REAL[1:]):
            person = Person(workspace_id=house.workspace.id, email=address, email_key=address)
            person.created_at = person.updated_at = utcnow()
            db.add(person)

    async with database.read() as db:
        found = list(await db.scalars(select(Person.email).where(Person.is_anonymous)))
        others = list(await db.scalars(select(Person.email).where(~Person.is_anonymous)))

    assert sorted(found) == sorted(MADE_UP)
    assert set(REAL[1:]) <= set(others)
    assert not set(MADE_UP) & set(others)
