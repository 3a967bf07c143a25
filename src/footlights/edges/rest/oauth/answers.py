"""Answers in the plain shape of OAuth2: `{"error": …, "error_description": …}`, never kept by anyone on the way."""

from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from footlights.edges.rest.oauth.asked import Asked
from footlights.kit.errors import AppError, Kind
from footlights.oauth.protocol import Answer

CODES: dict[Kind, tuple[int, str]] = {
    "invalid": (400, "invalid_request"),
    "unauthenticated": (401, "invalid_token"),
    "forbidden": (403, "access_denied"),
    "not_found": (404, "invalid_request"),
    "conflict": (409, "invalid_request"),
    "gone": (410, "invalid_request"),
    "limited": (429, "temporarily_unavailable"),
    "unavailable": (503, "temporarily_unavailable"),
}
RETRY_AFTER_S = 900
log = structlog.get_logger()


def answer(found: Answer) -> Response[Any]:
    """What Authlib decided, as it is."""
    response = document(found.body, status=found.status)
    challenge = found.headers.get("WWW-Authenticate")
    if challenge:
        response.headers["www-authenticate"] = challenge
    return response


def document(body: dict[str, Any], *, status: int = 200) -> Response[Any]:
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store", "pragma": "no-cache"},
    )


def problem(status: int, error: str, description: str) -> Response[Any]:
    response = document({"error": error, "error_description": description}, status=status)
    if status == 429:
        response.headers["retry-after"] = str(RETRY_AFTER_S)
    if status == 401:
        response.headers["www-authenticate"] = f'Bearer realm="Footlights", error="{error}"'
    return response


def refuse(request: Asked, error: AppError) -> Response[Any]:
    status, code = CODES[error.kind]
    codes = {"invalid_redirect_uri", "invalid_client_metadata", "invalid_scope", "invalid_client"}
    return problem(status, error.code if error.code in codes else code, error.detail)


def refuse_http(request: Asked, error: HTTPException) -> Response[Any]:
    details = {
        404: "There is nothing at this address.",
        405: "This address does not take this method.",
        413: "The body is too large.",
    }
    detail = details.get(error.status_code, "The request cannot be read.")
    response = problem(error.status_code, "invalid_request", detail)
    response.headers.update({name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"})
    return response


def fail(request: Asked, error: Exception) -> Response[Any]:
    """Whatever was not foreseen: logged once with the request's id, told without details."""
    log.error("request_failed", error=type(error).__name__, exc_info=error)
    return problem(500, "server_error", "Something broke on our side.")


exception_handlers: Any = {AppError: refuse, HTTPException: refuse_http, Exception: fail}  # Any: Litestar's own union
