"""The door of a room: lock, waiting room, who is let in."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.acts import get_standing, open_act, require_right_now
from footlights.room.frames.stage_entries import DoorAdmittedData, DoorDeniedData, DoorSetData
from footlights.room.frames.state import StagePerson
from footlights.room.lifecycle import get_room_session
from footlights.room.log import append_entry
from footlights.room.models import PresenceFact
from footlights.workspace.models import Person

MOST_AT_ONCE = 1000


async def set_door(
    db: Db,
    actor: RoomActor,
    *,
    locked: bool | None = None,
    waiting_room: bool | None = None,
    client_id: str,
    now: datetime,
) -> int:
    """Lock the room for newcomers, or let each wait until admitted; None leaves it as it is."""
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    session = await get_room_session(db, actor)
    room.is_locked = room.is_locked if locked is None else locked
    session.waiting_room = session.waiting_room if waiting_room is None else waiting_room
    door = DoorSetData(locked=room.is_locked, waiting_room=session.waiting_room)
    return append_entry(db, room, door, actor_id=actor.person_id, client_id=client_id, now=now)


async def admit(db: Db, actor: RoomActor, person_ids: Collection[str], *, client_id: str, now: datetime) -> int:
    """Let people in, now and whenever they come back; whoever was kept out may come in again."""
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    people = await _find_people(db, room.session_id, person_ids)
    if done is not None or not people:
        return done or room.last_seq
    admitted = DoorAdmittedData(people=[person.person_id for person in people])
    seq = append_entry(db, room, admitted, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    for person in people:
        standing = await get_standing(db, room.session_id, person.person_id, person.name)
        standing.door, standing.door_seq = "admitted", seq
    return seq


async def deny(db: Db, actor: RoomActor, person_ids: Collection[str], *, client_id: str, now: datetime) -> int:
    """Send people away who wait; they cannot come back until they are admitted."""
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    people = await _find_people(db, room.session_id, person_ids)
    if done is not None or not people:
        return done or room.last_seq
    denied = DoorDeniedData(people=people)
    seq = append_entry(db, room, denied, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    for person in people:
        standing = await get_standing(db, room.session_id, person.person_id, person.name)
        standing.door, standing.door_seq = "denied", seq
    return seq


async def has_been_inside(db: Db, session_id: str, person_id: str) -> bool:
    """Whether someone was in the room before: then a lock or a waiting room is not meant for them."""
    own = (PresenceFact.session_id == session_id) & (PresenceFact.person_id == person_id)
    return await db.scalar(select(PresenceFact.id).where(own).limit(1)) is not None


async def _find_people(db: Db, session_id: str, person_ids: Collection[str]) -> list[StagePerson]:
    """Those of the ids who have a place as attendees, by id."""
    if len(person_ids) > MOST_AT_ONCE:
        raise Invalid("These are too many people at once.", code="too_many")
    attendees = (Registration.session_id == session_id) & (Registration.room_role == "attendee")
    query = select(Person).join(Registration, Registration.person_id == Person.id).where(attendees)
    rows = await db.scalars(query.where(Person.id.in_(sorted(person_ids))))
    people = [StagePerson(person_id=person.id, name=person.name) for person in rows]
    return sorted(people, key=lambda person: person.person_id)
