"""`/widgets`: rooms."""

from datetime import datetime
from typing import Any

from litestar import Response, delete, get, post, route
from sqlalchemy import ColumnElement, exists, func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.attached import attach, attach_usual
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.lists import many, order, read_page
from footlights.edges.rest.livewebinar.resources.widgets import read_widgets
from footlights.edges.rest.livewebinar.rooms import KIND, get_room_for, visible_rooms
from footlights.edges.rest.livewebinar.snippets import snippet
from footlights.edges.rest.livewebinar.widget_input import WidgetInput, read_widget
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.actions import (
    create_event,
    publish_event,
    remove_event,
    replace_role_links,
    unpublish_event,
    update_event,
)
from footlights.events.errors import NoSuchEvent
from footlights.events.models import Event, Session
from footlights.events.queries import WITH_EVENT, is_upcoming, list_sessions_of
from footlights.events.rules import room_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.numbering import number_all
from footlights.numbering.models import Number
from footlights.registration.rooms import set_room
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.models import Account, Person
from footlights.workspace.queries import get_workspace

READ, WRITE = "events:read", "events:write"
SORTS = {
    "name": Event.title,
    "token": Event.room_number,
    "status": Event.status,
    "type": Event.schedule,
    "created_at": Event.created_at,
    "updated_at": Event.updated_at,
}


@get("/widgets")
async def list_widgets(services: Running, request: Asked) -> Response[Any]:
    """Rooms, in the order of their ids; `scope` narrows the list."""
    actor = await find_actor(services, request, READ)
    return await answer_list(services, request, actor)


@post("/widgets", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make a room, which is active unless `status` says otherwise."""
    actor = await find_actor(services, request, WRITE)
    return await answer_created(services, request, actor)


@get("/widgets/token/{token:str}")
async def show_by_token(services: Running, request: Asked, token: PathText) -> Response[Any]:
    """A room by its number."""
    actor = await find_actor(services, request, READ)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        found = select(Event).options(*WITH_EVENT).where(*visible_rooms(actor), Event.room_number == token)
        event = (await db.scalars(found)).one_or_none()
        if event is None:
            raise NoSuchEvent("There is no such widget.")
        return await _read(db, services, event)

    return one(request, await in_read(services, work))


@get("/widgets/{widget_id:str}")
async def show(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, READ)
    return one(
        request,
        await in_read(services, lambda db: _show(db, services, actor, widget_id)),
    )


@route("/widgets/{widget_id:str}", http_method=["PUT", "PATCH"])
async def update(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    """Set what the body names; nothing is required."""
    return await _update(services, request, widget_id)


@delete("/widgets/{widget_id:str}", status_code=204)
async def remove(services: Running, request: Asked, widget_id: PathText) -> Response[None]:
    actor = await find_actor(services, request, WRITE)

    async def work(db: Db) -> None:
        event = await get_room_for(db, actor, widget_id)
        await remove_event(db, actor, event.id, now=utcnow())

    await in_write(services, work)
    return nothing(request)


@route("/widgets/{widget_id:str}/enable", http_method=["PUT", "POST"], status_code=200)
async def enable(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    """Open the room to people."""
    return await _set_status(services, request, widget_id, is_active=True)


@route("/widgets/{widget_id:str}/disable", http_method=["PUT", "POST"], status_code=200)
async def disable(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    """Close the room to everybody."""
    return await _set_status(services, request, widget_id, is_active=False)


@post("/widgets/{widget_id:str}/roles/regenerate", status_code=200)
async def regenerate_roles(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    """Make every role link worthless and give new ones."""
    actor = await find_actor(services, request, WRITE)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        event = await get_room_for(db, actor, widget_id)
        await replace_role_links(db, actor, event.id, now=utcnow())
        return await _read(db, services, event)

    return one(request, await in_write(services, work))


@get("/widgets/{widget_id:str}/embed")
async def show_embed(services: Running, request: Asked, widget_id: PathText) -> Response[Any]:
    """A ready-made snippet for a page of one's own."""
    actor = await find_actor(services, request, READ)

    async def work(db: Db) -> str:
        event = await get_room_for(db, actor, widget_id)
        return snippet(services.settings.embed_base, event)

    code = await in_read(services, work)
    return one(request, {"code": code})


async def answer_list(
    services: Services, request: Asked, actor: Actor, *conditions: ColumnElement[bool]
) -> Response[Any]:
    """A page of the rooms that the actor sees and that meet the conditions."""
    page, now = read_page(request), utcnow()
    wanted = (*visible_rooms(actor), *conditions, *_in_scope(request.query_params.get("scope", ""), now=now))
    by = order(request, SORTS, id=Number.number)

    async def work(db: Db) -> tuple[list[dict[str, Any]], int]:  # Any: JSON
        await number_all(db, KIND, Event.id, Event.workspace_id, *wanted, by=(Event.created_at, Event.id))
        total = await db.scalar(select(func.count()).select_from(Event).where(*wanted)) or 0
        rows = (
            select(Event)
            .join(Number, (Number.row_id == Event.id) & (Number.kind == KIND))
            .options(*WITH_EVENT)
            .where(*wanted)
            .order_by(*by)
            .limit(page.size)
            .offset(page.offset)
        )
        return await read_widgets(db, services, list(await db.scalars(rows)), now=now), total

    widgets, total = await in_read(services, work)
    return many(request, widgets, page, total)


async def answer_created(
    services: Services, request: Asked, actor: Actor, *, owner_id: str | None = None
) -> Response[Any]:
    """Make a room of the actor's, or of the owner's, from the body."""
    body = await read_body(request)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        now = utcnow()
        given = await _input(db, services, actor, body, owner_id=owner_id)
        event = await create_event(db, actor, given.event, now=now)
        await _settle(db, actor, event, given, now=now)
        await attach_usual(db, actor, event, body, now=now)
        await attach(db, actor, event, body, now=now)
        return await _read(db, services, event)

    return one(request, await in_write(services, work), status=201)


async def _update(services: Services, request: Asked, widget_id: str) -> Response[Any]:
    actor = await find_actor(services, request, WRITE)
    body = await read_body(request)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        now = utcnow()
        event = await get_room_for(db, actor, widget_id)
        given = await _input(db, services, actor, body, event=event)
        event = await update_event(db, actor, event.id, given.event, now=now)
        await _settle(db, actor, event, given, now=now)
        await attach(db, actor, event, body, now=now)
        return await _read(db, services, event)

    return one(request, await in_write(services, work))


async def _input(
    db: Db,
    services: Services,
    actor: Actor,
    body: dict[str, Any],  # Any: as in Body
    *,
    event: Event | None = None,
    owner_id: str | None = None,
) -> WidgetInput:
    owner = await db.get(Person, event.owner_id if event else owner_id or actor.person_id)
    workspace = await get_workspace(db, actor)
    sessions = await list_sessions_of(db, event) if event else []
    session = room_session(sessions, event, now=utcnow()) if event else None
    own_zone = session.time_zone if session else owner.time_zone if owner else None
    account = await db.get(Account, event.owner_id if event else owner_id or actor.person_id)
    return await read_widget(
        db, body, event=event, owner_id=owner_id, time_zone=own_zone or workspace.time_zone, account=account
    )


async def _settle(db: Db, actor: Actor, event: Event, given: WidgetInput, *, now: datetime) -> None:
    await set_room(db, actor, event, given.room, now=now)
    await _activate(db, actor, event, given.is_active, now=now)
    await db.flush()


async def _activate(db: Db, actor: Actor, event: Event, is_active: bool | None, *, now: datetime) -> None:
    if is_active is True:
        await publish_event(db, actor, event.id, now=now)
    elif is_active is False and event.is_published:
        await unpublish_event(db, actor, event.id, now=now)


async def _set_status(services: Services, request: Asked, widget_id: str, *, is_active: bool) -> Response[Any]:
    actor = await find_actor(services, request, WRITE)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        event = await get_room_for(db, actor, widget_id)
        await _activate(db, actor, event, is_active, now=utcnow())
        return await _read(db, services, event)

    return one(request, await in_write(services, work))


async def _show(db: Db, services: Services, actor: Actor, widget_id: str) -> dict[str, Any]:  # Any: JSON
    return await _read(db, services, await get_room_for(db, actor, widget_id))


async def _read(db: Db, services: Services, event: Event) -> dict[str, Any]:  # Any: JSON
    (widget,) = await read_widgets(db, services, [event], now=utcnow())
    return widget


def _in_scope(scope: str, *, now: datetime) -> list[ColumnElement[bool]]:
    """Conditions on Event; an unknown scope is all."""

    def has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(Session.event_id == Event.id, *conditions)

    is_open = has((Session.state == "live") | is_upcoming(now))
    match scope.strip():
        case "active":
            return [Event.status == "published"]
        case "inactive":
            return [Event.status == "draft"]
        case "upcoming":
            return [has(is_upcoming(now))]
        case "past":
            return [has(Session.state != "canceled"), ~is_open]
        case "permanent" | "scheduled" | "evergreen" as schedule:
            return [Event.schedule == schedule]
        case _:
            return []
