"""Taking the registration form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, post
from litestar.response import Redirect
from sqlalchemy.exc import IntegrityError

from footlights.edges.given import PathText, Running
from footlights.edges.pages.events import (
    CAME_FROM,
    DONE,
    OWN_PLACE,
    Asked,
    done_link,
    get_event,
    is_zone,
    origin_names,
    render_event,
)
from footlights.edges.pages.fields import PICTURE, Given, read_given
from footlights.edges.pages.guard import OPENED, TRAP, address_of, check_domain, check_human, count_post
from footlights.edges.pages.rendering import Html
from footlights.edges.pages.views import EventView, view_door, view_event
from footlights.events.forms import Field, list_fields
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, InvalidFields, Limited
from footlights.registration.errors import RegistrationClosed, SessionFull
from footlights.registration.hosted import Entered, register_by_form
from footlights.registration.provenance import Source, read_client, utm_of
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.pictures import check_picture, set_picture

HIDDEN = ("s", "tz", "screen", TRAP, OPENED, *origin_names())


@dataclass(frozen=True)
class Sent:
    """A form that was sent: what came of it, or why nothing did."""

    event: Event
    given: Given
    entered: Entered | None = None
    refusal: AppError | None = None


@post("/p/{event_id:str}", include_in_schema=False, status_code=303)
async def register(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Take the form. The answer is the same for whoever has a place already: the mail tells, not the page."""
    sent = await take_form(services, request, event_id)
    if sent.entered is None:
        return await _again(services, event_id, sent)
    return Redirect(done_address(services, sent, sent.entered), status_code=303)


async def take_form(services: Services, request: Asked, event_id: str) -> Sent:
    """Register by the form that the request carries. Raises NoSuchEvent, and what is no fault of the form."""
    async with services.database.read() as db:
        event = await get_event(db, event_id)
        fields = await list_fields(db, event.id)
    given = await read_given(await request.form(), fields, hidden=HIDDEN)
    try:
        await count_post(services, request)
        check_human(services, trap=given.hidden.get(TRAP, ""), mark=given.hidden.get(OPENED, ""))
        _check_extras(services, given)
        source = _source(services, request, given)
        try:
            entered = await _register(services, event_id, given, fields, source)
        except IntegrityError:  # the same person at the same moment from elsewhere: the second try finds the first
            entered = await _register(services, event_id, given, fields, source)
    except AppError as refusal:
        if refusal.kind not in ("invalid", "conflict", "limited"):
            raise
        return Sent(event, given, refusal=refusal)
    return Sent(event, given, entered)


def done_address(services: Services, sent: Sent, entered: Entered, *, page: str = DONE) -> str:
    """Where the browser goes after the form."""
    first_name = str(sent.given.answers.get("first_name", ""))
    outcome: str = entered.outcome
    if entered.person.is_anonymous and entered.registration is not None:
        outcome = f"{OWN_PLACE}{entered.registration.id}"  # no mail will bring them their link: the page does
    zone = sent.given.hidden.get("tz", "")
    return done_link(
        services, sent.event, entered.session, outcome=outcome, first_name=first_name, zone=zone, page=page
    )


async def _register(
    services: Services, event_id: str, given: Given, fields: Sequence[Field], source: Source
) -> Entered:
    """Give the place, or what there is instead of one.

    When all places are taken, whoever has one is mailed the link again and sees what a stranger sees: SessionFull.
    """
    now = utcnow()
    async with services.database.write() as db:
        event = await get_event(db, event_id)
        session, state = await view_door(db, event, chosen=given.hidden.get("s", ""), now=now)
        if session is None:
            raise RegistrationClosed("There is no date to register for.")
        if state == "closed":
            raise RegistrationClosed("This event takes people by invitation.")
        visitor = Actor(event.workspace_id, None, "attendee", "page")
        entered = await register_by_form(
            db,
            visitor,
            session,
            given.answers,
            form=fields,
            has_picture=bool(given.picture),
            source=source,
            domain=services.settings.mail_domain,
            now=now,
        )
        person = entered.person
        if given.picture and person.avatar_url is None:
            await set_picture(db, person, given.picture, base_url=services.settings.base_url, now=now)
        if person.time_zone is None and is_zone(given.hidden.get("tz", "")):
            person.time_zone = given.hidden["tz"]
    if state == "full" and not event.waiting_list:
        raise SessionFull("All places are taken.")
    return entered


def problems_of(refusal: AppError) -> tuple[dict[str, str], int]:
    """Sentences by the field they stand at, and the status of the page that shows them."""
    problems = refusal.problems if isinstance(refusal, InvalidFields) else {_place(refusal): refusal.detail}
    return problems, {SessionFull: 409, RegistrationClosed: 409, Limited: 429}.get(type(refusal), 422)


async def _again(services: Services, event_id: str, sent: Sent) -> Html:
    """The page once more, with everything that was typed."""
    given = sent.given
    problems, status = problems_of(sent.refusal) if sent.refusal else ({}, 200)
    async with services.database.read() as db:
        view = await _view(db, event_id, given)
    zone = given.hidden.get("tz", "")
    return render_event(
        services,
        view,
        values=dict(given.answers),
        problems=problems,
        origin=origin_of_form(given),
        zone=zone,
        status=status,
    )


def origin_of_form(given: Given) -> dict[str, str]:
    return {name: given.hidden[name] for name in origin_names() if given.hidden.get(name)}


async def _view(db: Db, event_id: str, given: Given) -> EventView:
    event = await get_event(db, event_id)
    return await view_event(db, event, chosen=given.hidden.get("s", ""), now=utcnow())


def _check_extras(services: Services, given: Given) -> None:
    """What only this edge can refuse, beside the field it is about."""
    try:
        if given.picture:
            check_picture(given.picture)
        check_domain(services, str(given.answers.get("email", "")))
    except Invalid as refusal:
        raise InvalidFields({_place(refusal): refusal.detail}) from refusal


def _place(refusal: AppError) -> str:
    return refusal.pointer if refusal.pointer in ("email", PICTURE) else ""


def _source(services: Services, request: Asked, given: Given) -> Source:
    client = read_client(
        user_agent=request.headers.get("user-agent", ""),
        accept_language=request.headers.get("accept-language", ""),
        screen=given.hidden.get("screen", ""),
        place=services.geography.find(address_of(services, request)),
    )
    return Source("registration_page", given.hidden.get(CAME_FROM), utm_of(given.hidden), client)
