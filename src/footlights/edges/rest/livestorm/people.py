"""`/sessions/{id}/people`."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, delete, get, post
from sqlalchemy import ColumnElement, exists, func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Document, Resource, many, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    choice,
    email_filter,
    email_keys,
    flag_filter,
    includes,
    order,
    read_attributes,
    read_query,
    text,
    time_conditions,
)
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.events import read_events
from footlights.edges.rest.livestorm.resources.people import UTM, read_people, select_people
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.edges.rest.livestorm.writing import in_write
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.registration.actions import Source, register_person, remove_registration
from footlights.registration.errors import NoSuchRegistrant
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration_by_email, get_registration_for
from footlights.room.models import Attendance
from footlights.services import Services
from footlights.workspace.models import Person

KNOWN = {"email", "first_name", "last_name", "avatar", "avatar_link", "company", "job_title"}
"""Built-in fields; what the forms do not ask for yet (the last four) is taken and not kept."""
SORTS = {"created_at": Registration.created_at, "updated_at": Registration.updated_at}


@get("/sessions/{session_id:str}/people")
async def list_of_session(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Everyone on the list of a session, newest first; filters attended, email, role, created_*, updated_*."""
    actor = await find_actor(services, request, "events:read")
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        wanted = select_people(Registration.session_id == session.id, *_filters(query))
        count = select(func.count()).select_from(wanted.with_only_columns(Registration.id).subquery())
        meta = page.meta(await db.scalar(count) or 0)
        ordered = wanted.order_by(*order(query, SORTS, Registration.created_at.desc()), Registration.id)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
        resources = await _resources(db, services, request, session, rows)
    return many(request, resources, meta)


@post("/sessions/{session_id:str}/people", status_code=201)
async def register(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Register someone; only the e-mail is needed. A second registration of the same e-mail is a conflict."""
    actor = await find_actor(services, request, "events:write")
    attributes, _ = await read_attributes(request, "people")
    answers = _answers(attributes)
    utm = {part: text(attributes, f"utm_{part}") or "" for part in UTM}
    source = Source("API", text(attributes, "referrer"), {part: value for part, value in utm.items() if value})

    async def work(db: Db) -> Resource:
        session = await get_session_for(db, actor, session_id)
        done = await register_person(
            db,
            actor,
            session,
            email=answers.get("email", ""),
            first_name=answers.get("first_name"),
            last_name=answers.get("last_name"),
            source=source,
            must_be_new=True,
            now=utcnow(),
        )
        await db.flush()
        done.registration.person = done.person
        (resource,) = await read_people(db, services, session, [done.registration])
        return resource

    return one(request, await in_write(services, work), status=201)


@delete("/sessions/{session_id:str}/people", status_code=204)
async def remove_by_email(services: Running, request: Asked, session_id: PathText) -> None:
    """Take away the place of filter[email]."""
    actor = await find_actor(services, request, "events:write")
    emails = email_filter(read_query(request))
    if not emails:
        raise BadRequest("filter[email] says who.", code="no_filter")
    async with services.database.write() as db:
        session = await get_session_for(db, actor, session_id)
        for email in emails:
            registration = await find_registration_by_email(db, session, email)
            if registration is not None:
                await remove_registration(db, actor, session, registration.person_id, now=utcnow())
                return
    raise NoSuchRegistrant("Nobody with this e-mail is registered.")


@get("/sessions/{session_id:str}/people/{person_id:str}")
async def show(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        (resource,) = await _resources(db, services, request, session, [registration])
    return one(request, resource)


@delete("/sessions/{session_id:str}/people/{person_id:str}", status_code=204)
async def remove(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> None:
    actor = await find_actor(services, request, "events:write")
    async with services.database.write() as db:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        await remove_registration(db, actor, session, registration.person_id, now=utcnow())


async def _resources(
    db: Db, services: Services, request: Asked, session: Session, registrations: Sequence[Registration]
) -> list[Resource]:
    """Session-depth people, with the event and the session when the query includes them."""
    include, base_url, now = includes(read_query(request)), services.settings.base_url, utcnow()
    resources = await read_people(db, services, session, registrations)
    related: dict[str, Resource] = {}
    if "event" in include:
        (related["event"],) = await read_events(db, [session.event], base_url=base_url, now=now)
    if "session" in include:
        (related["session"],) = await read_sessions(db, [session], base_url=base_url, now=now)
    for resource in resources:
        resource.related.update(related)
    return resources


def _answers(attributes: Document) -> dict[str, str]:
    """Answers by field: from a list of {id, value}, an object, or flat attributes; lists are joined."""
    given = _given_fields(attributes.get("fields"))
    for name in given:
        if name not in KNOWN:
            raise BadRequest(f"The field '{name[:100]}' doesn't exist", code="unknown_field", pointer="fields")
    flat = {name: attributes[name] for name in KNOWN if name in attributes and name not in given}
    return {name: _plain(name, value) for name, value in (flat | given).items() if value is not None}


def _given_fields(fields: object) -> Document:
    if fields is None:
        return {}
    if isinstance(fields, dict):
        return fields
    if not isinstance(fields, list):
        raise BadRequest("“fields” is a list of {id, value}.", code="invalid_field", pointer="fields")
    given: Document = {}
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("id"), str):
            raise BadRequest("A field is an object with id and value.", code="invalid_field", pointer="fields")
        given[field["id"]] = field.get("value")
    return given


def _plain(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(name, part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise BadRequest(f"The value of {name[:100]} is text.", code="invalid_field", pointer="fields")


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = time_conditions(query, created=Registration.created_at, updated=Registration.updated_at)
    attended = flag_filter(query, "attended")
    if attended is not None:
        own = (Attendance.session_id == Registration.session_id) & (Attendance.person_id == Registration.person_id)
        was_there = exists().where(own)
        found.append(was_there if attended else ~was_there)
    emails = email_filter(query)
    if emails:
        found.append(Person.email_key.in_(email_keys(emails)))
    roles = choice(query, "role", ("participant", "team_member"))
    if roles:
        found.append(Person.role.in_(roles))
    return found
