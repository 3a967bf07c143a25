"""Making an event like another one, and templates to start from."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import go
from footlights.edges.console.forms import write
from footlights.edges.look import _
from footlights.events.actions import EventChange, copy_event, update_event
from footlights.events.models import Event
from footlights.events.queries import get_event_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.services import Services


@post("/events/{event_id:str}/copy")
async def duplicate(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Response[Any]:
    """A draft with the same settings, form and description."""

    async def copy(db: Db) -> Event:
        source = await get_event_for(db, visitor.actor, event_id)
        title = source.title if source.is_template else _("Copy of %(title)s") % {"title": source.title}
        return await copy_event(db, visitor.actor, event_id, EventChange(title=title[:300]), now=utcnow())

    event = await write(services.database, copy)
    return go(
        request, f"{PATH}/events/{event.id}/settings", _("Here is the copy. It has no session and no people yet.")
    )


@post("/events/{event_id:str}/template")
async def make_template(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Response[Any]:
    """Turn a draft into a template, or a template back into a draft."""
    async with services.database.write() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        change = EventChange(is_template=not event.is_template)
        event = await update_event(db, visitor.actor, event_id, change, now=utcnow())
    told = _("It is a template now: new events can begin with it.") if event.is_template else _("It is a draft again.")
    return go(request, f"{PATH}/events/{event_id}/settings#publish", told)
