"""Forms, recurring sessions, requests, mails and people as the team works with them."""

import io
import json
import zipfile
from datetime import timedelta
from typing import TypeVar
from xml.etree import ElementTree

from sqlalchemy import select

from footlights.email.models import Mail, MailPlan
from footlights.events.actions import EventChange, update_event
from footlights.events.forms import list_fields
from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Base, Database
from footlights.outbox.relay import Relay
from footlights.registration.hosted import register_by_form
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.provenance import Source
from footlights.subscribers import fact_subscribers
from footlights.workspace.actors import Actor
from footlights.workspace.models import PeopleAttribute, Person
from tests.edges.console.browser import Browser
from tests.factories import House, make_event, make_registrant, make_session

T = TypeVar("T")
NOOR = {"email": "noor@example.com", "first_name": "Noor", "last_name": "Haddad"}


async def plan(database: Database, house: House, *, capacity: int | None = None, **event: object) -> Session:
    async with database.write() as db:
        made = await make_event(db, house, **event)
        return await make_session(db, house, made, starts_at=utcnow() + timedelta(days=2), capacity=capacity)


async def stored(database: Database, table: type[T]) -> list[T]:
    async with database.read() as db:
        return list(await db.scalars(select(table)))


async def test_form_of_an_event_is_edited_without_scripts(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    await ines.open("/console/settings/fields")
    page = await ines.submit(
        "/console/settings/fields",
        name="When was your house built?",
        type="unique_select",
        options="Before 1945\nAfter",
    )
    assert "can be asked for now" in page.text
    await ines.submit("/console/settings/fields", name="Monthly letter", type="consent")
    path = f"/console/events/{session.event_id}/form"
    slugs = ["email", "first_name", "last_name"]

    await ines.submit(path, slug=slugs, add="when_was_your_house_built")
    await ines.submit(path, slug=[*slugs, "when_was_your_house_built"], add="monthly_letter")
    slugs += ["when_was_your_house_built", "monthly_letter"]
    words = {"wording.monthly_letter": "Send me the letter.", "required.email": "on", "help.email": "No spam"}
    page = await ines.submit(path, slug=slugs, up="monthly_letter", **words)
    again = {"wording.monthly_letter": "Send me the monthly letter.", "required.email": "on"}
    await ines.submit(path, slug=slugs, remove="last_name", **again)

    async with database.read() as db:
        fields = await list_fields(db, session.event_id)
    assert page.status == 200
    assert [field.slug for field in fields] == ["email", "first_name", "when_was_your_house_built", "monthly_letter"]
    assert (fields[-1].wording, fields[-1].wording_version) == ("Send me the monthly letter.", 3)
    assert [field.required for field in fields] == [True, False, False, False]
    attributes = {row.slug: row for row in await stored(database, PeopleAttribute)}
    in_use = await ines.send(f"/console/settings/fields/{attributes['monthly_letter'].id}", name="x", act="delete")
    assert in_use.status == 422


async def test_recurring_sessions_are_previewed_and_scheduled(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        event = await make_event(db, house)
    path = f"/console/events/{event.id}/series"
    fields = {"date": "2027-03-22", "time": "18:00", "time_zone": "Europe/Amsterdam", "repeat": "weekly", "times": "3"}

    await ines.open(path)
    preview = await ines.send(path, act="preview", **fields)
    keep = ["2027-03-22T17:00:00+00:00", "2027-03-29T16:00:00+00:00"]
    page = await ines.submit(path, act="schedule", keep=keep, **fields)

    assert "Monday 29 March 2027" in preview.text
    assert "2 sessions are scheduled." in page.text
    sessions = sorted(await stored(database, Session), key=lambda session: session.starts_at)
    assert [session.starts_at.isoformat() for session in sessions] == keep  # 18:00 on the wall before and after
    assert len({session.series_id for session in sessions}) == 1


async def test_canceled_session_comes_back(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    path = f"/console/sessions/{session.id}"
    await ines.open(path)

    page = await ines.submit(f"{path}/cancel", reason="The host is ill.")
    back = await ines.submit(f"{path}/reinstate")

    assert "The host is ill." in page.text
    assert "takes place after all" in back.text
    (row,) = await stored(database, Session)
    assert (row.state, row.revision, row.cancel_reason) == ("scheduled", 2, None)


async def test_template_makes_events_and_copies_keep_the_form(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        event = await make_event(db, house, published=False, needs_approval=True)
    await ines.open(f"/console/events/{event.id}/settings")

    await ines.submit(f"/console/events/{event.id}/template")
    new = await ines.open("/console/events/new")
    await ines.submit("/console/events", title="From it", template=event.id, duration_min="30")
    await ines.submit(f"/console/events/{event.id}/copy")

    assert "Heat pumps in old houses" in new.text
    events = {row.title: row for row in await stored(database, Event)}
    assert events["From it"].needs_approval
    assert not events["From it"].is_template


async def test_team_approves_and_declines(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house, needs_approval=True)
    visitor = Actor(house.workspace.id, None, "attendee", "page")
    async with database.write() as db:
        session = await db.get_one(Session, session.id)
        session.event = await db.get_one(Event, session.event_id)
        for n in (1, 2):
            given = {**NOOR, "email": f"person{n}@example.com"}
            await register_by_form(db, visitor, session, given, source=Source(), domain="e.example", now=utcnow())
    one, two = await stored(database, PlaceRequest)
    page = await ines.open(f"/console/sessions/{session.id}")

    done = await ines.submit(f"/console/requests/{one.id}", act="approve")
    await ines.submit(f"/console/requests/{two.id}", act="decline")

    assert "Wants approval" in page.text
    assert "has a place" in done.text
    assert [row.state for row in await stored(database, PlaceRequest)] == ["declined"]
    assert len(await stored(database, Registration)) == 2


async def test_mail_plan_words_preview_and_test(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    async with database.write() as db:
        await make_registrant(db, house, session, **NOOR, now=utcnow())
    path = f"/console/mails/{session.event_id}"
    tab = await ines.open(f"/console/events/{session.event_id}/mails")

    await ines.submit(path, reminders="60, 5", confirmation="on", follow_up_min="30")
    words = await ines.open(f"{path}/confirmation")
    wrong = await ines.send(f"{path}/confirmation", act="save", subject="Hi", body="{{ person.password }}")
    loop = await ines.send(f"{path}/confirmation", act="save", subject="Hi", body="{% for i in 'ab' %}x{% endfor %}")
    own = {"subject": "Hello {{ first_name }}", "body": "# Dear {{ name }}\n\nYour **place** is kept."}
    await ines.submit(f"{path}/confirmation", act="save", **own)
    preview = await ines.open(f"{path}/confirmation/preview")
    await ines.submit(f"{path}/confirmation", act="test", **own)

    ledger = await ines.open(f"/console/events/{session.event_id}/mails")
    everywhere = await ines.open("/console/mails/all")

    assert "Queued" in ledger.text
    assert "Own words" in ledger.text
    assert "Queued" in everywhere.text
    assert "What goes out by itself" in tab.text
    assert "{{ first_name }}" in words.html
    assert (wrong.status, loop.status) == (422, 422)
    assert "Dear Noor Haddad" in preview.text
    assert "<b>place</b>" in preview.html
    (row,) = await stored(database, MailPlan)
    assert (row.reminders, row.attended) == ("60 5", False)
    assert [mail.person_id for mail in await stored(database, Mail)] == [house.owner.id]


async def test_people_are_filtered_exported_and_shown(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    async with database.write() as db:
        await make_registrant(db, house, session, **NOOR, now=utcnow())
        await make_registrant(db, house, session, 2, first_name="=cmd()", now=utcnow())
    people = {person.email: person for person in await stored(database, Person)}

    page = await ines.open(f"/console/people?q=noor&status=registered&event={session.event_id}")
    await ines.submit("/console/people/segments", name="Noors", query="q=noor")
    listed = await ines.open("/console/people")
    text = (await ines.client.get("/console/people/export/csv")).text
    sheet = (await ines.client.get("/console/people/export/xlsx?q=noor")).content
    person = await ines.open(f"/console/people/{people['noor@example.com'].id}")

    assert ("Noor Haddad" in page.text, "=cmd()" in page.text) == (True, False)
    assert "Noors" in listed.text
    assert "'=cmd()" in text
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        cells = [
            cell.text for cell in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter() if cell.text
        ]
    assert "noor@example.com" in cells
    assert "Registered for Heat pumps in old houses" in person.text


async def test_duplicates_become_one_person(ines: Browser, house: House, database: Database) -> None:
    first, second = await plan(database, house), await plan(database, house, title="Another")
    async with database.write() as db:
        keep = await make_registrant(db, house, first, **NOOR, now=utcnow())
        for session in (first, second):
            await make_registrant(db, house, session, email="n.haddad@example.com", now=utcnow())
    path = f"/console/people/{keep.person.id}"
    await ines.open(path)

    page = await ines.submit(path, act="merge", other="n.haddad@example.com")

    assert "one person now" in page.text
    people = {person.email for person in await stored(database, Person)}
    places = [row for row in await stored(database, Registration) if row.person_id == keep.person.id]
    assert "n.haddad@example.com" not in people
    assert {row.session_id for row in places} == {first.id, second.id}


async def test_erased_person_is_nowhere_and_totals_stay(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    async with database.write() as db:
        done = await make_registrant(db, house, session, **NOOR, now=utcnow(), answers={"company": "Haddad Ltd"})
    await Relay(database, fact_subscribers()).tell_all()
    async with database.write() as db:
        (mail,) = list(await db.scalars(select(Mail)))
        mail.state, mail.message = "captured", b"To: noor@example.com\n\nNoor Haddad"
    path = f"/console/people/{done.person.id}"
    await ines.open(path)

    archive = (await ines.client.get(f"{path}/export.zip")).content
    question = await ines.open(f"{path}/erase")
    page = await ines.submit(f"{path}/erase")

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        exported = json.loads(files.read("person.json"))
    assert exported["registrations"][0]["answers"] == {"company": "Haddad Ltd"}
    assert "Erase Noor Haddad for good?" in question.text
    assert "Erased." in page.text
    async with database.read() as db:
        everything = [
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in (await db.execute(select(table))).all()
        ]
    assert [row for row in everything if "noor" in row.lower() or "haddad" in row.lower()] == []
    assert len(await stored(database, Registration)) == 2


async def test_settings_of_registration_are_saved(ines: Browser, house: House, database: Database) -> None:
    session = await plan(database, house)
    path = f"/console/events/{session.event_id}/settings"
    await ines.open(path)
    values = {"registration_page": "on", "page_kind": "light", "waiting_list": "on", "offer_hours": "12"}

    await ines.submit(f"{path}/registration", **values, closes_before_min="60", opens_at="2026-11-30T09:00")

    (event,) = await stored(database, Event)
    assert (event.registration_page, event.waiting_list, event.offer_hours) == ("light", True, 12)
    assert (event.closes_before_min, event.needs_approval) == (60, False)
    assert event.opens_at is not None
    assert event.opens_at.isoformat() == "2026-11-30T08:00:00+00:00"
    async with database.write() as db:
        await update_event(db, house.actor, event.id, EventChange(opens_at=None), now=utcnow())
