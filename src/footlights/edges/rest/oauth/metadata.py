"""Metadata documents: what this authorization server does (RFC 8414), and whom its resources trust (RFC 9728)."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.rest.oauth.answers import document
from footlights.kit.errors import NotFound
from footlights.services import Services
from footlights.workspace.rules import SCOPES

RESOURCES = {"v1": "Footlights REST API", "api": "Footlights rooms API", "mcp": "Footlights MCP server"}
CLIENT_AUTH = ["client_secret_basic", "client_secret_post", "none"]


@get(
    "/.well-known/oauth-authorization-server",
    include_in_schema=False,
    sync_to_thread=False,
)
def server(services: Running) -> Response[Any]:
    return _public(server_metadata(services))


@get("/.well-known/oauth-protected-resource", include_in_schema=False, sync_to_thread=False)
def resource(services: Running) -> Response[Any]:
    return _public(resource_metadata(services))


@get("/.well-known/oauth-protected-resource/{name:str}", include_in_schema=False, sync_to_thread=False)
def resource_below(services: Running, name: PathText) -> Response[Any]:
    if name not in RESOURCES:
        raise NotFound("There is no such resource.")
    return _public(resource_metadata(services, name))


def server_metadata(services: Services) -> dict[str, Any]:
    base, settings = services.settings.base_url, services.settings
    grants = ["authorization_code", "refresh_token"] + (["password"] if settings.oauth_password_grant else [])
    metadata = {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "introspection_endpoint": f"{base}/oauth/introspect",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": grants,
        "token_endpoint_auth_methods_supported": CLIENT_AUTH,
        "revocation_endpoint_auth_methods_supported": CLIENT_AUTH,
        "introspection_endpoint_auth_methods_supported": CLIENT_AUTH[:2],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }
    if settings.oauth_dynamic_clients:
        metadata["registration_endpoint"] = f"{base}/oauth/register"
    return metadata


def resource_metadata(services: Services, name: str = "v1") -> dict[str, Any]:
    return {
        "resource": f"{services.settings.api_base}/{name}",
        "resource_name": RESOURCES[name],
        "authorization_servers": [services.settings.base_url],
        "scopes_supported": list(SCOPES),
        "bearer_methods_supported": ["header"],
    }


def _public(metadata: dict[str, Any]) -> Response[Any]:
    """No secret is in there, and programs in browsers read it too."""
    response = document(metadata)
    response.headers["access-control-allow-origin"] = "*"
    return response
