"""How the console answers: a whole page in its frame, a part of one, or a redirect that leaves a notice."""

import binascii
from dataclasses import dataclass
from typing import Any

import msgspec
from babel import Locale
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from footlights.edges.console.access import PATH, Asked, Visitor, is_fragment, services_of
from footlights.edges.console.banner import LiveNow, list_live_now
from footlights.edges.console.words import Words
from footlights.edges.look import _
from footlights.edges.look.words import language, languages
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Kind
from footlights.kit.secrets import sign, unsign
from footlights.services import Services
from footlights.workspace.models import Workspace
from footlights.workspace.queries import get_workspace

NOTICE_COOKIE = "footlights_notice"
NOTICE_LASTS_S = 60
STATUS: dict[Kind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "gone": 410,
    "limited": 429,
    "unavailable": 503,
}
LOCALES = {"en": "en_GB"}
"""How dates are written in a language whose plain locale has other habits."""
ABSENT: dict[str, Any] = {
    "frame": None,
    "visitor": None,
    "values": {},
    "section": None,
    "saved_at": None,
    "saved_zone": "UTC",
}
"""What shared parts of templates ask about and most pages do not have."""
Html = Response[str]
View = dict[str, Any]  # Any: values for a template


class Notice(msgspec.Struct, frozen=True):
    """One sentence about what was just done, shown once. `place` names the region of the page where it stands."""

    text: str
    place: str = "page"
    tone: str = "good"  # good | warning


@dataclass(frozen=True)
class Frame:
    """What stands around every page of the team."""

    visitor: Visitor
    workspace: Workspace
    live: list[LiveNow]
    nav: str


async def render_page(
    request: Asked,
    db: Db,
    visitor: Visitor,
    template: str,
    *,
    nav: str,
    part: str | None = None,
    problems: dict[str, str] | None = None,
    **view: Any,  # Any: values for the template
) -> Html:
    """A page in the console's frame; `problems` (field name to sentence) makes it a 422.

    A script that asks for a fragment gets the template `part`, when there is one.
    """
    if part is not None and is_fragment(request):
        return render_bare(request, part, visitor=visitor, problems=problems, **view)
    live = await list_live_now(db, visitor.actor, services_of(request))
    frame = Frame(visitor, await get_workspace(db, visitor.actor), live, nav)
    return render_bare(request, template, frame=frame, visitor=visitor, problems=problems, **view)


async def render_dialog(
    request: Asked,
    db: Db,
    visitor: Visitor,
    template: str,
    *,
    nav: str,
    **view: Any,  # Any: values for the template
) -> Html:
    """A question with its buttons: over the page that a script asks from, otherwise a page of its own."""
    return await render_page(request, db, visitor, template, nav=nav, part=template, **view)


def render_bare(
    request: Asked,
    template: str,
    *,
    problems: dict[str, str] | None = None,
    status: int | None = None,
    **view: Any,  # Any: values for the template
) -> Html:
    """A template on its own: a page without a sign-in, or a part that a script asked for."""
    services, now = services_of(request), utcnow()
    notice = None if is_fragment(request) else _read_notice(request)
    html = services.templates.get_template(f"console/{template}").render(
        now=now,
        words=Words(now, LOCALES.get(language(), language())),
        page_language=language(),
        page_address=request.url.path,
        tongues={code: Locale(code).display_name for code in languages()},
        notice_shown=notice,
        problems=problems or {},
        theme=_theme(view.get("visitor")),
        path=request.url.path,
        is_fragment=is_fragment(request),
        **(ABSENT | view),
    )
    answer = Response(
        html,
        media_type=MediaType.HTML,
        status_code=status or (422 if problems else 200),
        headers={"cache-control": "no-store", "vary": "hx-request"},
    )
    if notice is not None:
        answer.set_cookie(_notice_cookie(services, "", 0))
    return answer


def go(request: Asked, path: str, told: str | None = None, *, place: str = "page", tone: str = "good") -> Response[Any]:
    """Lead to another page of the console, which shows the sentence `told` at `place`."""
    answer: Response[Any] = Redirect(path, status_code=303)
    if is_fragment(request):
        answer = Response("", status_code=200, headers={"HX-Redirect": path})
    if told:
        services = services_of(request)
        token = sign(services.secret_key, "notice", msgspec.json.encode(Notice(told, place, tone)))
        answer.set_cookie(_notice_cookie(services, token, NOTICE_LASTS_S))
    return answer


def handle_refusal(request: Asked, refusal: AppError) -> Html:
    """A refusal that no form shows in place: what is the matter, and a way on. Exception handlers are plain functions,
    so the page asks the database nothing and stands outside the frame."""
    template = "_refusal.html" if is_fragment(request) else "refusal.html"
    return render_bare(request, template, refusal=refusal, told=_(refusal.sentence), status=STATUS[refusal.kind])


def _theme(visitor: object) -> str:
    return visitor.member.theme if isinstance(visitor, Visitor) else "auto"


def _read_notice(request: Asked) -> Notice | None:
    token = request.cookies.get(NOTICE_COOKIE)
    if not token:
        return None
    try:
        body = unsign(services_of(request).secret_key, "notice", token)
        return msgspec.json.decode(body, type=Notice) if body else None
    except (msgspec.DecodeError, binascii.Error, ValueError):
        return None


def _notice_cookie(services: Services, value: str, max_age_s: int) -> Cookie:
    is_secure = services.settings.base_url.startswith("https:")
    return Cookie(
        key=NOTICE_COOKIE,
        value=value,
        path=PATH,
        max_age=max_age_s,
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )
