"""What can be done with sessions."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from footlights.events.errors import SessionNotOpen
from footlights.events.facts import SessionCanceled, SessionCreated, SessionUpdated
from footlights.events.models import Session
from footlights.events.queries import get_event_for, get_session_for
from footlights.events.rules import check_capacity, check_passcode, check_replay, check_start
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.outbox import record
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.rules import check_time_zone


async def create_session(
    db: Db,
    actor: Actor,
    event_id: str,
    *,
    starts_at: datetime,
    time_zone: str,
    name: str | None = None,
    capacity: int | None = None,
    embed_url: str | None = None,
    series_id: str | None = None,
    now: datetime,
) -> Session:
    """Schedule a session. Tells SessionCreated. Edges call `registration.scheduling.schedule_session`, which also gives
    the owner a place."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    session = Session(
        id=new_id(),
        workspace_id=event.workspace_id,
        event_id=event.id,
        name=clean_line(name or "", limit=300) or None,
        state="scheduled",
        starts_at=check_start(starts_at, now=now),
        time_zone=check_time_zone(time_zone),
        capacity=check_capacity(capacity),
        embed_url=embed_url,
        series_id=series_id,
        created_at=now,
        updated_at=now,
    )
    session.event = event
    db.add(session)
    await db.flush()
    record(db, actor, SessionCreated(event_id=event.id), about=session.id, now=now)
    return session


async def update_session(
    db: Db,
    actor: Actor,
    session_id: str,
    *,
    starts_at: datetime | None = None,
    time_zone: str | None = None,
    name: str | None = None,
    capacity: int | UnsetType | None = UNSET,
    embed_url: str | None = None,
    passcode: str | None = None,
    shortest_passcode: int = 4,
    waiting_room: bool | None = None,
    registered_only: bool | None = None,
    replay_url: str | None = None,
    now: datetime,
) -> Session:
    """Change a session; date and zone only while it is still to come (SessionNotOpen). Tells SessionUpdated.

    None leaves a member as it is; an empty `passcode` or `replay_url` takes it away.
    """
    require_team(actor)
    session = await get_session_for(db, actor, session_id)
    before = (session.starts_at, session.time_zone)
    if (starts_at or time_zone) and session.state != "scheduled":
        raise SessionNotOpen("Only a session that is still to come can be moved.", pointer="estimated_started_at")
    if starts_at is not None:
        session.starts_at = check_start(starts_at, now=now)
    if time_zone is not None:
        session.time_zone = check_time_zone(time_zone)
    if name is not None:
        session.name = clean_line(name, limit=300) or None
    if not isinstance(capacity, UnsetType):
        session.capacity = check_capacity(capacity)
    if embed_url is not None:
        session.embed_url = embed_url or None
    if passcode is not None and passcode != session.passcode:
        session.passcode = check_passcode(passcode, shortest=shortest_passcode)
    if registered_only is not None:
        session.registered_only = registered_only
    if replay_url is not None:
        session.replay_url = check_replay(replay_url)
    is_door_changed = waiting_room is not None and waiting_room != session.waiting_room
    if waiting_room is not None:
        session.waiting_room = waiting_room
    session.updated_at = now
    moved = (session.starts_at, session.time_zone) != before
    session.revision += 1
    told = SessionUpdated(event_id=session.event_id, moved=moved, is_door_changed=is_door_changed)
    record(db, actor, told, about=session.id, now=now)
    return session


async def cancel_session(db: Db, actor: Actor, session_id: str, *, reason: str = "", now: datetime) -> Session:
    """Cancel a session that is still to come; people are told the `reason`. Canceling twice changes nothing. Tells
    SessionCanceled."""
    require_team(actor)
    session = await get_session_for(db, actor, session_id)
    if session.state == "canceled":
        return session
    if session.state != "scheduled":
        raise SessionNotOpen("A session that has started cannot be canceled.")
    session.state, session.canceled_at, session.updated_at = "canceled", now, now
    session.cancel_reason = clean_line(reason, limit=500) or None
    session.revision += 1
    record(db, actor, SessionCanceled(event_id=session.event_id), about=session.id, now=now)
    return session


async def reinstate_session(db: Db, actor: Actor, session_id: str, *, now: datetime) -> Session:
    """Bring a canceled session back, with the people it had. Tells SessionUpdated, as if it had moved."""
    require_team(actor)
    session = await get_session_for(db, actor, session_id)
    if session.state != "canceled":
        return session
    session.state, session.canceled_at, session.cancel_reason, session.updated_at = "scheduled", None, None, now
    session.revision += 1
    back = SessionUpdated(event_id=session.event_id, moved=True, reinstated=True)
    record(db, actor, back, about=session.id, now=now)
    return session
