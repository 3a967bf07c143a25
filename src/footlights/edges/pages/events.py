"""The public page of an event, its registration form, and what comes after."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect
from sqlalchemy.exc import IntegrityError

from footlights.edges.given import PathText, Running
from footlights.edges.pages.rendering import Html, render
from footlights.edges.pages.views import EventView, view_event
from footlights.events.calendar import FILE_NAME, session_calendar
from footlights.events.errors import NoSuchEvent
from footlights.events.models import Event
from footlights.events.queries import find_public_event, find_public_event_by_slug, list_sessions_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, InvalidFields
from footlights.kit.secrets import sign, unsign
from footlights.registration.actions import Source, register_by_form
from footlights.registration.errors import RegistrationClosed, SessionFull
from footlights.registration.links import registration_link
from footlights.services import Services
from footlights.workspace.actors import Actor

Asked = Request[None, None, State]
Chosen = Annotated[str, QueryParameter(name="s", required=False, max_length=64)]
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]  # Any: checked field by field
FIELDS = ("email", "first_name", "last_name")
UTM = ("source", "medium", "term", "content", "campaign")
CAME_FROM = "referrer"
DONE = "done"


@get("/", include_in_schema=False, sync_to_thread=False)
def show_front() -> Redirect:
    return Redirect("/console", status_code=303)


@get("/p/{event_id:str}", include_in_schema=False)
async def show_event(services: Running, request: Asked, event_id: PathText, chosen: Chosen = "") -> Html:
    """The event with its form, or what there is instead."""
    async with services.database.read() as db:
        event = await _get_event(db, event_id)
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    return render_event(services, view, origin=_origin(services, request))


@get("/{workspace_slug:str}/{event_slug:str}", include_in_schema=False)
async def show_event_by_slug(
    services: Running,
    request: Asked,
    workspace_slug: PathText,
    event_slug: PathText,
    chosen: Chosen = "",
) -> Html:
    """The same under its readable address."""
    async with services.database.read() as db:
        event = await find_public_event_by_slug(db, workspace_slug, event_slug)
        if event is None:
            raise NoSuchEvent("There is no such event.")
        view = await view_event(db, event, chosen=chosen, now=utcnow())
    return render_event(services, view, origin=_origin(services, request))


@post("/p/{event_id:str}", include_in_schema=False, status_code=303)
async def register(services: Running, event_id: PathText, data: Form) -> Response[Any]:
    """Take the form. The answer is the same for whoever has a place already: the mail tells, not the page."""
    given = {name: str(data.get(name, ""))[:2000] for name in (*FIELDS, "s", *_origin_names())}
    try:
        try:
            session_id = await _register(services, event_id, given)
        except IntegrityError:  # the same person at the same moment from elsewhere: the second try finds the first
            session_id = await _register(services, event_id, given)
    except InvalidFields as refusal:
        return await _again(services, event_id, given, refusal.problems, status=422)
    except (SessionFull, RegistrationClosed) as refusal:
        return await _again(services, event_id, given, {"": refusal.detail}, status=409)
    proof = sign(services.secret_key, DONE, f"{session_id} {given['first_name'][:100]}".encode())
    return Redirect(f"/p/{event_id}/{DONE}?r={proof}", status_code=303)


@get("/p/{event_id:str}/done", include_in_schema=False)
async def show_done(
    services: Running,
    event_id: PathText,
    proof: Annotated[str, QueryParameter(name="r", required=False, max_length=2000)] = "",
) -> Html:
    """You're in: what was saved and what comes next."""
    payload = unsign(services.secret_key, DONE, proof)
    if payload is None:
        raise Invalid("This page is shown after the form is sent.", code="no_proof")
    session_id, _, first_name = payload.decode().partition(" ")
    async with services.database.read() as db:
        event = await _get_event(db, event_id)
        view = await view_event(db, event, chosen=session_id, now=utcnow())
    return render(services, "done.html", language=event.language, view=view, event=event, first_name=first_name)


@get("/p/{event_id:str}/calendar.ics", include_in_schema=False)
async def give_calendar(services: Running, event_id: PathText, chosen: Chosen = "") -> Response[bytes]:
    """A session as a calendar file that leads to the public page."""
    async with services.database.read() as db:
        event = await _get_event(db, event_id)
        sessions = {session.id: session for session in await list_sessions_of(db, event)}
    session = sessions.get(chosen) or next(iter(sessions.values()), None)
    if session is None:
        raise NoSuchEvent("This event has no date yet.")
    url = registration_link(services.settings.base_url, event, session)
    return Response(
        session_calendar(session, event, url=url, now=utcnow()),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{FILE_NAME}"'},
    )


def render_event(
    services: Services,
    view: EventView,
    *,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    origin: dict[str, str] | None = None,
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
    )


async def _register(services: Services, event_id: str, given: dict[str, str]) -> str:
    """Give the place and return the session's id.

    When all places are taken, whoever has one is mailed the link again and sees what a stranger sees: SessionFull.
    """
    now = utcnow()
    async with services.database.write() as db:
        event = await _get_event(db, event_id)
        view = await view_event(db, event, chosen=given["s"], now=now)
        if view.session is None:
            raise RegistrationClosed("There is no date to register for.")
        if view.state == "closed":
            raise RegistrationClosed("This event takes people by invitation.")
        visitor = Actor(event.workspace_id, None, "attendee", "page")
        utm = {part: given[f"utm_{part}"] for part in UTM if given[f"utm_{part}"]}
        source = Source("registration_page", given[CAME_FROM], utm)
        await register_by_form(
            db,
            visitor,
            view.session,
            email=given["email"],
            first_name=given["first_name"],
            last_name=given["last_name"],
            source=source,
            now=now,
        )
    if view.state == "full":
        raise SessionFull("All places are taken.")
    return view.session.id


async def _again(
    services: Services, event_id: str, given: dict[str, str], problems: dict[str, str], *, status: int
) -> Html:
    """The page once more, with everything that was typed."""
    async with services.database.read() as db:
        view = await view_event(db, await _get_event(db, event_id), chosen=given["s"], now=utcnow())
    origin = {name: given[name] for name in _origin_names() if given[name]}
    return render_event(services, view, values=given, problems=problems, origin=origin, status=status)


async def _get_event(db: Db, event_id: str) -> Event:
    event = await find_public_event(db, event_id)
    if event is None:
        raise NoSuchEvent("There is no such event.")
    return event


def _origin_names() -> list[str]:
    return [CAME_FROM, *(f"utm_{part}" for part in UTM)]


def _origin(services: Services, request: Asked) -> dict[str, str]:
    """Where a visitor came from: the campaign that the address names, and the site before this one."""
    told = {name: str(request.query_params.get(name, "")) for name in _origin_names()}
    before = request.headers.get("referer", "")
    told[CAME_FROM] = "" if before.startswith(f"{services.settings.base_url}/") else before[:2000]
    return {name: value[:2000] for name, value in told.items() if value}
