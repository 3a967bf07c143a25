"""Status words as conditions: what `events.rules` says of one row, said by the database of all.

Both must agree: a list filtered by a word shows rows with that word.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from footlights.events.models import Event, Session
from footlights.events.rules import NOT_STARTED_AFTER
from footlights.kit.database import UtcTime

SESSION_STATUSES = ("upcoming", "live", "on_demand", "past", "past_not_started", "canceled", "draft")
EVENT_STATUSES = ("live", "upcoming", "on_demand", "ended", "not_started", "draft", "cancelled", "not_scheduled")


class MinutesAfter(FunctionElement[datetime]):
    """A time column and a column of minutes, added."""

    type = UtcTime()
    inherit_cache = True


@compiles(MinutesAfter, "postgresql")
def _on_postgresql(element: MinutesAfter, compiler: SQLCompiler, **kw: Any) -> str:  # Any: SQLAlchemy's own
    at, minutes = (compiler.process(part, **kw) for part in element.clauses)
    return f"({at} + {minutes} * interval '1 minute')"


@compiles(MinutesAfter, "sqlite")
def _on_sqlite(element: MinutesAfter, compiler: SQLCompiler, **kw: Any) -> str:  # Any: as above
    """In the text form in which times are stored, with six digits after the point."""
    at, minutes = (compiler.process(part, **kw) for part in element.clauses)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {at}, '+' || {minutes} || ' minutes') || '000')"


def session_has_status(status: str, *, now: datetime) -> ColumnElement[bool]:
    """`events.rules.session_status`, for a query that has Session and its Event."""
    scheduled, published = Session.state == "scheduled", Event.status == "published"
    is_late = and_(
        Event.schedule != "permanent",
        MinutesAfter(Session.starts_at, Event.duration_min) < now - NOT_STARTED_AFTER,
    )
    match status:
        case "live":
            return Session.state == "live"
        case "past":
            return Session.state == "ended"
        case "canceled":
            return Session.state == "canceled"
        case "draft":
            return and_(scheduled, Event.status == "draft")
        case "upcoming":
            return and_(scheduled, published, ~is_late)
        case "past_not_started":
            return and_(scheduled, published, is_late)
        case _:
            return false()


def event_has_status(status: str, *, now: datetime) -> ColumnElement[bool]:
    """`events.rules.scheduling_status`, for a query that has Event."""

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(Session.event_id == Event.id, *conditions)

    published = Event.status == "published"
    live, upcoming, past = (has(session_has_status(word, now=now)) for word in ("live", "upcoming", "past"))
    match status:
        case "draft":
            return Event.status == "draft"
        case "not_scheduled":
            return and_(published, ~has())
        case "live":
            return and_(published, live)
        case "upcoming":
            return and_(published, ~live, upcoming)
        case "cancelled":
            return and_(published, has(), ~has(Session.state != "canceled"))
        case "ended":
            return and_(published, ~live, ~upcoming, past)
        case "not_started":
            return and_(published, ~live, ~upcoming, ~past, has(session_has_status("past_not_started", now=now)))
        case _:
            return false()
