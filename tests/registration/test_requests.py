from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from footlights.events.actions import EventChange, update_event
from footlights.events.models import Session
from footlights.events.sessions import update_session
from footlights.kit.database import Database
from footlights.kit.errors import Forbidden
from footlights.outbox.relay import Relay
from footlights.registration.actions import remove_registration, revoke_join_link
from footlights.registration.errors import OfferGone, SessionFull, WrongLink
from footlights.registration.hosted import register_by_form
from footlights.registration.links import join_key
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.provenance import Source
from footlights.registration.queries import open_join_link
from footlights.registration.requests import accept_offer, approve_request, expire_offer, load_request, offer_places
from footlights.room.removal import remove_session
from footlights.subscribers import fact_subscribers
from footlights.workspace.actors import Actor
from tests.factories import NOW, SECRET_KEY, House, make_house, make_registrant, make_session

LATER = NOW + timedelta(minutes=5)


async def full_house(database: Database, *, waiting: int = 2) -> tuple[House, Session, list[str]]:
    """A session with one place, taken, and people on its waiting list; their request ids in order."""
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, capacity=1, starts_at=NOW + timedelta(days=3))
        change = EventChange(waiting_list=True, offer_hours=2)
        session.event = await update_event(db, house.actor, session.event_id, change, now=NOW)
        await make_registrant(db, house, session)
        visitor = Actor(house.workspace.id, None, "attendee", "page")
        for n in range(waiting):
            given = {"email": f"wait{n}@example.com", "first_name": "W", "last_name": str(n)}
            at = NOW + timedelta(minutes=n)
            await register_by_form(db, visitor, session, given, source=Source(), domain="e.example", now=at)
        rows = await db.scalars(select(PlaceRequest.id).order_by(PlaceRequest.created_at))
        return house, session, list(rows)


async def state_of(database: Database, request_id: str) -> tuple[str, datetime | None]:
    async with database.read() as db:
        row = await db.get_one(PlaceRequest, request_id)
        return row.state, row.offered_until


async def test_free_place_is_offered_to_who_waits_longest_and_kept(database: Database) -> None:
    house, session, (first, second) = await full_house(database)
    async with database.write() as db:
        place = (await db.scalars(select(Registration).where(Registration.room_role == "attendee"))).one()
        await remove_registration(db, house.actor, session, place.person_id, now=LATER)
        assert await offer_places(db, session, now=LATER) == 1
        assert await offer_places(db, session, now=LATER) == 0  # the place is kept

        with pytest.raises(SessionFull):
            await make_registrant(db, house, session, 9, now=LATER)

    assert await state_of(database, first) == ("offered", LATER + timedelta(hours=2))
    assert await state_of(database, second) == ("waiting", None)


async def test_offer_that_is_not_taken_goes_to_the_next(database: Database) -> None:
    _, session, (first, second) = await full_house(database)
    async with database.write() as db:
        place = (await db.scalars(select(Registration).where(Registration.room_role == "attendee"))).one()
        await db.delete(place)
        await db.flush()
        await offer_places(db, session, now=LATER)
        over = LATER + timedelta(hours=2)
        await expire_offer(db, first, now=over - timedelta(seconds=1))
        assert (await db.get_one(PlaceRequest, first)).state == "offered"
        await expire_offer(db, first, now=over)
        await offer_places(db, session, now=over)
        gone, taken = await load_request(db, first), await load_request(db, second)
        assert gone is not None
        assert taken is not None

        with pytest.raises(OfferGone):
            await accept_offer(db, gone, now=over)
        registration = await accept_offer(db, taken, now=over)

    assert registration.answers == {}
    assert (await state_of(database, first))[0] == "expired"


async def test_more_places_are_offered_to_all_they_reach(database: Database) -> None:
    house, session, requests = await full_house(database, waiting=3)
    async with database.write() as db:
        changed = await update_session(db, house.actor, session.id, capacity=3, now=LATER)
        assert await offer_places(db, changed, now=LATER) == 2

    assert [(await state_of(database, request))[0] for request in requests] == ["offered", "offered", "waiting"]


async def test_only_the_team_approves(database: Database) -> None:
    house, _, (first, _) = await full_house(database)
    stranger = Actor(house.workspace.id, None, "attendee", "page")
    async with database.write() as db:
        request = await load_request(db, first)
        assert request is not None

        with pytest.raises(Forbidden):
            await approve_request(db, stranger, request, now=LATER)
        with pytest.raises(SessionFull):
            await approve_request(db, house.actor, request, now=LATER)


async def test_revoked_link_opens_nothing(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        done = await make_registrant(db, house, session)
        await revoke_join_link(db, house.actor, done.registration, now=LATER)
        key = join_key(SECRET_KEY, done.registration)

        with pytest.raises(WrongLink):
            await open_join_link(db, SECRET_KEY, session, email=done.person.email, key=key)


async def test_session_with_a_waiting_list_can_be_removed(database: Database) -> None:
    house, session, _ = await full_house(database)
    await Relay(database, fact_subscribers()).tell_all()

    async with database.write() as db:
        await remove_session(db, house.actor, session.id, now=LATER)

    async with database.read() as db:
        assert list(await db.scalars(select(PlaceRequest))) == []
