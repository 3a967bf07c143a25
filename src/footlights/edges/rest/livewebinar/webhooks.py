"""`/webhooks`: one hook is one event, as Zapier, Make and n8n use them."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, delete, get, post

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.errors import field_of
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import many, read_page
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, InvalidFields
from footlights.kit.secrets import seal
from footlights.numbering import numbers_of
from footlights.webhooks.actions import create_endpoint, remove_endpoint, send_test
from footlights.webhooks.events import WIDGET_NAMES
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.queries import get_endpoint_for, list_deliveries, list_endpoints
from footlights.webhooks.signing import SEALED, endpoint_secret
from footlights.workspace.actors import Actor

HOOK, DELIVERY = "webhook", "delivery"
DIALECT = "livewebinar"
LONGEST_SECRET = 200
Document = dict[str, Any]  # Any: JSON


@get("/webhooks")
async def list_hooks(services: Running, request: Asked) -> Response[Any]:
    actor = await find_actor(services, request, "webhooks:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        rows = await list_endpoints(db, actor, dialect=DIALECT)
        return await _read(db, rows[page.offset : page.offset + page.size]), len(rows)

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@post("/webhooks", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Subscribe an address to one event, of one room if given; the secret is shown this once."""
    actor = await find_actor(services, request, "webhooks:write")
    fields = Fields(await read_body(request))
    url, event = fields.text("target_url", required=True), fields.text("event", required=True)
    event = fields.choice("event", WIDGET_NAMES) if event else None
    room, secret = fields.given("widget_id"), fields.given("secret", most=LONGEST_SECRET)
    fields.check()
    sealed = seal(services.secret_key, SEALED, secret) if secret else None

    async def work(db: Db) -> tuple[Document, Endpoint]:
        event_id = (await get_room_for(db, actor, room)).id if room else None
        try:
            made = await create_endpoint(
                db,
                actor,
                url=url or "",
                events=[event or ""],
                dialect=DIALECT,
                event_id=event_id,
                sealed_secret=sealed,
                addresses=services.webhook_addresses,
                now=utcnow(),
            )
        except AppError as refusal:
            if field_of(refusal.pointer) == "url":
                raise InvalidFields({"target_url": refusal.detail}) from refusal
            raise
        return (await _read(db, [made]))[0], made

    item, made = await in_write(services, work)
    item["secret"] = secret or endpoint_secret(services.secret_key, made.id, made.secret_version)
    return one(request, item, status=201)


@delete("/webhooks/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Nothing more is sent."""
    actor = await find_actor(services, request, "webhooks:write")

    async def work(db: Db) -> None:
        await remove_endpoint(db, actor, await _get(db, actor, number), now=utcnow())

    await in_write(services, work)
    return nothing(request)


@post("/webhooks/{number:str}/test", status_code=202)
async def test(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Send the hook's event once, marked as a test."""
    actor = await find_actor(services, request, "webhooks:write")

    async def work(db: Db) -> Document:
        delivery = await send_test(db, actor, await _get(db, actor, number), now=utcnow())
        return (await _read_deliveries(db, actor, [delivery]))[0]

    return one(request, await in_write(services, work), status=202)


@get("/webhooks/{number:str}/deliveries")
async def deliveries(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """What was sent and what became of it, newest first."""
    actor = await find_actor(services, request, "webhooks:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        endpoint = await _get(db, actor, number)
        rows, total = await list_deliveries(db, endpoint, limit=page.size, offset=page.offset)
        return await _read_deliveries(db, actor, rows), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


async def _get(db: Db, actor: Actor, number: str) -> Endpoint:
    return await get_endpoint_for(db, actor, await find_row(db, actor, HOOK, number), dialect=DIALECT)


async def _read(db: Db, rows: Sequence[Endpoint]) -> list[Document]:
    if not rows:
        return []
    numbers = await numbers_of(db, rows[0].workspace_id, HOOK, [row.id for row in rows])
    rooms = await numbers_of(db, rows[0].workspace_id, ROOM, [row.event_id for row in rows if row.event_id])
    return [
        {
            "id": numbers[row.id],
            "target_url": row.url,
            "event": row.events[0],
            "widget_id": rooms[row.event_id] if row.event_id else None,
            "created_at": unix(row.created_at),
        }
        for row in rows
    ]


async def _read_deliveries(db: Db, actor: Actor, rows: Sequence[Delivery]) -> list[Document]:
    numbers = await numbers_of(db, actor.workspace_id, DELIVERY, [row.id for row in rows])
    return [
        {
            "id": numbers[row.id],
            "delivery": row.id,
            "event": row.event,
            "status": row.state,
            "attempts": row.attempts,
            "response_code": row.last_status,
            "next_attempt_at": unix(row.due_at) if row.state == "waiting" else None,
            "delivered_at": unix(row.delivered_at),
            "created_at": unix(row.created_at),
        }
        for row in rows
    ]


routes = [list_hooks, create, remove, test, deliveries]
