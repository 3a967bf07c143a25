import asyncio
from datetime import timedelta

from footlights.kit.database import Database
from footlights.registration.actions import remove_registration, replace_join_link
from footlights.registration.models import Registration
from footlights.room.seats import Seat, SeatDesk, issue_seat, read_seat
from footlights.workspace.models import Person
from tests.factories import NOW, SECRET_KEY
from tests.room.counting import count_statements
from tests.room.rooms import Cast, RoomActor, make_cast


async def seat_of(database: Database, actor: RoomActor) -> Seat:
    async with database.read() as db:
        registration = await db.get_one(Registration, actor.registration_id)
    seat = read_seat(SECRET_KEY, issue_seat(SECRET_KEY, registration, now=NOW), now=NOW)
    assert seat is not None
    return seat


class Ticket:
    id = "5f0e2ab0-6e0f-4f7e-9a52-2f2f3f4f5f6f"
    key_version = 3


def test_a_seat_says_whose_it_is_for_a_day() -> None:
    token = issue_seat(SECRET_KEY, Ticket(), now=NOW)

    seat = read_seat(SECRET_KEY, token, now=NOW + timedelta(hours=23))

    assert seat is not None
    assert (seat.registration_id, seat.key_version) == (Ticket.id, 3)
    assert read_seat(SECRET_KEY, token, now=NOW + timedelta(hours=24)) is None


def test_a_forged_or_damaged_seat_is_none() -> None:
    token = issue_seat(SECRET_KEY, Ticket(), now=NOW)

    for wrong in ("", "x", token[:-1], token[1:], token + "x", token.replace(".", ""), "é" * 40, "\0.\0"):
        assert read_seat(SECRET_KEY, wrong, now=NOW) is None
    assert read_seat(b"another key of the server........", token, now=NOW) is None


async def test_everyone_who_asks_at_once_is_served_by_one_statement(database: Database) -> None:
    cast: Cast = await make_cast(database)
    seats = [await seat_of(database, actor) for actor in (cast.host, cast.attendee, cast.other, cast.host)]
    desk = SeatDesk(database)

    with count_statements(database) as statements:
        found = await asyncio.gather(*(desk.find(seat) for seat in seats))

    assert [(one.person_id, one.name, one.role) for one in found if one] == [
        (actor.person_id, actor.name, actor.role) for actor in (cast.host, cast.attendee, cast.other, cast.host)
    ]
    assert len(statements) == 1


async def test_who_has_no_name_comes_in_under_their_address(database: Database) -> None:
    cast = await make_cast(database)
    async with database.write() as db:
        person = await db.get_one(Person, cast.attendee.person_id)
        person.first_name = person.last_name = None
        address = person.email

    found = await SeatDesk(database).find(await seat_of(database, cast.attendee))

    assert found is not None
    assert found.name == address.partition("@")[0]


async def test_a_seat_ends_with_the_registration_and_with_its_link(database: Database) -> None:
    cast = await make_cast(database)
    attendee, other = await seat_of(database, cast.attendee), await seat_of(database, cast.other)
    async with database.write() as db:
        await remove_registration(db, cast.house.actor, cast.session, cast.attendee.person_id, now=NOW)
        registration = await db.get_one(Registration, cast.other.registration_id)
        await replace_join_link(db, cast.house.actor, registration, now=NOW)

    desk = SeatDesk(database)

    assert await desk.find(attendee) is None
    assert await desk.find(other) is None
