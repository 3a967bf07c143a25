"""`/sessions/{id}/people`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Response, delete, get, post
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Document, Resource, many, one, unix
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.events import BUILT_IN, base_attributes
from footlights.edges.rest.livestorm.inputs import (
    Query,
    choice,
    email_filter,
    flag_filter,
    read_attributes,
    read_query,
    text,
    time_filter,
)
from footlights.edges.rest.livestorm.paging import read_page
from footlights.engagement.queries import count_messages_by_person
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.registration.actions import Registered, Source, register_person, remove_registration
from footlights.registration.errors import NoSuchRegistrant
from footlights.registration.links import join_key, join_link, room_link
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration_by_email, get_registration_for
from footlights.room.attendance import Figures, load_figures
from footlights.room.models import Attendance
from footlights.services import Services
from footlights.workspace.models import Person

UTM = ("source", "medium", "term", "content", "campaign")
KNOWN = {"email", "first_name", "last_name", "avatar", "avatar_link", "company", "job_title"}


@get("/sessions/{session_id:str}/people")
async def list_of_session(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Everyone on the list of a session; filters attended, email, role, created_*, updated_*."""
    actor = await find_actor(services, request, "events:read")
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        conditions = [Registration.session_id == session.id, *_filters(query)]
        joined = select(Registration).join(Person, Person.id == Registration.person_id).where(*conditions)
        count = select(func.count()).select_from(joined.with_only_columns(Registration.id).subquery())
        meta = page.meta(await db.scalar(count) or 0)
        ordered = joined.order_by(Registration.created_at.desc(), Registration.id)
        rows = list(
            await db.scalars(ordered.options(contains_eager(Registration.person)).limit(page.size).offset(page.offset))
        )
        resources = await _resources(db, services, session, rows)
    return many(request, resources, meta)


@post("/sessions/{session_id:str}/people", status_code=201)
async def register(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Register someone; only the e-mail is needed. A second registration of the same e-mail is a conflict."""
    actor = await find_actor(services, request, "events:write")
    attributes, _ = await read_attributes(request, "people")
    answers = _answers(attributes)
    utm = {part: text(attributes, f"utm_{part}") or "" for part in UTM}
    source = Source("API", text(attributes, "referrer"), {part: value for part, value in utm.items() if value})

    async def attempt() -> tuple[Session, Registered, list[Resource]]:
        now = utcnow()
        async with services.database.write() as db:
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
                now=now,
            )
            await db.flush()
            done.registration.person = done.person
            return session, done, await _resources(db, services, session, [done.registration])

    try:
        _, _, resources = await attempt()
    except IntegrityError:  # the same e-mail at the same moment from elsewhere: the second try finds it there
        _, _, resources = await attempt()
    return one(request, resources[0], status=201)


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
        resources = await _resources(db, services, session, [registration])
    return one(request, resources[0])


@delete("/sessions/{session_id:str}/people/{person_id:str}", status_code=204)
async def remove(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> None:
    actor = await find_actor(services, request, "events:write")
    async with services.database.write() as db:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        await remove_registration(db, actor, session, registration.person_id, now=utcnow())


async def read_people(db: Db, services: Services, session: Session) -> list[Resource]:
    """Everyone on the list, at most a hundred: those attached to a new session."""
    joined = select(Registration).join(Person, Person.id == Registration.person_id)
    rows = await db.scalars(
        joined.options(contains_eager(Registration.person))
        .where(Registration.session_id == session.id)
        .order_by(Registration.created_at, Registration.id)
        .limit(100)
    )
    return await _resources(db, services, session, list(rows))


async def _resources(
    db: Db, services: Services, session: Session, registrations: Sequence[Registration]
) -> list[Resource]:
    """Session-depth people in a fixed number of statements."""
    ids = [registration.person_id for registration in registrations]
    messages = await count_messages_by_person(db, session.id, person_ids=ids)
    figures = await load_figures(db, session, person_ids=ids)
    return [
        person_resource(
            services, session, row, messages=messages.get(row.person_id, 0), figures=figures.get(row.person_id)
        )
        for row in registrations
    ]


def person_resource(
    services: Services, session: Session, registration: Registration, *, messages: int, figures: Figures | None
) -> Resource:
    person = registration.person
    attributes = base_attributes(person) | {
        "registrant_detail": _detail(services, session, registration, figures),
        "messages_count": messages,
        "questions_count": 0,
        "votes_count": 0,
        "up_votes_count": 0,
        "replay_view_detail": None,
    }
    return Resource("people", person.id, attributes)


def _detail(services: Services, session: Session, registration: Registration, figures: Figures | None) -> Document:
    person = registration.person
    is_team = person.role == "team_member"
    base_url = services.settings.base_url
    values = {"email": person.email, "first_name": person.first_name, "last_name": person.last_name}
    return {
        "event_id": registration.event_id,
        "session_id": registration.session_id,
        "created_at": unix(registration.created_at),
        "updated_at": unix(registration.updated_at),
        "fields": [
            {"id": name, "type": kind, "value": values[name], "required": required} for name, kind, required in BUILT_IN
        ],
        "referrer": registration.referrer,
        **{f"utm_{part}": getattr(registration, f"utm_{part}") for part in UTM},
        **dict.fromkeys(("browser_version", "browser_name", "os_name", "os_version"), None),
        **dict.fromkeys(("screen_height", "screen_width", "ip_city", "ip_country_code", "ip_country_name"), None),
        "password_key": None if is_team else join_key(services.secret_key, registration),
        "connection_link": room_link(base_url, registration.event_id, registration.session_id)
        if is_team
        else join_link(base_url, services.secret_key, registration, person),
        "attended": figures is not None,
        "attendance_rate": _rate(session, figures),
        "attendance_duration": figures.duration_s if figures else 0,
        "attended_at": _moment(figures.attended_at if figures else None),
        "left_at": _moment(figures.left_at if figures else None),
        "has_viewed_replay": False,
        "registration_type": registration.registration_type,
        "is_highlighted": registration.is_highlighted or registration.room_role == "speaker",
        "is_guest_speaker": registration.room_role == "speaker" and not is_team,
        "session_role": None if registration.room_role == "attendee" else registration.room_role,
    }


def _rate(session: Session, figures: Figures | None) -> int | None:
    if figures is not None:
        return figures.rate
    return 0 if session.state == "ended" else None


def _moment(at: datetime | None) -> int | None:
    return unix(at) if at else None


def _answers(attributes: Document) -> dict[str, str]:
    """Answers by field: from a list of {id, value}, an object, or flat attributes; lists are joined."""
    fields = attributes.get("fields")
    if isinstance(fields, dict):
        given = dict(fields)
    elif isinstance(fields, list):
        given = {}
        for field in fields:
            if not isinstance(field, dict) or not isinstance(field.get("id"), str):
                raise BadRequest("A field is an object with id and value.", code="invalid_field", pointer="fields")
            given[field["id"]] = field.get("value")
    elif fields is None:
        given = {}
    else:
        raise BadRequest("“fields” is a list of {id, value}.", code="invalid_field", pointer="fields")
    for name in given:
        if name not in KNOWN:
            raise BadRequest(f"The field '{name[:100]}' doesn't exist", code="unknown_field", pointer="fields")
    flat = {name: attributes[name] for name in KNOWN if name in attributes and name not in given}
    return {name: _plain(name, value) for name, value in (flat | given).items() if value is not None}


def _plain(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(name, part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise BadRequest(f"The value of {name[:100]} is text.", code="invalid_field", pointer="fields")


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    attended = flag_filter(query, "attended")
    if attended is not None:
        own = (Attendance.session_id == Registration.session_id) & (Attendance.person_id == Registration.person_id)
        was_there = exists().where(own)
        found.append(was_there if attended else ~was_there)
    emails = email_filter(query)
    if emails:
        found.append(Person.email_key.in_([email.lower() for email in emails]))
    roles = choice(query, "role", ("participant", "team_member"))
    if roles:
        found.append(Person.role.in_(roles))
    for name, column in (("created", Registration.created_at), ("updated", Registration.updated_at)):
        since, until = time_filter(query, f"{name}_since"), time_filter(query, f"{name}_until")
        found += [column >= since] if since else []
        found += [column <= until] if until else []
    return found
