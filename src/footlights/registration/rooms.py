"""An event's room as one thing: its options and the session that stands in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import insert, select, update

from footlights.events.models import Event, Session
from footlights.events.queries import find_session, list_sessions_of
from footlights.events.room_options import RoomOptions, options_of, set_options
from footlights.events.rules import check_capacity, check_passcode, check_start, room_session
from footlights.events.sessions import create_session, update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.outbox import Fact
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.requests import OPEN
from footlights.registration.scheduling import schedule_session
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.rules import check_time_zone

SHORTEST_PASSWORD = 1
"""LiveWebinar contract, section 4.2; the console asks for more."""
GUEST = "room"
"""`registration_type` of whoever came by a name alone: they have no link that should open the next session."""


@dataclass(frozen=True, kw_only=True)
class RoomChange:
    """What to set; None (UNSET where null is a value) leaves a value as it is.

    `options` are members of RoomOptions by name, but for those that are fields here.
    """

    schedule: str | None = None  # scheduled | permanent
    starts_at: datetime | None = None
    time_zone: str | None = None
    password: str | None = None  # "" for none
    is_locked: bool | None = None
    capacity: int | UnsetType | None = UNSET
    options: dict[str, Any] = field(default_factory=dict)  # Any: as RoomOptions has them


async def set_room(db: Db, actor: Actor, event: Event, change: RoomChange, *, now: datetime) -> None:
    """Set how the room behaves, in the sessions that are open and in those to come.

    A permanent room gets a session that can be opened when it has none, a scheduled one when a start is given: then
    the open one moves there. Refuses like `events.actions.update_session`, and an unknown schedule.
    """
    require_team(actor)
    if change.schedule not in (None, "scheduled", "permanent"):
        raise Invalid("A room is scheduled or permanent.", code="unknown_schedule", pointer="type")
    event.schedule = change.schedule or event.schedule
    set_options(event, _changed(options_of(event), change))
    event.updated_at = now
    await db.flush()
    sessions = await list_sessions_of(db, event)
    session = room_session([each for each in sessions if not each.is_over], event, now=now)
    if session is not None:
        await _move(db, actor, session, change, now=now)
    elif event.schedule == "permanent" or _is_new_date(sessions, change.starts_at):
        sessions.append(await _open_room(db, actor, event, change, now=now))
    for each in sessions:
        if not each.is_over:
            await _fit_out(db, actor, each, change, now=now)


async def reopen_room(db: Db, fact: Fact) -> None:
    """`session.ended`, `session.canceled`: a permanent room opens again, with everybody who has a link of their own."""
    ended = await find_session(db, fact.subject_id)
    if ended is None or ended.event.schedule != "permanent" or ended.event.removed_at is not None:
        return
    sessions, now = await list_sessions_of(db, ended.event), utcnow()
    if any(not session.is_over for session in sessions):
        return
    actor = Actor(ended.workspace_id, None, "system", "system")
    session = await create_session(
        db,
        actor,
        ended.event_id,
        starts_at=now.replace(second=0, microsecond=0),
        time_zone=ended.time_zone,
        name=ended.name,
        capacity=ended.capacity,
        now=now,
    )
    session.passcode, session.waiting_room = ended.passcode, ended.waiting_room
    session.registered_only = ended.registered_only
    await _carry_over(db, ended, session, now=now)


async def _carry_over(db: Db, before: Session, session: Session, *, now: datetime) -> None:
    """Move everybody's place but that of guests, and the open requests for one.

    A place that moves keeps its id, and with it its number, its links and their replacement: who has stored them need
    not know that the room opened again. The session before keeps copies, whose links were never given to anybody.
    """
    own = (Registration.session_id == before.id) & (Registration.registration_type != GUEST)
    columns = [column for column in Registration.__table__.columns if column.key not in {"id", "session_id"}]
    rows = [dict(row) for row in (await db.execute(select(*columns).where(own))).mappings()]
    moved = {"session_id": session.id, "updated_at": now}
    await db.execute(update(Registration).where(own).values(moved))
    if rows:
        await db.execute(insert(Registration), [{**row, "id": new_id(), "session_id": before.id} for row in rows])
    open_requests = (PlaceRequest.session_id == before.id) & PlaceRequest.state.in_(OPEN)
    await db.execute(update(PlaceRequest).where(open_requests).values(moved))


def _is_new_date(sessions: list[Session], starts_at: datetime | None) -> bool:
    """Clients repeat the date with every change, also when the session is over."""
    return starts_at is not None and all(session.starts_at != starts_at for session in sessions)


def _changed(options: RoomOptions, change: RoomChange) -> RoomOptions:
    changes = dict(change.options)
    if change.password is not None:
        changes["password"] = check_passcode(change.password, shortest=SHORTEST_PASSWORD)
    if change.is_locked is not None:
        changes["is_locked"] = change.is_locked
    if not isinstance(change.capacity, UnsetType):
        changes["capacity"] = check_capacity(change.capacity)
    return msgspec.structs.replace(options, **changes)


async def _move(db: Db, actor: Actor, session: Session, change: RoomChange, *, now: datetime) -> None:
    """Date and zone of a scheduled room's session, when they differ: clients send them with every change."""
    starts_at = change.starts_at if change.starts_at != session.starts_at else None
    time_zone = change.time_zone if change.time_zone != session.time_zone else None
    if session.event.schedule == "permanent":
        session.time_zone = check_time_zone(time_zone or session.time_zone)
    elif starts_at or time_zone:
        await update_session(db, actor, session.id, starts_at=starts_at, time_zone=time_zone, now=now)


async def _open_room(db: Db, actor: Actor, event: Event, change: RoomChange, *, now: datetime) -> Session:
    """A session from which everybody with the address can be kept out only by the options: a name is enough."""
    options = options_of(event)
    minute = now.replace(second=0, microsecond=0)
    starts_at = minute if event.schedule == "permanent" else check_start(change.starts_at or minute, now=now)
    session = await schedule_session(
        db,
        actor,
        event.id,
        starts_at=starts_at,
        time_zone=change.time_zone or event.owner.time_zone or event.workspace.time_zone,
        capacity=options.capacity,
        now=now,
    )
    session.registered_only = False
    session.passcode, session.waiting_room = options.password, options.is_locked
    return session


async def _fit_out(db: Db, actor: Actor, session: Session, change: RoomChange, *, now: datetime) -> None:
    wanted: dict[str, Any] = {}
    if change.password is not None and (change.password.strip() or None) != session.passcode:
        wanted |= {"passcode": change.password, "shortest_passcode": SHORTEST_PASSWORD}
    if change.is_locked is not None and change.is_locked != session.waiting_room:
        wanted["waiting_room"] = change.is_locked
    if not isinstance(change.capacity, UnsetType) and change.capacity != session.capacity:
        wanted["capacity"] = change.capacity
    if wanted:
        await update_session(db, actor, session.id, now=now, **wanted)
