"""Pages behind the signed links of mails. Opening one changes nothing: only a sent form acts."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import QueryParameter
from litestar.response import Redirect

from footlights.edges.given import PathText, Running
from footlights.edges.look import _
from footlights.edges.pages.fields import read_given
from footlights.edges.pages.guard import count_post
from footlights.edges.pages.rendering import Html, render
from footlights.edges.pages.views import EventView, view_event
from footlights.email.suppressions import UNSUBSCRIBED, find_suppression, lift_suppression, suppress
from footlights.engagement.quizzes.actions import list_quizzes_of_events
from footlights.engagement.quizzes.models import Quiz
from footlights.events.queries import find_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, InvalidFields
from footlights.registration.actions import send_link_again
from footlights.registration.answers import Answer
from footlights.registration.errors import WrongLink
from footlights.registration.hosted import cancel_own_place, change_own_answers, change_own_session, own_actor
from footlights.registration.links import own_link, read_own_token, read_request_token, read_unsubscribe_token
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.queries import find_registration
from footlights.registration.requests import OPEN, accept_offer, decline_offer, load_request
from footlights.services import Services
from footlights.workspace.models import Person, Workspace

Asked = Request[None, None, State]
Token = Annotated[str, QueryParameter(name="r", required=False, max_length=1000)]
Said = Annotated[str, QueryParameter(name="said", required=False, max_length=20)]


@get("/p/{event_id:str}/mine", include_in_schema=False)
async def show_own(services: Running, event_id: PathText, token: Token = "", said: Said = "") -> Html:
    """A registrant's own place: answers, date, giving it back."""
    async with services.database.read() as db:
        registration = await find_own(services, db, event_id, token)
        view = await view_event(db, registration.session.event, chosen=registration.session_id, now=utcnow())
        tests = (await list_quizzes_of_events(db, [registration.event_id]))[registration.event_id]
    return _own_page(services, registration, view, token=token, said=said, tests=tests)


@post("/p/{event_id:str}/mine", include_in_schema=False, status_code=303)
async def change_own(services: Running, request: Asked, event_id: PathText, token: Token = "") -> Response[Any]:
    """Save answers, send the link again, change the date or give the place back, as the button says."""
    await count_post(services, request)
    form = await request.form()
    act = str(form.get("act", ""))
    async with services.database.read() as db:
        registration = await find_own(services, db, event_id, token)
        view = await view_event(db, registration.session.event, chosen=registration.session_id, now=utcnow())
    given = await read_given(form, view.fields, hidden=("to",))
    try:
        async with services.database.write() as db:
            own = await find_own(services, db, event_id, token)
            back = await _act(services, db, own, act, given.answers, given.hidden.get("to", ""))
    except AppError as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidFields) else {"": refusal.sentence}
        return _own_page(services, registration, view, token=token, values=dict(given.answers), problems=problems)
    return Redirect(back, status_code=303)


@get("/p/{event_id:str}/place", include_in_schema=False)
async def show_request(services: Running, event_id: PathText, token: Token = "", said: Said = "") -> Html:
    """An offered place, or where somebody stands on the list."""
    async with services.database.read() as db:
        found = await _request(services, db, event_id, token)
    return _request_page(services, found, token=token)


@post("/p/{event_id:str}/place", include_in_schema=False, status_code=303)
async def answer_offer(services: Running, request: Asked, event_id: PathText, token: Token = "") -> Response[Any]:
    """Take the offered place, or leave the list."""
    await count_post(services, request)
    act = str((await request.form()).get("act", ""))
    async with services.database.write() as db:
        found = await _request(services, db, event_id, token)
        if act == "accept":
            registration = await accept_offer(db, found, now=utcnow())
            url = own_link("", services.secret_key, registration)
            return Redirect(f"{url}&said=taken", status_code=303)
        await decline_offer(db, found, now=utcnow())
    return Redirect(f"/p/{event_id}/place?r={quote(token)}", status_code=303)


@get("/unsubscribe", include_in_schema=False)
async def ask_unsubscribe(services: Running, token: Token = "", said: Said = "") -> Html:
    """What stops and what does not, and the button."""
    async with services.database.read() as db:
        person = await _reader(services, db, token)
        workspace = await db.get_one(Workspace, person.workspace_id)
        is_off = await find_suppression(db, person) is not None
    return render(
        services,
        "unsubscribe.html",
        language=workspace.language,
        workspace=workspace,
        person=person,
        is_off=is_off,
        token=token,
    )


@post("/unsubscribe", include_in_schema=False, status_code=303)
async def unsubscribe(services: Running, request: Asked, token: Token = "") -> Response[Any]:
    """One click in a mail program (RFC 8058) or the page's button; `act=resume` takes it back."""
    act = str((await request.form()).get("act", ""))
    async with services.database.write() as db:
        person = await _reader(services, db, token)
        if act == "resume":
            await lift_suppression(db, person)
        else:
            await suppress(db, person, UNSUBSCRIBED, now=utcnow())
    return Redirect(f"/unsubscribe?r={quote(token)}", status_code=303)


async def _act(
    services: Services, db: Db, registration: Registration, act: str, answers: dict[str, Answer], to: str
) -> str:
    """Do what a button of the page says, and where to go then."""
    now = utcnow()
    here = own_link("", services.secret_key, registration)
    match act:
        case "save":
            await change_own_answers(db, registration, answers, now=now)
            return f"{here}&said=saved"
        case "send":
            send_link_again(db, own_actor(registration), registration, now=now)
            return f"{here}&said=sent"
        case "move":
            session = await find_session(db, to)
            if session is None:
                raise WrongLink(_("Choose another date."))
            done = await change_own_session(db, registration, session, now=now)
            return f"{own_link('', services.secret_key, done.registration)}&said=moved"
        case "cancel":
            kept = await cancel_own_place(db, registration, now=now)
            return f"/p/{kept.event_id}?s={kept.session_id}&said=canceled"
        case _:
            return here


async def find_own(services: Services, db: Db, event_id: str, token: str) -> Registration:
    """Whose place a link is for; every way in which it can be wrong looks the same."""
    proven = read_own_token(services.secret_key, token)
    registration = await find_registration(db, proven[0]) if proven else None
    if (
        proven is None
        or registration is None
        or registration.key_version != proven[1]
        or registration.event_id != event_id.lower()
        or registration.link_revoked_at is not None
    ):
        raise WrongLink("This link was replaced, or the place was given back. Look for the latest mail.")
    return registration


async def _request(services: Services, db: Db, event_id: str, token: str) -> PlaceRequest:
    request_id = read_request_token(services.secret_key, token)
    found = await load_request(db, request_id) if request_id else None
    if found is None or found.event_id != event_id.lower():
        raise WrongLink("This link has done its work. If you took the place, your personal link is in the latest mail.")
    return found


async def _reader(services: Services, db: Db, token: str) -> Person:
    person_id = read_unsubscribe_token(services.secret_key, token)
    person = await db.get(Person, person_id) if person_id else None
    if person is None or person.erased_at is not None:
        raise WrongLink("This link does not work any more.")
    return person


def _own_page(
    services: Services,
    registration: Registration,
    view: EventView,
    *,
    token: str,
    said: str = "",
    values: dict[str, str | list[str]] | None = None,
    problems: dict[str, str] | None = None,
    tests: Sequence[Quiz] = (),
) -> Html:
    person, event = registration.person, registration.session.event
    stored: dict[str, Any] = {"first_name": person.first_name or "", "last_name": person.last_name or ""}
    return render(
        services,
        "mine.html",
        language=event.language,
        status=422 if problems else 200,
        headers={"referrer-policy": "no-referrer"},
        view=view,
        event=event,
        person=person,
        registration=registration,
        tests=tests,
        fields=[known for known in view.fields if known.slug not in ("email", "avatar")],
        values={**stored, **registration.answers, **(values or {})},
        problems=problems or {},
        said=said,
        token=token,
    )


def _request_page(services: Services, found: PlaceRequest, *, token: str) -> Html:
    event = found.session.event
    is_offered = found.state == "offered" and found.offered_until is not None and found.offered_until > utcnow()
    return render(
        services,
        "place.html",
        language=event.language,
        headers={"referrer-policy": "no-referrer"},
        event=event,
        request=found,
        is_open=found.state in OPEN,
        is_offered=is_offered,
        token=token,
    )
