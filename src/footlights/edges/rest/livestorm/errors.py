"""Errors as Livestorm writes them: `{"errors": [{title, detail, code, status}]}`, with `status` a word."""

from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.documents import answer
from footlights.events.forms import UnknownField
from footlights.idempotency.keys import AnsweredBefore
from footlights.kit.errors import AppError, Kind, Unauthenticated

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
WORDS = {
    400: ("Bad request", "bad_request"),
    401: ("Unauthorized", "unauthorized"),
    403: ("Forbidden", "forbidden"),
    404: ("Not found", "not_found"),
    405: ("Method not allowed", "method_not_allowed"),
    409: ("Conflict", "conflict"),
    410: ("Gone", "gone"),
    413: ("Content too large", "content_too_large"),
    415: ("Unsupported media type", "unsupported_media_type"),
    422: ("Unprocessable entity", "unprocessable_entity"),
    429: ("Too many requests", "too_many_requests"),
    500: ("Internal server error", "internal_server_error"),
    503: ("Service unavailable", "service_unavailable"),
}
RELATIONSHIPS = {"people", "sessions"}
log = structlog.get_logger()


class BadRequest(AppError):
    """The request itself is malformed: answered with 400, where other invalid input is 422."""

    code = "bad_request"


class BadToken(Unauthenticated):
    """`is_bearer`: the credential was sent as an OAuth2 bearer token, which asks for a challenge in the answer."""

    code = ""

    def __init__(self, *, is_bearer: bool) -> None:
        super().__init__("you need to verify your authentication")
        self.is_bearer = is_bearer


def refuse(request: Asked, error: AppError) -> Response[Any]:
    status = 400 if isinstance(error, BadRequest | UnknownField) else STATUS[error.kind]
    response = error_document(request, status, error.detail, code=error.code, pointer=error.pointer)
    if isinstance(error, BadToken) and error.is_bearer:
        where = f"{request.app.state.services.settings.api_base}/.well-known/oauth-protected-resource/v1"
        response.headers["www-authenticate"] = (
            'Bearer realm="Footlights", error="invalid_token", error_description="The access token is invalid", '
            f'resource_metadata="{where}"'
        )
    return response


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
    return error_document(request, 500, "Something broke on our side.")


def error_document(
    request: Asked, status: int, detail: str, *, code: str = "", pointer: str | None = None
) -> Response[Any]:
    title, word = WORDS.get(status, ("Error", "error"))
    problem: dict[str, Any] = {"title": title, "detail": detail, "code": code, "status": word}
    if pointer is not None:
        place = "relationships" if pointer in RELATIONSHIPS else "attributes"
        is_whole = pointer == "" or pointer.startswith("/")
        problem["source"] = {"pointer": pointer if is_whole else f"/data/{place}/{pointer}"}
    return answer(request, {"errors": [problem]}, status=status)


def answer_again(request: Asked, before: AnsweredBefore) -> Response[Any]:
    """What the same request was answered the first time."""
    response = answer(request, msgspec.json.decode(before.document), status=before.status)
    response.headers["Idempotent-Replayed"] = "true"
    return response


exception_handlers: Any = {
    AppError: refuse,
    HTTPException: refuse_http,
    AnsweredBefore: answer_again,
    Exception: fail,
}  # Any: Litestar's own union
