"""What can be done with events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from msgspec import UNSET, UnsetType
from sqlalchemy import delete, select

from footlights.events.errors import EventInUse, NothingToPublish, SessionNotOpen
from footlights.events.facts import (
    EventCreated,
    EventPublished,
    EventUpdated,
    SessionUpdated,
)
from footlights.events.forms import add_default_fields, copy_fields
from footlights.events.models import Event, Session
from footlights.events.queries import get_event_for, list_sessions_of
from footlights.events.rules import (
    MAX_DURATION_MIN,
    check_closing,
    check_description,
    check_duration,
    check_offer_hours,
    check_slug,
    check_title,
)
from footlights.events.sessions import cancel_session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.kit.text import slugify
from footlights.outbox import record
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person, Workspace

SWITCHES = (
    "everyone_can_speak",
    "recording_enabled",
    "chat_enabled",
    "polls_enabled",
    "questions_enabled",
    "show_in_company_page",
    "needs_approval",
    "waiting_list",
)
COPIED = (
    "kind",
    "description",
    "language",
    "duration_min",
    "registration_page",
    "recording_public",
    "offer_hours",
    "closes_before_min",
    *SWITCHES,
)


@dataclass(frozen=True, kw_only=True)
class EventChange:
    """What to set; None (UNSET where null is a value) leaves a value as it is, or at its default on creation."""

    title: str | None = None
    slug: str | None = None
    kind: str | None = None
    description: str | None = None
    language: str | None = None
    duration_min: int | None = None
    owner_id: str | None = None
    registration_page: str | None = None  # light | detailed | none
    recording_public: bool | UnsetType | None = UNSET
    everyone_can_speak: bool | None = None
    recording_enabled: bool | None = None
    chat_enabled: bool | None = None
    polls_enabled: bool | None = None
    questions_enabled: bool | None = None
    show_in_company_page: bool | None = None
    is_template: bool | None = None
    needs_approval: bool | None = None
    waiting_list: bool | None = None
    offer_hours: int | None = None
    opens_at: datetime | UnsetType | None = UNSET
    closes_before_min: int | UnsetType | None = UNSET
    longest_min: int = MAX_DURATION_MIN  # what `duration_min` may be at most


async def create_event(db: Db, actor: Actor, change: EventChange, *, now: datetime) -> Event:
    """Make a draft. Without a title it is “New event”; a slug that is taken gets a number. Tells EventCreated."""
    require_team(actor)
    event = await _draft(db, actor, change, title="New event", now=now)
    _apply(event, change)
    db.add(event)
    await db.flush()
    await add_default_fields(db, event)
    record(db, actor, EventCreated(), about=event.id, now=now)
    return event


async def copy_event(db: Db, actor: Actor, source_id: str, change: EventChange, *, now: datetime) -> Event:
    """Make a draft with the settings, form and description of another event, but not its sessions, people or tags;
    what `change` names comes before what is copied. Tells EventCreated."""
    require_team(actor)
    source = await get_event_for(db, actor, source_id)
    event = await _draft(db, actor, change, title=source.title, now=now)
    for name in COPIED:
        setattr(event, name, getattr(source, name))
    _apply(event, change)
    db.add(event)
    await db.flush()
    await copy_fields(db, source, event)
    record(db, actor, EventCreated(), about=event.id, now=now)
    return event


async def update_event(db: Db, actor: Actor, event_id: str, change: EventChange, *, now: datetime) -> Event:
    """Set what `change` names. Tells EventUpdated, and SessionUpdated for coming sessions whose duration changes."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    title = event.title
    if change.title is not None:
        event.title = check_title(change.title)
    if change.slug is not None and check_slug(change.slug) != event.slug:
        event.slug = await _free_slug(db, actor.workspace_id, check_slug(change.slug))
    if change.owner_id is not None:
        event.owner = await _owner(db, actor, change.owner_id)
        event.owner_id = event.owner.id
    if change.is_template is not None:
        event.is_template = _check_template(event, change.is_template)
    before, duration_min = title, event.duration_min
    _apply(event, change)
    event.updated_at = now
    record(db, actor, EventUpdated(), about=event.id, now=now)
    if (event.title, event.duration_min) != (before, duration_min):
        for session in await list_sessions_of(db, event):
            if session.state == "scheduled":
                session.revision += 1
            if session.state == "scheduled" and event.duration_min != duration_min:
                record(db, actor, SessionUpdated(event_id=event.id, moved=True), about=session.id, now=now)
    return event


async def publish_event(db: Db, actor: Actor, event_id: str, *, now: datetime) -> Event:
    """Open the event's page and registration. Publishing twice changes nothing. Tells EventPublished."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    if event.is_published:
        return event
    if event.is_template:
        raise NothingToPublish("A template is not published. Make an event from it.")
    if not event.title.strip():
        raise NothingToPublish("Give the event a title first.", pointer="title")
    event.status, event.published_at, event.updated_at = "published", now, now
    record(db, actor, EventPublished(), about=event.id, now=now)
    return event


async def unpublish_event(db: Db, actor: Actor, event_id: str, *, now: datetime) -> Event:
    """Close the page again. Refused while a session is live."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    was_open = event.is_published
    _close(event, await list_sessions_of(db, event), now=now)
    record(db, actor, EventUpdated(closed=was_open), about=event.id, now=now)
    return event


async def replace_role_links(db: Db, actor: Actor, event_id: str, *, now: datetime) -> Event:
    """Make every role link of the room worthless and give new ones. Tells EventUpdated."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    event.role_key_version += 1
    event.updated_at = now
    record(db, actor, EventUpdated(), about=event.id, now=now)
    return event


async def delete_event(db: Db, actor: Actor, event_id: str) -> None:
    """Remove an event that never had a session; otherwise EventInUse: cancel its sessions instead."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    if await list_sessions_of(db, event):
        raise EventInUse("This event has sessions. Cancel them, or unpublish the event.")
    await db.execute(delete(Event).where(Event.id == event.id))


async def remove_event(db: Db, actor: Actor, event_id: str, *, now: datetime) -> None:
    """Take an event away from everybody: one without sessions for good, of another the past stays in the figures.

    Coming sessions are canceled without a word to anyone. Refused while a session is live (SessionNotOpen). Tells
    EventUpdated and SessionCanceled for an event that had sessions.
    """
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    sessions = await list_sessions_of(db, event)
    if not sessions:
        await delete_event(db, actor, event.id)
        return
    _close(event, sessions, now=now)
    record(db, actor, EventUpdated(removed=True), about=event.id, now=now)
    for session in sessions:
        if session.state == "scheduled":
            await cancel_session(db, actor, session.id, now=now)
    event.removed_at = event.updated_at = now
    event.slug = await _free_slug(db, actor.workspace_id, f"removed-{event.id[:8]}")
    event.show_in_company_page = False


def _close(event: Event, sessions: Sequence[Session], *, now: datetime) -> None:
    """Make a draft of it. Refused while a session is live."""
    if any(session.is_live for session in sessions):
        raise SessionNotOpen("A session is live. End it first.")
    event.status, event.published_at, event.updated_at = "draft", None, now


async def _draft(db: Db, actor: Actor, change: EventChange, *, title: str, now: datetime) -> Event:
    """A new row with what every event has; `title` is used when the change has none."""
    workspace = (await db.scalars(select(Workspace).where(Workspace.id == actor.workspace_id))).one()
    owner = await _owner(db, actor, change.owner_id)
    title = check_title(change.title) if change.title is not None else title
    event = Event(
        id=new_id(),
        workspace_id=actor.workspace_id,
        owner_id=owner.id,
        title=title,
        slug=await _free_slug(db, actor.workspace_id, check_slug(change.slug) if change.slug else slugify(title)),
        status="draft",
        language=workspace.language[:2],
        created_at=now,
        updated_at=now,
    )
    event.owner, event.workspace = owner, workspace
    return event


def _apply(event: Event, change: EventChange) -> None:
    if change.kind is not None:
        if change.kind not in {"webinar", "meeting"}:
            raise Invalid("Choose webinar or meeting.", code="unknown_kind", pointer="kind")
        event.kind = change.kind
    if change.description is not None:
        event.description = check_description(change.description)
    if change.language is not None:
        event.language = _check_language(change.language)
    if change.duration_min is not None and change.duration_min != event.duration_min:
        event.duration_min = check_duration(change.duration_min, longest=change.longest_min)
    if change.registration_page is not None:
        if change.registration_page not in {"light", "detailed", "none"}:
            raise Invalid("Choose light, detailed or none.", code="unknown_page", pointer="registration_page")
        event.registration_page = change.registration_page
    if not isinstance(change.recording_public, UnsetType):
        event.recording_public = change.recording_public
    if change.offer_hours is not None:
        event.offer_hours = check_offer_hours(change.offer_hours)
    if not isinstance(change.opens_at, UnsetType):
        event.opens_at = change.opens_at
    if not isinstance(change.closes_before_min, UnsetType):
        event.closes_before_min = check_closing(change.closes_before_min)
    for switch in SWITCHES:
        value = getattr(change, switch)
        if value is not None:
            setattr(event, switch, value)


def _check_template(event: Event, is_template: bool) -> bool:
    if is_template and event.is_published:
        raise Invalid("Unpublish the event first, or copy it.", code="event_published", pointer="is_template")
    return is_template


def _check_language(text: str) -> str:
    code = text.strip().lower()[:2]
    if len(code) != 2 or not code.isalpha() or not code.isascii():
        raise Invalid("A language is two letters, such as “en”.", code="invalid_language", pointer="language")
    return code


async def _owner(db: Db, actor: Actor, owner_id: str | None) -> Person:
    """The owning team member: by id, or the actor; the workspace's own id means the actor too."""
    wanted = actor.person_id if owner_id in (None, actor.workspace_id) else owner_id
    person = (
        await db.scalars(
            select(Person).where(
                Person.id == wanted, Person.workspace_id == actor.workspace_id, Person.role == "team_member"
            )
        )
    ).one_or_none()
    if person is None:
        raise Invalid("Team member not found", code="team_member_not_found", pointer="owner_id")
    return person


async def _free_slug(db: Db, workspace_id: str, wanted: str) -> str:
    base = wanted or "event"
    taken = set(
        (
            await db.scalars(select(Event.slug).where(Event.workspace_id == workspace_id, Event.slug.startswith(base)))
        ).all()
    )
    return next(slug for slug in chain([base], (f"{base}-{n}" for n in count(2))) if slug not in taken)
