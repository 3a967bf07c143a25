"""`/widgets/{id}/registrants`: who has a place by registering, who waits for one, and who was turned away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Response, delete, get, post, put
from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answered import read_form, read_given
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import many, read_page
from footlights.edges.rest.livewebinar.numbered import PLACE, current_session, find_row
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.numbering import number_of, numbers_of
from footlights.registration.actions import take_place
from footlights.registration.hosted import Entered, register_by_form
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.personal import INVITATION, PERSONAL
from footlights.registration.provenance import Source
from footlights.registration.queries import is_current
from footlights.registration.requests import approve_request, decline_request, find_request, load_request
from footlights.registration.room_links import personal_token, personal_url
from footlights.registration.rooms import GUEST
from footlights.services import Services
from footlights.workspace.actors import Actor

STATUSES = {"waiting": "pending", "pending": "pending", "offered": "pending", "declined": "rejected"}
"""States of requests that count as registrants; who gave the place back is none any more."""
REGISTERED = (
    Registration.room_role == "attendee",
    Registration.registration_type.not_in((PERSONAL, INVITATION, GUEST)),
)
"""Conditions on Registration: neither the team, nor who was given access, nor who came by a name alone."""
Place = Registration | PlaceRequest
Document = dict[str, Any]  # Any: JSON


@post("/widgets/{number:str}/registrants", status_code=201)
async def register(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Register somebody, as the form of the room would; 200 for somebody who is known already."""
    actor = await find_actor(services, request, "events:write")
    body = await read_body(request)
    fields = Fields(body)
    fields.text("email", required=True)
    is_quiet = fields.flag("send_confirmation") is False
    fields.check()

    async def work(db: Db) -> tuple[Document, bool]:
        event, now = await get_room_for(db, actor, number), utcnow()
        session, form = await current_session(db, event, now=now), await read_form(db, event)
        given = await read_given(db, event, form, body)
        domain = services.settings.mail_domain
        source = Source("API")
        entered = await register_by_form(
            db, actor, session, given, form=form, source=source, domain=domain, quiet=is_quiet, now=now
        )
        await db.flush()
        place = await _entered(db, entered)
        return (await read_registrants(db, services, event, [place]))[0], place.created_at == now

    item, is_new = await in_write(services, work)
    return one(request, item, status=201 if is_new else 200)


@get("/widgets/{number:str}/registrants")
async def list_registrants(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """All registrants in the order they came."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)
    falls = request.query_params.get("order", "").strip().lower() == "desc"

    async def work(db: Db) -> tuple[list[Document], int]:
        event = await get_room_for(db, actor, number)
        everyone = union_all(_select_places(event), _select_requests(event)).subquery()
        total = await db.scalar(select(func.count()).select_from(everyone)) or 0
        by = (everyone.c.created_at, everyone.c.id)
        ordered = select(everyone.c.id, everyone.c.is_place).order_by(*(c.desc() if falls else c for c in by))
        rows = (await db.execute(ordered.limit(page.size).offset(page.offset))).all()
        return await read_registrants(db, services, event, await _load(db, rows)), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@get("/widgets/{number:str}/registrants/{place:str}")
async def show(services: Running, request: Asked, number: PathText, place: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        return (await read_registrants(db, services, event, [await _get(db, actor, event, place)]))[0]

    return one(request, await in_read(services, work))


@put("/widgets/{number:str}/registrants/{place:str}/confirm")
async def confirm(services: Running, request: Asked, number: PathText, place: PathText) -> Response[Any]:
    """Give somebody who waits the place; somebody who has it keeps it."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        found = await _get(db, actor, event, place)
        if isinstance(found, PlaceRequest):
            asked = await load_request(db, found.id)
            assert asked is not None
            made = await approve_request(db, actor, asked, now=utcnow())
            (found,) = await _load(db, [(made.id, 1)])
        return (await read_registrants(db, services, event, [found]))[0]

    return one(request, await in_write(services, work))


@put("/widgets/{number:str}/registrants/{place:str}/reject")
async def reject(services: Running, request: Asked, number: PathText, place: PathText) -> Response[Any]:
    """Turn somebody away, also after they were confirmed; their link opens nothing any more."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> Document:
        event, now = await get_room_for(db, actor, number), utcnow()
        found = await _get(db, actor, event, place)
        if isinstance(found, Registration):
            found = await take_place(db, actor, found, now=now)
        await decline_request(db, actor, found, now=now)
        await db.flush()
        return (await read_registrants(db, services, event, await _load(db, [(found.id, 0)])))[0]

    return one(request, await in_write(services, work))


@delete("/widgets/{number:str}/registrants/{place:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText, place: PathText) -> Response[None]:
    """Forget that somebody registered; the person stays known."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        event = await get_room_for(db, actor, number)
        found = await _get(db, actor, event, place)
        if isinstance(found, Registration):
            await take_place(db, actor, found, now=utcnow())
        else:
            await db.delete(found)

    await in_write(services, work)
    return nothing(request)


async def read_registrants(db: Db, services: Services, event: Event, places: Sequence[Place]) -> list[Document]:
    """Documents of places and requests in one event, which are loaded with their person."""
    room = await number_of(db, event.workspace_id, ROOM, event.id)
    numbers = await numbers_of(db, event.workspace_id, PLACE, [place.id for place in places])
    return [_registrant(services, event, place, room, numbers[place.id]) for place in places]


def _registrant(services: Services, event: Event, place: Place, room: int, number: int) -> Document:
    token = url = None
    status = STATUSES.get(place.state, "rejected") if isinstance(place, PlaceRequest) else "confirmed"
    if isinstance(place, Registration):
        token = personal_token(services.secret_key, place, "registrant")
        url = personal_url(services.settings.base_url, services.secret_key, event, place, "registrant")
    return {
        "id": number,
        "widget_id": room,
        "email": place.person.email,
        "name": place.person.name,
        "status": status,
        "fields": place.answers,
        "registrant_token": token,
        "personal_url": url,
        "created_at": unix(place.created_at),
    }


def _is_registrant(event: Event) -> tuple[ColumnElement[bool], ...]:
    """Attendees who registered, each once: of a room with several sessions, the newest place."""
    return (Registration.event_id == event.id, *REGISTERED, is_current(event))


def _select_places(event: Event) -> Select[str, datetime, int]:
    columns = (Registration.id, Registration.created_at, literal(1).label("is_place"))
    return select(*columns).where(*_is_registrant(event))


def _select_requests(event: Event) -> Select[str, datetime, int]:
    columns = (PlaceRequest.id, PlaceRequest.created_at, literal(0).label("is_place"))
    return select(*columns).where(PlaceRequest.event_id == event.id, PlaceRequest.state.in_(STATUSES))


async def _load(db: Db, rows: Sequence[Any]) -> list[Place]:  # Any: id and is_place
    """Places and requests with their people, in the order of `rows`; two statements."""
    ids = {is_place: [row[0] for row in rows if row[1] == is_place] for is_place in (1, 0)}
    places = select(Registration).options(joinedload(Registration.person)).where(Registration.id.in_(ids[1]))
    asked = select(PlaceRequest).options(joinedload(PlaceRequest.person)).where(PlaceRequest.id.in_(ids[0]))
    found: dict[str, Place] = {place.id: place for place in await db.scalars(places)}
    found |= {request.id: request for request in await db.scalars(asked)}
    return [found[row[0]] for row in rows]


async def _get(db: Db, actor: Actor, event: Event, number: str) -> Place:
    wanted = await find_row(db, actor, PLACE, number)
    of_place, of_request = _select_places(event), _select_requests(event)
    rows = union_all(of_place.where(Registration.id == wanted), of_request.where(PlaceRequest.id == wanted)).subquery()
    row = (await db.execute(select(rows.c.id, rows.c.is_place))).one_or_none()
    if row is None:
        raise NotFound("There is no such registrant.")
    return (await _load(db, [row]))[0]


async def _entered(db: Db, entered: Entered) -> Place:
    """The place that a registration led to, or the request for one."""
    if entered.registration is not None:
        entered.registration.person = entered.person
        return entered.registration
    asked = await find_request(db, entered.session, entered.person)
    assert asked is not None
    asked.person = entered.person
    return asked


routes = [register, list_registrants, show, confirm, reject, remove]
