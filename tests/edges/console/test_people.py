from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.guests import add_guest
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from footlights.registration.scheduling import schedule_session
from footlights.workspace.models import Person
from tests.edges.console.browser import ORIGIN, Browser
from tests.factories import SECRET_KEY, House, make_event, make_registrant


@pytest.fixture
async def session(house: House, database: Database) -> Session:
    async with database.write() as db:
        made = await make_event(db, house)
        return await schedule_session(
            db, house.actor, made.id, starts_at=utcnow() + timedelta(days=1), time_zone="Europe/Amsterdam", now=utcnow()
        )


async def _place(database: Database, email: str) -> tuple[Registration, Person] | None:
    async with database.read() as db:
        found = (
            await db.execute(
                select(Registration, Person)
                .join(Person, Person.id == Registration.person_id)
                .where(Person.email == email)
            )
        ).one_or_none()
    return None if found is None else (found[0], found[1])


async def test_person_is_added_with_a_role_and_a_link(ines: Browser, session: Session, database: Database) -> None:
    path = f"/console/sessions/{session.id}"
    await ines.open(path)

    page = await ines.submit(
        f"{path}/people", email="tomasz@example.org", room_role="speaker", first_name="Tomasz", last_name="Wilk"
    )

    assert "Tomasz Wilk is on the list." in page.text
    place = await _place(database, "tomasz@example.org")
    assert place is not None
    registration, person = place
    assert registration.room_role == "speaker"
    assert page.value(f"link-{person.id}") == join_link(ORIGIN, SECRET_KEY, registration, person)


async def test_person_with_a_wrong_address_is_not_added(ines: Browser, session: Session, database: Database) -> None:
    path = f"/console/sessions/{session.id}"
    await ines.open(path)

    page = await ines.send(f"{path}/people", email="tomasz@", room_role="attendee", first_name="Tomasz")

    assert page.status == 422
    assert "Check the e-mail address" in page.text
    assert (page.value("f-email"), page.value("f-first_name")) == ("tomasz@", "Tomasz")
    assert await _place(database, "tomasz@") is None


async def test_other_role_gives_another_link(ines: Browser, session: Session, house: House, database: Database) -> None:
    async with database.write() as db:
        person = (await make_registrant(db, house, session, now=utcnow())).person
    path = f"/console/sessions/{session.id}"
    before = (await ines.open(path)).value(f"link-{person.id}")

    page = await ines.submit(f"{path}/people/{person.id}/role", room_role="moderator")

    place = await _place(database, person.email)
    assert place is not None
    assert place[0].room_role == "moderator"
    assert page.value(f"link-{person.id}") != before


async def test_a_guest_gets_another_role_and_no_mail(
    ines: Browser, session: Session, house: House, database: Database
) -> None:
    async with database.write() as db:
        open_one = await get_session_for(db, house.actor, session.id)
        open_one.event.status, open_one.registered_only = "published", False
        guest = (await add_guest(db, open_one, name="Noor", now=utcnow())).person
    path = f"/console/sessions/{session.id}"

    before = await ines.open(path)
    page = await ines.submit(f"{path}/people/{guest.id}/role", room_role="moderator")
    refused = await ines.send(f"{path}/people/{guest.id}/send")

    place = await _place(database, guest.email)
    assert place is not None
    assert place[0].room_role == "moderator"
    assert page.value(f"link-{guest.id}") != before.value(f"link-{guest.id}")
    assert guest.email not in page.text
    assert f"{guest.id}/send" not in page.text
    assert (refused.status, "Nobody knows an e-mail of this person" in refused.text) == (409, True)


async def test_replaced_link_is_another(ines: Browser, session: Session, house: House, database: Database) -> None:
    async with database.write() as db:
        person = (await make_registrant(db, house, session, now=utcnow())).person
    path = f"/console/sessions/{session.id}"
    before = (await ines.open(path)).value(f"link-{person.id}")

    page = await ines.submit(f"{path}/people/{person.id}/link")

    assert page.value(f"link-{person.id}") != before


async def test_removed_person_has_no_place(ines: Browser, session: Session, house: House, database: Database) -> None:
    async with database.write() as db:
        person = (await make_registrant(db, house, session, now=utcnow())).person
    path = f"/console/sessions/{session.id}/people/{person.id}/remove"
    question = await ines.open(path)
    assert f"Remove {person.name}?" in question.text

    page = await ines.submit(path)

    assert f"{person.name} is no longer on the list." in page.text
    assert await _place(database, person.email) is None
    assert (await ines.send(path)).status == 404


async def test_people_are_searched_and_paged(ines: Browser, session: Session, house: House, database: Database) -> None:
    async with database.write() as db:
        for n in range(1, 61):
            await make_registrant(db, house, session, n, now=utcnow())
    path = f"/console/sessions/{session.id}"

    first, second = await ines.open(path), await ines.open(f"{path}?page=2")
    found = await ines.open(f"{path}?q=last42")
    by_tab = await ines.open(f"/console/events/{session.event_id}/people?q=person7")
    part = await ines.open(f"{path}?q=last42", part="people-list")
    nobody = await ines.open(f"{path}?q=zebra")

    assert ("First49 Last49" in first.text, "First50 Last50" in first.text) == (True, False)
    assert ("First49 Last49" in second.text, "First50 Last50" in second.text) == (False, True)
    assert ("First42 Last42" in found.text, "First41 Last41" in found.text) == (True, False)
    assert "First7 Last7" in by_tab.text
    assert ("First42 Last42" in part.text, "<html" in part.html) == (True, False)
    assert "No “zebra” among 61 people." in nobody.text


async def test_names_are_shown_as_text(ines: Browser, session: Session, house: House, database: Database) -> None:
    async with database.write() as db:
        await make_registrant(db, house, session, first_name="<b>Eve</b>", last_name='"><script>', now=utcnow())

    page = await ines.open(f"/console/sessions/{session.id}?q=%22%3E%3Cscript%3E")

    assert "<b>Eve" not in page.html
    assert '"><script>' not in page.html
