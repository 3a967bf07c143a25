"""Sessions with their counts."""

from collections.abc import Sequence
from datetime import datetime

from footlights.edges.rest.livestorm.documents import Document, Resource, unix
from footlights.events.models import Session
from footlights.events.rules import session_status
from footlights.kit.database import Db
from footlights.registration.links import room_link
from footlights.registration.queries import count_registrations
from footlights.room.attendance import count_attendees


async def read_sessions(db: Db, sessions: Sequence[Session], *, base_url: str, now: datetime) -> list[Resource]:
    """Several sessions in two statements; `session.event` is loaded."""
    ids = [session.id for session in sessions]
    registrants, attendees = await count_registrations(db, ids), await count_attendees(db, ids)
    return [
        session_resource(
            session,
            registrants=registrants[session.id],
            attendees=attendees[session.id],
            base_url=base_url,
            now=now,
        )
        for session in sessions
    ]


def session_resource(session: Session, *, registrants: int, attendees: int, base_url: str, now: datetime) -> Resource:
    attributes: Document = {
        "event_id": session.event_id,
        "event_type_id": session.event_id,
        "status": session_status(session, session.event, now=now),
        "timezone": session.time_zone,
        "room_link": room_link(base_url, session.event_id, session.id),
        "name": session.name,
        "attendees_count": attendees,
        "duration": round(session.duration.total_seconds()) if session.duration is not None else None,
        "estimated_started_at": unix(session.starts_at),
        "started_at": unix(session.started_at),
        "ended_at": unix(session.ended_at),
        "canceled_at": unix(session.canceled_at),
        "created_at": unix(session.created_at),
        "updated_at": unix(session.updated_at),
        "registrants_count": registrants,
        "breakout_room_parent_session_id": None,
        "embed_url": session.embed_url,
    }
    return Resource("sessions", session.id, attributes)
