"""Starting and ending a session, and what the room is told of plans that change."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from footlights.events.models import Event, Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import filled
from footlights.kit.text import clean_line
from footlights.outbox import record
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor, require_right
from footlights.room.attendance import refresh_attendance
from footlights.room.errors import NoSuchRoom, NotLive, NotPublished, SessionIsCanceled, SessionOver
from footlights.room.facts import SessionEnded, SessionStarted
from footlights.room.frames.session_entries import NoteSetData, SessionEndedData, SessionStartedData
from footlights.room.log import append_entry, find_entry_seq, lock_room
from footlights.room.models import Attendance
from footlights.room.presence import Mark, write_marks
from footlights.workspace.accounts import package_of_owner
from footlights.workspace.packages import OverPackage

NOTE_LENGTH = 500


async def start_session(db: Db, actor: RoomActor, *, marks: Sequence[Mark] = (), now: datetime) -> int:
    """Go live; answers the number of the entry that says so. A second press answers the first one's number.

    `marks` are facts of presence that are not in the ledger yet: who waits here now, attends from now on. Tells
    SessionStarted. Refuses with NotPublished, SessionOver, SessionIsCanceled, OverPackage.
    """
    require_right(actor, "start")
    room = await lock_room(db, actor.session_id, now=now)
    session = await get_room_session(db, actor)
    if session.is_live:
        return await find_entry_seq(db, session.id, SessionStartedData.kind)
    _check_startable(session)
    await _check_package(db, session)
    session.state, session.started_at, session.updated_at = "live", now, now
    await write_marks(db, marks)
    await db.flush()
    await refresh_attendance(db, session, now=now)
    record(db, actor, SessionStarted(event_id=session.event_id), about=session.id, now=now)
    return append_entry(db, room, SessionStartedData(started_at=to_ms(now)), actor_id=actor.person_id, now=now)


async def end_session(db: Db, actor: RoomActor, *, marks: Sequence[Mark] = (), now: datetime) -> int:
    """End for everyone and seal attendance; a second press answers the first one's number.

    `marks` say who is here at `now`. Tells SessionEnded with the final counts. Refuses with NotLive, SessionIsCanceled.
    """
    require_right(actor, "end")
    room = await lock_room(db, actor.session_id, now=now)
    session = await get_room_session(db, actor)
    if session.state == "ended":
        return await find_entry_seq(db, session.id, SessionEndedData.kind)
    if session.state == "canceled":
        raise SessionIsCanceled("This session was canceled.")
    if session.started_at is None:
        raise NotLive("This session has not started.")
    session.state, session.ended_at, session.updated_at = "ended", now, now
    await write_marks(db, marks)
    await db.flush()
    await refresh_attendance(db, session, now=now)
    await _tell_end(db, actor, session, duration_s=round((now - session.started_at).total_seconds()), now=now)
    return append_entry(db, room, SessionEndedData(ended_at=to_ms(now)), actor_id=actor.person_id, now=now)


async def set_note(db: Db, actor: RoomActor, text: str | None, *, now: datetime) -> int:
    """Put one line above the lobby and the room, such as why it starts late; None or blank clears it."""
    require_right(actor, "note")
    room = await lock_room(db, actor.session_id, now=now)
    room.note = clean_line(text or "", limit=NOTE_LENGTH) or None
    room.note_person_id, room.note_name = (actor.person_id, actor.name) if room.note else (None, None)
    note = NoteSetData(text=room.note, person_id=actor.person_id, name=actor.name)
    return append_entry(db, room, note, actor_id=actor.person_id, now=now)


async def get_room_session(db: Db, actor: RoomActor) -> Session:
    """The actor's session as it is now, with its event. Refuses with NoSuchRoom."""
    query = select(Session).options(joinedload(Session.event)).where(Session.id == actor.session_id)
    session = (await db.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if session is None:
        raise NoSuchRoom("There is no such room.")
    return session


def _check_startable(session: Session) -> None:
    if session.state == "canceled":
        raise SessionIsCanceled("This session was canceled.")
    if session.state == "ended":
        raise SessionOver("This session has ended. Schedule another one.")
    if not session.event.is_published:
        raise NotPublished("Publish the event first.")


async def _check_package(db: Db, session: Session) -> None:
    """As many sessions of one owner are live at once as their package has."""
    package = await package_of_owner(db, session.event.owner_id)
    if package.concurrent_sessions is None:
        return
    of_owner = select(func.count()).select_from(Session).join(Event, Event.id == Session.event_id)
    live = await db.scalar(of_owner.where(Event.owner_id == session.event.owner_id, Session.state == "live")) or 0
    if live >= package.concurrent_sessions:
        detail = filled(
            "The package %(name)s has %(most)s live sessions at once. End one first.",
            name=package.name,
            most=package.concurrent_sessions,
        )
        raise OverPackage(detail)


async def _tell_end(db: Db, actor: RoomActor, session: Session, *, duration_s: int, now: datetime) -> None:
    registrants = await db.scalar(select(func.count()).where(Registration.session_id == session.id)) or 0
    attendees = await db.scalar(select(func.count()).where(Attendance.session_id == session.id)) or 0
    ended = SessionEnded(
        event_id=session.event_id, registrants_count=registrants, attendees_count=attendees, duration_s=duration_s
    )
    record(db, actor, ended, about=session.id, now=now)
