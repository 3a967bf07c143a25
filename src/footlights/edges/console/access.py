"""Who is at the console, and that a form was really sent from it.

A sign-in is a random token in the cookie `footlights_sign_in` (HttpOnly, SameSite=Lax, Secure under https), stored as a
hash. Forms are guarded three times over: the cookie is not sent with posts from other sites, a post whose
`Sec-Fetch-Site` or `Origin` names another site is refused, and every form of a signed-in page carries a token derived
from the cookie. Pages without a sign-in (sign-in itself, invitation, first run) have the first two.
"""

import hmac
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response
from litestar.datastructures import Cookie, State
from litestar.response import Redirect

from footlights.edges.console.attempts import SignInAttempts
from footlights.kit.clock import utcnow
from footlights.kit.errors import Forbidden
from footlights.kit.secrets import derive
from footlights.services import Services
from footlights.workspace.actions import SIGN_IN_LASTS
from footlights.workspace.actors import Actor
from footlights.workspace.models import SignIn, TeamMember
from footlights.workspace.queries import actor_of, find_sign_in, is_stale, note_sign_in_seen

COOKIE = "footlights_sign_in"
PATH = "/console"
CONSENT = f"{PATH}/authorize/"
FORM_TOKEN = "form_token"  # noqa: S105 (the name of a field)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Asked: TypeAlias = Request[Any, Any, State]  # Any: no user or auth of Litestar's own; see Visitor


@dataclass(frozen=True)
class Visitor:
    """A team member who is signed in, and what their forms must carry."""

    actor: Actor
    member: TeamMember
    sign_in: SignIn
    form_token: str


async def admit(request: Asked) -> Response[Any] | None:
    """Before every page of the team: find the visitor, or lead to the sign-in; refuse posts that are not from here."""
    services = services_of(request)
    await refuse_foreign(request)
    visitor = await find_visitor(services, request)
    if visitor is None:
        return _to_sign_in(request)
    if request.method not in SAFE:
        await _check_form_token(request, visitor)
    request.state.visitor = visitor
    return None


async def refuse_foreign(request: Asked) -> None:
    """Refuse a post that another site made the browser send."""
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    else:
        origin = request.headers.get("origin")
        is_ours = origin is None or urlsplit(origin).netloc in _own_hosts(request)
    if not is_ours:
        raise Forbidden("This form was sent from another site. Open the console and try again.", code="foreign_form")


async def find_visitor(services: Services, request: Asked) -> Visitor | None:
    """Whoever the cookie proves, if anyone."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    now = utcnow()
    async with services.database.read() as db:
        found = await find_sign_in(db, token, now=now)
    if found is None:
        return None
    sign_in, member = found
    if is_stale(sign_in.last_seen_at, now=now):
        async with services.database.write() as db:
            await note_sign_in_seen(db, sign_in.id, now=now)
    return Visitor(actor_of(member, via="console"), member, sign_in, form_token_for(services, token))


def provide_visitor(request: Asked) -> Visitor:
    """The dependency `visitor`; `admit` has put it there."""
    visitor: Visitor = request.state.visitor
    return visitor


def form_token_for(services: Services, sign_in_token: str) -> str:
    return derive(services.secret_key, "console form", sign_in_token)[:43]


def sign_in_cookie(services: Services, token: str) -> Cookie:
    return _cookie(services, token, int(SIGN_IN_LASTS.total_seconds()))


def no_sign_in_cookie(services: Services) -> Cookie:
    return _cookie(services, "", 0)


def services_of(request: Asked) -> Services:
    services: Services = request.app.state.services
    return services


def attempts_of(request: Asked) -> SignInAttempts:
    """The counter of failed sign-ins, made at its first use and shared by the process (or by all, with Redis)."""
    state = request.app.state
    if "sign_in_attempts" not in state:
        state.sign_in_attempts = SignInAttempts(services_of(request).settings.redis_url)
    attempts: SignInAttempts = state.sign_in_attempts
    return attempts


def is_fragment(request: Asked) -> bool:
    """Did a script of the page ask for a part of it, rather than the browser for the whole?"""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


def safe_next(text: str) -> str:
    """Where to go after the sign-in: a path of the console, whatever was asked for."""
    inside = text == PATH or text.startswith((f"{PATH}/", f"{PATH}?"))
    return text if inside and "\\" not in text and text.isprintable() else PATH


def keep_opener(answer: Response[Any], path: str) -> Response[Any]:
    """On the way to a program's consent page: the program may have opened this window, and waits for its return."""
    if path.startswith(CONSENT):
        answer.headers["cross-origin-opener-policy"] = "unsafe-none"
    return answer


def _to_sign_in(request: Asked) -> Response[Any]:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    is_page = request.method in SAFE and not is_fragment(request)
    url = f"{PATH}/sign-in"
    if is_page and wanted != PATH:
        url += "?" + urlencode({"next": wanted})
    if is_fragment(request):
        return Response("", status_code=200, headers={"HX-Redirect": url})
    return keep_opener(Redirect(url, status_code=303), wanted)


async def _check_form_token(request: Asked, visitor: Visitor) -> None:
    given = request.headers.get("x-form-token") or (await request.form()).get(FORM_TOKEN)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.form_token.encode()):
        raise Forbidden("This page is from an earlier sign-in. Load it again and repeat the step.", code="stale_form")


def _own_hosts(request: Asked) -> set[str]:
    return {request.headers.get("host", ""), urlsplit(services_of(request).settings.base_url).netloc} - {""}


def _cookie(services: Services, value: str, max_age_s: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        path=PATH,
        max_age=max_age_s,
        secure=services.settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
