"""`/events`."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec
from litestar import Response, delete, get, patch, post, put
from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, many, nothing, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    check_same_id,
    choice,
    flag,
    flag_filter,
    includes,
    number,
    ordered,
    read_attributes,
    read_id,
    read_query,
    sorting,
    text,
    time_conditions,
)
from footlights.edges.rest.livestorm.listing import KEPT, Listing, listing, read_listing
from footlights.edges.rest.livestorm.operations import BY_TIME, Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.events import COLUMNS as EVENT
from footlights.edges.rest.livestorm.resources.events import read_event_rows, read_events
from footlights.edges.rest.livestorm.sessions import new_sessions
from footlights.edges.rest.livestorm.statuses import EVENT_STATUSES, event_has_status
from footlights.edges.rest.livestorm.writing import in_write
from footlights.events.actions import (
    EventChange,
    copy_event,
    create_event,
    delete_event,
    publish_event,
    unpublish_event,
    update_event,
)
from footlights.events.forms import WantedField, set_fields
from footlights.events.models import Event, EventTag, Tag
from footlights.events.queries import get_event_for
from footlights.events.tags import tag_key
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, Reads, has_words
from footlights.kit.errors import Invalid
from footlights.registration.scheduling import schedule_session
from footlights.services import Services
from footlights.workspace.actors import Actor

SORTS = {"created_at": Event.created_at, "updated_at": Event.updated_at}


class FieldInput(msgspec.Struct, kw_only=True):
    """A field of the registration form. Type and options are only read of a field that is new to the workspace."""

    id: str
    required: bool = False
    type: str | None = None
    options: dict[str, Any] | None = None  # Any: JSON


class EventInput(msgspec.Struct, kw_only=True):
    title: str = "New event"
    slug: str | None = None
    description: str | None = None
    status: Literal["draft", "published"] = "draft"
    owner_id: str | None = None
    copy_from_event_id: str | None = None
    everyone_can_speak: bool = False
    recording_enabled: bool = True
    recording_public: bool | None = None
    chat_enabled: bool = True
    polls_enabled: bool = True
    questions_enabled: bool = True
    show_in_company_page: bool = False
    registration_page_enabled: bool = True
    light_registration_page_enabled: bool = True
    detailed_registration_page_enabled: bool = False
    estimated_duration: int = 30
    language: str | None = None
    fields: list[FieldInput] | None = None


WRITES = Operation(
    name="createEvent",
    scopes=("events:write",),
    answers="events",
    takes=EventInput,
    refusals=(400, 404, 409, 422),
)


@get(
    "/events",
    opt=Operation(
        name="listEvents",
        scopes=("events:read",),
        answers="events",
        many=True,
        query=(
            "filter[title]",
            "filter[everyone_can_speak]",
            "filter[scheduling_status]",
            "filter[tag]",
            *BY_TIME,
            "sort",
        ),
        include=("sessions", "tags"),
    ).opt(),
)
async def list_events(services: Running, request: Asked) -> Response[Any]:
    """Events, newest first."""
    actor = await find_actor(services, request)
    query, now = read_query(request), utcnow()
    page = read_page(query, base=actor.page_base)
    filters, sort = _filters(query, now=now), sorting(query, SORTS, default="-created_at")
    wanted = _select(sort, filters) if filters else _select_all(sort)
    include, base_url = includes(query), services.settings.base_url

    async def read(db: Reads) -> tuple[list[Resource], Document]:
        events, meta = await read_listing(db, wanted, {"workspace_id": actor.workspace_id}, page)
        return await read_event_rows(db, events, include=include, base_url=base_url, now=now), meta

    return many(request, *await services.database.snapshot(read))


@post("/events", status_code=201, opt=WRITES.opt())
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make an event, with sessions if `relationships.sessions` holds some; published when `status` says so.

    With `copy_from_event_id`, settings, form and description come from that event where the body does not name them.
    """
    actor = await find_actor(services, request)
    attributes, relationships = await read_attributes(request, "events")
    change, status, now = _change(attributes), _status(attributes), utcnow()
    source, fields = text(attributes, "copy_from_event_id"), _fields(attributes)

    async def work(db: Db) -> Resource:
        if source:
            event = await copy_event(db, actor, source, change, now=now)
        else:
            event = await create_event(db, actor, change, now=now)
        if fields is not None:
            await set_fields(db, actor, event, fields, now=now)
        for wanted in new_sessions(relationships, event.owner.time_zone or event.workspace.time_zone):
            await schedule_session(db, actor, event.id, now=now, **wanted)
        if status == "published":
            await publish_event(db, actor, event.id, now=now)
        await db.flush()
        include, base_url = frozenset({"sessions"}), services.settings.base_url
        (resource,) = await read_events(db, [event], include=include, base_url=base_url, now=now)
        return resource

    return one(request, await in_write(services, work), status=201)


@get(
    "/events/{event_id:str}",
    opt=Operation(
        name="getEvent",
        scopes=("events:read",),
        answers="events",
        include=("sessions", "tags"),
        refusals=(404,),
    ).opt(),
)
async def show(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """One event."""
    actor = await find_actor(services, request)
    return await _show(services, request, actor, event_id)


@patch("/events/{event_id:str}", opt=dataclasses.replace(WRITES, name="updateEvent").opt())
async def update(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Set what the body names; `status` publishes, or makes a draft again."""
    return await _update(services, request, event_id)


@put("/events/{event_id:str}", opt=dataclasses.replace(WRITES, name="replaceEvent").opt())
async def replace(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, event_id)


@delete(
    "/events/{event_id:str}",
    status_code=204,
    opt=Operation(name="deleteEvent", scopes=("events:write",), refusals=(404, 409)).opt(),
)
async def remove(services: Running, request: Asked, event_id: PathText) -> Response[None]:
    """Remove an event without sessions; one that has some is a conflict."""
    actor = await find_actor(services, request)
    await in_write(services, lambda db: delete_event(db, actor, event_id))
    return nothing(request)


async def _update(services: Services, request: Asked, event_id: str) -> Response[Any]:
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "events")
    check_same_id(attributes, event_id)
    change, status, now = _change(attributes), _status(attributes), utcnow()
    fields = _fields(attributes)

    async def work(db: Db) -> None:
        event = await update_event(db, actor, event_id, change, now=now)
        if fields is not None:
            await set_fields(db, actor, event, fields, now=now)
        if status == "published":
            await publish_event(db, actor, event.id, now=now)
        elif status == "draft" and event.is_published:
            await unpublish_event(db, actor, event.id, now=now)

    await in_write(services, work)
    return await _show(services, request, actor, event_id)


async def _show(services: Services, request: Asked, actor: Actor, event_id: str) -> Response[Any]:
    include, base_url = includes(read_query(request)), services.settings.base_url
    async with services.database.read() as db:
        event = await get_event_for(db, actor, event_id)
        (resource,) = await read_events(db, [event], include=include, base_url=base_url, now=utcnow())
    return one(request, resource)


def _change(attributes: Document) -> EventChange:
    return EventChange(
        title=text(attributes, "title"),
        slug=text(attributes, "slug") or None,
        description=text(attributes, "description", null=""),
        language=text(attributes, "language"),
        duration_min=number(attributes, "estimated_duration"),
        owner_id=_owner_id(attributes),
        registration_page=_registration_page(attributes),
        recording_public=flag(attributes, "recording_public") if "recording_public" in attributes else msgspec.UNSET,
        everyone_can_speak=flag(attributes, "everyone_can_speak"),
        recording_enabled=flag(attributes, "recording_enabled"),
        chat_enabled=flag(attributes, "chat_enabled"),
        polls_enabled=flag(attributes, "polls_enabled"),
        questions_enabled=flag(attributes, "questions_enabled"),
        show_in_company_page=flag(attributes, "show_in_company_page"),
    )


def _owner_id(attributes: Document) -> str | None:
    """A team member's id, with or without the prefix `usr_`."""
    given = text(attributes, "owner_id")
    if not given:
        return None
    found = read_id(given)
    if found is None:
        raise Invalid("Team member not found", code="team_member_not_found", pointer="owner_id")
    return found


def _registration_page(attributes: Document) -> str | None:
    """Which page is on: turning one on turns the other off; with both off, or `registration_page_enabled` off, none."""
    detailed = flag(attributes, "detailed_registration_page_enabled")
    light = flag(attributes, "light_registration_page_enabled")
    enabled = flag(attributes, "registration_page_enabled")
    if detailed or light:
        return "detailed" if detailed else "light"
    if enabled is not None:
        return "light" if enabled else "none"
    return "none" if (detailed, light) == (False, False) else None


def _status(attributes: Document) -> str | None:
    status = text(attributes, "status")
    if status is not None and status not in {"draft", "published"}:
        raise Invalid("status is draft or published.", code="invalid_status", pointer="status")
    return status


def _fields(attributes: Document) -> list[WantedField] | None:
    """The form that `fields` asks for, a list of {id, required, type, options}; None when there is none."""
    given = attributes.get("fields")
    if given is None:
        return None
    if not isinstance(given, list):
        raise BadRequest("“fields” is a list of {id, required}.", code="invalid_field", pointer="fields")
    return [_field(field) for field in given]


def _field(given: object) -> WantedField:
    slug = given.get("id") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(slug, str):
        raise BadRequest("A field is an object with an id.", code="invalid_field", pointer="fields")
    options = given.get("options") or {}
    items = options.get("items", []) if isinstance(options, dict) else options
    if not isinstance(items, list):
        raise BadRequest("Options are {items: [{value}]}.", code="invalid_field", pointer="fields")
    values = [item.get("value") if isinstance(item, dict) else item for item in items]
    kind = text(given, "type")
    if kind in {"multiple", "file"}:
        several = isinstance(options, dict) and options.get("multiple_answers") is True
        kind = "avatar" if kind == "file" else "multiple_select" if several else "unique_select"
    return WantedField(
        slug=slug,
        required=flag(given, "required") or False,
        type=kind,
        options=tuple(str(value) for value in values if isinstance(value, str | int | float)),
    )


@lru_cache(KEPT)
def _select_all(sort: tuple[str, ...]) -> Listing:
    """Without filters, as it is asked most."""
    return _select(sort, [])


def _select(sort: tuple[str, ...], filters: Sequence[ColumnElement[bool]]) -> Listing:
    mine = (Event.workspace_id == bindparam("workspace_id")) & Event.removed_at.is_(None)
    return listing(select(*EVENT).where(mine, *filters).order_by(*ordered(sort, SORTS, id=Event.id)))


def _filters(query: Query, *, now: datetime) -> list[ColumnElement[bool]]:
    found = time_conditions(query, created=Event.created_at, updated=Event.updated_at)
    title = query.get("filter[title]", "").strip()
    if title:
        found.append(has_words(Event.title, title))
    speak = flag_filter(query, "everyone_can_speak")
    if speak is not None:
        found.append(Event.everyone_can_speak.is_(speak))
    titles = [tag_key(part) for part in query.get("filter[tag]", "").split(",") if part.strip()]
    if titles:
        tagged = exists().where(EventTag.event_id == Event.id, EventTag.tag_id == Tag.id, Tag.title_key.in_(titles))
        found.append(tagged)
    statuses = choice(query, "scheduling_status", EVENT_STATUSES)
    if statuses:
        found.append(or_(*(event_has_status(status, now=now) for status in statuses)))
    return found
