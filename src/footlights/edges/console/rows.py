"""Sessions as the console lists them: with their state in words and their figures, a fixed number of queries a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of, list_sessions_of_events
from footlights.events.rules import SessionStatus, scheduling_status, session_status
from footlights.kit.database import Db
from footlights.registration.queries import count_registrations
from footlights.room.attendance import count_attendees


@dataclass(frozen=True)
class SessionRow:
    """One session with what a list says of it."""

    session: Session
    event: Event
    status: SessionStatus
    registered: int
    attended: int

    @property
    def ends_at(self) -> datetime:
        """Its real end, or the planned one."""
        return self.session.ended_at or self.session.starts_at + timedelta(minutes=self.event.duration_min)

    @property
    def is_open(self) -> bool:
        """May people be added, and does the room open?"""
        return self.status in {"draft", "upcoming", "live"}

    @property
    def has_room(self) -> bool:
        return self.status in {"upcoming", "live"}

    @property
    def has_report(self) -> bool:
        return self.session.started_at is not None

    @property
    def title(self) -> str:
        return self.session.name or self.event.title

    @property
    def attended_percent(self) -> int | None:
        """Of those registered; None before the start or without registrants."""
        return round(100 * self.attended / self.registered) if self.has_report and self.registered else None


@dataclass(frozen=True)
class EventRow:
    """One event with its sessions, earliest first."""

    event: Event
    status: str  # draft | not_scheduled | upcoming | live | ended | not_started | cancelled
    sessions: list[SessionRow]

    @property
    def next(self) -> SessionRow | None:
        """The session that is live, or else the soonest to come."""
        live = next((row for row in self.sessions if row.status == "live"), None)
        return live or next((row for row in self.sessions if row.is_open), None)

    @property
    def shown(self) -> SessionRow | None:
        """The session that stands for the event in a list: the next one, or else the last."""
        return self.next or (self.sessions[-1] if self.sessions else None)

    @property
    def registered(self) -> int:
        return sum(row.registered for row in self.sessions)

    @property
    def attended(self) -> int:
        return sum(row.attended for row in self.sessions if row.has_report)

    @property
    def attended_percent(self) -> int | None:
        """Over the sessions that took place."""
        expected = sum(row.registered for row in self.sessions if row.has_report)
        return round(100 * self.attended / expected) if expected else None


async def session_rows(db: Db, sessions: Sequence[Session], *, now: datetime) -> list[SessionRow]:
    """Rows for sessions whose `event` is loaded, in the same order."""
    ids = [session.id for session in sessions]
    registered, attended = await count_registrations(db, ids), await count_attendees(db, ids)
    return [
        SessionRow(
            session,
            session.event,
            session_status(session, session.event, now=now),
            registered[session.id],
            attended.get(session.id, 0),
        )
        for session in sessions
    ]


async def event_row(db: Db, event: Event, *, now: datetime) -> EventRow:
    sessions = await list_sessions_of(db, event)
    return EventRow(event, scheduling_status(event, sessions, now=now), await session_rows(db, sessions, now=now))


async def event_rows(db: Db, events: list[Event], *, now: datetime) -> list[EventRow]:
    by_event = await list_sessions_of_events(db, events)
    for event in events:
        for session in by_event[event.id]:
            session.event = event
    rows = await session_rows(db, [session for event in events for session in by_event[event.id]], now=now)
    return [
        EventRow(
            event,
            scheduling_status(event, by_event[event.id], now=now),
            [row for row in rows if row.event.id == event.id],
        )
        for event in events
    ]
