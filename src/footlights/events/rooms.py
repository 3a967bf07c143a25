"""An event's room by the number or name that people type, and the session that stands in it now."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from footlights.events.models import Event, Session
from footlights.events.queries import WITH_EVENT, list_sessions_of
from footlights.events.room_options import options_of
from footlights.events.rules import room_session
from footlights.kit.database import Db
from footlights.workspace.queries import find_workspace_by_slug

ROOM_NUMBER = re.compile(r"\d{3}-\d{3}-\d{3}")
PLACES = frozenset(
    [
        "actions",
        "api",
        "api-apps",
        "auth",
        "console",
        "dev",
        "ef",
        "em",
        "healthz",
        "language",
        "live",
        "logos",
        "mcp",
        "metrics",
        "oauth",
        "p",
        "pictures",
        "readyz",
        "reports",
        "resource",
        "static",
        "storage",
        "unsubscribe",
        "v1",
        "widget-login",
        "widgets",
    ]
)
"""What stands below the root of this server, and opens no room whatever that is called."""
MOST_OF_A_NAME = 20
"""Workspaces may give their events the same slug."""
STRICT_MARGIN = timedelta(minutes=60)
"""Before the start and after the planned end of a strict session (LiveWebinar contract, section 4.2)."""


async def find_event_by_number(db: Db, number: str) -> Event | None:
    """Whatever its status, with owner and workspace."""
    if not ROOM_NUMBER.fullmatch(number):
        return None
    return (
        await db.scalars(
            select(Event).options(*WITH_EVENT).where(Event.room_number == number, Event.removed_at.is_(None))
        )
    ).one_or_none()


async def find_event_by_name(db: Db, name: str) -> Event | None:
    """The published event whose room has this name for an address; None also when several have."""
    named = select(Event).where(Event.slug == name, Event.status == "published", Event.removed_at.is_(None))
    found = [event for event in await db.scalars(named.limit(MOST_OF_A_NAME)) if options_of(event).has_custom_name]
    return found[0] if len(found) == 1 else None


async def opens_by_name(db: Db, name: str, event: Event | None) -> bool:
    """Would the address `/{name}` open the event's room, or that of a new one, and nothing else?"""
    if name in PLACES or ROOM_NUMBER.fullmatch(name) or await find_workspace_by_slug(db, name) is not None:
        return False
    taken = await db.scalars(select(Event.id).where(Event.slug == name))
    return not set(taken) - {event.id if event else None}


async def find_room_session(db: Db, event: Event, *, now: datetime) -> Session | None:
    """The session that the event's number opens (`rules.room_session`), with `session.event` set."""
    return room_session(await list_sessions_of(db, event), event, now=now)


def strict_hours(session: Session, event: Event) -> tuple[datetime, datetime] | None:
    """From when until when attendees may come in; None when at any time."""
    if event.schedule != "scheduled" or not options_of(event).is_strict:
        return None
    ends_at = session.starts_at + timedelta(minutes=event.duration_min)
    return session.starts_at - STRICT_MARGIN, ends_at + STRICT_MARGIN
