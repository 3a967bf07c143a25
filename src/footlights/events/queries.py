"""Reading events and sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from footlights.events.errors import NoSuchEvent, NoSuchSession
from footlights.events.models import Event, Session
from footlights.events.rules import NOT_STARTED_AFTER
from footlights.kit.database import Db, Reads, fetch, has_words
from footlights.kit.ids import find_id
from footlights.kit.snapshot import Prepared
from footlights.workspace.actors import Actor
from footlights.workspace.models import Workspace

Tab = Literal["all", "upcoming", "live", "past", "draft", "canceled"]
WITH_EVENT = (joinedload(Event.owner), joinedload(Event.workspace))
_SESSION = (
    select(Session)
    .options(
        joinedload(Session.event).joinedload(Event.owner),
        joinedload(Session.event).joinedload(Event.workspace),
    )
    .where(Session.id == bindparam("id"))
)
_EVENT = Prepared(
    select(Event.id).where(
        Event.id == bindparam("id"), Event.workspace_id == bindparam("workspace_id"), Event.removed_at.is_(None)
    )
)
_STATE = Prepared(
    select(Session.id, Session.event_id, Session.state, Session.started_at, Session.ended_at)
    .join(Event, Event.id == Session.event_id)
    .where(
        Session.id == bindparam("id"),
        Session.workspace_id == bindparam("workspace_id"),
        Event.removed_at.is_(None),
    )
)


async def get_event_for(db: Db, actor: Actor, event_id: str) -> Event:
    """An event of the actor's workspace with owner and workspace, or NoSuchEvent."""
    wanted = find_id(event_id)
    found = (
        await db.scalars(
            select(Event)
            .options(*WITH_EVENT)
            .where(Event.id == wanted, Event.workspace_id == actor.workspace_id, Event.removed_at.is_(None))
        )
        if wanted
        else None
    )
    event = found.one_or_none() if found else None
    if event is None:
        raise NoSuchEvent("There is no such event.")
    return event


async def get_event_id_for(db: Reads, actor: Actor, event_id: str) -> str:
    """The id of an event of the actor's workspace, or NoSuchEvent."""
    wanted = find_id(event_id)
    rows = await fetch(db, _EVENT, {"id": wanted, "workspace_id": actor.workspace_id}) if wanted else []
    if not rows:
        raise NoSuchEvent("There is no such event.")
    return str(rows[0].id)


async def get_session_for(db: Db, actor: Actor, session_id: str) -> Session:
    """A session of the actor's workspace with its event, or NoSuchSession."""
    session = await find_session(db, session_id)
    if session is None or session.workspace_id != actor.workspace_id or session.event.removed_at is not None:
        raise NoSuchSession("There is no such session.")
    return session


@dataclass(frozen=True, slots=True)
class SessionState:
    """What a session is and when it took place, without the work that an entity needs."""

    id: str
    event_id: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.state == "live"


async def get_session_state_for(db: Reads, actor: Actor, session_id: str) -> SessionState:
    """The same session as `get_session_for`, or NoSuchSession."""
    wanted = find_id(session_id)
    rows = await fetch(db, _STATE, {"id": wanted, "workspace_id": actor.workspace_id}) if wanted else []
    if not rows:
        raise NoSuchSession("There is no such session.")
    return SessionState(*rows[0])


async def find_session(db: Db, session_id: str) -> Session | None:
    """Any session by id with its event, owner and workspace; for edges that check a link instead of an actor."""
    wanted = find_id(session_id)
    if wanted is None:
        return None
    return (await db.scalars(_SESSION, {"id": wanted})).one_or_none()


async def find_public_event(db: Db, event_id: str) -> Event | None:
    """A published event with owner and workspace, whoever asks."""
    wanted = find_id(event_id)
    if wanted is None:
        return None
    published = (Event.id == wanted) & (Event.status == "published")
    return (await db.scalars(select(Event).options(*WITH_EVENT).where(published))).one_or_none()


async def find_public_event_by_slug(db: Db, workspace_slug: str, event_slug: str) -> Event | None:
    return (
        await db.scalars(
            select(Event)
            .join(Workspace, Workspace.id == Event.workspace_id)
            .options(*WITH_EVENT)
            .where(Workspace.slug == workspace_slug, Event.slug == event_slug, Event.status == "published")
        )
    ).one_or_none()


async def list_sessions_of(db: Db, event: Event) -> list[Session]:
    """All sessions of one event, earliest first, with `session.event` set."""
    sessions = list(
        await db.scalars(select(Session).where(Session.event_id == event.id).order_by(Session.starts_at, Session.id))
    )
    for session in sessions:
        session.event = event
    return sessions


async def list_sessions_of_events(db: Db, events: list[Event]) -> dict[str, list[Session]]:
    """Sessions of several events in one statement: event id to sessions, earliest first."""
    by_event: dict[str, list[Session]] = {event.id: [] for event in events}
    rows = await db.scalars(
        select(Session).where(Session.event_id.in_(by_event)).order_by(Session.starts_at, Session.id)
    )
    for session in rows:
        by_event[session.event_id].append(session)
    return by_event


@dataclass(frozen=True)
class Page:
    """Rows of one page and the number of all."""

    events: list[Event]
    total: int


async def list_events_page(
    db: Db,
    actor: Actor,
    *,
    tab: Tab = "all",
    title: str = "",
    conditions: tuple[ColumnElement[bool], ...] = (),
    limit: int = 25,
    offset: int = 0,
    now: datetime,
) -> Page:
    """Events of the workspace, newest first, in "upcoming" those whose next session is soonest first.

    `tab` and `title` (a part of it, any case) narrow the list; events without a session end it.
    """
    mine = (Event.workspace_id == actor.workspace_id) & Event.removed_at.is_(None)
    wanted = select(Event).where(mine, *conditions)
    if title:
        wanted = wanted.where(has_words(Event.title, title))
    if tab != "all":
        wanted = wanted.where(_in_tab(tab, now=now))
    total = await db.scalar(select(func.count()).select_from(wanted.with_only_columns(Event.id).subquery())) or 0
    if tab == "upcoming":
        wanted = wanted.order_by(_next_start(now).is_(None), _next_start(now))
    rows = wanted.options(*WITH_EVENT).order_by(Event.created_at.desc(), Event.id).limit(limit).offset(offset)
    return Page(list(await db.scalars(rows)), total)


def select_sessions(actor: Actor) -> Select[Session]:
    """Sessions of the workspace with their events; the caller adds conditions, order and limit."""
    return (
        select(Session)
        .join(Event, Event.id == Session.event_id)
        .options(joinedload(Session.event).joinedload(Event.owner))
        .where(Session.workspace_id == actor.workspace_id, Event.removed_at.is_(None))
    )


async def list_upcoming_sessions(db: Db, actor: Actor, *, limit: int = 10, now: datetime) -> list[Session]:
    """Sessions of published events still to come, soonest first (one that is late counts for a day)."""
    coming = select_sessions(actor).where(Event.status == "published", is_upcoming(now))
    return list(await db.scalars(coming.order_by(Session.starts_at, Session.id).limit(limit)))


async def list_live_sessions(db: Db, actor: Actor) -> list[Session]:
    return list(await db.scalars(select_sessions(actor).where(Session.state == "live").order_by(Session.started_at)))


async def list_recent_sessions(db: Db, actor: Actor, *, limit: int = 5) -> list[Session]:
    """Ended sessions, last one first."""
    ended = select_sessions(actor).where(Session.state == "ended")
    return list(await db.scalars(ended.order_by(Session.ended_at.desc()).limit(limit)))


def is_upcoming(now: datetime) -> ColumnElement[bool]:
    """The part of `rules.session_status` that a database can say, for a query that has Session and its Event; the
    longest duration counts for all."""
    is_late = Session.starts_at <= now - NOT_STARTED_AFTER - timedelta(hours=1)
    return and_(Session.state == "scheduled", or_(~is_late, Event.schedule == "permanent"))


def _next_start(now: datetime) -> ScalarSelect[datetime]:
    """When an event's next session starts."""
    coming = select(func.min(Session.starts_at)).where(Session.event_id == Event.id, is_upcoming(now))
    return coming.correlate(Event).scalar_subquery()


def _in_tab(tab: Tab, *, now: datetime) -> ColumnElement[bool]:
    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(Session.event_id == Event.id, *conditions)

    published = Event.status == "published"
    open_states = or_(Session.state == "live", is_upcoming(now))
    match tab:
        case "draft":
            return Event.status == "draft"
        case "live":
            return has(Session.state == "live")
        case "upcoming":
            return and_(published, or_(has(is_upcoming(now)), ~has()), ~has(Session.state == "live"))
        case "canceled":
            return and_(published, has(Session.state == "canceled"), ~has(Session.state != "canceled"))
        case _:
            return and_(published, has(Session.state != "canceled"), ~has(open_states))
