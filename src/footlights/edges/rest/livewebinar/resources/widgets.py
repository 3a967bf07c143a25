"""Widgets: events with their rooms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from footlights.edges.rest.livewebinar.answers import unix
from footlights.edges.rest.livewebinar.attached import read_attached
from footlights.edges.rest.livewebinar.resources.users import KIND as PERSON
from footlights.edges.rest.livewebinar.rooms import KIND
from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of_events
from footlights.events.room_options import RoomOptions, options_of
from footlights.events.rules import room_session
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.registration.room_links import role_hash, role_token, role_url, room_number_url
from footlights.services import Services

ROLES = {"host": "host", "moderator": "moderator", "presenter": "speaker", "attendee": "attendee"}
"""Roles as this API calls them, and as registrations do."""


async def read_widgets(
    db: Db, services: Services, events: Sequence[Event], *, now: datetime
) -> list[dict[str, Any]]:  # Any: JSON
    """Documents of events of one workspace, which are loaded with owner and workspace, in a handful of statements."""
    if not events:
        return []
    workspace_id = events[0].workspace_id
    numbers = await numbers_of(db, workspace_id, KIND, [event.id for event in events])
    owners = await numbers_of(db, workspace_id, PERSON, [event.owner_id for event in events])
    sessions = await list_sessions_of_events(db, list(events))
    attached = await read_attached(db, events)
    return [
        {"id": numbers[event.id]}
        | _widget(services, event, sessions[event.id], now=now)
        | attached[event.id]
        | {"user_id": owners[event.owner_id]}
        for event in events
    ]


def _widget(services: Services, event: Event, sessions: list[Session], *, now: datetime) -> dict[str, Any]:
    """The document without ids; `password` is for the owner and admins, who alone can read it."""
    session, options = room_session(sessions, event, now=now), options_of(event)
    is_dated = session is not None and event.schedule == "scheduled"
    password = (session.passcode if session and not session.is_over else options.password) or ""
    return {
        "token": event.room_number,
        "name": event.title,
        "custom_name": event.slug if options.has_custom_name else None,
        "type": event.schedule,
        "status": "active" if event.is_published else "inactive",
        "start_date": unix(session.starts_at) if session and is_dated else None,
        "duration": event.duration_min,
        "timezone": session.time_zone if session else event.owner.time_zone or event.workspace.time_zone,
        "agenda": event.description or "",
        "password": password,
        "is_password_protected": bool(password),
        "strict_event": int(options.is_strict),
        "manual_confirm_registrants": int(event.needs_approval),
        "disable_all_notifications": int(options.sends_no_mail),
        "thank_you_email": int(options.sends_thank_you),
        "language": event.language,
        "capacity": session.capacity if session and not session.is_over else options.capacity,
        "autostart": _autostart(event, options, session),
        **_links(services, event),
        "session_active": any(each.is_live for each in sessions),
        "created_at": unix(event.created_at),
        "updated_at": unix(max([event.updated_at, *(each.updated_at for each in sessions)])),
    }


def _autostart(event: Event, options: RoomOptions, session: Session | None) -> dict[str, Any]:  # Any: JSON
    is_locked = session.waiting_room if session and not session.is_over else options.is_locked
    return {
        "mode": _mode(event, options),
        "lock_state": "locked" if is_locked else "unlocked",
        "initial_layout_id": options.initial_layout or 1,
        "initial_template_id": options.initial_template or 0,
        "thankyou_page_url": options.thank_you_url,
        "record": int(options.starts_recording),
    }


def _mode(event: Event, options: RoomOptions) -> str:
    """Whether everyone may speak is a switch of the event, which the console and the other API have too."""
    if event.can_everyone_speak:
        return "discussion"
    return "presentation" if options.mode in (None, "discussion") else options.mode


def _links(services: Services, event: Event) -> dict[str, Any]:  # Any: JSON
    base_url, key = services.settings.base_url, services.secret_key
    return {
        "roles": {name: role_token(key, event, role) for name, role in ROLES.items()},
        "role_hashes": {name: role_hash(key, event, role) for name, role in ROLES.items()},
        "hosted_at": {name: role_url(base_url, key, event, role) for name, role in ROLES.items()},
        "url": room_number_url(base_url, event),
    }
