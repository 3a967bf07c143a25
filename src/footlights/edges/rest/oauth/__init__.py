"""The OAuth2 endpoints under `/oauth`, as Livestorm and generic libraries know them, and the metadata documents.

`fields` reads bodies of every kind, `answers` writes the plain OAuth2 shape, `tries` limits guessing. Consent itself is
a page of the console (`edges/console/consent.py`), because the sign-in lives there. docs/api/oauth.md is the manual.
"""

from litestar import Router
from litestar.types import ControllerRouterHandler

from footlights.edges.rest.oauth import authorizing, metadata, registration, tokens
from footlights.edges.rest.oauth.answers import exception_handlers

router = Router(
    "/",
    route_handlers=[
        tokens.token,
        tokens.revoke,
        tokens.introspect,
        tokens.info,
        registration.register,
        metadata.server,
        metadata.resource,
        metadata.resource_below,
    ],
    exception_handlers=exception_handlers,
)
routes: list[ControllerRouterHandler] = [router, authorizing.authorize]

__all__ = ["exception_handlers", "router", "routes"]
