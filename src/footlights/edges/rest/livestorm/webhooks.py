"""`/webhooks`."""

import dataclasses
from collections.abc import Awaitable, Callable
from operator import attrgetter
from typing import Any, Literal

import msgspec
from litestar import Response, delete, get, patch, post, put

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, many, nothing, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    check_same_id,
    flag,
    read_attributes,
    read_query,
    sorting,
    text,
)
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.webhooks import EventName, webhook_resource
from footlights.edges.rest.livestorm.writing import in_write
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.services import Services
from footlights.webhooks.actions import (
    create_endpoint,
    disable_endpoint,
    pause_endpoint,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from footlights.webhooks.events import event_name
from footlights.webhooks.models import Endpoint
from footlights.webhooks.queries import get_endpoint_for, list_endpoints
from footlights.webhooks.signing import endpoint_secret
from footlights.workspace.actors import Actor

SORTS = {"created_at": attrgetter("created_at"), "updated_at": attrgetter("updated_at")}
Work = Callable[[Db, Actor, Endpoint], Awaitable[None]]


class WebhookInput(msgspec.Struct, kw_only=True):
    """One event, as Livestorm takes it, or several in `events`. `policy`: what happens when all tries are over."""

    url: str
    event: EventName | None = None
    events: list[EventName] | None = None
    name: str | None = None
    policy: Literal["park", "disable"] = "park"


class WebhookChangeInput(msgspec.Struct, kw_only=True):
    """`enabled` and `paused` stop and start it again; starting it lets go of everything that waits."""

    url: str | None = None
    event: EventName | None = None
    events: list[EventName] | None = None
    name: str | None = None
    policy: Literal["park", "disable"] | None = None
    enabled: bool | None = None
    paused: bool | None = None


UPDATES = Operation(
    name="updateWebhook",
    scopes=("webhooks:write",),
    answers="webhooks",
    takes=WebhookChangeInput,
    refusals=(400, 404, 409, 422),
)


@get(
    "/webhooks",
    opt=Operation(
        name="listWebhooks",
        scopes=("webhooks:read",),
        answers="webhooks",
        many=True,
        query=("filter[event]", "sort"),
    ).opt(),
)
async def list_webhooks(services: Running, request: Asked) -> Response[Any]:
    """All webhooks, newest first."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    wanted = _event_filter(query)
    async with services.database.read() as db:
        mine = await list_endpoints(db, actor, dialect="livestorm")
    rows = [row for row in mine if not wanted or wanted & {*row.events}]
    for word in reversed(sorting(query, SORTS, default="-created_at")):
        rows.sort(key=SORTS[word.removeprefix("-")], reverse=word.startswith("-"))
    meta = page.meta(len(rows))
    return many(request, [webhook_resource(row) for row in rows[page.offset : page.offset + page.size]], meta)


@post(
    "/webhooks",
    status_code=201,
    opt=Operation(
        name="createWebhook",
        scopes=("webhooks:write",),
        answers="webhooks",
        takes=WebhookInput,
        refusals=(400, 409, 422),
    ).opt(),
)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Subscribe an address. The answer carries the secret, this once."""
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "webhooks")

    async def work(db: Db) -> Resource:
        endpoint = await create_endpoint(
            db,
            actor,
            url=_url(attributes) or "",
            events=_events(attributes) or [],
            name=text(attributes, "name") or "",
            policy=text(attributes, "policy") or "park",
            addresses=services.webhook_addresses,
            now=utcnow(),
        )
        return _with_secret(services, endpoint)

    return one(request, await in_write(services, work), status=201)


@get(
    "/webhooks/{webhook_id:str}",
    opt=Operation(name="getWebhook", scopes=("webhooks:read",), answers="webhooks", refusals=(404,)).opt(),
)
async def show(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """One webhook. (Livestorm has no such address.)"""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        return one(request, webhook_resource(await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")))


@patch("/webhooks/{webhook_id:str}", opt=UPDATES.opt())
async def update(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """Change a webhook, pause it, enable it again after it was stopped. (Livestorm has no such address.)"""
    return await _update(services, request, webhook_id)


@put(
    "/webhooks/{webhook_id:str}",
    opt=dataclasses.replace(UPDATES, name="replaceWebhook").opt(),
)
async def replace(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, webhook_id)


async def _update(services: Services, request: Asked, webhook_id: str) -> Response[Any]:
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "webhooks")
    check_same_id(attributes, webhook_id)

    async def change(db: Db, actor: Actor, endpoint: Endpoint) -> None:
        await update_endpoint(
            db,
            actor,
            endpoint,
            url=_url(attributes),
            events=_events(attributes),
            name=text(attributes, "name"),
            policy=text(attributes, "policy"),
            addresses=services.webhook_addresses,
            now=utcnow(),
        )
        await _switch(db, actor, endpoint, enabled=flag(attributes, "enabled"), paused=flag(attributes, "paused"))

    return one(request, await _changed(services, actor, webhook_id, change))


@delete(
    "/webhooks/{webhook_id:str}",
    status_code=204,
    opt=Operation(name="deleteWebhook", scopes=("webhooks:write",), refusals=(404,)).opt(),
)
async def remove(services: Running, request: Asked, webhook_id: PathText) -> Response[None]:
    """End a subscription; what waits is not sent."""
    actor = await find_actor(services, request)

    async def work(db: Db) -> None:
        await remove_endpoint(
            db, actor, await get_endpoint_for(db, actor, webhook_id, dialect="livestorm"), now=utcnow()
        )

    await in_write(services, work)
    return nothing(request)


@post(
    "/webhooks/{webhook_id:str}/secret",
    status_code=201,
    opt=Operation(name="rotateWebhookSecret", scopes=("webhooks:write",), answers="webhooks", refusals=(404,)).opt(),
)
async def rotate(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """Make a new secret. For 24 hours requests are signed with the one before as well."""
    actor = await find_actor(services, request)

    async def work(db: Db) -> Resource:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        await rotate_secret(db, actor, endpoint, now=utcnow())
        return _with_secret(services, endpoint)

    return one(request, await in_write(services, work), status=201)


async def _changed(services: Services, actor: Actor, webhook_id: str, change: Work) -> Resource:
    async def work(db: Db) -> Resource:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        await change(db, actor, endpoint)
        await db.flush()
        return webhook_resource(endpoint)

    return await in_write(services, work)


async def _switch(db: Db, actor: Actor, endpoint: Endpoint, *, enabled: bool | None, paused: bool | None) -> None:
    now = utcnow()
    if enabled or paused is False:
        await resume_endpoint(db, actor, endpoint, now=now)
    if enabled is False:
        await disable_endpoint(db, actor, endpoint, now=now)
    if paused:
        await pause_endpoint(db, actor, endpoint, now=now)


def _with_secret(services: Services, endpoint: Endpoint) -> Resource:
    return webhook_resource(endpoint, secret=endpoint_secret(services.secret_key, endpoint.id, endpoint.secret_version))


def _event_filter(query: Query) -> set[str]:
    """The events of filter[event], of which a comma means any."""
    try:
        return {event_name(name) for name in query.get("filter[event]", "").split(",") if name.strip()}
    except Invalid as refusal:
        raise BadRequest(refusal.detail, code="invalid_filter") from refusal


def _url(attributes: Document) -> str | None:
    """`url`, or `target_url` as older documents call it."""
    return text(attributes, "url") or text(attributes, "target_url")


def _events(attributes: Document) -> list[str] | None:
    several = attributes.get("events")
    if several is not None:
        if not isinstance(several, list) or not all(isinstance(name, str) for name in several):
            raise BadRequest("“events” is a list of names.", code="invalid_events", pointer="events")
        return [str(name) for name in several]
    single = text(attributes, "event") or text(attributes, "event_name")
    return [single] if single is not None else None
