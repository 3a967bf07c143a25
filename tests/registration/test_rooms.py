"""Permanent rooms open again when a session ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.events.errors import SessionNotOpen
from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of
from footlights.events.rules import room_session, session_status
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.numbering import number_of
from footlights.outbox import Fact
from footlights.registration.actions import replace_join_link
from footlights.registration.guests import add_guest
from footlights.registration.links import join_key
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import openness
from footlights.registration.queries import is_current
from footlights.registration.room_links import personal_token
from footlights.registration.rooms import RoomChange, reopen_room, set_room
from tests.factories import NOW, SECRET_KEY, House, make_event, make_house, make_registrant


async def make_room(db: Db, house: House, change: RoomChange) -> tuple[Event, Session]:
    event = await make_event(db, house)
    await set_room(db, house.actor, event, change, now=NOW)
    (session,) = await list_sessions_of(db, event)
    return event, session


async def tell_end(db: Db, session: Session, state: str) -> None:
    session.state = state
    await db.flush()
    fact = Fact(kind=f"session.{state}", subject_id=session.id, workspace_id=session.workspace_id, data={})
    await reopen_room(db, fact)


@pytest.mark.parametrize("state", ["ended", "canceled"])
async def test_permanent_room_opens_again_with_everybody_who_has_a_link(database: Database, state: str) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, first = await make_room(
            db, house, RoomChange(schedule="permanent", password="abc", is_locked=True, capacity=9)
        )
        registered = await make_registrant(db, house, first)
        registered.registration.room_role = "speaker"
        await add_guest(db, first, name="Gus", now=NOW)

        await tell_end(db, first, state)
        await tell_end(db, first, state)

        before, again = await list_sessions_of(db, event)
        rows = await db.scalars(select(Registration).where(Registration.session_id == again.id))
        people = {row.person_id: row.room_role for row in rows}

    assert before.id == first.id
    assert (again.state, again.passcode, again.waiting_room, again.capacity) == ("scheduled", "abc", True, 9)
    assert again.registered_only is False
    assert people == {house.owner.id: "host", registered.person.id: "speaker"}
    assert room_session([before, again], event, now=utcnow()) is again


async def test_places_keep_ids_numbers_links_and_the_history_has_copies(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, first = await make_room(db, house, RoomChange(schedule="permanent"))
        place = (await make_registrant(db, house, first)).registration
        await replace_join_link(db, house.actor, place, now=NOW)
        number = await number_of(db, house.workspace.id, "registration", place.id)
        links = [personal_token(SECRET_KEY, place, "registrant"), join_key(SECRET_KEY, place)]
        waiting = PlaceRequest(
            workspace_id=house.workspace.id,
            event_id=event.id,
            session_id=first.id,
            person_id=house.owner.id,
            state="waiting",
            registration_type="registration_page",
            created_at=NOW,
            updated_at=NOW,
        )
        db.add(waiting)

        await tell_end(db, first, "ended")
        _, second = await list_sessions_of(db, event)
        await tell_end(db, second, "ended")

        sessions = await list_sessions_of(db, event)
        own = select(Registration).where(Registration.person_id == place.person_id)
        rows = {row.session_id: row for row in await db.scalars(own.execution_options(populate_existing=True))}
        current = list(await db.scalars(own.where(Registration.event_id == event.id, is_current(event))))
        await db.refresh(waiting)
        kept = await number_of(db, house.workspace.id, "registration", place.id)

    assert len(sessions) == 3
    assert set(rows) == {session.id for session in sessions}
    (again,) = [session for session in sessions if not session.is_over]
    last = rows.pop(again.id)
    assert current == [last]
    assert (last.id, kept) == (place.id, number)
    assert links == [personal_token(SECRET_KEY, last, "registrant"), join_key(SECRET_KEY, last)]
    assert [(copy.created_at, copy.key_version) for copy in rows.values()] == [(NOW, 2), (NOW, 2)]
    assert (waiting.session_id, waiting.state) == (again.id, "waiting")


async def test_whoever_leaves_a_permanent_room_is_no_current_place_by_an_earlier_session(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, first = await make_room(db, house, RoomChange(schedule="permanent"))
        place = (await make_registrant(db, house, first)).registration
        person_id = place.person_id
        await tell_end(db, first, "ended")
        await db.delete(place)
        await db.flush()

        own = select(Registration).where(Registration.person_id == person_id)
        copies = list(await db.scalars(own))
        current = list(await db.scalars(own.where(is_current(event))))

    assert [copy.session_id for copy in copies] == [first.id]
    assert current == []


async def test_scheduled_room_does_not_open_again(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, session = await make_room(db, house, RoomChange(starts_at=NOW))

        await tell_end(db, session, "ended")

        assert await list_sessions_of(db, event) == [session]


async def test_date_of_a_session_that_is_over_opens_no_other(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, session = await make_room(db, house, RoomChange(starts_at=NOW))
        await tell_end(db, session, "ended")

        await set_room(db, house.actor, event, RoomChange(starts_at=NOW, password="later"), now=NOW)
        same = await list_sessions_of(db, event)
        await set_room(db, house.actor, event, RoomChange(starts_at=NOW + timedelta(days=1)), now=NOW)
        more = await list_sessions_of(db, event)

    assert [each.id for each in same] == [session.id]
    assert [each.passcode for each in more] == [None, "later"]


async def test_live_session_stays_where_it_is(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event, session = await make_room(db, house, RoomChange(starts_at=NOW))
        session.state = "live"

        await set_room(db, house.actor, event, RoomChange(starts_at=NOW, is_locked=True), now=NOW)
        with pytest.raises(SessionNotOpen):
            await set_room(db, house.actor, event, RoomChange(starts_at=NOW + timedelta(days=1)), now=NOW)

    assert session.waiting_room is True


async def test_permanent_room_can_always_be_opened(database: Database) -> None:
    async with database.write() as db:
        event, session = await make_room(db, await make_house(db), RoomChange(schedule="permanent"))

    later = NOW + timedelta(days=1000)
    event.closes_before_min = 60
    assert session_status(session, event, now=later) == "upcoming"
    assert openness(session, event, now=later) == "open"


async def test_room_session_is_the_live_one_then_the_next_then_the_latest() -> None:
    event = Event(status="published", schedule="scheduled", duration_min=30)
    days = {name: Session(starts_at=NOW + timedelta(days=n), state="scheduled") for n, name in enumerate("abcd")}
    a, b, c, d = days.values()
    a.state, b.state, d.state = "ended", "canceled", "scheduled"

    assert room_session([a, b, c, d], event, now=NOW) is c
    assert room_session([a, b, c, d], event, now=NOW + timedelta(days=2, hours=30)) is d
    d.state = "live"
    assert room_session([a, b, c, d], event, now=NOW) is d
    assert room_session([a, b], event, now=NOW) is a
    assert room_session([b], event, now=NOW) is None
