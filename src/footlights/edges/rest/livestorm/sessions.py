"""`/events/{id}/sessions` and `/sessions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, patch, post, put
from sqlalchemy import ColumnElement, and_, func, or_, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Document, Resource, many, one, unix
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    choice,
    read_attributes,
    read_query,
    text,
    time_filter,
)
from footlights.edges.rest.livestorm.paging import read_page
from footlights.events.actions import update_session
from footlights.events.models import Event, Session
from footlights.events.queries import get_event_for, get_session_for, is_upcoming, select_sessions
from footlights.events.rules import parse_start, session_status
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import find_id
from footlights.registration.links import room_link
from footlights.registration.queries import count_registrations
from footlights.registration.scheduling import schedule_session
from footlights.room.attendance import count_attendees
from footlights.services import Services
from footlights.workspace.actors import Actor

STATUSES = ("upcoming", "live", "on_demand", "past", "past_not_started", "canceled", "draft")


@dataclass(frozen=True)
class SessionRow:
    """A session with its counts; `session.event` is loaded."""

    session: Session
    registrants: int
    attendees: int


@get("/events/{event_id:str}/sessions")
async def list_of_event(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Sessions of one event, latest start first."""
    actor = await find_actor(services, request, "events:read")
    async with services.database.read() as db:
        event = await get_event_for(db, actor, event_id)
        return await _list(db, services, request, actor, Session.event_id == event.id)


@get("/sessions")
async def list_sessions(services: Running, request: Asked) -> Response[Any]:
    """Sessions of the workspace, latest start first; filters status, date_from, date_to, created_*, updated_*."""
    actor = await find_actor(services, request, "events:read")
    async with services.database.read() as db:
        return await _list(db, services, request, actor)


@post("/events/{event_id:str}/sessions", status_code=201)
async def create(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Schedule a session; `relationships.people` attaches team members beside the owner."""
    from footlights.edges.rest.livestorm.people import read_people  # people.py needs events.py, which needs this file

    actor = await find_actor(services, request, "events:write")
    attributes, relationships = await read_attributes(request, "sessions")
    now = utcnow()
    async with services.database.write() as db:
        event = await get_event_for(db, actor, event_id)
        zone = event.owner.time_zone or event.workspace.time_zone
        session = await schedule_session(
            db,
            actor,
            event.id,
            people=_people_ids(relationships),
            now=now,
            **_wanted(attributes, zone),
        )
        await db.flush()
        resource = await _resource(db, services, session, now=now)
        resource.related["people"] = await read_people(db, services, session)
    return one(request, resource, status=201)


@get("/sessions/{session_id:str}")
async def show(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        return one(request, await _resource(db, services, session, now=utcnow()))


@patch("/sessions/{session_id:str}")
async def update(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    return await _update(services, request, session_id)


@put("/sessions/{session_id:str}")
async def replace(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, session_id)


async def _update(services: Services, request: Asked, session_id: str) -> Response[Any]:
    actor = await find_actor(services, request, "events:write")
    attributes, _ = await read_attributes(request, "sessions")
    now = utcnow()
    async with services.database.write() as db:
        session = await get_session_for(db, actor, session_id)
        zone = text(attributes, "timezone") or session.time_zone
        starts_at = attributes.get("estimated_started_at")
        session = await update_session(
            db,
            actor,
            session.id,
            starts_at=None if starts_at is None else parse_start(starts_at, zone),
            time_zone=text(attributes, "timezone"),
            name=text(attributes, "name"),
            embed_url=text(attributes, "embed_url"),
            now=now,
        )
        await db.flush()
        return one(request, await _resource(db, services, session, now=now))


async def _list(
    db: Db, services: Services, request: Asked, actor: Actor, *conditions: ColumnElement[bool]
) -> Response[Any]:
    query, now = read_query(request), utcnow()
    page = read_page(query, base=actor.page_base)
    wanted = select_sessions(actor).where(*conditions, *_filters(query, now=now))
    ids = wanted.with_only_columns(Session.id).order_by(None)
    meta = page.meta(await db.scalar(select(func.count()).select_from(ids.subquery())) or 0)
    ordered = wanted.order_by(Session.starts_at.desc(), Session.id).limit(page.size).offset(page.offset)
    rows = await read_session_rows(db, list(await db.scalars(ordered)))
    base_url = services.settings.base_url
    return many(request, [session_resource(row, base_url=base_url, now=now) for row in rows], meta)


async def read_session_rows(db: Db, sessions: Sequence[Session]) -> list[SessionRow]:
    """Counts of several sessions in two statements."""
    ids = [session.id for session in sessions]
    registrants, attendees = await count_registrations(db, ids), await count_attendees(db, ids)
    return [SessionRow(session, registrants[session.id], attendees[session.id]) for session in sessions]


async def _resource(db: Db, services: Services, session: Session, *, now: datetime) -> Resource:
    (row,) = await read_session_rows(db, [session])
    return session_resource(row, base_url=services.settings.base_url, now=now)


def session_resource(row: SessionRow, *, base_url: str, now: datetime) -> Resource:
    session = row.session
    attributes: Document = {
        "event_id": session.event_id,
        "event_type_id": session.event_id,
        "status": session_status(session, session.event, now=now),
        "timezone": session.time_zone,
        "room_link": room_link(base_url, session.event_id, session.id),
        "name": session.name,
        "attendees_count": row.attendees,
        "duration": round(session.duration.total_seconds()) if session.duration is not None else None,
        "estimated_started_at": unix(session.starts_at),
        "started_at": unix(session.started_at),
        "ended_at": unix(session.ended_at),
        "canceled_at": unix(session.canceled_at),
        "created_at": unix(session.created_at),
        "updated_at": unix(session.updated_at),
        "registrants_count": row.registrants,
        "breakout_room_parent_session_id": None,
        "embed_url": session.embed_url,
    }
    return Resource("sessions", session.id, attributes)


def new_sessions(relationships: Document, time_zone: str) -> list[dict[str, Any]]:  # Any: arguments
    """Arguments for scheduling the sessions of a new event: a plain list, one under `data`, or wrapped elements."""
    given = relationships.get("sessions") or []
    given = given.get("data", []) if isinstance(given, dict) else given
    if not isinstance(given, list) or len(given) > 100:
        raise BadRequest("“sessions” is a list of at most 100.", pointer="/data/relationships/sessions")
    found = []
    for element in given:
        inner = element.get("data", element) if isinstance(element, dict) else None
        attributes = inner.get("attributes", inner) if isinstance(inner, dict) else None
        if not isinstance(attributes, dict):
            raise BadRequest("A session is an object.", pointer="/data/relationships/sessions")
        found.append(_wanted(attributes, time_zone))
    return found


def _wanted(attributes: Document, time_zone: str) -> dict[str, Any]:  # Any: arguments of schedule_session
    zone = text(attributes, "timezone") or time_zone
    return {
        "starts_at": parse_start(attributes.get("estimated_started_at"), zone),
        "time_zone": zone,
        "name": text(attributes, "name"),
        "embed_url": text(attributes, "embed_url"),
    }


def _people_ids(relationships: Document) -> list[str]:
    given = relationships.get("people") or []
    given = given.get("data", []) if isinstance(given, dict) else given
    ids = []
    for element in given if isinstance(given, list) else []:
        inner = element.get("data", element) if isinstance(element, dict) else {}
        found = find_id(str(inner.get("id", "")).removeprefix("usr_"))
        if found is None:
            raise Invalid("Team member not found", code="team_member_not_found", pointer="people")
        ids.append(found)
    return ids


def _filters(query: Query, *, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    statuses = choice(query, "status", STATUSES)
    if statuses:
        found.append(or_(*(_has_status(status, now=now) for status in statuses)))
    for name, column, is_from in (
        ("date_from", Session.starts_at, True),
        ("date_to", Session.starts_at, False),
        ("created_since", Session.created_at, True),
        ("created_until", Session.created_at, False),
        ("updated_since", Session.updated_at, True),
        ("updated_until", Session.updated_at, False),
    ):
        at = time_filter(query, name)
        if at is not None:
            found.append(column >= at if is_from else column <= at)
    return found


def _has_status(status: str, *, now: datetime) -> ColumnElement[bool]:
    """`events.rules.session_status` as far as a database can say it."""
    published = Event.status == "published"
    match status:
        case "live":
            return Session.state == "live"
        case "past":
            return Session.state == "ended"
        case "canceled":
            return Session.state == "canceled"
        case "draft":
            return and_(Session.state == "scheduled", Event.status == "draft")
        case "upcoming":
            return and_(published, is_upcoming(now))
        case "past_not_started":
            return and_(published, Session.state == "scheduled", ~is_upcoming(now))
        case _:
            return Session.id.is_(None)
