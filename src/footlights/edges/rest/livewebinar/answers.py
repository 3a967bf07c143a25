"""Answers in the envelope of LiveWebinar: `{"data": …}`, and `meta.pagination` for lists."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response

from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.limits import limit_headers
from footlights.kit.clock import to_unix

JSON = "application/json; charset=utf-8"
Item = dict[str, Any] | msgspec.Struct  # Any: JSON


def answer(request: Asked, document: object, *, status: int = 200) -> Response[Any]:
    """`document` as it is; most answers have the envelope of `one` or `lists.many`."""
    return Response(msgspec.json.encode(document), status_code=status, media_type=JSON, headers=limit_headers(request))


def one(request: Asked, item: Item, *, status: int = 200) -> Response[Any]:
    return answer(request, {"data": item}, status=status)


def nothing(request: Asked) -> Response[None]:
    empty: Any = b""  # Any: None would be written as null
    return Response(empty, status_code=204, headers=limit_headers(request))


def unix(at: datetime | None) -> int | None:
    """Unix seconds."""
    return None if at is None else to_unix(at)
