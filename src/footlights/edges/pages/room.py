"""The door of the room by its event: a personal link becomes a cookie for one session, and then the page of the room.

In a frame of another site (`is_embedded_in_iframe`) there may be no cookie: the page then carries the seat itself, and
gives it back when it is loaded again.
"""

import hmac
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect

from footlights.edges.framing import named_ancestors
from footlights.edges.given import PathText, Running
from footlights.edges.look import _
from footlights.edges.pages.file_keys import read_file_key
from footlights.edges.pages.guard import address_of
from footlights.edges.pages.refusals import STATUS
from footlights.edges.pages.room_page import Address, ask, give_room, is_open_to_guests, left_page, turn_away
from footlights.edges.pages.room_page import Asked as Question
from footlights.edges.pages.tries import tries_of
from footlights.events.errors import NoSuchSession
from footlights.events.models import Session
from footlights.events.queries import find_public_event, find_session, list_sessions_of
from footlights.events.rooms import find_room_session, strict_hours
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Forbidden
from footlights.kit.secrets import derive
from footlights.registration.errors import WrongLink
from footlights.registration.guests import add_guest
from footlights.registration.links import is_join_key, join_key, registration_link, room_link
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration, open_join_link
from footlights.room.seats import read_seat
from footlights.services import Services

MOST_GIVEN = 400
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]  # Any: checked field by field
COOKIE_LASTS_S = 30 * 24 * 3600
Asked = Request[None, None, State]
Text = Annotated[str, QueryParameter(required=False, max_length=400)]
Framed = Annotated[str, QueryParameter(name="is_embedded_in_iframe", required=False, max_length=10)]
KEPT = ("email", "key")
"""What a framed page keeps of its link while the passcode is asked."""


class WhoAreYou(Forbidden):
    """The room's plain address, without a link or a cookie of somebody who has a place."""

    code = "no_link"


class WrongPasscode(Forbidden):
    code = "wrong_passcode"


class NotNow(Forbidden):
    """Attendees come in from an hour before the start to an hour after the end."""

    code = "outside_hours"


@dataclass(frozen=True)
class _Link:
    """What the address or a sent form says of who comes."""

    email: str = ""
    key: str = ""
    seat: str = ""
    is_framed: bool = False


@get("/p/{event_id:str}/live", include_in_schema=False)
async def enter(
    services: Running,
    request: Asked,
    event_id: PathText,
    s: Text = "",
    email: Text = "",
    key: Text = "",
    is_embedded: Framed = "",
) -> Response[Any]:
    """Let someone in. The link's key leaves the address bar at once, and with it the browser's history."""
    link = _Link(email, key, is_framed=_is_true(is_embedded))
    async with services.database.read() as db:
        session = await _find_session(db, event_id, s)
        address = _address(session, is_framed=link.is_framed)
        try:
            registration = await _who(services, request, db, session, link)
        except (WrongLink, WhoAreYou) as refusal:
            if not key and is_open_to_guests(session):
                return ask(services, session.event, address, Question(name=True, passcode=session.passcode is not None))
            return _turn_away(services, session, refusal, address)
    if (outside := _find_hours(session, registration)) is not None:
        return _turn_away(services, session, outside, address)
    if key and not link.is_framed:
        answer = Redirect(room_link("", session.event_id, session.id), status_code=303)
        answer.set_cookie(_cookie(services, session, registration))
        return answer
    if _asks_passcode(services, request, session, registration):
        hidden = {"email": email, "key": key} if link.is_framed else {}
        return ask(services, session.event, address, Question(passcode=True, hidden=hidden))
    return give_room(services, session, registration, address)


@post("/p/{event_id:str}/live", include_in_schema=False, status_code=303)
async def come_in(
    services: Running, request: Asked, event_id: PathText, data: Form, s: Text = "", is_embedded: Framed = ""
) -> Response[Any]:
    """Take the passcode, and from a guest the name; tries are counted (`tries`). Or take a reloaded page's seat."""
    given = {name: str(data.get(name, ""))[:MOST_GIVEN] for name in ("name", "passcode", "seat", *KEPT)}
    is_framed = _is_true(is_embedded)
    link = _Link(given["email"], given["key"], given["seat"], is_framed)
    async with services.database.read() as db:
        session = await _find_session(db, event_id, s)
        address = _address(session, is_framed=is_framed)
        try:
            registration = await _who(services, request, db, session, link)
        except (WrongLink, WhoAreYou) as refusal:
            if not is_open_to_guests(session) or link.key:
                return _turn_away(services, session, refusal, address)
            registration = None
    if link.seat and registration is not None:
        return _done(give_room(services, session, registration, address))
    if registration is not None and (outside := _find_hours(session, registration)) is not None:
        return _turn_away(services, session, outside, address)
    try:
        await _check_passcode(services, request, session, registration, given["passcode"])
        is_new = registration is None
        if registration is None:
            registration = await _let_guest_in(services, request, session, given["name"])
    except AppError as refusal:
        question = Question(
            name=registration is None,
            passcode=session.passcode is not None,
            hidden={name: given[name] for name in KEPT if given[name]},
            values=given,
            problems={refusal.pointer or "": refusal.sentence},
        )
        return ask(services, session.event, address, question, status=STATUS[refusal.kind])
    if is_framed:
        return _done(give_room(services, session, await _load(services, registration), address))
    answer = Redirect(room_link("", session.event_id, session.id), status_code=303)
    if is_new:
        answer.set_cookie(_cookie(services, session, registration))
    if session.passcode is not None:
        answer.set_cookie(_proof_cookie(services, session, registration))
    return answer


@get("/p/{event_id:str}/left", include_in_schema=False)
async def show_left(services: Running, event_id: PathText, s: Text = "", is_embedded: Framed = "") -> Response[Any]:
    """After leaving a framed room, whose frame cannot show the event's own page."""
    async with services.database.read() as db:
        session = await _find_session(db, event_id, s)
    return left_page(services, session.event, _address(session, is_framed=_is_true(is_embedded)))


async def find_seated(
    services: Services, request: Asked, db: Db, event_id: str, session_id: str
) -> tuple[Session, Registration]:
    """The session of a room's address, and who asks by the key of the room's files or by the cookie of the door.

    Refuses with NoSuchSession, WhoAreYou, WrongLink.
    """
    session = await _find_session(db, event_id, session_id)
    key = request.query_params.get("k", "")
    registration_id = read_file_key(services.secret_key, str(key), now=utcnow()) if key else None
    if registration_id is None:
        return session, await _who(services, request, db, session, _Link())
    registration = await find_registration(db, registration_id)
    if registration is None or registration.session_id != session.id or registration.link_revoked_at is not None:
        raise WhoAreYou("Load the page of the room again.")
    return session, registration


def hours_refusal(session: Session) -> str:
    """What an attendee reads who comes outside of a strict session's hours; empty inside of them."""
    hours = strict_hours(session, session.event)
    now = utcnow()
    if hours is None or hours[0] <= now <= hours[1]:
        return ""
    if now < hours[0]:
        return _("The room opens one hour before the start.")
    return _("The room closed one hour after the end.")


def check_hours(session: Session) -> None:
    """Refuse an attendee outside of a strict session's hours, with NotNow."""
    if line := hours_refusal(session):
        raise NotNow(line)


def _find_hours(session: Session, registration: Registration) -> NotNow | None:
    line = hours_refusal(session) if registration.room_role == "attendee" else ""
    return NotNow(line) if line else None


def _address(session: Session, *, is_framed: bool) -> Address:
    url = room_link("", session.event_id, session.id)
    if not is_framed:
        return Address(url, registration_link("", session.event, session))
    suffix = "&is_embedded_in_iframe=true"
    left = f"/p/{session.event_id}/left?s={session.id}{suffix}"
    return Address(url + suffix, left, named_ancestors(session.event.workspace, session.embed_url))


def _is_true(text: str) -> bool:
    return text.lower() in ("1", "true")


def _done(answer: Response[Any]) -> Response[Any]:
    answer.status_code = 200
    return answer


def _asks_passcode(services: Services, request: Asked, session: Session, registration: Registration) -> bool:
    if session.passcode is None or registration.room_role != "attendee":
        return False
    kept = request.cookies.get(_proof_name(session), "")
    return not hmac.compare_digest(kept.encode(), _proof(services, session, registration).encode())


async def _check_passcode(
    services: Services, request: Asked, session: Session, registration: Registration | None, given: str
) -> None:
    if session.passcode is None or (registration is not None and registration.room_role != "attendee"):
        return
    address = address_of(services, request)
    who = registration.id if registration else address
    tries = tries_of(request, services)
    await tries.check(session.id, who, address)
    if not hmac.compare_digest(given.strip().encode(), session.passcode.encode()):
        await tries.count_wrong(session.id, who, address)
        raise WrongPasscode(_("This passcode does not open the room. Check it, then try again."), pointer="passcode")


async def _let_guest_in(services: Services, request: Asked, session: Session, name: str) -> Registration:
    check_hours(session)
    await tries_of(request, services).count_guest(address_of(services, request))
    async with services.database.write() as db:
        fresh = await find_session(db, session.id)
        if fresh is None:
            raise NoSuchSession("There is no such room.")
        return (await add_guest(db, fresh, name=name, now=utcnow())).registration


async def _load(services: Services, registration: Registration) -> Registration:
    async with services.database.read() as db:
        return await find_registration(db, registration.id) or registration


async def _find_session(db: Db, event_id: str, session_id: str) -> Session:
    """The session named, or the only one of the event; when it is over, the one that a permanent room opened since."""
    session = await find_session(db, session_id) if session_id else None
    if session is None and not session_id:
        session = await _only_session(db, event_id)
    if session is None or session.event_id != event_id.lower():
        raise NoSuchSession("There is no such room.")
    if session.is_over and session.event.schedule == "permanent":
        current = await find_room_session(db, session.event, now=utcnow())
        return (await find_session(db, current.id) if current else None) or session
    return session


async def _only_session(db: Db, event_id: str) -> Session | None:
    event = await find_public_event(db, event_id)
    sessions = await list_sessions_of(db, event) if event else []
    return await find_session(db, sessions[0].id) if len(sessions) == 1 else None


async def find_by_seat(db: Db, secret_key: bytes, token: str) -> Registration | None:
    """Whose seat a reloaded page gives back; None when it is forged, too old, or its link was replaced."""
    seat = read_seat(secret_key, token, now=utcnow())
    registration = await find_registration(db, seat.registration_id) if seat else None
    if seat is None or registration is None or registration.link_revoked_at is not None:
        return None
    return registration if registration.key_version == seat.key_version else None


async def _who(services: Services, request: Asked, db: Db, session: Session, link: _Link) -> Registration:
    if link.seat:
        seated = await find_by_seat(db, services.secret_key, link.seat)
        if seated is None or seated.session_id != session.id:
            raise WrongLink("This page is too old to open the room. Open your personal link again.")
        return seated
    if link.key:
        return await open_join_link(db, services.secret_key, session, email=link.email, key=link.key)
    registration_id, _dot, kept = request.cookies.get(_cookie_name(session), "").partition(".")
    registration = await find_registration(db, registration_id) if kept else None
    if registration is None or registration.session_id != session.id:
        raise WhoAreYou("Open the room with your personal link. It is in the mail that confirmed your place.")
    if not is_join_key(services.secret_key, registration, kept):
        raise WrongLink("Your link was replaced by a newer one. Look for the latest mail.")
    return registration


def _turn_away(services: Services, session: Session, refusal: Forbidden, address: Address) -> Response[Any]:
    event = session.event
    url = registration_link("", event, session) if event.is_published else ""
    words = _("Register, or have the link sent again")
    return turn_away(services, event, address, refusal.sentence, link=url, words=words)


def _proof(services: Services, session: Session, registration: Registration) -> str:
    """That this registration knew the passcode as it is now; a changed passcode is asked again."""
    return derive(services.secret_key, "passcode", session.id, registration.id, session.passcode or "")


def _proof_name(session: Session) -> str:
    return f"footlights_passcode_{session.id[:8]}"


def _proof_cookie(services: Services, session: Session, registration: Registration) -> Cookie:
    kept = _cookie(services, session, registration)
    kept.key, kept.value = _proof_name(session), _proof(services, session, registration)
    return kept


def _cookie_name(session: Session) -> str:
    return f"footlights_seat_{session.id[:8]}"


def _cookie(services: Services, session: Session, registration: Registration) -> Cookie:
    return Cookie(
        key=_cookie_name(session),
        value=f"{registration.id}.{join_key(services.secret_key, registration)}",
        path=f"/p/{session.event_id}/live",
        max_age=COOKIE_LASTS_S,
        httponly=True,
        samesite="lax",
        secure=services.settings.base_url.startswith("https"),
    )
