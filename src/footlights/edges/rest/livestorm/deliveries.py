"""`/webhooks/{id}/deliveries`: the ledger, to read on from, and sending again. Livestorm has none of this."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, get, post

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, answer, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import choice, flag, read_attributes, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.resources.webhooks import delivery_resource
from footlights.edges.rest.livestorm.writing import in_write
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.ids import find_id, new_id
from footlights.webhooks.actions import replay_deliveries, send_test
from footlights.webhooks.queries import get_delivery_for, get_endpoint_for, list_attempts, list_deliveries_after

STATES = ("waiting", "sending", "delivered", "given_up")
DEFAULT_SIZE, MOST = 100, 1000
LARGEST = 2**31 - 1


class ReplayInput(msgspec.Struct, kw_only=True):
    """What to send again: all that failed, or everything made between two moments (Unix seconds or ISO 8601)."""

    only_failed: bool = False
    since: str | int | None = None
    until: str | int | None = None
    ids: list[str] | None = None


class ReplayAttributes(msgspec.Struct, kw_only=True):
    """How many deliveries will be sent again."""

    replayed: int


@get(
    "/webhooks/{webhook_id:str}/deliveries",
    opt=Operation(
        name="listDeliveries",
        scopes=("webhooks:read",),
        answers="deliveries",
        follows=True,
        query=("after", "page[size:deliveries]", "filter[state]"),
        refusals=(400, 404),
    ).opt(),
)
async def list_deliveries(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """Deliveries after a number, oldest first: read on with `after` = `meta.next_after`, and none is missed.

    A second way to consume events, beside receiving them; what was delivered is here too.
    """
    actor = await find_actor(services, request)
    query = read_query(request)
    after, size = _whole(query.get("after"), "after", 0), _whole(query.get("page[size]"), "page[size]", DEFAULT_SIZE)
    if size < 1:
        raise BadRequest("page[size] is at least 1.", code="invalid_page")
    async with services.database.read() as db:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        states = choice(query, "state", STATES)
        rows = await list_deliveries_after(db, endpoint, after=after, state=states, limit=min(size, MOST) + 1)
    shown = rows[: min(size, MOST)]
    meta = {"next_after": shown[-1].number if shown else after, "has_more": len(rows) > len(shown)}
    return answer(request, {"data": [delivery_resource(row).written() for row in shown], "meta": meta})


@get(
    "/webhooks/{webhook_id:str}/deliveries/{delivery_id:str}",
    opt=Operation(name="getDelivery", scopes=("webhooks:read",), answers="deliveries", refusals=(404,)).opt(),
)
async def show(services: Running, request: Asked, webhook_id: PathText, delivery_id: PathText) -> Response[Any]:
    """One delivery with every try."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        delivery = await get_delivery_for(db, endpoint, delivery_id)
        return one(request, delivery_resource(delivery, await list_attempts(db, delivery)))


@post(
    "/webhooks/{webhook_id:str}/test",
    status_code=201,
    opt=Operation(name="testWebhook", scopes=("webhooks:write",), answers="deliveries", refusals=(404,)).opt(),
)
async def test(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """Send an event `webhook.test`."""
    actor = await find_actor(services, request)

    async def work(db: Db) -> Resource:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        return delivery_resource(await send_test(db, actor, endpoint, now=utcnow()))

    return one(request, await in_write(services, work), status=201)


@post(
    "/webhooks/{webhook_id:str}/replays",
    status_code=201,
    opt=Operation(
        name="replayDeliveries",
        scopes=("webhooks:write",),
        answers="replays",
        takes=ReplayInput,
        refusals=(400, 404, 409, 422),
    ).opt(),
)
async def replay(services: Running, request: Asked, webhook_id: PathText) -> Response[Any]:
    """Send deliveries again, in their order and with the same `webhook-id`."""
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "replays")
    ids = _ids(attributes)

    async def work(db: Db) -> Resource:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        number = await replay_deliveries(
            db,
            actor,
            endpoint,
            ids=ids,
            since=_time(attributes, "since"),
            until=_time(attributes, "until"),
            only_failed=bool(flag(attributes, "only_failed")),
            now=utcnow(),
        )
        return Resource("replays", new_id(), ReplayAttributes(replayed=number))

    return one(request, await in_write(services, work), status=201)


@post(
    "/webhooks/{webhook_id:str}/deliveries/{delivery_id:str}/replay",
    status_code=201,
    opt=Operation(name="replayDelivery", scopes=("webhooks:write",), answers="deliveries", refusals=(404,)).opt(),
)
async def replay_one(services: Running, request: Asked, webhook_id: PathText, delivery_id: PathText) -> Response[Any]:
    """Send one delivery again, with the same `webhook-id`."""
    actor = await find_actor(services, request)

    async def work(db: Db) -> Resource:
        endpoint = await get_endpoint_for(db, actor, webhook_id, dialect="livestorm")
        delivery = await get_delivery_for(db, endpoint, delivery_id)
        await replay_deliveries(db, actor, endpoint, ids=[delivery.id], now=utcnow())
        await db.refresh(delivery)
        return delivery_resource(delivery)

    return one(request, await in_write(services, work), status=201)


def _whole(given: str | None, name: str, default: int) -> int:
    value = (given or "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdecimal()) or len(value) > 15:
        raise BadRequest(f"{name} is a whole number.", code="invalid_page")
    return min(int(value), LARGEST)


def _ids(attributes: Document) -> list[str] | None:
    given = attributes.get("ids")
    if given is None:
        return None
    found = [find_id(text) for text in given if isinstance(text, str)] if isinstance(given, list) else []
    ids = [id for id in found if id]
    if not isinstance(given, list) or len(ids) != len(given) or len(ids) > MOST:
        raise BadRequest(f"“ids” is a list of at most {MOST} ids.", code="invalid_ids", pointer="ids")
    return ids


def _time(attributes: Document, name: str) -> datetime | None:
    value = attributes.get(name)
    if value is None:
        return None
    try:
        text = str(value).strip()
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise BadRequest(f"{name} is a time.", code="invalid_time", pointer=name) from None
