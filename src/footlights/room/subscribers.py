"""What the room makes of facts told elsewhere: entries in its log, and notes to the servers that hold it open."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.events.models import Session
from footlights.events.room_options import is_classroom
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.outbox import Fact
from footlights.room.acts import get_place
from footlights.room.errors import NoSuchPerson
from footlights.room.frames.session_entries import SessionCanceledData, SessionRescheduledData
from footlights.room.frames.stage_entries import DoorSetData, RoleChangedData, RoomChangedData, StageLeftData
from footlights.room.frames.words import Role
from footlights.room.log import append_entry, lock_room
from footlights.room.models import RoomPerson
from footlights.room.people_actions import clear_stage, read_speakers
from footlights.room.rules import room_status

STALE = "rooms_stale"
"""Key in `db.info`: sessions whose snapshot changed in a way that has no entry, as of one that is over."""
REMOVED = "room_people_removed"
"""Key in `db.info`: pairs of session and person id, of people who lost their place."""


async def announce_rescheduled(db: Db, fact: Fact) -> None:
    """For `session.updated`: tell the room its new time, name or waiting room."""
    session = await _find_session(db, fact.subject_id)
    if session is None:
        return
    if session.is_over:
        db.info.setdefault(STALE, set()).add(session.id)
        return
    if fact.data.get("moved"):
        await _append_plan(db, session, fact)
    else:
        await _append_change(db, session, fact)
    if fact.data.get("is_door_changed"):
        await _append_door(db, session, fact)


async def announce_canceled(db: Db, fact: Fact) -> None:
    """For `session.canceled`: tell those who wait."""
    session = await _find_session(db, fact.subject_id)
    if session is None:
        return
    room = await lock_room(db, session.id, now=fact.recorded_at)
    canceled_at: datetime = session.canceled_at or fact.recorded_at
    canceled = SessionCanceledData(canceled_at=to_ms(canceled_at))
    append_entry(db, room, canceled, actor_id=fact.actor_id, now=fact.recorded_at)


async def refresh_rooms(db: Db, fact: Fact) -> None:
    """For `event.updated` and `event.published`: tell rooms of the event their title, switches and speakers.

    The planned length of a live session may have changed too; for one to come `session.updated` says so.
    """
    rows = await db.execute(select(Session.id, Session.state).where(Session.event_id == fact.subject_id))
    for session_id, state in rows.all():
        if state in {"ended", "canceled"}:
            db.info.setdefault(STALE, set()).add(session_id)
            continue
        session = await _find_session(db, session_id)
        if session is None:
            continue
        await _append_change(db, session, fact)
        if state == "live":
            await _append_plan(db, session, fact)


async def show_out(db: Db, fact: Fact) -> None:
    """For `person.unregistered`: whoever lost the place is asked out of the room."""
    session_id, person_id = fact.data["session_id"], fact.data["person_id"]
    db.info.setdefault(REMOVED, set()).add((session_id, person_id))
    session = await _find_session(db, session_id)
    if session is None:  # it went with its places
        return
    room = await lock_room(db, session_id, now=fact.recorded_at)
    standing = await db.get(RoomPerson, (session_id, person_id), populate_existing=True)
    if standing is not None and (standing.stage != "off" or standing.hand_seq is not None):
        clear_stage(standing)
        left = StageLeftData(person_id=person_id, name=standing.name, by=None)
        append_entry(db, room, left, actor_id=fact.actor_id, now=fact.recorded_at)
    if not session.is_over and fact.data.get("room_role") in {"host", "speaker"}:
        await _append_change(db, session, fact)


async def announce_role(db: Db, fact: Fact) -> None:
    """For `person.role_changed`, told by the console: the same as when a host does it in the room."""
    session_id, person_id = fact.data["session_id"], fact.data["person_id"]
    if await _find_session(db, session_id) is None:
        return
    room = await lock_room(db, session_id, now=fact.recorded_at)
    try:
        registration, name = await get_place(db, session_id, person_id)
    except NoSuchPerson:
        return
    standing = await db.get(RoomPerson, (session_id, person_id), populate_existing=True)
    if standing is not None:
        clear_stage(standing)
    role: Role = registration.room_role  # type: ignore[assignment]
    speakers = await read_speakers(db, session_id)
    changed = RoleChangedData(person_id=person_id, name=name, role=role, speakers=speakers)
    append_entry(db, room, changed, actor_id=fact.actor_id, now=fact.recorded_at)


async def _append_change(db: Db, session: Session, fact: Fact) -> None:
    room = await lock_room(db, session.id, now=fact.recorded_at)
    newest = await _find_session(db, session.id)  # read under the lock, so that entries carry it in order
    if newest is None or newest.is_over:
        return
    event = newest.event
    changed = RoomChangedData(
        name=newest.name,
        title=event.title,
        event_kind="meeting" if event.kind == "meeting" else "webinar",
        status=room_status(newest, event),
        chat_enabled=event.chat_enabled,
        everyone_can_speak=event.everyone_can_speak,
        classroom=is_classroom(event),
        speakers=await read_speakers(db, newest.id),
    )
    append_entry(db, room, changed, actor_id=fact.actor_id, now=fact.recorded_at)


async def _append_door(db: Db, session: Session, fact: Fact) -> None:
    room = await lock_room(db, session.id, now=fact.recorded_at)
    door = DoorSetData(locked=room.is_locked, waiting_room=session.waiting_room)
    append_entry(db, room, door, actor_id=fact.actor_id, now=fact.recorded_at)


async def _append_plan(db: Db, session: Session, fact: Fact) -> None:
    room = await lock_room(db, session.id, now=fact.recorded_at)
    moved = SessionRescheduledData(
        starts_at=to_ms(session.starts_at), time_zone=session.time_zone, duration_min=session.event.duration_min
    )
    append_entry(db, room, moved, actor_id=fact.actor_id, now=fact.recorded_at)


async def _find_session(db: Db, session_id: str) -> Session | None:
    query = select(Session).options(joinedload(Session.event)).where(Session.id == session_id)
    return (await db.scalars(query.execution_options(populate_existing=True))).one_or_none()
