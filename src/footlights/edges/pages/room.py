"""The door of the room: a personal link becomes a cookie for one session, and then the page of the room app."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import Cookie, State
from litestar.params import Parameter
from litestar.response import Redirect

from footlights.edges.given import PathText, Running
from footlights.edges.pages.rendering import render
from footlights.edges.web import content_policy
from footlights.events.errors import NoSuchSession
from footlights.events.models import Session
from footlights.events.queries import find_public_event, find_session, list_sessions_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Forbidden
from footlights.registration.errors import WrongLink
from footlights.registration.links import is_join_key, join_key, registration_link, room_link
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration, open_join_link
from footlights.room.seats import issue_seat
from footlights.services import Services

COOKIE_LASTS_S = 30 * 24 * 3600
Asked = Request[None, None, State]
Text = Annotated[str, Parameter(required=False, max_length=400)]


class WhoAreYou(Forbidden):
    """The room's plain address, without a link or a cookie of somebody who has a place."""

    code = "no_link"


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
            return _turn_away(services, session, refusal)
    if key:
        answer = Redirect(room_link("", session.event_id, session.id), status_code=303)
        answer.set_cookie(_cookie(services, session, registration))
        return answer
    event = session.event
    config = {
        "session_id": session.id,
        "socket_url": f"/live/{session.id}",
        "seat": issue_seat(services.secret_key, registration, now=utcnow()),
        "language": event.language,
        "event": {"id": event.id, "title": event.title},
        "workspace": {"name": event.workspace.name, "slug": event.workspace.slug, "logo_url": None},
        "leave_url": registration_link("", event, session),
    }
    return render(
        services,
        "room.html",
        language=event.language,
        headers={"content-security-policy": content_policy(services.settings.base_url, allows_wasm=True)},
        event=event,
        config=msgspec.json.encode(config).decode(),
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
