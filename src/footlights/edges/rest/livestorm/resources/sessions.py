"""Sessions with their counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.events.models import Session
from footlights.events.rules import session_status
from footlights.kit.database import Db
from footlights.registration.links import room_link
from footlights.registration.queries import count_registrations
from footlights.room.attendance import count_attendees

SessionStatus = Literal["upcoming", "live", "on_demand", "past", "past_not_started", "canceled", "draft"]


class SessionAttributes(msgspec.Struct, kw_only=True):
    """Times are Unix seconds, 0 for what has not happened; `duration` is seconds, null until the session has ended."""

    event_id: str
    event_type_id: str
    status: SessionStatus
    timezone: str
    room_link: str
    name: str | None
    attendees_count: int
    duration: int | None
    estimated_started_at: int
    started_at: int
    ended_at: int
    canceled_at: int
    created_at: int
    updated_at: int
    registrants_count: int
    breakout_room_parent_session_id: str | None = None
    embed_url: str | None


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
    attributes = SessionAttributes(
        event_id=session.event_id,
        event_type_id=session.event_id,
        status=session_status(session, session.event, now=now),
        timezone=session.time_zone,
        room_link=room_link(base_url, session.event_id, session.id),
        name=session.name,
        attendees_count=attendees,
        duration=round(session.duration.total_seconds()) if session.duration is not None else None,
        estimated_started_at=unix(session.starts_at),
        started_at=unix(session.started_at),
        ended_at=unix(session.ended_at),
        canceled_at=unix(session.canceled_at),
        created_at=unix(session.created_at),
        updated_at=unix(session.updated_at),
        registrants_count=registrants,
        embed_url=session.embed_url,
    )
    return Resource("sessions", session.id, attributes)
