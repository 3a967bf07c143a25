"""`/events/{id}/sessions` and `/sessions`."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, delete, get, patch, post, put
from sqlalchemy import ColumnElement, func, or_, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, many, nothing, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    check_same_id,
    choice,
    elements,
    flag_filter,
    includes,
    order,
    read_attributes,
    read_id,
    read_query,
    text,
    time_conditions,
    time_filter,
    web_address,
)
from footlights.edges.rest.livestorm.operations import BY_TIME, Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.events import read_events
from footlights.edges.rest.livestorm.resources.people import read_everyone, read_everyone_of
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.edges.rest.livestorm.statuses import SESSION_STATUSES, session_has_status
from footlights.edges.rest.livestorm.writing import in_write
from footlights.events.models import Session
from footlights.events.queries import get_event_for, get_session_for, select_sessions
from footlights.events.rules import parse_start
from footlights.events.sessions import update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.registration.scheduling import schedule_session
from footlights.room.removal import remove_session
from footlights.services import Services
from footlights.workspace.actors import Actor

SORTS = {
    "created_at": Session.created_at,
    "updated_at": Session.updated_at,
    "estimated_started_at": Session.starts_at,
}


class SessionInput(msgspec.Struct, kw_only=True):
    """The start is local text in the zone (“2026-02-01 15:00:00”), ISO 8601, or Unix seconds."""

    estimated_started_at: str | int
    timezone: str | None = None
    name: str | None = None
    embed_url: str | None = None


class SessionChangeInput(msgspec.Struct, kw_only=True):
    estimated_started_at: str | int | None = None
    timezone: str | None = None
    name: str | None = None
    embed_url: str | None = None


FILTERS = (
    "filter[status]",
    "filter[date_from]",
    "filter[date_to]",
    *BY_TIME,
    "filter[include_breakout_rooms]",
    "sort",
)
LISTS = Operation(
    name="listSessions",
    scopes=("events:read",),
    answers="sessions",
    many=True,
    query=FILTERS,
    include=("event", "people"),
)
CREATES = Operation(
    name="createSession",
    scopes=("events:write",),
    answers="sessions",
    takes=SessionInput,
    refusals=(400, 404, 409, 422),
)
UPDATES = dataclasses.replace(CREATES, name="updateSession", takes=SessionChangeInput, include=("event", "people"))


@get(
    "/events/{event_id:str}/sessions",
    opt=dataclasses.replace(LISTS, name="listEventSessions", refusals=(404,)).opt(),
)
async def list_of_event(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Sessions of one event, latest start first."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        event = await get_event_for(db, actor, event_id)
        return await _list(db, services, request, actor, Session.event_id == event.id)


@get("/sessions", opt=LISTS.opt())
async def list_sessions(services: Running, request: Asked) -> Response[Any]:
    """Sessions of the workspace, latest start first."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        return await _list(db, services, request, actor)


@post(
    "/events/{event_id:str}/sessions",
    status_code=201,
    opt=dataclasses.replace(CREATES, name="createEventSession").opt(),
)
async def create(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Schedule a session; `relationships.people` attaches people beside the owner."""
    actor = await find_actor(services, request)
    attributes, relationships = await read_attributes(request, "sessions")
    return await _create(services, request, actor, event_id, attributes, relationships)


@post("/sessions", status_code=201, opt=CREATES.opt())
async def create_for_event(services: Running, request: Asked) -> Response[Any]:
    """Schedule a session of the event in `relationships.event`, or in `event_id`. (Livestorm has no such address.)"""
    actor = await find_actor(services, request)
    attributes, relationships = await read_attributes(request, "sessions")
    event = relationships.get("event")
    event = event.get("data", event) if isinstance(event, dict) else {}
    event_id = event.get("id") if isinstance(event, dict) else None
    event_id = event_id or attributes.get("event_id")
    return await _create(services, request, actor, str(event_id or ""), attributes, relationships)


@get(
    "/sessions/{session_id:str}",
    opt=dataclasses.replace(LISTS, name="getSession", many=False, query=(), refusals=(404,)).opt(),
)
async def show(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """One session."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        return one(request, await _resource(db, services, request, session, now=utcnow()))


@patch("/sessions/{session_id:str}", opt=UPDATES.opt())
async def update(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Change name, start, zone or embedding page; start and zone only while the session is still to come."""
    return await _update(services, request, session_id)


@put("/sessions/{session_id:str}", opt=dataclasses.replace(UPDATES, name="replaceSession").opt())
async def replace(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, session_id)


@delete(
    "/sessions/{session_id:str}",
    status_code=204,
    opt=Operation(name="deleteSession", scopes=("events:write",), refusals=(404, 422)).opt(),
)
async def remove(services: Running, request: Asked, session_id: PathText) -> Response[None]:
    """Take a session away that is still to come; one whose room was visited stays as canceled."""
    actor = await find_actor(services, request)
    await in_write(services, lambda db: remove_session(db, actor, session_id, now=utcnow()))
    return nothing(request)


async def _create(
    services: Services, request: Asked, actor: Actor, event_id: str, attributes: Document, relationships: Document
) -> Response[Any]:
    people, now = _people(relationships), utcnow()

    async def work(db: Db) -> Resource:
        event = await get_event_for(db, actor, event_id)
        wanted = _wanted(attributes, event.owner.time_zone or event.workspace.time_zone)
        session = await schedule_session(db, actor, event.id, people=people, now=now, **wanted)
        await db.flush()
        (resource,) = await read_sessions(db, [session], base_url=services.settings.base_url, now=now)
        resource.related["people"] = await read_everyone(db, services, session)
        return resource

    return one(request, await in_write(services, work), status=201)


async def _update(services: Services, request: Asked, session_id: str) -> Response[Any]:
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "sessions")
    check_same_id(attributes, session_id)
    now = utcnow()
    async with services.database.write() as db:
        session = await get_session_for(db, actor, session_id)
        time_zone = text(attributes, "timezone") or None
        starts_at = None
        if attributes.get("estimated_started_at") is not None:
            starts_at = _start(attributes, time_zone or session.time_zone)
        session = await update_session(
            db,
            actor,
            session.id,
            starts_at=starts_at,
            time_zone=time_zone,
            name=text(attributes, "name", null=""),
            embed_url=web_address(attributes, "embed_url", null=""),
            now=now,
        )
        await db.flush()
        return one(request, await _resource(db, services, request, session, now=now))


async def _list(
    db: Db, services: Services, request: Asked, actor: Actor, *conditions: ColumnElement[bool]
) -> Response[Any]:
    query, now = read_query(request), utcnow()
    page = read_page(query, base=actor.page_base)
    wanted = select_sessions(actor).where(*conditions, *_filters(query, now=now))
    ids = wanted.with_only_columns(Session.id).order_by(None)
    meta = page.meta(await db.scalar(select(func.count()).select_from(ids.subquery())) or 0)
    ordered = wanted.order_by(*order(query, SORTS, default="-estimated_started_at", id=Session.id))
    sessions = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
    resources = await read_sessions(db, sessions, base_url=services.settings.base_url, now=now)
    await _relate(db, services, sessions, resources, include=includes(query), now=now)
    return many(request, resources, meta)


async def _resource(db: Db, services: Services, request: Asked, session: Session, *, now: datetime) -> Resource:
    include = includes(read_query(request))
    resources = await read_sessions(db, [session], base_url=services.settings.base_url, now=now)
    await _relate(db, services, [session], resources, include=include - {"people"}, now=now)
    if "people" in include:
        resources[0].related["people"] = await read_everyone(db, services, session)
    return resources[0]


async def _relate(
    db: Db,
    services: Services,
    sessions: Sequence[Session],
    resources: Sequence[Resource],
    *,
    include: frozenset[str],
    now: datetime,
) -> None:
    """Add what `include` names: event, people."""
    if "event" in include:
        events = list({session.event_id: session.event for session in sessions}.values())
        found = await read_events(db, events, base_url=services.settings.base_url, now=now)
        by_id = {event.id: event for event in found}
        for session, resource in zip(sessions, resources, strict=True):
            resource.related["event"] = by_id[session.event_id]
    if "people" in include:
        people = await read_everyone_of(db, services, sessions)
        for resource in resources:
            resource.related["people"] = people[resource.id]


def new_sessions(relationships: Document, time_zone: str) -> list[dict[str, Any]]:  # Any: arguments
    """Arguments for scheduling the sessions of a new event: a plain list, one under `data`, or wrapped elements."""
    given = elements(relationships, "sessions")
    return [_wanted(element.get("attributes", element), time_zone) for element in given]


def _wanted(attributes: object, time_zone: str) -> dict[str, Any]:  # Any: arguments of schedule_session
    if not isinstance(attributes, dict):
        raise BadRequest("A session is an object.", code="no_data", pointer="/data/relationships/sessions")
    zone = text(attributes, "timezone") or time_zone
    return {
        "starts_at": _start(attributes, zone),
        "time_zone": zone,
        "name": text(attributes, "name"),
        "embed_url": web_address(attributes, "embed_url"),
    }


def _start(attributes: Document, time_zone: str) -> datetime:
    """The start; one that cannot be read is a bad request, an unknown zone breaks a rule, and so does a missing one."""
    given = attributes.get("estimated_started_at")
    if given is None:
        raise Invalid("A session needs its start.", code="start_missing", pointer="estimated_started_at")
    try:
        return parse_start(given, time_zone)
    except Invalid as refusal:
        if refusal.code != "invalid_date":
            raise
        raise BadRequest(refusal.detail, code=refusal.code, pointer=refusal.pointer) from refusal


def _people(relationships: Document) -> dict[str, str]:
    """Whom to attach, by id: as team_member or participant."""
    found: dict[str, str] = {}
    for element in elements(relationships, "people"):
        person_id = read_id(element.get("id"))
        if person_id is None:
            raise Invalid("Team member not found", code="team_member_not_found", pointer="/data/relationships/people")
        role = element.get("role") or "participant"
        if role not in ("team_member", "participant"):
            sentence = "The role is team_member or participant."
            raise BadRequest(sentence, code="invalid_role", pointer="/data/relationships/people")
        found[person_id] = role
    return found


def _filters(query: Query, *, now: datetime) -> list[ColumnElement[bool]]:
    found = time_conditions(query, created=Session.created_at, updated=Session.updated_at)
    statuses = choice(query, "status", SESSION_STATUSES)
    if statuses:
        found.append(or_(*(session_has_status(status, now=now) for status in statuses)))
    date_from, date_to = time_filter(query, "date_from"), time_filter(query, "date_to")
    found += [Session.starts_at >= date_from] if date_from else []
    found += [Session.starts_at <= date_to] if date_to else []
    flag_filter(query, "include_breakout_rooms")  # there are none to leave out
    return found
