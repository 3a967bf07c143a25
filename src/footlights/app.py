"""The application: every edge, put together."""

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig

from footlights.edges import console, health, pages
from footlights.edges.assets import serve_asset
from footlights.edges.rest import livestorm
from footlights.edges.socket import make_socket_handler
from footlights.edges.web import CommonAnswers
from footlights.services import Services

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a request body; nothing uploads files yet."""


def create_app(services: Services) -> Litestar:
    """The ASGI application over services that are open already; the caller closes them."""
    return Litestar(
        route_handlers=[
            health.healthz,
            health.readyz,
            health.metrics,
            serve_asset,
            make_socket_handler(services),
            livestorm.router,
            *console.routes,
            *pages.routes,
        ],
        dependencies={"services": Provide(lambda: services, sync_to_thread=False)},
        middleware=[DefineMiddleware(CommonAnswers, base_url=services.settings.base_url)],
        exception_handlers=pages.exception_handlers,
        state=State({"assets": services.assets, "services": services}),
        request_max_body_size=MAX_BODY,
        openapi_config=OpenAPIConfig(title="Footlights", version="1", path="/openapi"),
        on_app_init=[_quiet],
    )


def _quiet(config: AppConfig) -> AppConfig:
    config.debug = False
    return config
