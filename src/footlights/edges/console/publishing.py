"""Opening an event to its audience, closing it again, deleting what never took place."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_dialog
from footlights.edges.console.rows import event_row
from footlights.edges.look import _
from footlights.events.actions import delete_event, publish_event, unpublish_event
from footlights.events.queries import get_event_for
from footlights.kit.clock import utcnow
from footlights.services import Services


@post("/events/{event_id:str}/publish")
async def publish(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await publish_event(db, visitor.actor, event_id, now=utcnow())
    return go(request, f"{PATH}/events/{event_id}", _("Published. The registration page is open."))


@get("/events/{event_id:str}/unpublish")
async def ask_unpublish(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _ask(request, services, visitor, event_id, "ask_unpublish.html")


@post("/events/{event_id:str}/unpublish")
async def unpublish(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await unpublish_event(db, visitor.actor, event_id, now=utcnow())
    return go(request, f"{PATH}/events/{event_id}", _("Back to a draft. The registration page is closed."))


@get("/events/{event_id:str}/delete")
async def ask_delete(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _ask(request, services, visitor, event_id, "ask_delete.html")


@post("/events/{event_id:str}/delete")
async def delete(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        title = (await get_event_for(db, visitor.actor, event_id)).title
        await delete_event(db, visitor.actor, event_id)
    return go(request, f"{PATH}/events", _("“%(title)s” is deleted.") % {"title": title})


async def _ask(request: Asked, services: Services, visitor: Visitor, event_id: str, template: str) -> Html:
    async with services.database.read() as db:
        row = await event_row(db, await get_event_for(db, visitor.actor, event_id), now=utcnow())
        return await render_dialog(request, db, visitor, template, nav="events", row=row, event=row.event)
