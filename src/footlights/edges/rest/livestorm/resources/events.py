"""Events with their owner and, when asked for, their sessions and tags."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import bindparam, select

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.edges.rest.livestorm.resources.forms import FormFieldShape, form_shape
from footlights.edges.rest.livestorm.resources.people import BASE, BasePerson, BaseRow, base_person
from footlights.edges.rest.livestorm.resources.sessions import Row as SessionRow
from footlights.edges.rest.livestorm.resources.sessions import list_rows_of_events, read_session_rows
from footlights.edges.rest.livestorm.resources.tags import tag_resource
from footlights.events.forms import Field, list_fields_of_events
from footlights.events.models import Event
from footlights.events.rules import scheduling_status
from footlights.events.tags import list_tags_of_events
from footlights.kit.database import Reads, fetch
from footlights.kit.snapshot import Prepared
from footlights.registration.links import registration_link
from footlights.workspace.models import Person

SchedulingStatus = Literal[
    "live", "upcoming", "on_demand", "ended", "not_started", "draft", "cancelled", "not_scheduled"
]


class Owner(msgspec.Struct, kw_only=True):
    """The owning team member, as a person."""

    id: str
    type: Literal["people"] = "people"
    attributes: BasePerson


class EventAttributes(msgspec.Struct, kw_only=True):
    """Times are Unix seconds, 0 for what has not happened; `estimated_duration` is minutes."""

    title: str
    slug: str
    registration_link: str
    estimated_duration: int
    registration_page_enabled: bool
    everyone_can_speak: bool
    description: str | None
    status: Literal["draft", "published"]
    light_registration_page_enabled: bool
    detailed_registration_page_enabled: bool
    recording_enabled: bool
    recording_public: bool | None
    show_in_company_page: bool
    chat_enabled: bool
    polls_enabled: bool
    questions_enabled: bool
    language: str
    published_at: int
    scheduling_status: SchedulingStatus
    created_at: int
    updated_at: int
    owner: Owner
    sessions_count: int
    fields: list[FormFieldShape]


COLUMNS = (
    Event.id,
    Event.owner_id,
    Event.title,
    Event.slug,
    Event.description,
    Event.status,
    (Event.status == "published").label("is_published"),
    Event.schedule,
    Event.language,
    Event.duration_min,
    Event.registration_page,
    Event.everyone_can_speak,
    Event.recording_enabled,
    Event.recording_public,
    Event.chat_enabled,
    Event.polls_enabled,
    Event.questions_enabled,
    Event.show_in_company_page,
    Event.published_at,
    Event.created_at,
    Event.updated_at,
)
Row = Any  # Any: a row of COLUMNS
_OWNERS = Prepared(select(*BASE).where(Person.id.in_(bindparam("ids", expanding=True))))


async def read_events(
    db: Reads, events: Sequence[Event], *, include: frozenset[str] = frozenset(), base_url: str, now: datetime
) -> list[Resource]:
    """Several events in a fixed number of statements whatever `include` names; `event.owner` is loaded."""
    owners = {event.owner_id: event.owner for event in events}
    return await _read(db, events, owners, include=include, base_url=base_url, now=now)


async def read_event_rows(
    db: Reads, events: Sequence[Row], *, include: frozenset[str], base_url: str, now: datetime
) -> list[Resource]:
    """The same for rows of COLUMNS, with one statement more."""
    owners = await fetch(db, _OWNERS, {"ids": list({event.owner_id for event in events})})
    return await _read(db, events, {owner.id: owner for owner in owners}, include=include, base_url=base_url, now=now)


async def _read(
    db: Reads,
    events: Sequence[Event | Row],
    owners: Mapping[str, Person | BaseRow],
    *,
    include: frozenset[str],
    base_url: str,
    now: datetime,
) -> list[Resource]:
    ids = [event.id for event in events]
    sessions = await list_rows_of_events(db, ids)
    forms = await list_fields_of_events(db, ids)
    resources = [
        event_resource(event, owners[event.owner_id], sessions[event.id], forms[event.id], base_url=base_url, now=now)
        for event in events
    ]
    if "sessions" in include:
        everything = [session for own in sessions.values() for session in own]
        by_id = {event.id: event for event in events}
        written = iter(await read_session_rows(db, everything, by_id, base_url=base_url, now=now))
        for resource in resources:
            resource.related["sessions"] = [next(written) for _ in sessions[resource.id]]
    if "tags" in include:
        tags = await list_tags_of_events(db, ids)
        for resource in resources:
            resource.related["tags"] = [tag_resource(tag) for tag in tags[resource.id]]
    return resources


def event_resource(
    event: Event | Row,
    owner: Person | BaseRow,
    sessions: list[SessionRow],
    fields: Sequence[Field],
    *,
    base_url: str,
    now: datetime,
) -> Resource:
    attributes = EventAttributes(
        title=event.title,
        slug=event.slug,
        registration_link=registration_link(base_url, event),
        estimated_duration=event.duration_min,
        registration_page_enabled=event.registration_page != "none",
        everyone_can_speak=event.everyone_can_speak,
        description=event.description,
        status=event.status,  # type: ignore[arg-type]
        light_registration_page_enabled=event.registration_page == "light",
        detailed_registration_page_enabled=event.registration_page == "detailed",
        recording_enabled=event.recording_enabled,
        recording_public=event.recording_public,
        show_in_company_page=event.show_in_company_page,
        chat_enabled=event.chat_enabled,
        polls_enabled=event.polls_enabled,
        questions_enabled=event.questions_enabled,
        language=event.language,
        published_at=unix(event.published_at),
        scheduling_status=scheduling_status(event, sessions, now=now),  # type: ignore[arg-type]
        created_at=unix(event.created_at),
        updated_at=unix(event.updated_at),
        owner=Owner(id=owner.id, attributes=base_person(owner)),
        sessions_count=len(sessions),
        fields=form_shape(fields),
    )
    return Resource("events", event.id, attributes)
