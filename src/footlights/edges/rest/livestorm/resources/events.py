"""Events with their owner and, when asked for, their sessions and tags."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.edges.rest.livestorm.resources.forms import FormFieldShape, form_shape
from footlights.edges.rest.livestorm.resources.people import BasePerson, base_person
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.edges.rest.livestorm.resources.tags import tag_resource
from footlights.events.forms import Field, list_fields_of_events
from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of_events
from footlights.events.rules import scheduling_status
from footlights.events.tags import list_tags_of_events
from footlights.kit.database import Db
from footlights.registration.links import registration_link

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


async def read_events(
    db: Db, events: Sequence[Event], *, include: frozenset[str] = frozenset(), base_url: str, now: datetime
) -> list[Resource]:
    """Several events in a fixed number of statements whatever `include` names; `event.owner` is loaded."""
    ids = [event.id for event in events]
    sessions = await list_sessions_of_events(db, list(events))
    forms = await list_fields_of_events(db, ids)
    resources = [
        event_resource(event, sessions[event.id], forms[event.id], base_url=base_url, now=now) for event in events
    ]
    if "sessions" in include:
        await _relate_sessions(db, events, resources, sessions, base_url=base_url, now=now)
    if "tags" in include:
        tags = await list_tags_of_events(db, ids)
        for resource in resources:
            resource.related["tags"] = [tag_resource(tag) for tag in tags[resource.id]]
    return resources


async def _relate_sessions(
    db: Db,
    events: Sequence[Event],
    resources: Sequence[Resource],
    sessions: dict[str, list[Session]],
    *,
    base_url: str,
    now: datetime,
) -> None:
    for event in events:
        for session in sessions[event.id]:
            session.event = event
    everything = [session for own in sessions.values() for session in own]
    written = {resource.id: resource for resource in await read_sessions(db, everything, base_url=base_url, now=now)}
    for resource in resources:
        resource.related["sessions"] = [written[session.id] for session in sessions[resource.id]]


def event_resource(
    event: Event, sessions: list[Session], fields: Sequence[Field], *, base_url: str, now: datetime
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
        owner=Owner(id=event.owner.id, attributes=base_person(event.owner)),
        sessions_count=len(sessions),
        fields=form_shape(fields),
    )
    return Resource("events", event.id, attributes)
