"""Clients that other people wrote, against a real server on a port: Authlib's own, and the official MCP client's."""

import httpx2
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider, TokenStorage
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

from tests.edges.rest.oauth.conftest import PATIENCE_S, App, allow

CALLBACK = "http://127.0.0.1:33418/callback"
SCOPES = "identity:read events:read"


async def test_authlib_client_with_a_secret(address: str, app: App) -> None:
    async with AsyncOAuth2Client(
        app.client_id, app.secret, scope=SCOPES, redirect_uri=app.redirect_uri, timeout=PATIENCE_S
    ) as client:
        url, state = client.create_authorization_url(f"{address}/oauth/authorize")
        led = await allow(address, url)
        token = await client.fetch_token(f"{address}/oauth/token", authorization_response=led, state=state)
        called = await client.get(f"{address}/v1/events")
        renewed = await client.refresh_token(f"{address}/oauth/token")
        again = await client.get(f"{address}/v1/events")
        told = await client.introspect_token(f"{address}/oauth/introspect", token=renewed["access_token"])
        await client.revoke_token(f"{address}/oauth/revoke", token=renewed["refresh_token"])
        after = await client.get(f"{address}/v1/events")

    assert (token["scope"], called.status_code, again.status_code, after.status_code) == (SCOPES, 200, 200, 401)
    assert renewed["access_token"] != token["access_token"]
    assert told.json()["active"] is True


async def test_authlib_client_without_a_secret_has_pkce(address: str, public_app: App) -> None:
    async with AsyncOAuth2Client(
        public_app.client_id,
        scope=SCOPES,
        redirect_uri=public_app.redirect_uri,
        token_endpoint_auth_method="none",
        code_challenge_method="S256",
        timeout=PATIENCE_S,
    ) as client:
        verifier = "v" * 64
        url, state = client.create_authorization_url(f"{address}/oauth/authorize", code_verifier=verifier)
        led = await allow(address, url)
        with pytest.raises(OAuthError, match="invalid_grant"):
            await client.fetch_token(
                f"{address}/oauth/token", authorization_response=led, state=state, code_verifier="w" * 64
            )
        token = await client.fetch_token(
            f"{address}/oauth/token", authorization_response=led, state=state, code_verifier=verifier
        )

    assert token["scope"] == SCOPES


class Memory(TokenStorage):
    """What the MCP client keeps between its calls."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


async def test_mcp_client_finds_its_way_in(address: str) -> None:
    """Discovery, registration, consent, tokens, the call; and a later call that has to refresh first."""
    memory, led = Memory(), ""

    async def open_browser(url: str) -> None:
        nonlocal led
        led = await allow(address, url)

    async def come_back() -> AuthorizationCodeResult:
        answer = httpx2.URL(led).params
        return AuthorizationCodeResult(code=answer["code"], state=answer["state"], iss=answer["iss"])

    auth = OAuthClientProvider(
        f"{address}/mcp",
        OAuthClientMetadata(client_name="Inspector", redirect_uris=[CALLBACK]),  # type: ignore[list-item]
        memory,
        open_browser,
        come_back,
    )
    async with httpx2.AsyncClient(auth=auth, timeout=PATIENCE_S) as client:
        first = await client.get(f"{address}/mcp")
        kept = memory.tokens
        auth.context.token_expiry_time = 1.0
        second = await client.get(f"{address}/mcp")

    assert (first.status_code, second.status_code) == (200, 200)
    assert "events:write" in first.json()["scopes"]
    assert kept is not None
    assert memory.tokens is not None
    assert memory.tokens.access_token != kept.access_token
    assert memory.client is not None
    assert memory.client.client_name == "Inspector"
