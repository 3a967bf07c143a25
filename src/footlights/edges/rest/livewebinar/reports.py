"""`/reports`: ordered here, opened by a signed link, which the one who asked gets by mail as well."""

from typing import Any

from litestar import Response, get, post

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_write
from footlights.engagement.reports.actions import FORMATS, drop_orders, order_report, report_url
from footlights.engagement.reports.models import ReportOrder
from footlights.engagement.reports.tables import KINDS
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.numbering import number_of
from footlights.services import Services

REPORT = "report"
Document = dict[str, Any]  # Any: JSON


@post("/reports", status_code=202)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Order a report. It is ready at once, since it is made when its link is opened."""
    actor = await find_actor(services, request, "events:read")
    fields = Fields(await read_body(request))
    room = fields.text("widget_id", required=True)
    kind, format = fields.choice("type", KINDS) or "event", fields.choice("format", FORMATS) or "xls"
    fields.check()

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, room or "")
        order = await order_report(db, actor, event, kind=kind, format=format, now=utcnow())
        return await _read(db, services, event, order)

    return one(request, await in_write(services, work), status=202)


@get("/reports/widget/{number:str}/{kind:str}/{format:str}")
async def show(services: Running, request: Asked, number: PathText, kind: PathText, format: PathText) -> Response[Any]:
    """The report and its link; asking for one that nobody ordered orders it."""
    return await _show(services, request, number, kind, format, is_fresh=False)


@get("/reports/widget/{number:str}/{kind:str}/{format:str}/{fresh:str}")
async def show_fresh(
    services: Running, request: Asked, number: PathText, kind: PathText, format: PathText, fresh: PathText
) -> Response[Any]:
    """As above; with `true` at the end, earlier links are made worthless first."""
    return await _show(services, request, number, kind, format, is_fresh=fresh.lower() in ("true", "1"))


async def _show(
    services: Services, request: Asked, number: str, kind: str, format: str, *, is_fresh: bool
) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        if is_fresh:
            await drop_orders(db, actor, event, kind=kind, format=format)
        order = await order_report(db, actor, event, kind=kind, format=format, now=utcnow())
        return await _read(db, services, event, order)

    return one(request, await in_write(services, work))


async def _read(db: Db, services: Services, event: Event, order: ReportOrder) -> Document:
    return {
        "id": await number_of(db, event.workspace_id, REPORT, order.id),
        "widget_id": await number_of(db, event.workspace_id, ROOM, event.id),
        "type": order.kind,
        "format": order.format,
        "is_ready": True,
        "url": report_url(services.settings.base_url, services.secret_key, order),
    }


routes = [create, show, show_fresh]
