"""Taking the registration form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from footlights.edges.pages.fields import PICTURE, Given, Posted, read_posted
from footlights.edges.pages.guard import OPENED, TRAP, address_of, check_domain, check_human, count_post
from footlights.edges.pages.rendering import Html
from footlights.edges.pages.views import EventView, view_door, view_event
from footlights.events.errors import NoSuchEvent
from footlights.events.forms import Field, list_fields
from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, InvalidFields, Limited
from footlights.kit.ids import find_id
from footlights.kit.text import clean_line
from footlights.registration.batch import Wanted, register_newcomers
from footlights.registration.errors import RegistrationClosed, SessionFull
from footlights.registration.hosted import register_by_form
from footlights.registration.provenance import Source, read_client, utm_of
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.pictures import check_picture, set_picture

FAULTS = ("invalid", "conflict", "limited")
"""Kinds of refusals that the form's page shows."""
HIDDEN = ("s", "tz", "screen", TRAP, OPENED, *origin_names())
Taken = tuple[Session, str]
"""The session, and what the page that thanks says."""


@dataclass(frozen=True)
class Sent:
    """A form that was sent: what came of it, or why nothing did."""

    given: Given
    taken: Taken | None = None
    refusal: AppError | None = None


@post("/p/{event_id:str}", include_in_schema=False, status_code=303)
async def register(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Take the form. The answer is the same for whoever has a place already: the mail tells, not the page."""
    sent = await take_form(services, request, event_id)
    if sent.taken is None:
        return await _again(services, event_id, sent)
    return Redirect(done_address(services, sent, sent.taken), status_code=303)


async def take_form(services: Services, request: Asked, event_id: str) -> Sent:
    """Register by the form that the request carries. Raises NoSuchEvent, and what is no fault of the form."""
    posted = await read_posted(await request.form(), hidden=HIDDEN)
    try:
        await count_post(services, request)
        check_human(services, trap=posted.hidden.get(TRAP, ""), mark=posted.hidden.get(OPENED, ""))
    except AppError as refusal:
        return await _refuse(services, event_id, posted, refusal)
    form = PostedForm(services, event_id, posted, _source(services, request, posted.hidden))
    try:
        return await services.together.write(register_all, form)
    except IntegrityError:  # the same person at the same moment from elsewhere: the second try finds the first
        return await services.together.write(register_all, form)


async def _refuse(services: Services, event_id: str, posted: Posted, refusal: AppError) -> Sent:
    """A form that is not looked at further; its page still shows what was typed."""
    found = find_id(event_id)
    async with services.database.read() as db:
        fields = await list_fields(db, found) if found else []
    return Sent(posted.given(fields), refusal=refusal)


def done_address(services: Services, sent: Sent, taken: Taken, *, page: str = DONE) -> str:
    """Where the browser goes after the form."""
    session, outcome = taken
    first_name = clean_line(str(sent.given.answers.get("first_name", "")), limit=100)
    zone = sent.given.hidden.get("tz", "")
    return done_link(services, session, outcome=outcome, first_name=first_name, zone=zone, page=page)


@dataclass(frozen=True, eq=False)
class PostedForm:
    """A form that passed what needs no database."""

    services: Services
    event_id: str
    posted: Posted
    source: Source

    @property
    def date(self) -> tuple[str, str]:
        """Event and chosen session: forms for the same date are taken together."""
        return self.event_id, self.posted.hidden.get("s", "")


@dataclass(frozen=True, eq=False)
class _Form:
    """A form with what it holds, by the fields that its event asks for."""

    services: Services
    given: Given
    fields: Sequence[Field]
    source: Source

    @property
    def time_zone(self) -> str | None:
        zone = self.given.hidden.get("tz", "")
        return zone if is_zone(zone) else None


async def register_all(db: Db, forms: Sequence[PostedForm]) -> list[Sent | AppError]:
    """Take forms that came at the same moment; a refusal concerns its form alone. NoSuchEvent is one of the group's."""
    dates: dict[tuple[str, str], list[PostedForm]] = {}
    for form in forms:
        dates.setdefault(form.date, []).append(form)
    sent: dict[PostedForm, Sent | AppError] = {}
    for same in dates.values():
        try:
            sent |= await _take(db, same)
        except NoSuchEvent as refusal:
            sent |= dict.fromkeys(same, refusal)
    return [sent[form] for form in forms]


async def _take(db: Db, forms: Sequence[PostedForm]) -> dict[PostedForm, Sent | AppError]:
    """Take the forms of one date."""
    event = await get_event(db, forms[0].event_id)
    fields = await list_fields(db, event.id)
    read = {form: _Form(form.services, form.posted.given(fields), fields, form.source) for form in forms}
    try:
        taken = await _register_at(db, event, forms[0].date[1], list(read.values()))
    except AppError as refusal:
        taken = dict.fromkeys(read.values(), refusal)
    return {form: _sent(known.given, taken[known]) for form, known in read.items()}


def _sent(given: Given, taken: Taken | AppError) -> Sent | AppError:
    if not isinstance(taken, AppError):
        return Sent(given, taken)
    return Sent(given, refusal=taken) if taken.kind in FAULTS else taken


async def _register_at(db: Db, event: Event, chosen: str, forms: Sequence[_Form]) -> dict[_Form, Taken | AppError]:
    """Give places of one date: to those who are simply new all at once, to others one by one."""
    now = utcnow()
    session, state = await view_door(db, event, chosen=chosen, now=now)
    if session is None:
        raise RegistrationClosed("There is no date to register for.")
    if state == "closed":
        raise RegistrationClosed("This event takes people by invitation.")
    visitor = Actor(event.workspace_id, None, "attendee", "page")
    taken = _list_faulty(forms)
    if state in ("open", "live"):
        plain = [form for form in forms if form not in taken and not form.given.picture]
        wanted = [Wanted(form.given.answers, form.source, time_zone=form.time_zone) for form in plain]
        results = await register_newcomers(db, visitor, session, wanted, form=forms[0].fields, now=now)
        for form, result in zip(plain, results, strict=True):
            if result is not None:
                taken[form] = result.refusal or (session, "registered")
    for form in forms:
        if form not in taken:
            try:
                async with db.begin_nested():
                    outcome = await _register_one(db, visitor, session, form, now=now)
            except AppError as refusal:
                taken[form] = refusal
                continue
            is_full = state == "full" and not event.waiting_list
            taken[form] = SessionFull("All places are taken.") if is_full else (session, outcome)
    return taken


def _list_faulty(forms: Sequence[_Form]) -> dict[_Form, Taken | AppError]:
    """Forms with what only this edge can refuse."""
    faulty: dict[_Form, Taken | AppError] = {}
    for form in forms:
        try:
            _check_extras(form.services, form.given)
        except AppError as refusal:
            faulty[form] = refusal
    return faulty


async def _register_one(db: Db, visitor: Actor, session: Session, form: _Form, *, now: datetime) -> str:
    """Give the place, or what there is instead of one.

    When all places are taken, whoever has one is mailed the link again and sees what a stranger sees: SessionFull.
    """
    services, picture = form.services, form.given.picture
    entered = await register_by_form(
        db,
        visitor,
        session,
        form.given.answers,
        form=form.fields,
        has_picture=bool(picture),
        source=form.source,
        domain=services.settings.mail_domain,
        now=now,
    )
    person = entered.person
    if picture and person.avatar_url is None:
        await set_picture(db, person, picture, base_url=services.settings.base_url, now=now)
    person.time_zone = person.time_zone or form.time_zone
    has_no_mailbox = person.is_anonymous and not form.given.answers.get("email")
    if has_no_mailbox and entered.registration is not None:
        return f"{OWN_PLACE}{entered.registration.id}"  # no mail will bring them their link: the page does
    return entered.outcome


def problems_of(refusal: AppError) -> tuple[dict[str, str], int]:
    """Sentences by the field they stand at, and the status of the page that shows them."""
    problems = refusal.problems if isinstance(refusal, InvalidFields) else {_place(refusal): refusal.sentence}
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
        raise InvalidFields({_place(refusal): refusal.sentence}) from refusal


def _place(refusal: AppError) -> str:
    return refusal.pointer if refusal.pointer in ("email", PICTURE) else ""


def _source(services: Services, request: Asked, hidden: Mapping[str, str]) -> Source:
    client = read_client(
        user_agent=request.headers.get("user-agent", ""),
        accept_language=request.headers.get("accept-language", ""),
        screen=hidden.get("screen", ""),
        place=services.geography.find(address_of(services, request)),
    )
    return Source("registration_page", hidden.get(CAME_FROM), utm_of(hidden), client)
