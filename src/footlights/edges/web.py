"""What every HTTP answer has in common: request id, log line, metrics, security headers."""

import time
import uuid
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from footlights.edges.look.visit import note_visit

REQUESTS = Counter("footlights_http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("footlights_http_seconds", "Time to answer a request", ["method", "route"])
METHODS = {*HttpMethod, "TRACE"}
QUIET = {"/healthz", "/readyz", "/metrics", "/static/{path:path}"}
Header = tuple[bytes, bytes]
log = structlog.get_logger()


class CommonAnswers:
    """Around the whole application, so that addresses which lead nowhere are answered like the others."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in security_headers(base_url).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        note_visit(scope)
        began = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*self._completed(message["headers"]), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            _account(scope, status, time.perf_counter() - began)

    def _completed(self, given: Iterable[Header]) -> list[Header]:
        """An answer's own headers, and the defaults of those that it does not set."""
        headers = list(given)
        own = {name.lower(): value for name, value in headers}
        headers += [header for header in self._headers if header[0] not in own]
        if may_be_framed(own.get(b"content-security-policy", b"").decode("latin-1")):
            return [header for header in headers if header[0].lower() != b"x-frame-options"]
        return headers


def _account(scope: Scope, status: int, seconds: float) -> None:
    """One log line and two figures; the route's pattern stands for the path, which may hold ids and tokens.

    A caller can make up methods, and each would be a figure of its own: they are one.
    """
    route = str(scope.get("path_template") or "unknown")
    method = str(scope.get("method"))
    method = method if method in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    if route not in QUIET:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def content_policy(base_url: str, *, allows_wasm: bool = False, ancestors: str = "'none'") -> str:
    """What a page may load and run, and which sites may show it in a frame (`ancestors`).

    The room's page alone compiles WebAssembly, for backgrounds behind a person.
    """
    url = urlsplit(base_url)
    socket = f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}"
    scripts = "'self' 'wasm-unsafe-eval'" if allows_wasm else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; font-src 'self'; img-src 'self' data: https:; "
        f"media-src 'self' blob:; connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; "
        f"frame-src 'self'; frame-ancestors {ancestors}; manifest-src 'self'"
    )


def may_be_framed(policy: str) -> bool:
    """Does a content policy name sites for `frame-ancestors`? The older header cannot, and would forbid them all."""
    return "frame-ancestors" in policy and "frame-ancestors 'none'" not in policy


def security_headers(base_url: str) -> dict[str, str]:
    """Defaults of every answer; a page that needs others (a framed form, a mail preview) sets its own."""
    url = urlsplit(base_url)
    headers = {
        "content-security-policy": content_policy(base_url),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
    }
    if url.scheme == "https":
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
