"""Forms that come at the same moment are taken in one transaction, each with its own answer."""

import asyncio

import httpx
from sqlalchemy import func, select

from footlights.email.models import Mail
from footlights.jobs import Job
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.registration.models import PlaceRequest, Registration
from footlights.subscribers import TOLD_AT_ONCE, fact_subscribers
from footlights.workspace.models import Person
from tests.edges.pages.test_events import FORM, open_session
from tests.factories import House


async def send_all(visitor: httpx.AsyncClient, event_id: str, *emails: str, **answers: str) -> list[httpx.Response]:
    forms = [{**FORM, "email": email, **answers} for email in emails]
    return await asyncio.gather(*(visitor.post(f"/p/{event_id}", data=form) for form in forms))


async def count(database: Database, *tables: type) -> list[int]:
    async with database.read() as db:
        return [await db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_newcomers_of_one_moment_all_have_their_place(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    emails = [f"at-once-{n}@example.com" for n in range(8)]
    answers = await send_all(visitor, session.event_id, *emails, tz="Asia/Tokyo")

    assert [answer.status_code for answer in answers] == [303] * 8
    async with database.read() as db:
        people = list(await db.scalars(select(Person).where(Person.role == "participant").order_by(Person.email)))
        places = list(await db.scalars(select(Registration).where(Registration.room_role == "attendee")))
    assert [person.email for person in people] == emails
    assert {person.time_zone for person in people} == {"Asia/Tokyo"}
    assert {place.person_id for place in places} == {person.id for person in people}
    assert {place.registration_type for place in places} == {"registration_page"}


async def test_same_address_twice_at_once_is_one_place_and_one_mail(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    relay = Relay(database, fact_subscribers(), at_once=TOLD_AT_ONCE)

    answers = await send_all(visitor, session.event_id, *["twice@example.com"] * 3, "other@example.com")
    await relay.tell_all()

    assert [answer.status_code for answer in answers] == [303] * 4
    async with database.read() as db:
        kinds = list(await db.scalars(select(Mail.kind)))
    assert kinds == ["confirmation", "confirmation"]
    assert await count(database, Registration) == [3]  # the host has one, too


async def test_one_wrong_form_is_sent_back_alone(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    answers = await send_all(visitor, session.event_id, "good@example.com", "not an address", "fine@example.com")

    assert [answer.status_code for answer in answers] == [303, 422, 303]
    assert "not an address" in answers[1].text


async def test_last_places_go_to_as_many_as_there_are(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, capacity=2)

    answers = await send_all(visitor, session.event_id, *(f"rush-{n}@example.com" for n in range(5)))

    assert sorted(answer.status_code for answer in answers) == [303, 303, 409, 409, 409]
    async with database.read() as db:
        attendees = select(func.count()).where(Registration.room_role == "attendee")
        assert await db.scalar(attendees) == 2
    assert await count(database, PlaceRequest) == [0]


async def test_mail_is_queued_in_the_transaction_of_the_place(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    Relay(database, fact_subscribers(), at_once=TOLD_AT_ONCE)

    await send_all(visitor, session.event_id, "one@example.com", "two@example.com")

    async with database.read() as db:
        told = list(await db.scalars(select(Fact.told_at).where(Fact.kind == "person.registered")))
        mails = list(await db.scalars(select(Mail.state).where(Mail.kind == "confirmation")))
        jobs = list(await db.scalars(select(Job.kind).where(Job.kind == "email.send")))
    assert [mails, jobs] == [["queued"] * 2, ["email.send"] * 2]
    assert None not in told[-2:]
