"""Addresses of LiveWebinar's panel, for programs and links that were written for it; each leads into the console."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from footlights.edges.console.access import PATH, Asked, Visitor, sign_in_cookie
from footlights.edges.console.answers import go
from footlights.edges.rest.oauth.authorizing import begin
from footlights.kit.clock import utcnow
from footlights.kit.errors import Gone, NotFound
from footlights.numbering import find_numbered
from footlights.oauth.passes import use_pass
from footlights.services import Services
from footlights.workspace.actions import open_sign_in


@get("/auth/oauth2/authorize")
async def authorize(services: NamedDependency[Services], request: Asked) -> Response[Any]:
    """Where LiveWebinar's programs send the browser for consent."""
    return await begin(services, request, "livewebinar")


@get("/auth/login", sync_to_thread=False)
def sign_in(request: Asked) -> Response[Any]:
    return go(request, f"{PATH}/sign-in")


@get("/auth/login/{token:str}", sync_to_thread=False)
def sign_in_by_token(token: FromPath[str]) -> None:
    """A token in an address ends up in histories and logs, so this way in is not offered."""
    raise Gone("This way of signing in is closed. Sign in with e-mail and password.")


@get("/wordpress_plugin_version", sync_to_thread=False)
def tell_plugin_version() -> Response[str]:
    """LiveWebinar's WordPress plugin asks for a newer version when this is above its own (contract, section 7.5)."""
    return Response("0.0.0", media_type="text/plain")


@get("/account_auto_login/{token:str}")
async def use_autologin(services: NamedDependency[Services], request: Asked, token: FromPath[str]) -> Response[Any]:
    """Sign a browser in by a pass, and lead to `redirect_to`, a path of this server."""
    now = utcnow()
    async with services.database.write() as db:
        member = await use_pass(db, token, now=now)
        user_agent = request.headers.get("user-agent", "")
        issued = open_sign_in(db, member.id, user_agent=user_agent, now=now)
    answer = Redirect(local_path(request.query_params.get("redirect_to", "")), status_code=303)
    answer.headers["cache-control"] = "no-store"
    answer.headers["referrer-policy"] = "no-referrer"
    answer.set_cookie(sign_in_cookie(services, issued.token))
    return answer


@get("/api-apps", sync_to_thread=False)
def show_apps(request: Asked) -> Response[Any]:
    return go(request, f"{PATH}/apps")


@get("/widgets/details/{number:str}", sync_to_thread=False)
def show_room(request: Asked, number: FromPath[str]) -> Response[Any]:
    return go(request, f"{PATH}/widgets/{number}" if number.isascii() and number.isdigit() else PATH)


@get("/widgets/{number:str}")
async def show_numbered(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], number: FromPath[str]
) -> Response[Any]:
    """Below the console, where the visitor is known: the event with this integer id."""
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 11 else 0
    async with services.database.read() as db:
        event_id = await find_numbered(db, visitor.actor.workspace_id, "event", wanted)
    if event_id is None:
        raise NotFound("There is no such event.")
    return go(request, f"{PATH}/events/{event_id}")


def local_path(text: str) -> str:
    """A path of this server, whatever was asked for."""
    is_path = text.startswith("/") and not text.startswith("//") and text.isascii() and text.isprintable()
    return text if is_path and "\\" not in text and " " not in text else PATH
