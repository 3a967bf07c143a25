"""What the room makes of facts told elsewhere: entries in its log, and notes to the servers that hold it open."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.events.models import Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.outbox import Fact
from footlights.room.frames import SessionCanceledData, SessionRescheduledData
from footlights.room.log import append_entry, lock_room

STALE = "rooms_stale"
"""Key in `db.info`: sessions whose snapshot changed in a way that has no entry, such as the title."""
REMOVED = "room_people_removed"
"""Key in `db.info`: pairs of session and person id, of people who lost their place."""


async def announce_rescheduled(db: Db, fact: Fact) -> None:
    """For `session.updated`: tell the room its new time, or let it read its name anew."""
    session = await _find_session(db, fact.subject_id)
    if session is None:
        return
    if not fact.data.get("moved"):
        db.info.setdefault(STALE, set()).add(session.id)
        return
    await _append_plan(db, session, fact)


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
    """For `event.updated` and `event.published`: rooms of the event read title, switches and speakers anew.

    The planned length of a live session may have changed too; for one to come `session.updated` says so.
    """
    rows = await db.execute(select(Session.id, Session.state).where(Session.event_id == fact.subject_id))
    for session_id, state in rows.all():
        db.info.setdefault(STALE, set()).add(session_id)
        session = await _find_session(db, session_id) if state == "live" else None
        if session is not None:
            await _append_plan(db, session, fact)


async def show_out(db: Db, fact: Fact) -> None:
    """For `person.unregistered`: whoever lost the place is asked out of the room."""
    db.info.setdefault(REMOVED, set()).add((fact.data["session_id"], fact.data["person_id"]))


async def _append_plan(db: Db, session: Session, fact: Fact) -> None:
    room = await lock_room(db, session.id, now=fact.recorded_at)
    moved = SessionRescheduledData(
        starts_at=to_ms(session.starts_at), time_zone=session.time_zone, duration_min=session.event.duration_min
    )
    append_entry(db, room, moved, actor_id=fact.actor_id, now=fact.recorded_at)


async def _find_session(db: Db, session_id: str) -> Session | None:
    query = select(Session).options(joinedload(Session.event)).where(Session.id == session_id)
    return (await db.scalars(query.execution_options(populate_existing=True))).one_or_none()
