"""Rooms by their number: who comes in how, the gates in their order, and what is refused."""

import html
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from footlights.events.models import Event, Session
from footlights.events.queries import find_session
from footlights.events.room_options import RoomOptions, set_options
from footlights.events.sessions import update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.registration.actions import replace_join_link, revoke_join_link
from footlights.registration.entry_codes import code_text, create_group, list_codes
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from footlights.registration.room_links import Purpose, personal_token, role_token
from footlights.registration.rooms import reopen_room
from footlights.room.seats import read_seat
from footlights.workspace.models import Person
from tests.factories import SECRET_KEY, House, make_event, make_registrant, make_session

PURPOSES: dict[str, Purpose] = {"p": "personal", "r": "registrant"}
FRAMED = {"sec-fetch-dest": "iframe"}


async def make_room(
    database: Database,
    house: House,
    *,
    starts_in: timedelta = timedelta(days=1),
    options: RoomOptions | None = None,
    published: bool = True,
    capacity: int | None = None,
    schedule: str = "scheduled",
    **settings: object,
) -> Session:
    """A room that a name opens, unless the settings say otherwise."""
    async with database.write() as db:
        event = await make_event(db, house, published=published)
        event.schedule = schedule
        set_options(event, options or RoomOptions())
        session = await make_session(db, house, event, starts_at=utcnow() + starts_in, capacity=capacity)
        settings = {"registered_only": False, **settings}
        await update_session(db, house.actor, session.id, now=utcnow(), **settings)  # type: ignore[arg-type]
        session.event = event
        return session


def number(session: Session) -> str:
    return f"/{session.event.room_number}"


def token(session: Session, role: str) -> str:
    return role_token(SECRET_KEY, session.event, role)


def fields(page: httpx.Response) -> dict[str, str]:
    """What the form of a page would send."""
    inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input [^>]*>", page.text)]
    return {given["name"]: html.unescape(given.get("value", "")) for given in inputs}


def config(page: httpx.Response) -> dict[str, object]:
    """What the page of the room was given; fails when it is another page."""
    found = re.search(r'data-config="([^"]*)"', page.text)
    assert found, (page.status_code, re.findall(r"<h1.*|<p class=\"lead.*", page.text))
    return dict(json.loads(html.unescape(found[1])))


async def seated(database: Database, page: httpx.Response) -> tuple[str, str]:
    """Role and name of whose seat the page carries."""
    seat = read_seat(SECRET_KEY, str(config(page)["seat"]), now=utcnow())
    assert seat is not None
    async with database.read() as db:
        query = select(Registration.room_role, Person).join(Person, Person.id == Registration.person_id)
        role, person = (await db.execute(query.where(Registration.id == seat.registration_id))).one()
        return role, person.name


async def guests(database: Database) -> int:
    async with database.read() as db:
        return len((await db.scalars(select(Registration.id).where(Registration.registration_type == "room"))).all())


async def go_in(visitor: httpx.AsyncClient, session: Session, path: str, **headers: str) -> httpx.Response:
    """Open an address, and send the form that stands there as it stands."""
    page = await visitor.get(path, headers=headers)
    return await visitor.post(number(session), data=fields(page), headers=headers)


@pytest.mark.parametrize(("role", "shown"), [("host", "host"), ("moderator", "moderator"), ("speaker", "speaker")])
async def test_role_token_opens_the_room_in_its_role(
    visitor: httpx.AsyncClient, database: Database, house: House, role: str, shown: str
) -> None:
    session = await make_room(database, house, registered_only=True, passcode="winter 26")
    path = f"{number(session)}/x/{token(session, role)}?_nickname=Ann%20Lee"

    asked = await visitor.get(path)
    before = await guests(database)
    page = await visitor.post(number(session), data=fields(asked))

    assert 'data-way-in="now"' in asked.text
    assert (before, await guests(database)) == (0, 1)
    assert await seated(database, page) == (shown, "Ann Lee")
    assert config(page)["address"] == number(session)
    assert token(session, role) not in page.text


async def test_every_form_of_a_role_link_is_the_same_role(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    host = token(session, "host")

    for path in (f"{number(session)}/x/{host}?_nick_name=Ann", f"{number(session)}?_role_token={host}&_nickname=Ann"):
        assert await seated(database, await go_in(visitor, session, path)) == ("host", "Ann")


async def test_plain_room_asks_a_name_and_comes_in_as_attendee(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)

    asked = await visitor.get(number(session))
    page = await visitor.post(number(session), data={"name": "  Davide\x00 Vianello "})

    assert "data-way-in>" in asked.text or "data-way-in novalidate" in asked.text
    assert await seated(database, page) == ("attendee", "Davide Vianello")


async def test_personal_and_registrant_links_need_no_passcode_and_keep_their_name(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True, passcode="winter 26")
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration
    personal = personal_token(SECRET_KEY, place, "personal")
    registrant = personal_token(SECRET_KEY, place, "registrant")

    for path in (
        f"/p/{personal}?_nickname=Somebody",
        f"/r/{registrant}",
        f"?_personal_token={personal}",
        f"?_registrant_token={registrant}",
        f"?_registration_token={registrant}",
    ):
        page = await visitor.get(number(session) + path)
        assert await seated(database, page) == ("attendee", "First1 Last1")


async def test_a_token_counts_more_than_a_lesser_one(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration
    personal = personal_token(SECRET_KEY, place, "personal")

    page = await visitor.get(f"{number(session)}/x/{token(session, 'host')}?_personal_token={personal}")

    assert await seated(database, page) == ("attendee", "First1 Last1")


@pytest.mark.parametrize(
    "path",
    [
        "/x/AAAAAAAA",
        "/x/",
        "/00000000000000000000000000000000",
        "/p/" + "A" * 60,
        "/r/" + "z" * 60,
        "/p/%00",
        "?_role_token=AAAAAAAA",
        "?_personal_token=x&_nickname=Ann",
        "?_registrant_token=x",
    ],
)
async def test_wrong_tokens_open_nothing_less(
    visitor: httpx.AsyncClient, database: Database, house: House, path: str
) -> None:
    session = await make_room(database, house)

    page = await visitor.get(number(session) + path)
    sent = await visitor.post(number(session), data={"name": "Ann", "_role_token": "AAAAAAAA"})

    assert (page.status_code, sent.status_code) == (404, 404)
    assert "data-config" not in page.text
    assert await guests(database) == 0
    assert path == "/x/" or f'href="{number(session)}"' in page.text


async def test_a_token_of_one_purpose_does_not_serve_another(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    other = await make_room(database, house)
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration
    personal = personal_token(SECRET_KEY, place, "personal")

    answers = [
        await visitor.get(f"{number(session)}/r/{personal}"),
        await visitor.get(f"{number(other)}/p/{personal}"),
        await visitor.get(f"{number(other)}/x/{token(session, 'host')}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_replaced_and_revoked_links_stop_working(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration
    old = f"{number(session)}/p/{personal_token(SECRET_KEY, place, 'personal')}"
    old_role = f"{number(session)}/x/{token(session, 'host')}"
    async with database.write() as db:
        await replace_join_link(db, house.actor, await db.get_one(Registration, place.id), now=utcnow())
        (await db.get_one(Event, session.event_id)).role_key_version += 1
    async with database.read() as db:
        newer = (
            f"{number(session)}/p/{personal_token(SECRET_KEY, await db.get_one(Registration, place.id), 'personal')}"
        )

    statuses = [(await visitor.get(path)).status_code for path in (old, old_role, newer)]
    async with database.write() as db:
        await revoke_join_link(db, house.actor, await db.get_one(Registration, place.id), now=utcnow())

    assert statuses == [404, 404, 200]
    assert (await visitor.get(newer)).status_code == 404


async def test_guessing_links_is_limited(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house)

    answers = [(await visitor.get(f"{number(session)}/x/GUESS{n:03}")).status_code for n in range(32)]
    right = await visitor.get(f"{number(session)}/x/{token(session, 'host')}")

    assert answers == [404] * 30 + [429] * 2
    assert right.status_code == 429


async def test_guessing_a_passcode_is_limited(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house, passcode="winter 26")
    sent = {"name": "Ann", "passcode": "summer"}

    answers = [(await visitor.post(number(session), data=sent)).status_code for _ in range(10)]
    right = await visitor.post(number(session), data={"name": "Ann", "passcode": "winter 26"})

    assert answers == [403] * 8 + [429] * 2
    assert right.status_code == 429
    assert await guests(database) == 0


async def test_room_password_in_the_address_goes_straight_in(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, passcode="winter 26")

    asked = await visitor.get(f"{number(session)}?_nickname=Ann&_password_token=winter%2026")
    page = await visitor.post(number(session), data=fields(asked))

    assert 'data-way-in="now"' in asked.text
    assert await seated(database, page) == ("attendee", "Ann")


async def test_widget_login_and_the_resource_address_are_the_room(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, passcode="winter 26")
    query = f"?token={number(session)[1:]}&attendee_email=ed%40example.org&password_token=winter 26&_nickname=Ed%20Poe"

    by_login = await go_in(visitor, session, f"/widget-login{query}")
    by_resource = await visitor.get(f"/resource/widget/{number(session)[1:]}/anything")

    assert await seated(database, by_login) == ("attendee", "Ed Poe")
    assert (by_resource.status_code, 'name="passcode"' in by_resource.text) == (200, True)
    assert (await visitor.get("/widget-login")).status_code == 404


async def test_inactive_room_is_closed_to_all(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration
        (await db.get_one(Event, session.event_id)).status = "draft"

    for path in ("", f"/x/{token(session, 'host')}", f"/p/{personal_token(SECRET_KEY, place, 'personal')}"):
        page = await visitor.get(f"{number(session)}{path}?_nickname=Ann")
        assert (page.status_code, "closed at the moment" in page.text) == (403, True)
    sent = await visitor.post(number(session), data={"name": "Ann", "_role_token": token(session, "host")})
    assert (sent.status_code, await guests(database)) == (403, 0)


@pytest.mark.parametrize(
    ("starts_in", "status"),
    [
        (timedelta(minutes=61), 403),
        (timedelta(minutes=59), 200),
        (timedelta(minutes=-30 - 59), 200),
        (timedelta(minutes=-30 - 61), 403),
    ],
)
async def test_strict_rooms_let_attendees_in_around_their_hours_only(
    visitor: httpx.AsyncClient, database: Database, house: House, starts_in: timedelta, status: int
) -> None:
    session = await make_room(database, house, starts_in=starts_in, options=RoomOptions(is_strict=True))
    async with database.write() as db:
        place = (await make_registrant(db, house, session, now=utcnow())).registration

    plain = await visitor.get(number(session))
    personal = await visitor.get(f"{number(session)}/p/{personal_token(SECRET_KEY, place, 'personal')}")
    sent = await visitor.post(number(session), data={"name": "Ann"})
    host = await visitor.get(f"{number(session)}/x/{token(session, 'host')}")

    assert [page.status_code for page in (plain, personal, sent, host)] == [status, status, status, 200]


async def test_full_room_takes_no_attendee_but_its_team(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, capacity=1)
    await visitor.post(number(session), data={"name": "Ann"})
    visitor.cookies.clear()

    second = await visitor.get(number(session))
    sent = await visitor.post(number(session), data={"name": "Bo"})
    host = await go_in(visitor, session, f"{number(session)}/x/{token(session, 'host')}?_nickname=Cy")

    assert (second.status_code, sent.status_code) == (409, 409)
    assert await seated(database, host) == ("host", "Cy")


async def test_room_with_a_form_sends_strangers_to_it(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True)

    page = await visitor.get(f"{number(session)}?_nickname=Ann%20Lee&_email=ann%40example.org")
    sent = await visitor.post(number(session), data={"name": "Ann"})

    assert page.status_code == 303
    assert page.headers["location"] == (
        f"{number(session)}/form?s={session.id}&email=ann%40example.org&first_name=Ann+Lee"
    )
    assert (sent.status_code, await guests(database)) == (403, 0)


async def test_a_reloaded_page_gives_its_seat_back_without_a_cookie(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, passcode="winter 26")
    page = await go_in(visitor, session, f"{number(session)}/x/{token(session, 'host')}?_nickname=Ann", **FRAMED)

    again = await visitor.post(number(session), data={"seat": str(config(page)["seat"])}, headers=FRAMED)
    forged = await visitor.post(number(session), data={"seat": "x" + str(config(page)["seat"])}, headers=FRAMED)

    assert "set-cookie" not in page.headers
    assert await seated(database, again) == ("host", "Ann")
    assert "data-config" not in forged.text
    assert await guests(database) == 1


async def test_a_window_of_ones_own_stays_the_same_guest(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    first = await visitor.post(number(session), data={"name": "Ann"})

    again = await visitor.get(number(session))
    in_frame = await visitor.get(number(session), headers=FRAMED)

    cookie = first.headers["set-cookie"].lower()
    assert ("httponly" in cookie, f"path={number(session)};" in cookie) == (True, True)
    assert await seated(database, again) == ("attendee", "Ann")
    assert "data-config" not in in_frame.text
    assert await guests(database) == 1


async def test_rooms_by_number_may_stand_in_any_frame_and_tell_nobody_their_address(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    asked = await visitor.get(f"{number(session)}/x/{token(session, 'host')}?_nickname=Ann")
    room = await visitor.post(number(session), data=fields(asked))
    wrong = await visitor.get(f"{number(session)}/x/AAAAAAAA")
    left = await visitor.get(f"{number(session)}/left")

    for page in (asked, room, wrong, left):
        assert "frame-ancestors *;" in page.headers["content-security-policy"]
        assert "x-frame-options" not in page.headers
    assert [page.headers["referrer-policy"] for page in (asked, room, wrong, left)] == ["no-referrer"] * 4
    assert "'wasm-unsafe-eval'" in room.headers["content-security-policy"]


async def test_allow_list_of_the_workspace_narrows_the_frames(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        (await db.merge(house.workspace)).embed_origins = ["https://shop.example.org", "https://*.example.net"]

    page = await visitor.get(number(session))

    wanted = "frame-ancestors 'self' https://shop.example.org https://*.example.net;"
    assert wanted in page.headers["content-security-policy"]


async def test_thank_you_page_is_where_leaving_leads(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    thanks = await make_room(database, house, options=RoomOptions(thank_you_url="https://example.org/thanks"))
    script = await make_room(database, house, options=RoomOptions(thank_you_url="javascript:alert(1)"))

    whole = config(await visitor.post(number(thanks), data={"name": "Ann"}))
    frame = config(await visitor.post(number(thanks), data={"name": "Bo", "_disable_target_top": "1"}))
    none = config(await visitor.post(number(script), data={"name": "Cy"}))

    assert (whole["leave_url"], whole["leaves_whole_window"]) == ("https://example.org/thanks", True)
    assert (frame["leave_url"], frame["leaves_whole_window"]) == ("https://example.org/thanks", False)
    assert (none["leave_url"], none["leaves_whole_window"]) == (f"{number(script)}/left", False)


async def test_name_of_its_own_opens_the_room_and_companies_come_first(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, options=RoomOptions(has_custom_name=True))
    other = await make_room(database, house)
    async with database.write() as db:
        (await db.get_one(Event, session.event_id)).slug = "product-tour"
        (await db.get_one(Event, other.event_id)).slug = "no-name-of-its-own"

    named = await visitor.get("/product-tour")
    company = await visitor.get(f"/{house.workspace.slug}")
    unknown = [(await visitor.get(path)).status_code for path in ("/no-name-of-its-own", "/none", "/123-456-789")]

    assert f'action="{number(session)}"' in named.text
    assert "Events of Hearth" in company.text
    assert unknown == [404, 404, 404]


async def test_removed_event_has_no_room(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        (await db.get_one(Event, session.event_id)).removed_at = utcnow()

    assert (await visitor.get(number(session))).status_code == 404
    assert (await visitor.get(f"{number(session)}/x/{token(session, 'host')}")).status_code == 404


async def test_permanent_room_opens_the_session_that_stands_open(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    old = await make_room(database, house, schedule="permanent", starts_in=timedelta(days=-20))
    async with database.write() as db:
        old_row = await db.get_one(Session, old.id)
        old_row.state = "ended"
        done = await make_registrant(db, house, await make_later(db, house, old), now=utcnow())
        current, person = done.registration, done.person
        before = Registration(
            workspace_id=old.workspace_id,
            event_id=old.event_id,
            session_id=old.id,
            person_id=person.id,
            registration_type="API",
            key_version=1,
            created_at=utcnow(),
            updated_at=utcnow(),
        )
        db.add(before)
        await db.flush()
    link = f"{number(old)}/p/{personal_token(SECRET_KEY, before, 'personal')}"

    page = await visitor.get(link)

    assert config(page)["session_id"] == current.session_id
    assert await seated(database, page) == ("attendee", "First1 Last1")


async def make_reopened(
    database: Database, house: House
) -> tuple[Session, Registration, dict[str, str], httpx.QueryParams]:
    """A permanent room that opened again: the session before, somebody's place, and their links of before."""
    old = await make_room(database, house, schedule="permanent", registered_only=True)
    async with database.write() as db:
        session = await find_session(db, old.id)
        assert session is not None
        done = await make_registrant(db, house, session, now=utcnow())
        place = done.registration
        tokens = {kind: personal_token(SECRET_KEY, place, name) for kind, name in PURPOSES.items()}
        join = httpx.URL(join_link("", SECRET_KEY, place, done.person)).params
    async with database.write() as db:
        (await db.get_one(Session, old.id)).state = "ended"
        await db.flush()
        fact = Fact(kind="session.ended", subject_id=old.id, workspace_id=old.workspace_id, data={})
        await reopen_room(db, fact)
    return old, place, tokens, join


async def test_links_of_before_open_the_permanent_room_that_opened_again(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    old, place, tokens, join = await make_reopened(database, house)

    pages = [await visitor.get(f"{number(old)}/{kind}/{token}") for kind, token in tokens.items()]
    pages.append(await visitor.get(f"/p/{old.event_id}/live", params=join, follow_redirects=True))

    async with database.read() as db:
        current = await db.get_one(Registration, place.id)
    assert current.session_id != old.id
    for page in pages:
        assert config(page)["session_id"] == current.session_id
        assert await seated(database, page) == ("attendee", "First1 Last1")


@pytest.mark.parametrize("replace", [replace_join_link, revoke_join_link])
async def test_links_that_were_replaced_after_the_room_opened_again_open_nothing(
    visitor: httpx.AsyncClient, database: Database, house: House, replace: Callable[..., Awaitable[None]]
) -> None:
    old, place, tokens, join = await make_reopened(database, house)
    async with database.write() as db:
        await replace(db, house.actor, await db.get_one(Registration, place.id), now=utcnow())
        own = (Registration.person_id == place.person_id) & (Registration.session_id == old.id)
        copy = (await db.scalars(select(Registration).where(own))).one()
    kept = {f"{kind}/{personal_token(SECRET_KEY, copy, name)}" for kind, name in PURPOSES.items()}

    for path in {f"{kind}/{token}" for kind, token in tokens.items()} | kept:
        page = await visitor.get(f"{number(old)}/{path}")
        assert (page.status_code, "data-config" in page.text) == (404, False)
    page = await visitor.get(f"/p/{old.event_id}/live", params=join)
    assert (page.status_code, "data-config" in page.text) == (403, False)


async def make_later(db: object, house: House, old: Session) -> Session:
    event = await db.get_one(Event, old.event_id)  # type: ignore[attr-defined]
    later = await make_session(db, house, event, starts_at=utcnow() - timedelta(days=10))  # type: ignore[arg-type]
    later.event = event
    return later


async def test_avatar_is_an_https_picture_or_nothing(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    for name, url in (("Ann", "https://example.org/a.png"), ("Bo", "javascript:alert(1)"), ("Cy", "http://x/a.png")):
        await visitor.post(number(session), data={"name": name, "_avatar_url": url})

    async with database.read() as db:
        rows = (
            await db.execute(select(Person.first_name, Person.avatar_url).where(Person.email.contains("guest")))
        ).all()
    assert dict(rows) == {"Ann": "https://example.org/a.png", "Bo": None, "Cy": None}  # type: ignore[arg-type]


async def test_what_is_given_is_escaped(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house)
    nasty = '"><script>alert(1)</script>'

    page = await visitor.get(number(session), params={"_nickname": nasty, "_email": nasty, "_password_token": nasty})

    assert "<script>alert" not in page.text
    assert fields(page)["name"] == nasty


async def make_codes(database: Database, house: House, session: Session, amount: int = 1) -> list[str]:
    async with database.write() as db:
        group = await create_group(
            db, house.actor, SECRET_KEY, name="Tour", event_ids=[session.event_id], amount=amount, now=utcnow()
        )
        codes = (await list_codes(db, [group.id]))[group.id]
        return [code_text(SECRET_KEY, code) for code in codes]


async def test_an_entry_code_admits_one_browser_also_without_a_registration(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True)
    (code,) = await make_codes(database, house, session)
    own, other = {"browser": "own-browser"}, {"browser": "other-browser"}

    asked = await visitor.get(number(session))
    without = await visitor.post(number(session), data={"name": "Ann"} | own)
    first = await visitor.post(number(session), data={"name": "Ann", "passcode": code.lower()} | own)
    again = await visitor.post(number(session), data={"name": "Ann", "passcode": code} | own)
    stolen = await visitor.post(number(session), data={"name": "Bo", "passcode": code} | other)

    assert 'name="passcode"' in asked.text
    assert (without.status_code, stolen.status_code) == (403, 403)
    assert await seated(database, first) == ("attendee", "Ann")
    assert await seated(database, again) == ("attendee", "Ann")
    assert "somebody else used it" in stolen.text


async def test_a_code_is_not_used_up_by_somebody_who_could_not_come_in(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    (code,) = await make_codes(database, house, session)

    refused = await visitor.post(number(session), data={"name": " ", "passcode": code, "browser": "one"})
    inside = await visitor.post(number(session), data={"name": "Ann", "passcode": code, "browser": "two"})

    assert refused.status_code == 422
    assert await seated(database, inside) == ("attendee", "Ann")


async def test_widget_login_admits_by_email_and_code_and_hosts_need_none(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    (code,) = await make_codes(database, house, session)
    login = f"/widget-login?token={number(session)[1:]}&password_token={code}&_nickname=Ed&attendee_email="

    first = await go_in(visitor, session, f"{login}ed%40example.org", **FRAMED)
    again = await go_in(visitor, session, f"{login}Ed%40Example.org", **FRAMED)
    stolen = await go_in(visitor, session, f"{login}bo%40example.org", **FRAMED)
    host = await go_in(visitor, session, f"{number(session)}/x/{token(session, 'host')}?_nickname=Cy", **FRAMED)

    assert [await seated(database, page) for page in (first, again)] == [("attendee", "Ed")] * 2
    assert stolen.status_code == 403
    assert await seated(database, host) == ("host", "Cy")


async def test_what_keeps_people_out_is_told_in_the_language_of_the_room(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, passcode="winter 26")
    async with database.write() as db:
        event = await db.get(Event, session.event_id)
        assert event is not None
        event.language = "fr"

    wrong_link = await visitor.get(f"{number(session)}/x/wrong123")
    wrong_code = await visitor.post(number(session), data={"name": "Ann", "passcode": "summer"})
    async with database.write() as db:
        event = await db.get(Event, session.event_id)
        assert event is not None
        event.status = "draft"
    closed = await visitor.get(number(session))

    assert "Ce lien n’ouvre pas la salle." in html.unescape(wrong_link.text)
    assert "Entrer sans ce lien" in wrong_link.text
    assert "Ce code n’ouvre pas la salle." in html.unescape(wrong_code.text)
    assert "Cette salle est fermée pour le moment." in closed.text
