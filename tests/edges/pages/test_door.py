"""The door of the room: passcode, and coming in with a name."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from footlights.events.models import Event
from footlights.events.sessions import update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox.models import Fact
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from tests.factories import SECRET_KEY, House, make_event, make_registrant, make_session


async def make_place(database: Database, house: House, **settings: object) -> Registration:
    async with database.write() as db:
        event = await make_event(db, house)
        session = await make_session(db, house, event, starts_at=utcnow() + timedelta(days=1))
        await update_session(db, house.actor, session.id, now=utcnow(), **settings)  # type: ignore[arg-type]
        done = await make_registrant(db, house, session, now=utcnow())
        done.registration.person = done.person
        return done.registration


def room(place: Registration) -> str:
    return f"/p/{place.event_id}/live?s={place.session_id}"


async def enter(visitor: httpx.AsyncClient, place: Registration) -> httpx.Response:
    return await visitor.get(join_link("", SECRET_KEY, place, place.person), follow_redirects=True)


async def test_the_passcode_is_asked_before_the_page_gets_a_seat(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    place = await make_place(database, house, passcode="winter 26")

    asked = await enter(visitor, place)
    wrong = await visitor.post(room(place), data={"passcode": "summer"})
    right = await visitor.post(room(place), data={"passcode": "winter 26"}, follow_redirects=True)
    later = await visitor.get(room(place))

    assert "seat" not in asked.text
    assert 'name="passcode"' in asked.text
    assert (wrong.status_code, "does not open the room" in wrong.text) == (403, True)
    assert "&#34;seat&#34;" in right.text
    assert "&#34;seat&#34;" in later.text


async def test_a_changed_passcode_is_asked_again(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    place = await make_place(database, house, passcode="winter 26")
    await enter(visitor, place)
    await visitor.post(room(place), data={"passcode": "winter 26"})
    async with database.write() as db:
        await update_session(db, house.actor, place.session_id, passcode="spring 27", now=utcnow())

    again = await visitor.get(room(place))

    assert 'name="passcode"' in again.text


async def test_guessing_a_passcode_is_limited_also_for_the_right_one(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    place = await make_place(database, house, passcode="winter 26")
    await enter(visitor, place)

    answers = [await visitor.post(room(place), data={"passcode": f"guess {n}"}) for n in range(10)]
    right = await visitor.post(room(place), data={"passcode": "winter 26"})

    assert [answer.status_code for answer in answers] == [403] * 8 + [429] * 2
    assert right.status_code == 429
    assert "Too many tries" in right.text


async def test_a_name_is_enough_where_the_session_says_so(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    place = await make_place(database, house, registered_only=False)

    asked = await visitor.get(room(place))
    inside = await visitor.post(room(place), data={"name": "  Davide\x00 Vianello "}, follow_redirects=True)
    again = await visitor.get(room(place))

    assert 'name="name"' in asked.text
    assert "&#34;seat&#34;" in inside.text
    assert "&#34;seat&#34;" in again.text
    async with database.read() as db:
        rows = list(await db.scalars(select(Registration).where(Registration.registration_type == "room")))
        told = list(await db.scalars(select(Fact.subject_id)))
    assert [row.room_role for row in rows] == ["attendee"]
    assert rows[0].id not in told


@pytest.mark.parametrize(
    "name", ["", "   ", "Ines Marchetti", "ＩＮＥＳ  marchetti", "Ines Marchetti (Host)", "★ines.marchetti★"]
)
async def test_no_empty_name_and_none_of_the_team(
    visitor: httpx.AsyncClient, database: Database, house: House, name: str
) -> None:
    place = await make_place(database, house, registered_only=False)

    answer = await visitor.post(room(place), data={"name": name})

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_a_guest_needs_the_passcode_too(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    place = await make_place(database, house, registered_only=False, passcode="winter 26")

    wrong = await visitor.post(room(place), data={"name": "Davide", "passcode": "x"})
    right = await visitor.post(room(place), data={"name": "Davide", "passcode": "winter 26"}, follow_redirects=True)

    assert wrong.status_code == 403
    assert 'value="Davide"' in wrong.text
    assert "&#34;seat&#34;" in right.text


async def test_without_the_setting_a_name_is_not_enough(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    place = await make_place(database, house)

    answer = await visitor.post(room(place), data={"name": "Davide"})

    assert answer.status_code == 403
    assert "personal link" in answer.text


async def test_the_door_speaks_the_language_of_the_event(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    place = await make_place(database, house, passcode="winter 26")
    async with database.write() as db:
        (await db.get_one(Event, place.event_id)).language = "fr"

    alone = await visitor.get(room(place))
    await enter(visitor, place)
    wrong = await visitor.post(room(place), data={"passcode": "summer"})

    assert "Ouvrez la salle avec votre lien personnel" in alone.text
    assert "Register, or" not in alone.text
    assert "n’ouvre pas la salle" in wrong.text
