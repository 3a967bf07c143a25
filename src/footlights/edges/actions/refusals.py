"""Refusals as results, so that a caller reads one shape."""

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from footlights.actions import Result

Asked = Request[Any, Any, State]  # Any: no user, no auth
WORDS = {
    404: "There is no such action. GET /actions lists them.",
    405: "This address does not take this method.",
    413: "The body is too long.",
}
log = structlog.get_logger()


def answer(result: Result[Any], *, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(result), status_code=status, media_type="application/json; charset=utf-8")


def refuse(error: str, *, status: int) -> Response[bytes]:
    return answer(Result(success=False, error=error), status=status)


def refuse_http(_: Asked, error: HTTPException) -> Response[bytes]:
    response = refuse(WORDS.get(error.status_code, "The request cannot be read."), status=error.status_code)
    response.headers.update({name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"})
    return response


def fail(_: Asked, error: Exception) -> Response[bytes]:
    log.error("request_failed", error=type(error).__name__, exc_info=error)
    return refuse("Something broke on our side.", status=500)


exception_handlers: Any = {HTTPException: refuse_http, Exception: fail}  # Any: Litestar's union
