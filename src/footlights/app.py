"""The application: every edge, put together."""

from typing import Any, cast

from litestar import Litestar, Request, Response
from litestar.config.app import AppConfig
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from footlights.edges import actions, console, health, pages
from footlights.edges.assets import serve_asset
from footlights.edges.options import Options
from footlights.edges.rest import livestorm, livewebinar, oauth
from footlights.edges.rest.livestorm import limits as livestorm_limits
from footlights.edges.rest.livewebinar import limits as livewebinar_limits
from footlights.edges.socket import live
from footlights.edges.web import CommonAnswers
from footlights.kit.errors import AppError
from footlights.services import Services

EDGES: dict[str, Any] = {  # Any: a module
    "v1": livestorm,
    "api": livewebinar,
    "actions": actions,
    "oauth": oauth,
    ".well-known": oauth,
}
"""Whose language refusals are in, by the first part of the address; otherwise that of the pages."""

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a request body; a route that takes files has a limit of its own."""


def create_app(services: Services) -> Litestar:
    """The ASGI application over services that are open already; the caller closes them."""
    app = Litestar(
        route_handlers=[
            health.healthz,
            health.readyz,
            health.metrics,
            serve_asset,
            live,
            livestorm.router,
            livewebinar.router,
            actions.router,
            *oauth.routes,
            *console.routes,
            *pages.routes,
        ],
        dependencies={"services": Provide(lambda: app.state.services, sync_to_thread=False)},
        exception_handlers=refusals,
        state=State({"assets": services.assets, "services": services}),
        request_max_body_size=MAX_BODY,
        cors_config=_cors(services.settings.cors_origins),
        openapi_config=None,
        on_app_init=[_quiet],
    )
    answering = Options(
        livewebinar.MethodOverride(app.asgi_handler), app, livestorm_limits.full_headers(services.limits)
    )
    app.asgi_handler = CommonAnswers(answering, base_url=services.settings.base_url)
    return app


def _cors(origins: list[str]) -> CORSConfig | None:
    """Which other sites' pages may call the API; none unless the operator names some."""
    if not origins:
        return None
    headers = ["authorization", "content-type", "idempotency-key", "identifier"]
    return CORSConfig(
        allow_origins=origins,
        allow_headers=headers,
        expose_headers=[
            *livestorm_limits.LIMIT_HEADERS,
            *livewebinar_limits.LIMIT_HEADERS,
            "Retry-After",
            "RateLimit-Reset",
            "Idempotent-Replayed",
            "x-request-id",
        ],
    )


def refuse(request: Request[Any, Any, State], error: Exception) -> Response[Any]:
    """Refusals in the language of the address: also for addresses that lead nowhere, which belong to no router."""
    edge = EDGES.get(request.url.path.split("/")[1], pages)
    handlers = edge.exception_handlers
    handler = next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)
    return cast("Response[Any]", handler(request, error))


refusals: Any = {HTTPException: refuse, AppError: refuse, Exception: refuse}  # Any: Litestar's own union


def _quiet(config: AppConfig) -> AppConfig:
    config.debug = False
    return config
