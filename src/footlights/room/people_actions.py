"""Roles, and asking people out."""

from datetime import datetime

from sqlalchemy import select

from footlights.kit.database import Db
from footlights.kit.errors import filled
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.acts import get_place, get_standing, open_act, require_right_now
from footlights.room.errors import NotAllowed
from footlights.room.frames.stage_entries import PersonRemovedData, RoleChangedData, StageLeftData
from footlights.room.frames.state import Speaker
from footlights.room.frames.words import Role
from footlights.room.log import append_entry
from footlights.room.models import RoomPerson
from footlights.workspace.models import Person

SPEAKERS_SHOWN = 50


async def set_role(db: Db, actor: RoomActor, person_id: str, role: Role, *, client_id: str, now: datetime) -> int:
    """Promote or demote someone who has a place; they keep their link. Refuses a host's own role with NotAllowed."""
    await require_right_now(db, actor, "roles")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    if person_id == actor.person_id:
        raise NotAllowed("Another host can change your role.", code="own_role")
    registration, name = await get_place(db, room.session_id, person_id)
    if registration.room_role == role:
        return room.last_seq
    registration.room_role, registration.updated_at = role, now
    standing = await get_standing(db, room.session_id, person_id, name)
    clear_stage(standing)
    await db.flush()
    changed = RoleChangedData(
        person_id=person_id, name=name, role=role, speakers=await read_speakers(db, room.session_id)
    )
    return append_entry(db, room, changed, actor_id=actor.person_id, client_id=client_id, now=now)


async def remove_person(db: Db, actor: RoomActor, person_id: str, *, ban: bool, client_id: str, now: datetime) -> int:
    """Ask someone out of the room; with `ban` they cannot come back, whatever link or tab they use.

    A host cannot be asked out, and one of the team only by a host.
    """
    await require_right_now(db, actor, "stage")
    room, done = await open_act(db, actor, client_id, now=now)
    if done is not None:
        return done
    registration, name = await get_place(db, room.session_id, person_id)
    _check_removable(actor, registration, name)
    standing = await get_standing(db, room.session_id, person_id, name)
    if standing.stage == "on":
        left = StageLeftData(person_id=person_id, name=name, by=actor.name)
        append_entry(db, room, left, actor_id=actor.person_id, now=now)
    clear_stage(standing)
    removed = PersonRemovedData(person_id=person_id, name=name, banned=ban)
    seq = append_entry(db, room, removed, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    standing.door, standing.door_seq = ("banned" if ban else "removed"), seq
    return seq


def clear_stage(standing: RoomPerson) -> None:
    """Neither on stage nor on the way to it."""
    standing.stage, standing.stage_seq, standing.invited_by = "off", None, None
    standing.hand_seq = standing.hand_at = None


async def read_speakers(db: Db, session_id: str) -> list[Speaker]:
    """Those announced: hosts and speakers in the order they were added."""
    on_stage = (Registration.session_id == session_id) & Registration.room_role.in_(("host", "speaker"))
    rows = await db.scalars(
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(on_stage)
        .order_by(Registration.created_at, Registration.id)
        .limit(SPEAKERS_SHOWN)
    )
    return [Speaker(person_id=person.id, name=person.name) for person in rows]


def _check_removable(actor: RoomActor, registration: Registration, name: str) -> None:
    if registration.person_id == actor.person_id:
        raise NotAllowed("You can leave the room yourself.", code="own_place")
    if registration.room_role == "host":
        raise NotAllowed(filled("%(name)s is a host.", name=name), code="is_host")
    if registration.room_role != "attendee" and actor.role != "host":
        raise NotAllowed("Only a host can ask one of the team out.", code="not_a_host")
