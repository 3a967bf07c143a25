"""What stands right below the root: rooms by number, companies by their slug, rooms by a name of their own."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State

from footlights.edges.given import PathText, Running
from footlights.edges.pages.claims import read_claim
from footlights.edges.pages.company import company_page
from footlights.edges.pages.events import Chosen, Zone, slug_page
from footlights.edges.pages.form_frames import FORM, find_public_room, form_page
from footlights.edges.pages.numbered import show_below, show_room
from footlights.events.rooms import ROOM_NUMBER, find_event_by_name
from footlights.workspace.queries import find_workspace_by_slug

Asked = Request[None, None, State]


@get("/{name:str}", include_in_schema=False)
async def show_front_page(services: Running, request: Asked, name: PathText, tz: Zone = "") -> Response[Any]:
    """A room by its number; else a company, which comes before a room that calls itself the same."""
    number = name
    if not ROOM_NUMBER.fullmatch(name):
        async with services.database.read() as db:
            workspace = await find_workspace_by_slug(db, name)
            event = None if workspace else await find_event_by_name(db, name)
        if event is None:
            return await company_page(services, name, tz)
        number = event.room_number
    return await show_room(services, request, number, read_claim(request.query_params))


@get("/{name:str}/{below:str}", include_in_schema=False)
async def show_below_front(
    services: Running, request: Asked, name: PathText, below: PathText, chosen: Chosen = "", tz: Zone = ""
) -> Response[Any]:
    """A page of a room by its number, or an event by the slugs of its company and its own."""
    if ROOM_NUMBER.fullmatch(name):
        if below == FORM:
            event = await find_public_room(services, name)
            return await form_page(services, request, event, action=f"/{name}/{FORM}", chosen=chosen, zone=tz)
        return await show_below(services, request, name, below)
    return await slug_page(services, request, name, below, chosen=chosen, zone=tz)
