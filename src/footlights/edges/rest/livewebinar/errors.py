"""Errors as LiveWebinar writes them: `{"error": {message, status_code, errors}}`.

`error` is always an object with a `message`; WordPress reads the first message of each field in `errors` of a 422, so
there is always one. 401 is for credentials alone: WordPress then stops calling for ten minutes.
"""

from http import HTTPStatus
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from footlights.edges.rest.livewebinar.answers import answer
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.kit.errors import AppError, InvalidFields, Kind, Unauthenticated

STATUS: dict[Kind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 422,
    "gone": 410,
    "limited": 429,
    "unavailable": 503,
}
FIELDS = {
    "title": "name",
    "slug": "custom_name",
    "description": "agenda",
    "estimated_duration": "duration",
    "duration_min": "duration",
    "estimated_started_at": "start_date",
    "starts_at": "start_date",
    "time_zone": "timezone",
    "passcode": "password",
}
"""What this API calls the members that refusals of actions point at."""
GENERAL = "request"
"""The field of a refusal that is about none."""
UNKNOWN_VERSION = "The version given was unknown or has no registered routes."
log = structlog.get_logger()


class BadRequest(AppError):
    """The request itself is malformed: answered with 400, where other invalid input is 422."""

    code = "bad_request"


class BadToken(Unauthenticated):
    code = "bad_token"

    def __init__(self) -> None:
        super().__init__("Unauthenticated. The token is missing, wrong or has expired.")


def refuse(request: Asked, error: AppError) -> Response[Any]:
    status = 400 if isinstance(error, BadRequest) else STATUS[error.kind]
    if status != 422:
        return error_document(request, status, error.detail)
    return error_document(request, status, "422 Unprocessable Entity", problems=_problems(error))


def refuse_http(request: Asked, error: HTTPException) -> Response[Any]:
    details = {
        404: "There is nothing at this address.",
        405: "This address does not take this method.",
        413: "The body is too large.",
    }
    detail = details.get(error.status_code, "The request cannot be read.")
    response = error_document(request, error.status_code, detail)
    response.headers.update({name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"})
    return response


def fail(request: Asked, error: Exception) -> Response[Any]:
    """Whatever was not foreseen: logged once with the request's id, told without details."""
    log.error("request_failed", error=type(error).__name__, exc_info=error)
    return error_document(request, 500, "500 Internal Server Error")


def error_document(
    request: Asked, status: int, message: str, *, problems: dict[str, list[str]] | None = None
) -> Response[Any]:
    error: dict[str, Any] = {"message": message or HTTPStatus(status).phrase, "status_code": status}
    if problems:
        error["errors"] = problems
    response = answer(request, {"error": error}, status=status)
    if status == 401:
        response.headers["www-authenticate"] = 'Bearer realm="Footlights"'
    return response


def field_of(pointer: str | None) -> str:
    """The field as this API calls it: of a JSON pointer the last part."""
    name = (pointer or "").rsplit("/", 1)[-1]
    return FIELDS.get(name, name) or GENERAL


def _problems(error: AppError) -> dict[str, list[str]]:
    if isinstance(error, InvalidFields):
        return {name: [str(sentence)] for name, sentence in error.problems.items()}
    return {field_of(error.pointer): [error.detail]}


exception_handlers: Any = {
    AppError: refuse,
    HTTPException: refuse_http,
    Exception: fail,
}  # Any: Litestar's own union
