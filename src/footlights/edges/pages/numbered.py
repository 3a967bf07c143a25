"""Rooms by their number, `/123-456-789`: in a browser of its own and in frames of other sites.

The order of the gates is that of the LiveWebinar contract, section 8: the room exists, is active, it is the hour for
attendees, there is a place, the token or passcode is right, the form was sent; the waiting room is the room's own.
Nothing here needs a cookie: the page of the room carries the seat, and gives it back when it is loaded again. A window
of one's own gets a cookie besides, so that a guest who comes back is the same guest.
"""

import hmac
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from footlights.edges.framing import room_ancestors
from footlights.edges.given import PathText, Running
from footlights.edges.look import _
from footlights.edges.pages.claims import OLD_ROLE_TOKEN, Claim, Kind, read_claim
from footlights.edges.pages.guard import address_of
from footlights.edges.pages.refusals import STATUS
from footlights.edges.pages.room import WrongPasscode, check_hours, find_by_seat
from footlights.edges.pages.room_page import Address, ask, give_room, left_page, turn_away
from footlights.edges.pages.room_page import Asked as Question
from footlights.edges.pages.tries import tries_of
from footlights.events.errors import NoSuchEvent, NoSuchSession
from footlights.events.models import Event, Session
from footlights.events.rooms import find_event_by_number, find_room_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Forbidden, NotFound
from footlights.kit.secrets import new_token
from footlights.registration.actions import find_place
from footlights.registration.entry_codes import WrongCode, check_code, needs_code
from footlights.registration.errors import SessionFull
from footlights.registration.guests import RegisteredOnly, add_guest
from footlights.registration.models import Registration
from footlights.registration.places import count_left
from footlights.registration.queries import find_registration
from footlights.registration.room_links import Purpose, find_role, is_personal_token, registration_id_of
from footlights.room.seats import SEAT_LASTS, issue_seat
from footlights.services import Services
from footlights.workspace.rules import check_email

Asked = Request[None, None, State]
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]  # Any: checked field by field
LEFT = "left"
"""The page below a room's number after leaving it in a frame."""


class RoomClosed(Forbidden):
    """The room is switched off, for everybody."""

    code = "room_closed"


class WrongToken(NotFound):
    """A role's, person's or registrant's token that opens nothing here: nobody is let in as less instead."""

    code = "wrong_token"


@dataclass(frozen=True)
class _Room:
    """`session` is the one that the number opens now."""

    event: Event
    session: Session
    address: Address
    needs_code: bool

    @property
    def asks_code(self) -> bool:
        """Of attendees without a link of their own: the passcode, or an entry code."""
        return self.needs_code or self.session.passcode is not None

    @property
    def asks_form(self) -> bool:
        """An entry code stands for a registration."""
        return self.session.registered_only and not self.needs_code


@dataclass(frozen=True)
class _Known:
    """Who comes: somebody with a place (`registration`), or whoever holds a link of a team's `role`, or a stranger."""

    registration: Registration | None = None
    role: str = "attendee"
    has_token: bool = False

    @property
    def is_attendee(self) -> bool:
        return (self.registration.room_role if self.registration else self.role) == "attendee"


async def show_room(services: Services, request: Asked, number: str, claim: Claim) -> Response[Any]:
    """The room for whoever proves who they are, else what has to be said first. Opening it makes nobody a guest."""
    try:
        room = await _find_room(services, number, claim)
    except RoomClosed as refusal:
        return await _closed(services, number, refusal)
    try:
        known = await _find_who(services, request, room, claim)
        room, known = await _settle(services, room, known)
        await _check_gates(services, room, known)
    except AppError as refusal:
        return _refuse(services, room, refusal)
    if known.registration is not None:
        return _enter(services, request, room, known.registration)
    if known.is_attendee and room.asks_form:
        return _send_to_form(room, claim)
    return ask(services, room.event, room.address, _question(room, known, claim))


@post("/{number:str}", include_in_schema=False, status_code=200)
async def come_in(services: Running, request: Asked, number: PathText, data: Form) -> Response[Any]:
    """Take what the page before the room asked, or the seat that a reloaded page gives back."""
    claim = read_claim(data)
    try:
        room = await _find_room(services, number, claim)
    except RoomClosed as refusal:
        return await _closed(services, number, refusal)
    try:
        known = await _find_who(services, request, room, claim)
        room, known = await _settle(services, room, known)
        await _check_gates(services, room, known)
    except AppError as refusal:
        return _refuse(services, room, refusal)
    try:
        registration = known.registration or await _let_in(services, request, room, known, claim)
    except AppError as refusal:
        problems = {refusal.pointer or "": refusal.sentence}
        return ask(
            services, room.event, room.address, _question(room, known, claim, problems), status=STATUS[refusal.kind]
        )
    return _enter(services, request, room, registration)


@get("/widget-login", include_in_schema=False)
async def log_in(services: Running, request: Asked) -> Response[Any]:
    """Attendee by e-mail and entry code, as LiveWebinar's plugins link to it."""
    number = str(request.query_params.get("token", ""))
    return await show_room(services, request, number, read_claim(request.query_params))


@get("/resource/widget/{number:str}/{_rest:str}", include_in_schema=False)
async def show_resource(services: Running, request: Asked, number: PathText, _rest: PathText) -> Response[Any]:
    return await show_room(services, request, number, read_claim(request.query_params))


@get("/{number:str}/{kind:str}/{token:str}", include_in_schema=False)
async def show_linked(
    services: Running, request: Asked, number: PathText, kind: PathText, token: PathText
) -> Response[Any]:
    """The room by a role's token (`x`), an invited person's (`p`) or a registrant's (`r`)."""
    marks: dict[str, Kind] = {"x": "x", "p": "p", "r": "r"}
    if kind not in marks:
        raise NotFound("There is nothing here.")
    claim = read_claim(request.query_params).with_token(marks[kind], token)
    return await show_room(services, request, number, claim)


async def show_below(services: Services, request: Asked, number: str, name: str) -> Response[Any]:
    """`/{room}/{name}`: the page after leaving, or a role's token in its older form."""
    claim = read_claim(request.query_params)
    if name == LEFT:
        try:
            room = await _find_room(services, number, claim)
        except RoomClosed as refusal:
            return await _closed(services, number, refusal)
        return left_page(services, room.event, room.address)
    if not OLD_ROLE_TOKEN.fullmatch(name):
        raise NotFound("There is nothing here.")
    return await show_room(services, request, number, claim.with_token("x", name))


async def _find_room(services: Services, number: str, claim: Claim) -> _Room:
    """Refuses with NoSuchEvent, RoomClosed, NoSuchSession."""
    async with services.database.read() as db:
        event = await find_event_by_number(db, number)
        if event is None:
            raise NoSuchEvent("There is no such room.")
        if not event.is_published:
            raise RoomClosed(_("This room is closed at the moment."))
        session = await find_room_session(db, event, now=utcnow())
        has_codes = await needs_code(db, event)
    if session is None:
        raise NoSuchSession("This room has no date yet.")
    return _Room(event, session, _address(event, claim), has_codes)


def _address(event: Event, claim: Claim) -> Address:
    url = f"/{event.room_number}"
    return Address(url, f"{url}/{LEFT}", room_ancestors(event.workspace), stays_in_frame=bool(claim.stays))


async def _find_who(services: Services, request: Asked, room: _Room, claim: Claim) -> _Known:
    """By seat, personal, registrant or role token, cookie, in this order. Refuses with WrongToken, Limited."""
    async with services.database.read() as db:
        if claim.seat:
            seated = await find_by_seat(db, services.secret_key, claim.seat)
            if seated is not None and seated.event_id == room.event.id:
                return _Known(seated)
        tokens: list[tuple[str, Purpose]] = [(claim.personal, "personal"), (claim.registrant, "registrant")]
        for token, purpose in tokens:
            if token:
                registration = await _open_personal(services, request, db, room.event, token, purpose)
                return _Known(registration, has_token=True)
        if claim.role:
            return _Known(role=await _open_role(services, request, room.event, claim.role))
        cookie = "" if claim.nickname or claim.code or not _has_own_window(request) else _cookie_of(request, room.event)
        kept = await find_by_seat(db, services.secret_key, cookie) if cookie else None
        return _Known(kept if kept is not None and kept.event_id == room.event.id else None)


async def _open_personal(
    services: Services, request: Asked, db: Db, event: Event, token: str, purpose: Purpose
) -> Registration:
    tries, address = tries_of(request, services), address_of(services, request)
    await tries.check_link(address)
    registration = await find_registration(db, registration_id_of(token) or "")
    if (
        registration is None
        or registration.event_id != event.id
        or registration.link_revoked_at is not None
        or not is_personal_token(services.secret_key, registration, token, purpose)
    ):
        await tries.count_wrong_link(address)
        raise WrongToken(_("This link does not open the room. It may have been replaced by a newer one."))
    return registration


async def _open_role(services: Services, request: Asked, event: Event, token: str) -> str:
    tries, address = tries_of(request, services), address_of(services, request)
    await tries.check_link(address)
    role = find_role(services.secret_key, event, token)
    if role is None:
        await tries.count_wrong_link(address)
        raise WrongToken(_("This link does not open the room. It may have been replaced by a newer one."))
    return role


async def _settle(services: Services, room: _Room, known: _Known) -> tuple[_Room, _Known]:
    """The session that a personal link is about; in a permanent room the person's place in the session that is open.

    Refuses with WrongToken when they have none, or one whose link was replaced or revoked since.
    """
    registration = known.registration
    if registration is None or registration.session_id == room.session.id:
        return room, known
    if room.event.schedule != "permanent":
        return replace(room, session=registration.session), known
    async with services.database.read() as db:
        place = await find_place(db, room.session, registration.person)
        current = await find_registration(db, place.id) if place and _is_same_proof(registration, place) else None
    if current is None and known.has_token:
        raise WrongToken(_("This link does not open the room. It may have been replaced by a newer one."))
    return room, _Known(current)


def _is_same_proof(earlier: Registration, place: Registration) -> bool:
    """Was the link of the person's place neither replaced nor revoked since the earlier session?"""
    return place.link_revoked_at is None and place.key_version == earlier.key_version


async def _check_gates(services: Services, room: _Room, known: _Known) -> None:
    """Hours and places. Refuses with NotNow, SessionFull."""
    if not known.is_attendee:
        return
    check_hours(room.session)
    if known.registration is None and room.session.capacity is not None:
        async with services.database.read() as db:
            if await count_left(db, room.session, now=utcnow()) == 0:
                raise SessionFull(_("All places are taken."))


async def _let_in(services: Services, request: Asked, room: _Room, known: _Known, claim: Claim) -> Registration:
    """Make a guest of somebody who said enough; a code is used up only when they come in.

    Refuses with WrongPasscode, Limited, and as `check_code` and `add_guest` do.
    """
    tries, address = tries_of(request, services), address_of(services, request)
    if known.is_attendee and room.asks_form:
        raise RegisteredOnly("Open the room with your personal link. It is in the mail that confirmed your place.")
    asks_code = known.is_attendee and room.asks_code
    if asks_code:
        await tries.check(room.session.id, address, address)
    uses_code = asks_code and not _is_passcode(room.session, claim.code)
    await tries.count_guest(address)
    try:
        async with services.database.write() as db:
            event = await find_event_by_number(db, room.event.room_number)
            fresh = await find_room_session(db, event, now=utcnow()) if event else None
            if event is None or fresh is None:
                raise NoSuchSession("This room has no date yet.")
            if uses_code:
                await _use_code(services, db, room, event, claim)
            done = await add_guest(
                db,
                fresh,
                name=claim.nickname,
                room_role=known.role,
                avatar_url=claim.avatar_url or None,
                has_proof=uses_code,
                now=utcnow(),
            )
            registration_id = done.registration.id
    except (WrongCode, WrongPasscode):
        if claim.code:
            await tries.count_wrong(room.session.id, address, address)
        raise
    return await _load(services, registration_id)


async def _use_code(services: Services, db: Db, room: _Room, event: Event, claim: Claim) -> None:
    """Refuses with WrongPasscode where the room knows no codes, else as `check_code` does."""
    if not room.needs_code:
        raise WrongPasscode(_("This passcode does not open the room. Check it, then try again."), pointer="passcode")
    browser = claim.browser or new_token()
    try:
        await check_code(
            db, services.secret_key, event, claim.code, email=_email(claim.email), browser=browser, now=utcnow()
        )
    except WrongCode as refusal:
        raise WrongCode(
            _("This code does not open the room, or somebody else used it."), pointer="passcode"
        ) from refusal


def _is_passcode(session: Session, given: str) -> bool:
    return session.passcode is not None and hmac.compare_digest(given.encode(), session.passcode.encode())


def _email(text: str) -> str | None:
    """The address if it is one."""
    try:
        return check_email(text)[0]
    except AppError:
        return None


async def _load(services: Services, registration_id: str) -> Registration:
    async with services.database.read() as db:
        registration = await find_registration(db, registration_id)
    if registration is None:
        raise NoSuchSession("There is no such room.")
    return registration


def _question(room: _Room, known: _Known, claim: Claim, problems: dict[str, str] | None = None) -> Question:
    asks_code = known.is_attendee and room.asks_code
    return Question(
        name=True,
        passcode=asks_code,
        hidden=claim.hidden(),
        values={"name": claim.nickname, "passcode": claim.code},
        problems=problems or {},
        sends_itself=bool(claim.nickname) and (bool(claim.code) or not asks_code) and not problems,
    )


def _send_to_form(room: _Room, claim: Claim) -> Response[Any]:
    query = urlencode({"s": room.session.id, **claim.query()})
    return Redirect(f"{room.address.url}/form?{query}", status_code=303)


def _enter(services: Services, request: Asked, room: _Room, registration: Registration) -> Response[Any]:
    answer = give_room(services, room.session, registration, room.address)
    answer.status_code = 200
    if _has_own_window(request):
        answer.set_cookie(_cookie(services, room.event, registration))
    return answer


def _refuse(services: Services, room: _Room, refusal: AppError) -> Response[Any]:
    """Why not, with the way to the plain room for a token that opens nothing."""
    is_token = isinstance(refusal, WrongToken)
    link, words = (room.address.url, _("Come in without this link")) if is_token else ("", "")
    status = STATUS[refusal.kind]
    return turn_away(services, room.event, room.address, refusal.sentence, link=link, words=words, status=status)


async def _closed(services: Services, number: str, refusal: RoomClosed) -> Response[Any]:
    async with services.database.read() as db:
        event = await find_event_by_number(db, number)
    if event is None:
        raise NoSuchEvent("There is no such room.")
    return turn_away(services, event, _address(event, Claim()), refusal.sentence)


def _has_own_window(request: Asked) -> bool:
    """Not in a frame: there a cookie would be another site's, and two frames of one page would share it."""
    return request.headers.get("sec-fetch-dest", "document") == "document"


def _cookie_name(event: Event) -> str:
    return f"footlights_room_{event.room_number}"


def _cookie_of(request: Asked, event: Event) -> str:
    return request.cookies.get(_cookie_name(event), "")


def _cookie(services: Services, event: Event, registration: Registration) -> Cookie:
    return Cookie(
        key=_cookie_name(event),
        value=issue_seat(services.secret_key, registration, now=utcnow()),
        path=f"/{event.room_number}",
        max_age=round(SEAT_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=services.settings.base_url.startswith("https"),
    )
