"""`/events`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Response, delete, get, patch, post, put
from sqlalchemy import ColumnElement

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Document, Resource, many, one, unix
from footlights.edges.rest.livestorm.inputs import (
    Query,
    flag,
    flag_filter,
    includes,
    number,
    read_attributes,
    read_query,
    text,
    time_filter,
)
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.sessions import new_sessions, read_session_rows, session_resource
from footlights.events.actions import (
    EventChange,
    create_event,
    delete_event,
    publish_event,
    unpublish_event,
    update_event,
)
from footlights.events.models import Event, Session
from footlights.events.queries import get_event_for, list_events_page, list_sessions_of_events
from footlights.events.rules import scheduling_status
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, Invalid
from footlights.registration.links import registration_link
from footlights.registration.scheduling import schedule_session
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person

BUILT_IN = (("email", "text", True), ("first_name", "text", True), ("last_name", "text", True))


@get("/events")
async def list_events(services: Running, request: Asked) -> Response[Any]:
    """Events, newest first; filters title, everyone_can_speak, created_* and updated_*; include sessions."""
    actor = await find_actor(services, request, "events:read")
    query, now = read_query(request), utcnow()
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        found = await list_events_page(
            db,
            actor,
            title=query.get("filter[title]", ""),
            conditions=_conditions(query),
            limit=page.size,
            offset=page.offset,
            now=now,
        )
        meta = page.meta(found.total)
        resources = await _resources(db, services, found.events, include=includes(query), now=now)
    return many(request, resources, meta)


@post("/events", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make an event, with sessions if `relationships.sessions` holds some; published when `status` says so."""
    actor = await find_actor(services, request, "events:write")
    attributes, relationships = await read_attributes(request, "events")
    change, now = _change(attributes), utcnow()
    async with services.database.write() as db:
        event = await create_event(db, actor, change, now=now)
        for wanted in new_sessions(relationships, event.owner.time_zone or event.workspace.time_zone):
            await schedule_session(db, actor, event.id, now=now, **wanted)
        if _status(attributes) == "published":
            await publish_event(db, actor, event.id, now=now)
        await db.flush()
        resources = await _resources(db, services, [event], include={"sessions"}, now=now)
    return one(request, resources[0], status=201)


@get("/events/{event_id:str}")
async def show(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")
    return await _show(services, request, actor, event_id)


@patch("/events/{event_id:str}")
async def update(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Set what the body names; `status` publishes, or makes a draft again."""
    return await _update(services, request, event_id)


@put("/events/{event_id:str}")
async def replace(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, event_id)


@delete("/events/{event_id:str}", status_code=204)
async def remove(services: Running, request: Asked, event_id: PathText) -> None:
    actor = await find_actor(services, request, "events:write")
    async with services.database.write() as db:
        await delete_event(db, actor, event_id)


async def _update(services: Services, request: Asked, event_id: str) -> Response[Any]:
    actor = await find_actor(services, request, "events:write")
    attributes, _ = await read_attributes(request, "events")
    given = attributes.get("id")
    if given is not None and str(given).lower() != event_id.lower():
        raise Conflict("The id in the body is another one.", code="other_id", pointer="/data/id")
    change, now = _change(attributes), utcnow()
    async with services.database.write() as db:
        event = await update_event(db, actor, event_id, change, now=now)
        match _status(attributes):
            case "published":
                await publish_event(db, actor, event.id, now=now)
            case "draft" if event.is_published:
                await unpublish_event(db, actor, event.id, now=now)
    return await _show(services, request, actor, event_id)


async def _show(services: Services, request: Asked, actor: Actor, event_id: str) -> Response[Any]:
    async with services.database.read() as db:
        event = await get_event_for(db, actor, event_id)
        resources = await _resources(db, services, [event], include=includes(read_query(request)), now=utcnow())
    return one(request, resources[0])


async def _resources(
    db: Db, services: Services, events: Sequence[Event], *, include: set[str], now: datetime
) -> list[Resource]:
    """Resources of a page of events in a fixed number of statements."""
    sessions = await list_sessions_of_events(db, list(events))
    for event in events:
        for session in sessions[event.id]:
            session.event = event
    rows = []
    if "sessions" in include:
        rows = await read_session_rows(db, [session for own in sessions.values() for session in own])
    resources = []
    for event in events:
        resource = event_resource(event, sessions[event.id], base_url=services.settings.base_url, now=now)
        if "sessions" in include:
            own = [row for row in rows if row.session.event_id == event.id]
            resource.related["sessions"] = [
                session_resource(row, base_url=services.settings.base_url, now=now) for row in own
            ]
        resources.append(resource)
    return resources


def event_resource(event: Event, sessions: list[Session], *, base_url: str, now: datetime) -> Resource:
    attributes: Document = {
        "title": event.title,
        "slug": event.slug,
        "registration_link": registration_link(base_url, event),
        "estimated_duration": event.duration_min,
        "registration_page_enabled": event.registration_page != "none",
        "everyone_can_speak": event.everyone_can_speak,
        "description": event.description,
        "status": event.status,
        "light_registration_page_enabled": event.registration_page == "light",
        "detailed_registration_page_enabled": event.registration_page == "detailed",
        "recording_enabled": event.recording_enabled,
        "recording_public": event.recording_public,
        "show_in_company_page": event.show_in_company_page,
        "chat_enabled": event.chat_enabled,
        "polls_enabled": event.polls_enabled,
        "questions_enabled": event.questions_enabled,
        "language": event.language,
        "published_at": unix(event.published_at),
        "scheduling_status": scheduling_status(event, sessions, now=now),
        "created_at": unix(event.created_at),
        "updated_at": unix(event.updated_at),
        "owner": {"id": event.owner.id, "type": "people", "attributes": base_attributes(event.owner)},
        "sessions_count": len(sessions),
        "fields": [
            {"id": name, "type": kind, "order": order, "required": required}
            for order, (name, kind, required) in enumerate(BUILT_IN)
        ],
    }
    return Resource("events", event.id, attributes)


def base_attributes(person: Person) -> Document:
    """A person without anything of a session."""
    return {
        "role": person.role,
        "created_at": unix(person.created_at),
        "updated_at": unix(person.updated_at),
        "timezone": person.time_zone,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "avatar_link": person.avatar_url,
    }


def _change(attributes: Document) -> EventChange:
    return EventChange(
        title=text(attributes, "title"),
        slug=text(attributes, "slug") or None,
        description=text(attributes, "description"),
        language=text(attributes, "language"),
        duration_min=number(attributes, "estimated_duration"),
        owner_id=text(attributes, "owner_id") or None,
        registration_page=_registration_page(attributes),
        recording_public=flag(attributes, "recording_public"),
        everyone_can_speak=flag(attributes, "everyone_can_speak"),
        recording_enabled=flag(attributes, "recording_enabled"),
        chat_enabled=flag(attributes, "chat_enabled"),
        polls_enabled=flag(attributes, "polls_enabled"),
        questions_enabled=flag(attributes, "questions_enabled"),
        show_in_company_page=flag(attributes, "show_in_company_page"),
    )


def _registration_page(attributes: Document) -> str | None:
    """Which page is on: turning one on turns the other off; turning `registration_page` off leaves none."""
    if flag(attributes, "detailed_registration_page_enabled"):
        return "detailed"
    if flag(attributes, "light_registration_page_enabled"):
        return "light"
    enabled = flag(attributes, "registration_page_enabled")
    return None if enabled is None else "light" if enabled else "none"


def _status(attributes: Document) -> str | None:
    status = text(attributes, "status")
    if status is not None and status not in {"draft", "published"}:
        raise Invalid("status is draft or published.", code="invalid_status", pointer="status")
    return status


def _conditions(query: Query) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = []
    speak = flag_filter(query, "everyone_can_speak")
    if speak is not None:
        found.append(Event.everyone_can_speak.is_(speak))
    for name, column in (("created", Event.created_at), ("updated", Event.updated_at)):
        since, until = time_filter(query, f"{name}_since"), time_filter(query, f"{name}_until")
        found += [column >= since] if since else []
        found += [column <= until] if until else []
    return tuple(found)
