"""The door of the room: a personal link becomes a cookie for one session, and then the page of the room app."""

import hmac
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, Parameter
from litestar.response import Redirect

from footlights.edges.given import PathText, Running
from footlights.edges.look import _
from footlights.edges.pages.refusals import STATUS
from footlights.edges.pages.rendering import render
from footlights.edges.pages.tries import DoorTries
from footlights.edges.web import content_policy
from footlights.events.errors import NoSuchSession
from footlights.events.models import Session
from footlights.events.queries import find_public_event, find_session, list_sessions_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Forbidden
from footlights.kit.secrets import derive
from footlights.registration.errors import WrongLink
from footlights.registration.guests import add_guest
from footlights.registration.links import is_join_key, join_key, registration_link, room_link
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration, open_join_link
from footlights.room.seats import issue_seat
from footlights.services import Services

MOST_GIVEN = 400
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]  # Any: checked field by field
COOKIE_LASTS_S = 30 * 24 * 3600
Asked = Request[None, None, State]
Text = Annotated[str, Parameter(required=False, max_length=400)]


class WhoAreYou(Forbidden):
    """The room's plain address, without a link or a cookie of somebody who has a place."""

    code = "no_link"


class WrongPasscode(Forbidden):
    code = "wrong_passcode"


@get("/p/{event_id:str}/live", include_in_schema=False)
async def enter(
    services: Running,
    request: Asked,
    event_id: PathText,
    s: Text = "",
    email: Text = "",
    key: Text = "",
) -> Response[Any]:
    """Let someone in. The link's key leaves the address bar at once, and with it the browser's history."""
    async with services.database.read() as db:
        session = await _find_session(db, event_id, s)
        try:
            registration = await _who(services, request, db, session, email=email, key=key)
        except (WrongLink, WhoAreYou) as refusal:
            if not key and _is_open_to_guests(session):
                return _ask(services, session, asks_name=True)
            return _turn_away(services, session, refusal)
    if key:
        answer = Redirect(room_link("", session.event_id, session.id), status_code=303)
        answer.set_cookie(_cookie(services, session, registration))
        return answer
    if _asks_passcode(services, request, session, registration):
        return _ask(services, session, asks_passcode=True)
    return _give_room(services, session, registration)


@post("/p/{event_id:str}/live", include_in_schema=False, status_code=303)
async def come_in(services: Running, request: Asked, event_id: PathText, data: Form, s: Text = "") -> Response[Any]:
    """Take the passcode, and from a guest the name; tries are counted (`tries`)."""
    async with services.database.read() as db:
        session = await _find_session(db, event_id, s)
        try:
            registration = await _who(services, request, db, session, email="", key="")
        except (WrongLink, WhoAreYou) as refusal:
            if not _is_open_to_guests(session):
                return _turn_away(services, session, refusal)
            registration = None
    given = {name: str(data.get(name, ""))[:MOST_GIVEN] for name in ("name", "passcode")}
    try:
        await _check_passcode(services, request, session, registration, given["passcode"])
        if registration is None:
            registration = await _let_guest_in(services, request, session, given["name"])
            is_new = True
        else:
            is_new = False
    except AppError as refusal:
        return _ask(
            services,
            session,
            asks_name=registration is None,
            asks_passcode=session.passcode is not None,
            values=given,
            problems={refusal.pointer or "": refusal.detail},
            status=STATUS[refusal.kind],
        )
    answer = Redirect(room_link("", session.event_id, session.id), status_code=303)
    if is_new:
        answer.set_cookie(_cookie(services, session, registration))
    if session.passcode is not None:
        answer.set_cookie(_proof_cookie(services, session, registration))
    return answer


def _give_room(services: Services, session: Session, registration: Registration) -> Response[Any]:
    event = session.event
    is_host_like = registration.room_role in {"host", "moderator"}
    config = {
        "session_id": session.id,
        "socket_url": f"/live/{session.id}",
        "seat": issue_seat(services.secret_key, registration, now=utcnow()),
        "language": event.language,
        "event": {"id": event.id, "title": event.title},
        "workspace": {"name": event.workspace.name, "slug": event.workspace.slug, "logo_url": None},
        "leave_url": registration_link("", event, session),
        "invite_url": _invite_link(services, session) if is_host_like else None,
    }
    return render(
        services,
        "room.html",
        language=event.language,
        headers={"content-security-policy": content_policy(services.settings.base_url, allows_wasm=True)},
        event=event,
        config=msgspec.json.encode(config).decode(),
    )


def _invite_link(services: Services, session: Session) -> str:
    """What the team passes on: straight to the room where a name is enough, to the registration otherwise."""
    if _is_open_to_guests(session):
        return room_link(services.settings.base_url, session.event_id, session.id)
    return registration_link(services.settings.base_url, session.event, session)


def _is_open_to_guests(session: Session) -> bool:
    return not session.registered_only and session.event.is_published and not session.is_over


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
    address = request.client.host if request.client else ""
    who = registration.id if registration else address
    tries = _tries_of(request, services)
    await tries.check(session.id, who, address)
    if not hmac.compare_digest(given.strip().encode(), session.passcode.encode()):
        await tries.count_wrong(session.id, who, address)
        raise WrongPasscode(_("This passcode does not open the room. Check it, then try again."), pointer="passcode")


async def _let_guest_in(services: Services, request: Asked, session: Session, name: str) -> Registration:
    await _tries_of(request, services).count_guest(request.client.host if request.client else "")
    async with services.database.write() as db:
        fresh = await find_session(db, session.id)
        if fresh is None:
            raise NoSuchSession("There is no such room.")
        return (await add_guest(db, fresh, name=name, now=utcnow())).registration


def _tries_of(request: Asked, services: Services) -> DoorTries:
    """The counter, made at its first use and shared by the process (or by all, with Redis)."""
    state = request.app.state
    if "door_tries" not in state:
        state.door_tries = DoorTries(services.settings.redis_url)
    tries: DoorTries = state.door_tries
    return tries


def _ask(
    services: Services,
    session: Session,
    *,
    asks_name: bool = False,
    asks_passcode: bool | None = None,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> Response[Any]:
    return render(
        services,
        "come_in.html",
        language=session.event.language,
        status=status,
        event=session.event,
        action=room_link("", session.event_id, session.id),
        asks_name=asks_name,
        asks_passcode=session.passcode is not None if asks_passcode is None else asks_passcode,
        values=values or {},
        problems=problems or {},
    )


async def _find_session(db: Db, event_id: str, session_id: str) -> Session:
    """The session named, or the only one of the event."""
    session = await find_session(db, session_id) if session_id else None
    if session is None and not session_id:
        session = await _only_session(db, event_id)
    if session is None or session.event_id != event_id.lower():
        raise NoSuchSession("There is no such room.")
    return session


async def _only_session(db: Db, event_id: str) -> Session | None:
    event = await find_public_event(db, event_id)
    sessions = await list_sessions_of(db, event) if event else []
    return await find_session(db, sessions[0].id) if len(sessions) == 1 else None


async def find_seated(
    services: Services, request: Asked, db: Db, event_id: str, session_id: str
) -> tuple[Session, Registration]:
    """The session of a room's address and whose cookie it is. Refuses with NoSuchSession, WhoAreYou, WrongLink."""
    session = await _find_session(db, event_id, session_id)
    return session, await _who(services, request, db, session, email="", key="")


async def _who(services: Services, request: Asked, db: Db, session: Session, *, email: str, key: str) -> Registration:
    if key:
        return await open_join_link(db, services.secret_key, session, email=email, key=key)
    registration_id, _, kept = request.cookies.get(_cookie_name(session), "").partition(".")
    registration = await find_registration(db, registration_id) if kept else None
    if registration is None or registration.session_id != session.id:
        raise WhoAreYou("Open the room with your personal link. It is in the mail that confirmed your place.")
    if not is_join_key(services.secret_key, registration, kept):
        raise WrongLink("Your link was replaced by a newer one. Look for the latest mail.")
    return registration


def _turn_away(services: Services, session: Session, refusal: Forbidden) -> Response[Any]:
    event = session.event
    return render(
        services,
        "door.html",
        language=event.language,
        status=403,
        event=event,
        session=session,
        line=refusal.detail,
        event_url=registration_link("", event, session),
    )


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
