"""`_method=PUT` in the query or body of a POST, as Laravel's clients write the methods that forms cannot send."""

import re
from urllib.parse import unquote_plus

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

PREFIX = "/api/"
MOST = 2 * 1024 * 1024
"""Bytes of a body that are read here; a longer one is passed on as it is."""
_FORM = re.compile(rb"(?:^|&)_method=(PUT|PATCH|DELETE)(?=&|$)", re.IGNORECASE)
_MULTIPART = re.compile(rb'name="?_method"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n(PUT|PATCH|DELETE)\s', re.IGNORECASE)
_JSON = re.compile(rb'"_method"\s*:\s*"(PUT|PATCH|DELETE)"', re.IGNORECASE)


class MethodOverride:
    """Before routing: gives a POST under `/api/` the method that it names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        named = find_method(unquote_plus(scope["query_string"].decode("latin-1")).encode(), "")
        if named is None:
            messages = await _read(receive)
            body = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.request")
            named = find_method(body, _kind(scope))
            receive = _again(messages, receive)
        if named is not None:
            scope["method"] = named  # type: ignore[typeddict-item]
        await self._app(scope, receive, send)


def find_method(body: bytes, kind: str) -> str | None:
    """The method that a body of this media type names."""
    pattern = {"multipart/form-data": _MULTIPART, "application/json": _JSON}.get(kind, _FORM)
    found = pattern.search(body)
    return found[1].decode().upper() if found else None


def _kind(scope: Scope) -> str:
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    return kinds[0].partition(b";")[0].strip().lower().decode("latin-1") if kinds else ""


async def _read(receive: Receive) -> list[HTTPReceiveMessage]:
    """Messages until the body ends, or is longer than anyone looks through."""
    messages: list[HTTPReceiveMessage] = []
    size = 0
    while size <= MOST:
        message = await receive()
        messages.append(message)  # type: ignore[arg-type]
        if message["type"] != "http.request" or not message.get("more_body"):
            break
        size += len(message.get("body", b""))
    return messages


def _again(messages: list[HTTPReceiveMessage], receive: Receive) -> Receive:
    """What was read comes first, then what follows it."""
    kept = iter(messages)

    async def replay() -> HTTPReceiveMessage:
        return next(kept, None) or await receive()  # type: ignore[return-value]

    return replay
