"""Making rooms and the people who act in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from footlights.events.models import Session
from footlights.kit.database import Database, Db
from footlights.registration.actions import add_person, register_person
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.frames.words import Role
from footlights.room.rules import rights_of
from footlights.workspace.models import Person
from tests.factories import NOW, House, make_event, make_house, make_session

START = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Cast:
    """A session with one person of each kind."""

    house: House
    session: Session
    host: RoomActor
    moderator: RoomActor
    speaker: RoomActor
    attendee: RoomActor
    other: RoomActor
    """A second attendee."""


async def make_cast(database: Database, *, published: bool = True, **event: object) -> Cast:
    async with database.write() as db:
        house = await make_house(db)
        return await cast_session(db, house, published=published, **event)


async def cast_session(db: Db, house: House, *, published: bool = True, **event: object) -> Cast:
    """One more session of a house, with people of its own."""
    session = await make_session(db, house, await make_event(db, house, published=published, **event))
    people = {
        name: await make_actor(db, house, session, name, role)
        for name, role in (
            ("host", "host"),
            ("moderator", "moderator"),
            ("speaker", "speaker"),
            ("attendee", "attendee"),
            ("other", "attendee"),
        )
    }
    return Cast(house, session, **people)


async def make_actor(db: Db, house: House, session: Session, name: str, role: Role = "attendee") -> RoomActor:
    email = f"{name}@{session.id[:8]}.example.com"
    if role == "attendee":
        registered = await register_person(
            db, house.actor, session, email=email, first_name=name.title(), last_name="Example", now=NOW
        )
    else:
        registered = await add_person(
            db, house.actor, session, email=email, first_name=name.title(), last_name="Example", room_role=role, now=NOW
        )
    return actor_of(session, registered.registration, registered.person)


def actor_of(session: Session, registration: Registration, person: Person) -> RoomActor:
    role: Role = registration.room_role  # type: ignore[assignment]
    event = session.event
    return RoomActor(
        workspace_id=session.workspace_id,
        event_id=session.event_id,
        session_id=session.id,
        registration_id=registration.id,
        person_id=person.id,
        name=person.name,
        role=role,
        rights=rights_of(role, can_everyone_speak=event.can_everyone_speak, chat_enabled=event.chat_enabled),
    )


def at(minutes: float) -> datetime:
    """So many minutes after the planned start."""
    return START + timedelta(minutes=minutes)
