"""Pages for what cannot be shown: not found, refused, failed."""

from typing import Any

import structlog
from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from footlights.edges.look import _
from footlights.edges.look.visit import asked_language
from footlights.edges.pages.rendering import render
from footlights.kit.errors import AppError, Kind
from footlights.services import Services

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
Asked = Request[Any, Any, State]  # Any: no user, no auth
log = structlog.get_logger()


def not_found(request: Asked, _error: Exception) -> Response[Any]:
    title, line = _("There is nothing here."), _("The address may be mistyped, or the page was taken down.")
    return _page(request, 404, title, line)


def refused(request: Asked, error: AppError) -> Response[Any]:
    return _page(request, STATUS[error.kind], _("That did not work."), error.sentence)


def bad_request(request: Asked, error: HTTPException) -> Response[Any]:
    line = _("The server could not read what your browser sent.")
    if error.status_code == 413:
        line = _("That was more than 2 MB at once. Use a smaller picture and send the form again. Nothing was saved.")
    return _page(request, error.status_code, _("That did not work."), line)


def failed(request: Asked, error: Exception) -> Response[Any]:
    """Whatever was not foreseen: logged once with the request's id, shown without details."""
    log.error("request_failed", error=type(error).__name__, exc_info=error)
    line = _("Something broke on our side. Nothing you sent was half saved. Try again in a minute.")
    return _page(request, 500, _("This page is not working now."), line)


def _page(request: Asked, status: int, title: str, line: str) -> Response[Any]:
    services: Services = request.app.state.services
    if "text/html" not in request.headers.get("accept", "text/html") and request.headers.get("accept") != "*/*":
        return Response(f"{title} {line}", media_type=MediaType.TEXT, status_code=status)
    language = asked_language(request.scope)
    return render(services, "refusal.html", language=language, status=status, title=title, line=line)


exception_handlers: Any = {  # Any: Litestar's own type is a union of every handler
    NotFoundException: not_found,
    MethodNotAllowedException: bad_request,
    HTTPException: bad_request,
    AppError: refused,
    Exception: failed,
}
