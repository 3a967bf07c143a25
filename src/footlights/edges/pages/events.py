"""The public page of an event, the page that thanks, and the calendar file."""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import available_timezones

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import QueryParameter
from litestar.response import Redirect

from footlights.edges.console.choices import time_zones
from footlights.edges.given import PathText, Running
from footlights.edges.pages.guard import opening_mark
from footlights.edges.pages.rendering import Html, render
from footlights.edges.pages.views import EventView, view_event
from footlights.events.calendar import FILE_NAME, calendar_links, session_calendar
from footlights.events.errors import NoSuchEvent
from footlights.events.models import Event, Session
from footlights.events.queries import find_public_event, find_public_event_by_slug, list_sessions_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.secrets import sign, unsign
from footlights.registration.links import join_link, registration_link
from footlights.registration.provenance import UTM
from footlights.registration.queries import find_registration
from footlights.services import Services

Asked = Request[None, None, State]
Chosen = Annotated[str, QueryParameter(name="s", required=False, max_length=64)]
Zone = Annotated[str, QueryParameter(name="tz", required=False, max_length=64)]
CAME_FROM = "referrer"
DONE = "done"
OWN_PLACE = "place:"
"""Before the id of a registration whose person has no mailbox, and so gets the link on the page that thanks."""
_ZONES = available_timezones()


@get("/", include_in_schema=False, sync_to_thread=False)
def show_front() -> Redirect:
    return Redirect("/console", status_code=303)


@get("/p/{event_id:str}", include_in_schema=False)
async def show_event(services: Running, request: Asked, event_id: PathText, chosen: Chosen = "", tz: Zone = "") -> Html:
    """The event with its form, or what there is instead."""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    return render_event(services, view, origin=origin_of_visit(services, request), zone=tz)


async def slug_page(
    services: Services, request: Asked, workspace_slug: str, event_slug: str, *, chosen: str, zone: str
) -> Html:
    """The same under its readable address. Refuses with NoSuchEvent."""
    async with services.database.read() as db:
        event = await find_public_event_by_slug(db, workspace_slug, event_slug)
        if event is None:
            raise NoSuchEvent("There is no such event.")
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    return render_event(services, view, origin=origin_of_visit(services, request), zone=zone)


@get("/p/{event_id:str}/zone", include_in_schema=False)
async def choose_zone(
    services: Running, request: Asked, event_id: PathText, chosen: Chosen = "", tz: Zone = ""
) -> Html:
    """Every time zone, on a page of its own: the event's page stays light."""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    shown = tz if tz in _ZONES else view.session.time_zone if view.session else "UTC"
    return render(
        services,
        "zone.html",
        language=event.language,
        view=view,
        event=event,
        shown_zone=shown,
        zones=time_zones(),
        origin=_told(request),
    )


@get("/p/{event_id:str}/done", include_in_schema=False)
async def show_done(
    services: Running,
    event_id: PathText,
    proof: Annotated[str, QueryParameter(name="r", required=False, max_length=2000)] = "",
    tz: Zone = "",
) -> Html:
    """You're in, on the list, or before the team: what was saved and what comes next."""
    done = await read_done(services, event_id, proof)
    view, event = done.view, done.view.event
    url = registration_link(services.settings.base_url, event, view.session)
    return render(
        services,
        "done.html",
        language=event.language,
        view=view,
        event=event,
        first_name=done.first_name,
        outcome=done.outcome,
        join_url=done.join_url,
        shown_zone=tz if tz in _ZONES else None,
        page_url=url,
        calendars=calendar_links(view.session, event, url=url) if view.session else {},
    )


@dataclass(frozen=True)
class Done:
    """What the page that thanks has to say; `join_url` only to people whom no mail can bring it."""

    view: EventView
    outcome: str
    first_name: str
    join_url: str


async def read_done(services: Services, event_id: str, proof: str) -> Done:
    """What the end of a form's address proves. Refuses with Invalid, NoSuchEvent."""
    payload = unsign(services.secret_key, DONE, proof)
    if payload is None:
        raise Invalid("This page is shown after the form is sent.", code="no_proof")
    session_id, outcome, first_name = payload.decode().split(" ", 2)
    join_url = ""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        view = await view_event(db, event, chosen=session_id, now=utcnow())
        if outcome.startswith(OWN_PLACE):
            place = await find_registration(db, outcome.removeprefix(OWN_PLACE))
            outcome = "registered"
            if place is not None and place.person.is_anonymous:
                join_url = join_link(services.settings.base_url, services.secret_key, place, place.person)
    return Done(view, outcome, first_name, join_url)


@get("/p/{event_id:str}/calendar.ics", include_in_schema=False)
async def give_calendar(services: Running, event_id: PathText, chosen: Chosen = "") -> Response[bytes]:
    """A session as a calendar file that leads to the public page."""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        sessions = {session.id: session for session in await list_sessions_of(db, event)}
    session = sessions.get(chosen) or next(iter(sessions.values()), None)
    if session is None:
        raise NoSuchEvent("This event has no date yet.")
    url = registration_link(services.settings.base_url, event, session)
    return Response(
        session_calendar(session, event, url=url, now=utcnow()),
        media_type="text/calendar",
        headers={"content-disposition": f'attachment; filename="{FILE_NAME}"'},
    )


def render_event(
    services: Services,
    view: EventView,
    *,
    values: dict[str, str | list[str]] | None = None,
    problems: dict[str, str] | None = None,
    origin: dict[str, str] | None = None,
    zone: str = "",
    status: int = 200,
) -> Html:
    """`origin` travels through the form: by the time it is sent, the browser names this page as where it came from."""
    return render(
        services,
        "event.html",
        language=view.event.language,
        status=status,
        view=view,
        event=view.event,
        values=values or {},
        problems=problems or {},
        origin=origin or {},
        shown_zone=zone if zone in _ZONES else None,
        mark=opening_mark(services),
    )


def done_link(
    services: Services, session: Session, *, outcome: str, first_name: str, zone: str, page: str = DONE
) -> str:
    """The page that thanks; only the server can make its address."""
    proof = sign(services.secret_key, DONE, f"{session.id} {outcome} {first_name[:100]}".encode())
    return f"/p/{session.event_id}/{page}?r={proof}" + (f"&tz={zone}" if zone in _ZONES else "")


async def get_event(db: Db, event_id: str) -> Event:
    event = await find_public_event(db, event_id)
    if event is None:
        raise NoSuchEvent("There is no such event.")
    return event


def origin_names() -> list[str]:
    return [CAME_FROM, *(f"utm_{part}" for part in UTM)]


def is_zone(name: str) -> bool:
    return name in _ZONES


def origin_of_visit(services: Services, request: Asked) -> dict[str, str]:
    """Where a visitor came from: the campaign that the address names, and the site before this one."""
    told = _told(request)
    before = request.headers.get("referer", "")
    if before and not before.startswith(f"{services.settings.base_url}/"):
        told[CAME_FROM] = before[:2000]
    return told


def _told(request: Asked) -> dict[str, str]:
    """What the address itself says of it; kept while a visitor looks at dates and zones."""
    told = {name: str(request.query_params.get(name, "")) for name in origin_names()}
    return {name: value[:2000] for name, value in told.items() if value}
