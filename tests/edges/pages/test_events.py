import html
import re
from datetime import timedelta

import httpx
import icalendar
import pytest
from sqlalchemy import select

from footlights.events.models import Event, Session
from footlights.events.presenters import create_presenter, set_presenters
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox.models import Fact
from footlights.registration.links import own_link
from footlights.registration.models import Registration
from footlights.services import Services
from footlights.workspace.models import Person
from tests.factories import SECRET_KEY, House, make_event, make_registrant, make_session

DATES = ("The next date is", "Choose a date", "Other dates", "Another date", "calendar.ics", "before the start")
FORM = {"email": "noor@example.com", "first_name": "Noor", "last_name": "Haddad"}


async def open_session(database: Database, house: House, *, capacity: int | None = None, **event: object) -> Session:
    async with database.write() as db:
        made = await make_event(db, house, **event)
        return await make_session(db, house, made, starts_at=utcnow() + timedelta(days=1), capacity=capacity)


async def find_place(database: Database) -> tuple[Person, Registration]:
    """The person of FORM, and the one place they have."""
    async with database.read() as db:
        person = (await db.scalars(select(Person).where(Person.email == FORM["email"]))).one()
        return person, (await db.scalars(select(Registration).where(Registration.person_id == person.id))).one()


async def emails_of(database: Database, session: Session) -> set[str]:
    of_session = Registration.session_id == session.id
    async with database.read() as db:
        return set(await db.scalars(select(Person.email).join(Registration).where(of_session)))


async def count_facts(database: Database) -> int:
    async with database.read() as db:
        return len(list(await db.scalars(select(Fact.id).where(Fact.kind == "person.registered"))))


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


async def set_state(database: Database, session: Session, state: str) -> None:
    async with database.write() as db:
        (await db.get_one(Session, session.id)).state = state


async def test_page_shows_form_date_and_zone(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house, description="<p>Real houses.</p>", registration_page="detailed")

    page = await visitor.get(f"/p/{session.event_id}")
    same = await visitor.get("/hearth-grid/heat-pumps-in-old-houses")

    assert page.status_code == same.status_code == 200
    for words in (
        "Heat pumps in old houses",
        "Amsterdam time",
        "<p>Real houses.</p>",
        'name="email"',
        "Ines Marchetti",
    ):
        assert words in page.text


async def test_permanent_room_is_always_open(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house, show_in_company_page=True)
    async with database.write() as db:
        (await db.get_one(Event, session.event_id)).schedule = "permanent"

    pages = [
        (await visitor.get(path)).text for path in (f"/p/{session.event_id}", "/hearth-grid", "/hearth-grid/events.rss")
    ]

    for page in pages:
        assert "Always open" in page
        assert "Amsterdam time" not in page
    (item,) = (await visitor.get("/hearth-grid/events.json")).json()["items"]
    assert (item["_session"]["starts_at"], item["_session"]["ends_at"]) == (None, None)
    assert "BEGIN:VEVENT" not in (await visitor.get("/hearth-grid/events.ics")).text


async def test_permanent_room_offers_no_dates_to_those_who_have_or_want_a_place(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    before = await open_session(database, house)
    async with database.write() as db:
        event = await db.get_one(Event, before.event_id)
        event.schedule = "permanent"
        session = await make_session(db, house, event=event, starts_at=utcnow())
        await make_session(db, house, event=event, starts_at=utcnow() + timedelta(days=1))
        noor = await make_registrant(db, house, session)
        noor.registration.person = noor.person
        mine = own_link("", SECRET_KEY, noor.registration)
    await set_state(database, before, "ended")

    ended = (await visitor.get(f"/p/{before.event_id}?s={before.id}")).text
    own = (await visitor.get(mine)).text
    await visitor.post(f"/p/{before.event_id}", data={"s": session.id, **FORM})
    done = (await visitor.get(f"/p/{before.event_id}/done?s={session.id}")).text

    assert "This one is over" in ended
    assert f'href="?s={session.id}">Save your place</a>' in ended
    assert "Mail me my link again" in own
    assert [words in page for page in (ended, own, done) for words in DATES] == [False] * 3 * len(DATES)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("live", "It has begun"),
        ("ended", "This one is over"),
        ("canceled", "This date was canceled"),
    ],
)
async def test_page_says_where_the_session_stands(
    visitor: httpx.AsyncClient, database: Database, house: House, state: str, words: str
) -> None:
    session = await open_session(database, house)
    await set_state(database, session, state)

    page = await visitor.get(f"/p/{session.event_id}")

    assert words in page.text
    assert ('name="email"' in page.text) == (state == "live")


async def test_full_and_dateless_and_closed_events_have_no_form(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    full = await open_session(database, house, capacity=1)
    closed = await open_session(database, house, registration_page="none")
    async with database.write() as db:
        dateless = await make_event(db, house, title="Later")
    await visitor.post(f"/p/{full.event_id}", data=FORM)

    pages = [(await visitor.get(f"/p/{event_id}")).text for event_id in (full.event_id, closed.event_id, dateless.id)]

    assert "All places are taken" in pages[0]
    assert "By invitation" in pages[1]
    assert "No date yet" in pages[2]
    assert not any('name="email"' in page for page in pages)


async def test_event_by_invitation_takes_nobody_by_form(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, registration_page="none")

    answer = await visitor.post(f"/p/{session.event_id}", data=FORM)

    assert answer.status_code == 409
    assert "By invitation" in answer.text
    assert await emails_of(database, session) == {"ines@example.org"}


async def test_full_session_does_not_tell_who_has_a_place(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, capacity=1)
    await visitor.post(f"/p/{session.event_id}", data=FORM)
    facts = await count_facts(database)

    known = await visitor.post(f"/p/{session.event_id}", data=FORM)
    told = await count_facts(database) - facts
    stranger = await visitor.post(f"/p/{session.event_id}", data=FORM | {"email": "eve@example.com"})

    assert known.status_code == stranger.status_code == 409
    assert known.text == stranger.text
    assert told == 1  # the link is mailed again
    assert await emails_of(database, session) == {"ines@example.org", "noor@example.com"}


async def test_draft_and_unknown_events_are_not_found(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    async with database.write() as db:
        draft = await make_event(db, house, published=False)

    for path in (f"/p/{draft.id}", "/p/nothing", "/hearth-grid/nothing", "/nowhere/at/all"):
        answer = await visitor.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "<h1" in answer.text


async def test_form_registers_and_thanks_by_name(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    answer = await visitor.post(f"/p/{session.event_id}", data=FORM, follow_redirects=True)

    assert answer.status_code == 200
    assert "You’re in, Noor." in answer.text
    assert "key=" not in answer.text
    person, _ = await find_place(database)
    assert person.name == "Noor Haddad"


async def test_form_carries_where_the_visitor_came_from(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    address = f"/p/{session.event_id}?utm_source=letter&utm_campaign=%22%3Eautumn"

    page = await visitor.get(address, headers={"referer": "https://news.example/today"})
    await visitor.post(f"/p/{session.event_id}", data=FORM | hidden_fields(page.text))

    _, place = await find_place(database)
    assert hidden_fields(page.text)["s"] == session.id
    assert (place.referrer, place.utm_source) == ("https://news.example/today", "letter")
    assert place.utm_campaign == '">autumn'


async def test_own_pages_are_not_where_a_visitor_came_from(
    visitor: httpx.AsyncClient, database: Database, house: House, services: Services
) -> None:
    session = await open_session(database, house)

    page = await visitor.get(
        f"/p/{session.event_id}", headers={"referer": f"{services.settings.base_url}/p/{session.event_id}"}
    )

    assert set(hidden_fields(page.text)) == {"s"}


async def test_wrong_answers_keep_where_the_visitor_came_from(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    origin = {"referrer": "https://news.example/", "utm_medium": "mail"}

    page = await visitor.post(f"/p/{session.event_id}", data=FORM | origin | {"email": ""})

    assert hidden_fields(page.text) == origin | {"s": session.id}


async def test_registering_twice_looks_the_same(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    first = await visitor.post(f"/p/{session.event_id}", data=FORM, follow_redirects=True)
    again = await visitor.post(f"/p/{session.event_id}", data=FORM, follow_redirects=True)

    assert first.text == again.text
    async with database.read() as db:
        places = list(await db.scalars(select(Registration).where(Registration.session_id == session.id)))
    assert len(places) == 2  # the host and Noor


async def test_wrong_answers_stand_beside_their_fields(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    answer = await visitor.post(f"/p/{session.event_id}", data=FORM | {"email": "nobody", "last_name": " "})

    assert answer.status_code == 422
    assert 'id="w-email"' in answer.text
    assert "Enter your last name." in answer.text
    assert 'href="#f-email"' in answer.text
    assert "2 things before we can save your place" in answer.text
    assert 'value="nobody"' in answer.text
    assert 'value="Noor"' in answer.text


async def test_markup_of_others_is_shown_not_run(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(
        database,
        house,
        title="<script>alert(1)</script> & more",
        description='<p onclick="x()">Hi</p><script>alert(2)</script><a href="javascript:x()">y</a>',
    )

    page = (await visitor.get(f"/p/{session.event_id}")).text
    back = await visitor.post(f"/p/{session.event_id}", data=FORM | {"first_name": '"><script>alert(3)</script>'})

    assert "alert(1)</script>" not in page
    assert "alert(2)" not in page
    assert "onclick" not in page
    assert "javascript:" not in page
    assert "<script>alert(3)" not in (await visitor.get(back.headers["location"])).text


async def test_headers_are_strict_and_a_foreign_host_changes_nothing(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    page = await visitor.get(f"/p/{session.event_id}", headers={"host": "evil.example"})

    policy = page.headers["content-security-policy"]
    assert "evil.example" not in page.text
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["strict-transport-security"]
    assert len(page.headers["x-request-id"]) == 32


async def test_calendar_file_holds_the_session(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    answer = await visitor.get(f"/p/{session.event_id}/calendar.ics?s={session.id}")

    (entry,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert entry.decoded("dtstart") == session.starts_at.replace(microsecond=0)
    assert str(entry["uid"]) == f"{session.id}@footlights"


async def test_thank_you_page_needs_its_proof(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    assert (await visitor.get(f"/p/{session.event_id}/done?r=made.up")).status_code == 422


async def test_session_picker_lists_other_dates(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        event = (await db.scalars(select(Event).where(Event.id == session.event_id))).one()
        other = await make_session(db, house, event, starts_at=utcnow() + timedelta(days=8))

    page = await visitor.get(f"/p/{session.event_id}")
    chosen = await visitor.get(f"/p/{session.event_id}?s={other.id}")

    assert f"?s={other.id}" in page.text
    assert f'name="s" value="{other.id}"' in chosen.text


async def test_event_page_announces_presenters_in_their_order(
    database: Database, house: House, visitor: httpx.AsyncClient
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        event = await db.get_one(Event, session.event_id)
        cy = await create_presenter(db, house.actor, first_name="Cy <b>", last_name="Oak", now=utcnow())
        photo = "https://example.org/di.png"
        di = await create_presenter(db, house.actor, first_name="Di", photo_url=photo, now=utcnow())
        await set_presenters(db, house.actor, event, [di.id, cy.id])

    page = (await visitor.get(f"/p/{session.event_id}")).text

    assert re.findall(r"<b>(Di|Cy &lt;b&gt; Oak)</b>", page) == ["Di", "Cy &lt;b&gt; Oak"]
    assert f'src="{photo}"' in page
