"""The public side of registration: every field type, the states of a page, links of mails, feeds, and abuse."""

import re
import struct
import zlib
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import icalendar
import pytest
from sqlalchemy import select

from footlights.email.models import Mail, Suppression
from footlights.events.actions import EventChange, update_event
from footlights.events.forms import WantedField, set_fields
from footlights.events.models import Event, Session
from footlights.events.sessions import cancel_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox.relay import Relay
from footlights.registration.actions import remove_registration
from footlights.registration.links import own_link, request_link, unsubscribe_link
from footlights.registration.models import PlaceRequest, Registration
from footlights.services import Services
from footlights.settings import Settings
from footlights.subscribers import fact_subscribers
from footlights.workspace.models import Person, Picture
from tests.edges.pages.test_events import FORM, find_place, open_session
from tests.factories import SECRET_KEY, House, make_session

FIELDS = (
    WantedField(slug="email", required=True),
    WantedField(slug="first_name", required=True),
    WantedField(slug="avatar"),
    WantedField(slug="built", type="unique_select", options=("Before 1945", "After")),
    WantedField(slug="heating", type="multiple_select", options=("Gas", "Wood", "Heat pump"), required=True),
    WantedField(slug="wishes", type="long_text"),
    WantedField(slug="site", type="url"),
    WantedField(slug="letter", type="consent", wording="Send me the letter.", required=True),
)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 14)) + chunk(b"IEND", b"")


async def open_form(database: Database, house: House, **event: object) -> Session:
    session = await open_session(database, house, **event)  # type: ignore[arg-type]
    async with database.write() as db:
        made = await db.get_one(Event, session.event_id)
        await set_fields(db, house.actor, made, FIELDS, now=utcnow())
    return session


async def tell(database: Database) -> None:
    await Relay(database, fact_subscribers()).tell_all()


async def kinds(database: Database) -> list[str]:
    await tell(database)
    async with database.read() as db:
        return list(await db.scalars(select(Mail.kind).order_by(Mail.created_at, Mail.id)))


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def test_every_kind_of_field_is_answered(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_form(database, house)
    answers = {
        "email": "noor@example.com",
        "first_name": "Noor",
        "a_built": "After",
        "a_heating": ["Gas", "Wood"],
        "a_wishes": "Radiators.\nAll of them?",
        "a_site": "https://example.com/",
        "a_letter": "true",
        "screen": "1920x1080",
        "tz": "America/Lima",
    }

    page = await visitor.get(f"/p/{session.event_id}")
    picture = {"avatar": ("me.png", png(), "image/png")}
    headers = {"user-agent": BROWSER, "accept-language": "nl-NL,nl;q=0.9"}
    done = await visitor.post(f"/p/{session.event_id}", data=answers, files=picture, headers=headers)

    assert done.status_code == 303
    for part in ('type="file"', "<select", "<textarea", 'type="checkbox"', 'type="url"', "multipart/form-data"):
        assert part in page.text
    person, place = await find_place(database)
    assert place.answers == {
        "built": "After",
        "heating": ["Gas", "Wood"],
        "wishes": "Radiators.\nAll of them?",
        "site": "https://example.com/",
        "letter": "true",
    }
    assert (place.consents["letter"]["given"], place.consents["letter"]["version"]) == (True, 1)
    assert (place.browser_name, place.browser_version, place.os_name) == ("Firefox", "126.0", "Linux")
    assert (place.screen_width, place.screen_height, place.language) == (1920, 1080, "nl-NL")
    assert person.time_zone == "America/Lima"
    shown = await visitor.get(urlsplit(person.avatar_url or "").path)
    assert (shown.content, shown.headers["content-type"]) == (png(), "image/png")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("noor", "Vérifiez l’adresse e-mail : il lui faut un @."),
        ("noor@woonhof", "la partie après @ a besoin d’une terminaison"),
        ("noor@50%.example", "elle contient quelque chose qu’aucune adresse n’a"),
        ("noor@%(name)s.example", "elle contient quelque chose qu’aucune adresse n’a"),
        (f"noor@{'a.' * 200}example", "elle est trop longue"),
    ],
)
async def test_address_that_cannot_be_one_is_explained_in_the_language_of_the_page(
    visitor: httpx.AsyncClient, database: Database, house: House, email: str, sentence: str
) -> None:
    session = await open_form(database, house, language="fr")

    page = await visitor.post(f"/p/{session.event_id}", data=FORM | {"email": email})

    assert page.status_code == 422
    assert sentence in page.text


async def test_page_that_thanks_greets_by_a_clean_name(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    sent = await visitor.post(f"/p/{session.event_id}", data=FORM | {"first_name": " \u202eNoor\u0007 "})
    page = await visitor.get(sent.headers["location"])

    assert "You’re in, Noor." in page.text


async def test_what_is_wrong_stands_beside_its_field_and_input_stays(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_form(database, house)
    answers = {"email": "noor@example.com", "a_built": "Never", "a_wishes": "<b>Kept</b>", "a_heating": "Gas"}

    page = await visitor.post(f"/p/{session.event_id}", data={**answers, "a_site": "javascript:alert(1)"})

    assert page.status_code == 422
    for slug in ("first_name", "built", "site", "letter"):
        assert f'id="w-{slug}"' in page.text
        assert f'href="#f-{slug}"' in page.text
    assert "&lt;b&gt;Kept&lt;/b&gt;" in page.text
    assert 'value="Gas" checked' in page.text


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"<svg onload=alert(1)>", png(60_000, 60_000), png() + b"0" * 1_100_000]
)
async def test_avatars_that_are_no_pictures_are_refused(
    visitor: httpx.AsyncClient, database: Database, house: House, content: bytes
) -> None:
    session = await open_form(database, house)
    answers = {"email": "noor@example.com", "first_name": "Noor", "a_heating": "Gas", "a_letter": "true"}

    page = await visitor.post(f"/p/{session.event_id}", data=answers, files={"avatar": ("a.png", content, "image/png")})

    assert page.status_code == 422
    assert 'id="w-avatar"' in page.text
    async with database.read() as db:
        assert list(await db.scalars(select(Picture))) == []
        assert list(await db.scalars(select(Person).where(Person.email == "noor@example.com"))) == []


async def test_full_session_has_a_waiting_list_whose_offer_is_taken(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, capacity=1, waiting_list=True)
    await visitor.post(f"/p/{session.event_id}", data=FORM)
    person, _ = await find_place(database)

    page = await visitor.get(f"/p/{session.event_id}")
    eve = FORM | {"email": "eve@example.com", "first_name": "Eve"}
    done = await visitor.post(f"/p/{session.event_id}", data=eve, follow_redirects=True)
    known = await visitor.post(f"/p/{session.event_id}", data=FORM | {"first_name": "Eve"}, follow_redirects=True)
    async with database.write() as db:
        await remove_registration(db, house.actor, session, person.id, now=utcnow())
    await tell(database)
    async with database.read() as db:
        (request,) = list(await db.scalars(select(PlaceRequest).where(PlaceRequest.state != "canceled")))
    link = path_of(request_link("", SECRET_KEY, request))
    looked = await visitor.get(link)
    async with database.read() as db:
        assert (await db.get_one(PlaceRequest, request.id)).state == "offered"  # looking changed nothing
    taken = await visitor.post(link, data={"act": "accept"}, follow_redirects=True)

    assert "Join the waiting list" in page.text
    assert "You’re on the list." in done.text
    assert done.text == known.text  # nobody learns who has a place
    assert "A place is free." in looked.text
    assert "The place is yours." in taken.text
    assert (await kinds(database)).count("offer") == 1
    async with database.read() as db:
        emails = set(await db.scalars(select(Person.email).join(Registration)))
    assert emails == {"ines@example.org", "eve@example.com"}


async def test_registrants_change_answers_date_and_give_back(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        event = await db.get_one(Event, session.event_id)
        other = await make_session(db, house, event, starts_at=utcnow() + timedelta(days=9))
    await visitor.post(f"/p/{session.event_id}", data=FORM)
    _, place = await find_place(database)
    link = path_of(own_link("", SECRET_KEY, place))

    page = await visitor.get(link)
    saved = await visitor.post(link, data={"act": "save", "first_name": "Nora", "last_name": "Haddad"})
    wrong = await visitor.post(link, data={"act": "save", "first_name": "", "last_name": "Haddad"})
    moved = await visitor.post(link, data={"act": "move", "to": other.id})
    person, place = await find_place(database)
    gone = await visitor.post(moved.headers["location"], data={"act": "cancel"})

    assert 'value="Noor"' in page.text
    assert (saved.status_code, wrong.status_code, moved.status_code, gone.status_code) == (303, 422, 303, 303)
    assert (person.first_name, place.session_id) == ("Nora", other.id)
    assert (await visitor.get(link)).status_code == 403
    async with database.read() as db:
        left = list(await db.scalars(select(Registration.person_id).where(Registration.person_id == person.id)))
    assert left == []
    assert "released" in await kinds(database)


async def test_unsubscribing_takes_a_click_not_a_look(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    await visitor.post(f"/p/{session.event_id}", data=FORM)
    person, _ = await find_place(database)
    link = path_of(unsubscribe_link("", SECRET_KEY, person))

    async def reasons() -> list[str]:
        async with database.read() as db:
            return list(await db.scalars(select(Suppression.reason)))

    page = await visitor.get(link)
    looked = await reasons()
    one_click = await visitor.post(link, data={"List-Unsubscribe": "One-Click"}, follow_redirects=True)
    stopped = await reasons()
    await visitor.post(link, data={"act": "resume"})

    assert "Stop reminders and follow-ups?" in page.text
    assert (looked, stopped, await reasons()) == ([], ["unsubscribed"], [])
    assert "No more reminders." in one_click.text
    assert (await visitor.get("/unsubscribe?r=made.up")).status_code == 403


async def test_states_of_the_page(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    early = await open_session(database, house, opens_at=utcnow() + timedelta(hours=2))
    late = await open_session(database, house, title="Late", closes_before_min=3 * 24 * 60)
    off = await open_session(database, house, title="Off")
    asked = await open_session(database, house, title="Asked", needs_approval=True)
    async with database.write() as db:
        await cancel_session(db, house.actor, off.id, reason="The host is ill.", now=utcnow())

    texts = [(await visitor.get(f"/p/{session.event_id}")).text for session in (early, late, off, asked)]
    refused = await visitor.post(f"/p/{early.event_id}", data=FORM)
    request = await visitor.post(f"/p/{asked.event_id}", data=FORM, follow_redirects=True)

    assert "Registration opens on" in texts[0]
    assert "Registration has closed" in texts[1]
    assert "The host is ill." in texts[2]
    assert "looks at each registration" in texts[3]
    assert refused.status_code == 409
    assert "Your request is with us." in request.text


async def test_zone_can_be_changed_and_is_always_named(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    page = await visitor.get(f"/p/{session.event_id}?tz=Asia/Tokyo&utm_source=letter")
    zones = await visitor.get(f"/p/{session.event_id}/zone?s={session.id}&tz=Asia/Tokyo&utm_source=letter")

    assert "Tokyo time" in page.text
    assert "Amsterdam time" not in page.text
    assert '<option value="Asia/Tokyo" selected>' in zones.text
    assert 'name="utm_source" value="letter"' in zones.text
    assert len(page.content) < 60_000


async def test_company_page_and_feeds_show_what_is_public(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, show_in_company_page=True)
    await open_session(database, house, title="Hidden one")
    await visitor.post(f"/p/{session.event_id}", data=FORM)

    page = (await visitor.get("/hearth-grid")).text
    ical = await visitor.get("/hearth-grid/events.ics")
    rss = await visitor.get("/hearth-grid/events.rss")
    feed = (await visitor.get("/hearth-grid/events.json")).json()

    (entry,) = icalendar.Calendar.from_ical(ical.content).walk("VEVENT")
    titles = [item.text for item in ElementTree.fromstring(rss.content).iter("title")]
    assert str(entry["uid"]) == f"{session.id}@footlights"
    assert titles == ["Hearth & Grid", "Heat pumps in old houses"]
    assert [item["id"] for item in feed["items"]] == [session.id]
    for text in (page, ical.text, rss.text, str(feed)):
        assert "Hidden one" not in text
        assert "noor" not in text.lower()
    assert (await visitor.get("/nobody")).status_code == 404


async def test_light_page_is_the_form_alone(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house, description="<p>Long words.</p>")

    light = (await visitor.get(f"/p/{session.event_id}")).text
    async with database.write() as db:
        await update_event(db, house.actor, session.event_id, EventChange(registration_page="detailed"), now=utcnow())
    detailed = (await visitor.get(f"/p/{session.event_id}")).text

    assert ("Long words." in light, "Long words." in detailed) == (False, True)


async def test_programs_are_refused_with_a_sentence(
    visitor: httpx.AsyncClient, database: Database, house: House, services: Services
) -> None:
    session = await open_session(database, house)
    path = f"/p/{session.event_id}"
    services.blocked_domains = frozenset({"trash.example.com"})

    trapped = await visitor.post(path, data=FORM | {"website": "https://spam.example"})
    thrown = await visitor.post(path, data=FORM | {"email": "a@mail.trash.example.com"})
    mixed = await visitor.post(path, data=FORM | {"email": "a@pаypal.example.com"})  # the second letter is Cyrillic
    as_browsers_send_it = await visitor.post(path, data=FORM | {"email": "a@xn--pypal-4ve.example.com"})
    services.settings = Settings(form_min_seconds=2)
    quick = await visitor.post(
        path, data=FORM | {"opened": re.findall(r'name="opened" value="([^"]+)"', (await visitor.get(path)).text)[0]}
    )
    unmarked = await visitor.post(path, data=FORM)
    services.settings = Settings(form_min_seconds=0, form_posts_per_minute=2)
    flood = [(await visitor.post(path, data=FORM | {"email": "no"})).status_code for _ in range(4)]

    for page, words in (
        (trapped, "hidden field"),
        (thrown, "Use an address that you will still have"),
        (mixed, "mixes alphabets"),
        (as_browsers_send_it, "mixes alphabets"),
        (quick, "very quick"),
        (unmarked, "open for long"),
    ):
        assert page.status_code == 422
        assert words in page.text
        assert 'value="Noor"' in page.text
    assert flood[-1] == 429
    async with database.read() as db:
        assert set(await db.scalars(select(Person.email))) == {"ines@example.org"}


async def test_without_a_mailbox_the_page_gives_the_link(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        event = await db.get_one(Event, session.event_id)
        await set_fields(db, house.actor, event, [WantedField(slug="first_name", required=True)], now=utcnow())

    done = await visitor.post(f"/p/{session.event_id}", data={"first_name": "Noor"}, follow_redirects=True)

    assert "key=" in done.text
    assert "spam folder" not in done.text
    assert await kinds(database) == []


async def test_a_made_up_address_that_somebody_types_gives_no_link(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        event = await db.get_one(Event, session.event_id)
        await set_fields(db, house.actor, event, [WantedField(slug="first_name", required=True)], now=utcnow())
    path = f"/p/{session.event_id}"
    await visitor.post(path, data={"first_name": "Noor"}, follow_redirects=True)
    async with database.write() as db:
        email = await db.scalar(select(Person.email).where(Person.is_anonymous))
        fields = [WantedField(slug="email", required=True), WantedField(slug="first_name", required=True)]
        await set_fields(db, house.actor, await db.get_one(Event, session.event_id), fields, now=utcnow())

    done = await visitor.post(path, data={"email": str(email), "first_name": "Eve"}, follow_redirects=True)

    assert "key=" not in done.text
    assert await kinds(database) == []


async def test_names_carry_no_links(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await open_session(database, house)

    page = await visitor.post(f"/p/{session.event_id}", data=FORM | {"first_name": "Win at https://evil.example"})

    assert page.status_code == 422
    assert "A name has no web address in it." in page.text
