"""Sessions with their counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import bindparam, select

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.events.models import Event, Session
from footlights.events.rules import session_status
from footlights.kit.database import Reads, fetch
from footlights.kit.snapshot import Prepared
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


COLUMNS = (
    Session.id,
    Session.event_id,
    Session.name,
    Session.state,
    Session.starts_at,
    Session.time_zone,
    Session.embed_url,
    Session.started_at,
    Session.ended_at,
    Session.canceled_at,
    Session.created_at,
    Session.updated_at,
)
Row = Any  # Any: a row of COLUMNS
EventRow = Any  # Any: a row with what `session_status` reads of an event
_OF_EVENTS = Prepared(
    select(*COLUMNS)
    .where(Session.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(Session.starts_at, Session.id)
)


async def list_rows_of_events(db: Reads, event_ids: Collection[str]) -> dict[str, list[Row]]:
    """Sessions by event, earliest first, in one statement."""
    found: dict[str, list[Row]] = {event_id: [] for event_id in event_ids}
    for row in await fetch(db, _OF_EVENTS, {"event_ids": list(found)}):
        found[row.event_id].append(row)
    return found


async def read_sessions(db: Reads, sessions: Sequence[Session], *, base_url: str, now: datetime) -> list[Resource]:
    """Several sessions in two statements; `session.event` is loaded."""
    events = {session.event_id: session.event for session in sessions}
    return await read_session_rows(db, sessions, events, base_url=base_url, now=now)


async def read_session_rows(
    db: Reads,
    sessions: Sequence[Session | Row],
    events: Mapping[str, Event | EventRow],
    *,
    base_url: str,
    now: datetime,
) -> list[Resource]:
    """Several sessions in two statements, with their events by id."""
    ids = [session.id for session in sessions]
    registrants, attendees = await count_registrations(db, ids), await count_attendees(db, ids)
    return [
        session_resource(
            session,
            events[session.event_id],
            registrants=registrants[session.id],
            attendees=attendees[session.id],
            base_url=base_url,
            now=now,
        )
        for session in sessions
    ]


def session_resource(
    session: Session | Row,
    event: Event | EventRow,
    *,
    registrants: int,
    attendees: int,
    base_url: str,
    now: datetime,
) -> Resource:
    attributes = SessionAttributes(
        event_id=session.event_id,
        event_type_id=session.event_id,
        status=session_status(session, event, now=now),
        timezone=session.time_zone,
        room_link=room_link(base_url, session.event_id, session.id),
        name=session.name,
        attendees_count=attendees,
        duration=_duration_s(session),
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


def _duration_s(session: Session | Row) -> int | None:
    if session.started_at is None or session.ended_at is None:
        return None
    return round((session.ended_at - session.started_at).total_seconds())
