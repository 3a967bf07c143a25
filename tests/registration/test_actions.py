import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from footlights.events.sessions import cancel_session
from footlights.kit.database import Database
from footlights.kit.errors import Invalid, InvalidFields
from footlights.outbox import Fact
from footlights.registration.actions import add_person, register_person, remove_registration, replace_join_link
from footlights.registration.errors import (
    AlreadyRegistered,
    NoSuchRegistrant,
    RegistrationClosed,
    SessionFull,
    WrongLink,
)
from footlights.registration.hosted import register_by_form
from footlights.registration.links import join_key, join_link
from footlights.registration.models import Registration
from footlights.registration.provenance import Source
from footlights.registration.queries import list_registrations, open_join_link
from footlights.registration.scheduling import start_meeting_now
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person
from tests.factories import NOW, SECRET_KEY, make_house, make_registrant, make_session


async def test_register_person_twice_returns_same_registrant(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        first = await make_registrant(db, house, session, email="Noor@Example.com", first_name="Noor")
        again = await make_registrant(db, house, session, email="noor@example.COM ", first_name="", last_name="H.")
        told = [
            fact.data["again"]
            for fact in await db.scalars(select(Fact).where(Fact.kind == "person.registered").order_by(Fact.id))
        ]

    assert again.registration.id == first.registration.id
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.person.first_name, again.person.last_name) == ("Noor", "H.")
    assert told == [False, True]


async def test_register_person_at_once_from_two_sides_is_one_person(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)

    async def register() -> bool:
        async with database.write() as db:
            return (await make_registrant(db, house, session)).is_new

    answers = await asyncio.gather(*(register() for _ in range(8)), return_exceptions=True)

    async with database.read() as db:
        people = await db.scalar(select(func.count()).where(Person.email_key == "person1@example.com"))
        places = await db.scalar(select(func.count()).select_from(Registration))
    assert answers.count(True) == 1
    assert (people, places) == (1, 2)


async def test_register_person_that_must_be_new_is_refused(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        await make_registrant(db, house, session)

        with pytest.raises(AlreadyRegistered, match="already been registered"):
            await make_registrant(db, house, session, must_be_new=True)


async def test_full_session_takes_nobody_but_those_who_have_a_place(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, capacity=1)
        await make_registrant(db, house, session, 1)

        with pytest.raises(SessionFull):
            await make_registrant(db, house, session, 2)
        again = await make_registrant(db, house, session, 1)

    assert not again.is_new


async def test_registration_closes_with_the_session(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)

        with pytest.raises(RegistrationClosed):
            await make_registrant(db, house, session, now=NOW + timedelta(days=3))
        await cancel_session(db, house.actor, session.id, now=NOW)
        with pytest.raises(RegistrationClosed, match="canceled"):
            await make_registrant(db, house, session)


async def test_form_names_every_problem(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)

        with pytest.raises(InvalidFields) as refusal:
            given = {"email": "nobody", "first_name": " ", "last_name": ""}
            await register_by_form(db, house.actor, session, given, source=Source(), domain="example.org", now=NOW)

    assert list(refusal.value.problems) == ["email", "first_name", "last_name"]


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a b@example.com", "x" * 400 + "@example.com", "a\n@example.com"])
async def test_register_person_needs_an_address(database: Database, email: str) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)

        with pytest.raises(Invalid):
            await register_person(db, house.actor, session, email=email, now=NOW)


async def test_session_starts_with_its_owner_as_host(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        page = await list_registrations(db, session)

    assert [(r.person_id, r.room_role) for r in page.registrations] == [(house.owner.id, "host")]


async def test_meeting_now_is_published_and_open_to_speak(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await start_meeting_now(db, house.actor, now=NOW)

    assert session.event.is_published
    assert session.event.can_everyone_speak
    assert session.starts_at == NOW + timedelta(minutes=1)


async def test_join_link_opens_until_it_is_replaced(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        done = await make_registrant(db, house, session)
        key = join_key(SECRET_KEY, done.registration)
        opened = await open_join_link(db, SECRET_KEY, session, email="PERSON1@example.com", key=key)
        await replace_join_link(db, house.actor, done.registration, now=NOW)
        await db.flush()

        with pytest.raises(WrongLink):
            await open_join_link(db, SECRET_KEY, session, email="person1@example.com", key=key)
        with pytest.raises(WrongLink):
            await open_join_link(db, SECRET_KEY, session, email="other@example.com", key=key)

    assert opened.id == done.registration.id
    assert len(key) == 22


async def test_join_link_has_the_documented_shape(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        done = await make_registrant(db, house, session, email="a+b@example.com")

    link = join_link("https://x.example", SECRET_KEY, done.registration, done.person)

    key = join_key(SECRET_KEY, done.registration)
    assert link == (f"https://x.example/p/{session.event_id}/live?email=a%2Bb%40example.com&key={key}&s={session.id}")


async def test_role_of_a_person_can_be_changed_and_replaces_the_link(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        done = await make_registrant(db, house, session)
        before = join_key(SECRET_KEY, done.registration)
        changed = await add_person(db, house.actor, session, email="person1@example.com", room_role="speaker", now=NOW)

    assert changed.registration.room_role == "speaker"
    assert join_key(SECRET_KEY, changed.registration) != before


async def test_remove_registration_keeps_the_person(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        done = await make_registrant(db, house, session)
        await remove_registration(db, house.actor, session, done.person.id, now=NOW)

        with pytest.raises(NoSuchRegistrant):
            await remove_registration(db, house.actor, session, done.person.id, now=NOW)
        kept = await db.get(Person, done.person.id)

    assert kept is not None


async def test_list_registrations_searches_names_and_addresses(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        for n in range(1, 4):
            await make_registrant(db, house, session, n)
        found = await list_registrations(db, session, search="first2 PERSON2")
        second_page = await list_registrations(db, session, limit=2, offset=2)

    assert [r.person.email for r in found.registrations] == ["person2@example.com"]
    assert (len(second_page.registrations), second_page.total) == (2, 4)


async def test_stranger_who_types_an_address_renames_nobody(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        visitor = Actor(house.workspace.id, None, "attendee", "page")
        done = await register_person(
            db, visitor, session, email="ines@example.org", first_name="Eve", last_name="Other", now=NOW
        )

    assert done.person.name == "Ines Marchetti"
