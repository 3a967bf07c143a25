"""`/widgets/{id}/participants` and `/sessions/{id}/participants`: who was in the room, from the presence ledger."""

from typing import Any

from litestar import Response, get
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.lists import Page, many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import (
    PLACE,
    ROLE_NAMES,
    ROLES,
    SESSION,
    find_row,
    get_numbered_session,
)
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read
from footlights.engagement.polls.queries import count_votes_by_person
from footlights.engagement.queries import Talk, count_talk
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.registration.models import Registration
from footlights.room.models import Attendance
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person

SORTS = {
    "joined_at": Attendance.attended_at,
    "left_at": Attendance.left_at,
    "duration": Attendance.duration_s,
    "email": Person.email,
}
SOURCES = {"invitation": "invite", "personal": "personal", "room": "room"}
"""By registration type; everybody else registered."""
Document = dict[str, Any]  # Any: JSON


@get("/widgets/{number:str}/participants")
async def of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Everybody who was in any session of the room."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        event = await get_room_for(db, actor, number)
        return await _read(db, actor, request, page, Registration.event_id == event.id)

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@get("/sessions/{number:str}/participants")
async def of_session(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Everybody who was in one session."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        session = await get_numbered_session(db, actor, number)
        return await _read(db, actor, request, page, Registration.session_id == session.id)

    items, total = await in_read(services, work)
    return many(request, items, page, total)


async def _read(
    db: Db, actor: Actor, request: Asked, page: Page, own: ColumnElement[bool]
) -> tuple[list[Document], int]:
    """One page and the number of all; a fixed number of statements."""
    joined = (Attendance.session_id == Registration.session_id) & (Attendance.person_id == Registration.person_id)
    rows = (
        select(Registration, Attendance)
        .join(Attendance, joined)
        .join(Person, Person.id == Registration.person_id)
        .options(contains_eager(Registration.person))
        .where(own, *(await _filters(db, actor, request)))
    )
    total = await db.scalar(select(func.count()).select_from(rows.with_only_columns(Registration.id).subquery())) or 0
    by = await order_numbered(db, request, SORTS, PLACE, Registration, own, workspace_id=actor.workspace_id)
    ordered = rows.order_by(*by)
    found = [(place, was) for place, was in await db.execute(ordered.limit(page.size).offset(page.offset))]
    people = {place.person_id for place, _ in found}
    sessions = {place.session_id for place, _ in found}
    talk = await count_talk(db, sessions, person_ids=people)
    votes = await count_votes_by_person(db, sessions, person_ids=people)
    numbers = await numbers_of(db, actor.workspace_id, PLACE, [place.id for place, _ in found])
    session_numbers = await numbers_of(db, actor.workspace_id, SESSION, sorted(sessions))
    return [
        _participant(
            place,
            was,
            number=numbers[place.id],
            session=session_numbers[place.session_id],
            talk=talk.get((place.session_id, place.person_id), Talk()),
            votes=votes.get((place.session_id, place.person_id), 0),
        )
        for place, was in found
    ], total


def _participant(
    place: Registration, was: Attendance, *, number: int, session: int, talk: Talk, votes: int
) -> Document:
    person = place.person
    is_guest = person.is_anonymous
    device = " / ".join(part for part in (place.browser_name, place.os_name) if part)
    return {
        "id": number,
        "session_id": session,
        "nickname": person.name,
        "email": None if is_guest else person.email,
        "role": ROLE_NAMES[place.room_role],
        "source": SOURCES.get(place.registration_type, "registrant"),
        "source_id": number,
        "joined_at": unix(was.attended_at),
        "left_at": unix(was.left_at),
        "duration": was.duration_s,
        "attention": None,  # nobody watches whether people look
        "messages": talk.messages,
        "questions": talk.questions,
        "polls_answered": votes,
        "country_code_iso2": place.ip_country_code,
        "device": device or None,
    }


async def _filters(db: Db, actor: Actor, request: Asked) -> list[ColumnElement[bool]]:
    """`session_id`, `role` and `email` of the query; what is unknown matches nobody."""
    asked = {name: request.query_params.get(name, "").strip() for name in ("session_id", "role", "email")}
    found: list[ColumnElement[bool]] = []
    if asked["session_id"]:
        found.append(Registration.session_id == await find_row(db, actor, SESSION, asked["session_id"]))
    if asked["role"]:
        found.append(Registration.room_role == ROLES.get(asked["role"], ""))
    if asked["email"]:
        found.append(func.lower(Person.email) == asked["email"].lower())
    return found


routes = [of_room, of_session]
