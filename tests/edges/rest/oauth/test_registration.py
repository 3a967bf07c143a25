"""Metadata documents and programs that register themselves."""

from typing import Any

import httpx
import msgspec
import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from footlights.services import Services
from tests.edges.console.browser import ORIGIN

METADATA = {"client_name": "Claude", "redirect_uris": ["http://127.0.0.1:33418/callback"]}


async def test_server_metadata(wire: httpx.AsyncClient) -> None:
    answer = await wire.get("/.well-known/oauth-authorization-server")

    body = answer.json()
    assert (body["issuer"], body["token_endpoint"]) == (ORIGIN, f"{ORIGIN}/oauth/token")
    assert body["code_challenge_methods_supported"] == ["S256"]
    assert body["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert body["registration_endpoint"] == f"{ORIGIN}/oauth/register"
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_server_metadata_is_valid_under_https(services: Services, wire: httpx.AsyncClient) -> None:
    services.settings = msgspec.structs.replace(services.settings, public_url="https://events.example.org")

    body = (await wire.get("/.well-known/oauth-authorization-server")).json()

    AuthorizationServerMetadata(body).validate()
    assert body["issuer"] == "https://events.example.org"


@pytest.mark.parametrize(("path", "name"), [("", "v1"), ("/v1", "v1"), ("/mcp", "mcp"), ("/api", "api")])
async def test_resource_metadata(wire: httpx.AsyncClient, path: str, name: str) -> None:
    body = (await wire.get(f"/.well-known/oauth-protected-resource{path}")).json()

    assert (body["resource"], body["authorization_servers"]) == (f"{ORIGIN}/{name}", [ORIGIN])


async def test_refused_bearer_is_told_where_the_metadata_is(wire: httpx.AsyncClient) -> None:
    refused = await wire.get("/v1/me", headers={"authorization": "Bearer fla_x"})

    found = refused.headers["www-authenticate"].partition('resource_metadata="')[2].rstrip('"')
    assert (await wire.get(found)).json()["authorization_servers"] == [ORIGIN]


async def test_metadata_of_an_unknown_resource(wire: httpx.AsyncClient) -> None:
    assert (await wire.get("/.well-known/oauth-protected-resource/console")).status_code == 404


async def test_confidential_client_registers_itself(wire: httpx.AsyncClient) -> None:
    answer = await wire.post("/oauth/register", json=METADATA)

    body = answer.json()
    assert answer.status_code == 201
    assert (body["client_name"], body["redirect_uris"]) == ("Claude", METADATA["redirect_uris"])
    assert (body["token_endpoint_auth_method"], len(body["client_secret"])) == ("client_secret_basic", 40)
    assert body["client_secret_expires_at"] == 0


async def test_public_client_registers_itself(wire: httpx.AsyncClient) -> None:
    answer = await wire.post("/oauth/register", json={**METADATA, "token_endpoint_auth_method": "none"})

    assert answer.status_code == 201
    assert "client_secret" not in answer.json()


async def test_registration_may_ask_for_less(wire: httpx.AsyncClient) -> None:
    answer = await wire.post("/oauth/register", json={**METADATA, "scope": "events:read"})

    assert answer.json()["scope"] == "events:read"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://x.example/"}, "invalid_redirect_uri"),
        ({"redirect_uris": [1]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://x.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["cursor://callback"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://x.example/#y"]}, "invalid_client_metadata"),
        ({"redirect_uris": [f"https://x.example/{n}" for n in range(11)]}, "invalid_redirect_uri"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"grant_types": 7}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"scope": "everything"}, "invalid_client_metadata"),
        ({"scope": 7}, "invalid_client_metadata"),
        ({"client_name": ["x"]}, "invalid_client_metadata"),
    ],
)
async def test_unusable_metadata(wire: httpx.AsyncClient, metadata: dict[str, Any], error: str) -> None:
    base = {} if metadata == {} else METADATA
    answer = await wire.post("/oauth/register", json={**base, **metadata})

    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_registration_can_be_switched_off(services: Services, wire: httpx.AsyncClient) -> None:
    services.settings = msgspec.structs.replace(services.settings, oauth_dynamic_clients=False)

    answer = await wire.post("/oauth/register", json=METADATA)
    metadata = await wire.get("/.well-known/oauth-authorization-server")

    assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")
    assert "registration_endpoint" not in metadata.json()


async def test_registration_is_limited(wire: httpx.AsyncClient) -> None:
    answers = [await wire.post("/oauth/register", json=METADATA) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [201] * 30 + [429]
