"""Answers to OPTIONS: every method that an address takes, and under `/v1` how much may be called."""

from collections.abc import Mapping

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send

COUNTED = "/v1/"


class Options:
    """Litestar itself names the methods of the handler that it registered first; `app` knows all of them."""

    def __init__(self, inner: ASGIApp, app: Litestar, limits: Mapping[str, str]) -> None:
        self._inner = inner
        self._limits = [(name.lower().encode(), value.encode()) for name, value in limits.items()]
        routes = (route for route in app.routes if isinstance(route, HTTPRoute))
        self._methods = {route.path_format: ", ".join(sorted(map(str, route.methods))) for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "OPTIONS":
            await self._inner(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(scope, list(message["headers"]))
            await send(message)

        await self._inner(scope, receive, answer)

    def _completed(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        methods = self._methods.get(str(scope.get("path_template")))
        if methods is not None:
            headers = [header for header in headers if header[0].lower() != b"allow"] + [(b"allow", methods.encode())]
        names = {name.lower() for name, _ in headers}
        if scope["path"].startswith(COUNTED):
            headers += [limit for limit in self._limits if limit[0] not in names]
        return headers
