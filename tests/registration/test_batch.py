from datetime import timedelta

from sqlalchemy import func, select

from footlights.events.actions import EventChange, update_event
from footlights.events.forms import WantedField, set_fields
from footlights.kit.database import Database
from footlights.registration.batch import Result, Wanted, register_many
from footlights.registration.errors import SessionFull
from footlights.registration.hosted import register_by_form
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import count_left, count_left_in
from footlights.registration.provenance import Source
from footlights.registration.requests import offer_places
from footlights.workspace.actors import Actor
from tests.factories import NOW, make_house, make_registrant, make_session


def wanted(*emails: str, **answers: str) -> list[Wanted]:
    return [Wanted({"email": email, **answers}, Source("import")) for email in emails]


async def test_places_kept_by_an_offer_are_not_free_to_a_batch(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, capacity=1, starts_at=NOW + timedelta(days=3))
        session.event = await update_event(db, house.actor, session.event_id, EventChange(waiting_list=True), now=NOW)
        await make_registrant(db, house, session)
        visitor = Actor(house.workspace.id, None, "attendee", "page")
        given = {"email": "waits@example.com", "first_name": "W", "last_name": "Aits"}
        await register_by_form(db, visitor, session, given, source=Source(), domain="e.example", now=NOW)
        session.capacity = 2
        assert await offer_places(db, session, now=NOW) == 1

        (result,) = await register_many(
            db, house.actor, session, wanted("new@example.com"), domain="e.example", now=NOW
        )

        assert isinstance(result.refusal, SessionFull)
        assert await count_left(db, session, now=NOW) == 0


async def test_batch_fills_what_is_left_and_settles_what_was_asked_for(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, capacity=1, starts_at=NOW + timedelta(days=3))
        session.event = await update_event(db, house.actor, session.event_id, EventChange(waiting_list=True), now=NOW)
        await make_registrant(db, house, session)
        visitor = Actor(house.workspace.id, None, "attendee", "page")
        given = {"email": "waits@example.com", "first_name": "W", "last_name": "Aits"}
        await register_by_form(db, visitor, session, given, source=Source(), domain="e.example", now=NOW)
        session.capacity = 2

        many = wanted("waits@example.com", "late@example.com")
        first, second = await register_many(db, house.actor, session, many, domain="e.example", now=NOW)

        assert first.refusal is None
        assert isinstance(second.refusal, SessionFull)
        assert await db.scalar(select(func.count()).select_from(PlaceRequest)) == 0


async def test_batch_stores_consents_with_their_version(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        fields = [
            WantedField(slug="email", required=True),
            WantedField(slug="terms", type="consent", wording="I agree."),
        ]
        await set_fields(db, house.actor, session.event, fields, now=NOW)

        many = wanted("noor@example.com", terms="true")
        (result,) = await register_many(db, house.actor, session, many, domain="e.example", now=NOW)

        assert result == Result(person_id=result.person_id)
        place = (await db.scalars(select(Registration).where(Registration.person_id == result.person_id))).one()
        assert place.consents == {"terms": {"given": True, "version": 1, "at": "2026-03-02T09:00:00+00:00"}}


async def test_places_of_several_sessions_are_counted_at_once(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        limited = await make_session(db, house, capacity=3)
        open_to_all = await make_session(db, house)
        await make_registrant(db, house, limited)

        left = await count_left_in(db, [limited, open_to_all], now=NOW)

        assert left == {limited.id: 2, open_to_all.id: None}
