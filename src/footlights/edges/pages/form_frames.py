"""The registration form alone, for frames of other sites: `/p/{event}/form`, and `/{room}/form` by the room's number.

Which sites may frame it: by the event those that the session and the workspace name, by the number as the room itself
(`edges/framing`). A visitor sees the same and is told the same as on the event's own page.
"""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect

from footlights.edges.framing import framed, named_ancestors, room_ancestors
from footlights.edges.given import PathText, Running
from footlights.edges.pages.events import Asked, Chosen, Zone, get_event, is_zone, origin_of_visit, read_done
from footlights.edges.pages.fields import field_name
from footlights.edges.pages.guard import opening_mark
from footlights.edges.pages.registering import done_address, origin_of_form, problems_of, take_form
from footlights.edges.pages.rendering import Html, render
from footlights.edges.pages.views import EventView, view_event
from footlights.events.errors import NoSuchEvent
from footlights.events.models import Event
from footlights.events.rooms import ROOM_NUMBER, find_event_by_number
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound
from footlights.services import Services

FORM = "form"
BY_NUMBER = "&by=number"
Proof = Annotated[str, QueryParameter(name="r", required=False, max_length=2000)]
By = Annotated[str, QueryParameter(name="by", required=False, max_length=10)]


@get("/p/{event_id:str}/form", include_in_schema=False)
async def show_form(services: Running, request: Asked, event_id: PathText, chosen: Chosen = "", tz: Zone = "") -> Html:
    """Answers may stand in the query, by the field's id."""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
    return await form_page(services, request, event, action=f"/p/{event.id}/form", chosen=chosen, zone=tz)


@post("/p/{event_id:str}/form", include_in_schema=False, status_code=303)
async def send_form(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    return await _take(services, request, event_id, action=f"/p/{event_id}/form")


@post("/{number:str}/{below:str}", include_in_schema=False, status_code=303)
async def send_numbered_form(services: Running, request: Asked, number: PathText, below: PathText) -> Response[Any]:
    if below != FORM:
        raise NotFound("There is nothing here.")
    event = await find_public_room(services, number)
    return await _take(services, request, event.id, action=f"/{number}/{FORM}", suffix=BY_NUMBER)


@get("/p/{event_id:str}/form-done", include_in_schema=False)
async def show_form_done(services: Running, event_id: PathText, proof: Proof = "", by: By = "") -> Html:
    done = await read_done(services, event_id, proof)
    event = done.view.event
    headers = _headers(services, done.view, by_number=by == "number")
    return render(services, "form_done.html", language=event.language, headers=headers, event=event, done=done)


async def find_public_room(services: Services, number: str) -> Event:
    """The published event of a room's number. Refuses with NotFound, NoSuchEvent."""
    if not ROOM_NUMBER.fullmatch(number):
        raise NotFound("There is nothing here.")
    async with services.database.read() as db:
        event = await find_event_by_number(db, number)
    if event is None or not event.is_published:
        raise NoSuchEvent("There is no such room.")
    return event


async def form_page(services: Services, request: Asked, event: Event, *, action: str, chosen: str, zone: str) -> Html:
    async with services.database.read() as db:
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    return _render(
        services,
        view,
        action,
        values=_prefilled(request, view),
        origin=origin_of_visit(services, request),
        zone=zone,
    )


async def _take(services: Services, request: Asked, event_id: str, *, action: str, suffix: str = "") -> Response[Any]:
    sent = await take_form(services, request, event_id)
    if sent.taken is not None:
        return Redirect(done_address(services, sent, sent.taken, page="form-done") + suffix, status_code=303)
    problems, status = problems_of(sent.refusal) if sent.refusal else ({}, 200)
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        view = await view_event(db, event, chosen=sent.given.hidden.get("s", ""), now=utcnow())
    return _render(
        services,
        view,
        action,
        values=dict(sent.given.answers),
        problems=problems,
        origin=origin_of_form(sent.given),
        zone=sent.given.hidden.get("tz", ""),
        status=status,
    )


def _render(
    services: Services,
    view: EventView,
    action: str,
    *,
    values: dict[str, Any],
    origin: dict[str, str],
    zone: str,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> Html:
    return render(
        services,
        "form.html",
        language=view.event.language,
        headers=_headers(services, view, by_number=not action.startswith("/p/")),
        status=status,
        view=view,
        event=view.event,
        form_action=action,
        values=values,
        problems=problems or {},
        origin=origin,
        shown_zone=zone if is_zone(zone) else None,
        mark=opening_mark(services),
    )


def _headers(services: Services, view: EventView, *, by_number: bool) -> dict[str, str]:
    """Forms may be framed by every site until sites are named (Livestorm contract, section 13)."""
    workspace, embed_url = view.event.workspace, view.session.embed_url if view.session else None
    if by_number or not embed_url:
        return framed(services, room_ancestors(workspace))
    return framed(services, named_ancestors(workspace, embed_url))


def _prefilled(request: Asked, view: EventView) -> dict[str, str | list[str]]:
    """Answers that the address gives, by the field's id or the name of its input."""
    values: dict[str, str | list[str]] = {}
    for field in view.fields:
        given = [
            value[:2000]
            for name in dict.fromkeys((field.slug, field_name(field.slug)))
            for value in request.query_params.getall(name, [])
            if isinstance(value, str)
        ]
        if given and field.type not in ("consent", "avatar"):
            values[field.slug] = given if field.type == "multiple_select" else given[0]
    return values
