"""The whole application over a real database, a person's browser and a program that asks."""

import asyncio
import base64
import hashlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import msgspec
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from litestar import Litestar, Request, Response, get

from footlights.app import create_app
from footlights.edges.given import Running
from footlights.edges.rest.bearer import find_caller
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.oauth.clients import register_client, register_unowned_client
from footlights.services import Services
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of
from tests.edges.apps import whole_app
from tests.edges.console.browser import ORIGIN, Browser
from tests.edges.socket.pages import poll
from tests.factories import PASSWORD, House

EMAIL = "ines@example.org"
PATIENCE_S = 20
CALLBACK = "https://crm.example.org/callback"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@dataclass(frozen=True)
class App:
    """A registered program; the secret is empty for a public one."""

    client_id: str
    secret: str
    redirect_uri: str = CALLBACK

    @property
    def credentials(self) -> dict[str, str]:
        return {"client_id": self.client_id, **({"client_secret": self.secret} if self.secret else {})}


@dataclass
class Program:
    """What a program does over the wire, and what a person does in the browser for it."""

    wire: httpx.AsyncClient
    browser: Browser
    app: App
    authorize_path: str = "/oauth/authorize"
    token_path: str = "/oauth/token"
    asked: dict[str, str] = field(default_factory=lambda: {"scope": "events:read identity:read", "state": "s-1"})

    async def ask(self, **given: str | None) -> httpx.Response:
        """Send the browser to the authorization endpoint; what comes back is left to the test."""
        query = {"response_type": "code", "client_id": self.app.client_id, "redirect_uri": self.app.redirect_uri}
        wanted = {name: value for name, value in {**query, **self.asked, **given}.items() if value is not None}
        return await self.wire.get(f"{self.authorize_path}?{urlencode(wanted)}")

    async def decide(self, decision: str = "allow", **given: str | None) -> httpx.URL:
        """Ask, sign in if needed, and press a button; the address that the browser is led to."""
        asked = await self.ask(**given)
        assert asked.status_code == 303, asked.text
        consent = asked.headers["location"]
        page = await self.browser.open(consent)
        if page.status == 303:
            await self.browser.submit("/console/sign-in", email=EMAIL, password=PASSWORD)
            page = await self.browser.open(consent)
        assert page.status == 200, (page.status, page.location)
        done = await self.browser.send(consent, decision=decision)
        assert done.status == 302, (done.status, done.text)
        return httpx.URL(done.location)

    async def get_code(self, **given: str | None) -> str:
        return (await self.decide(**given)).params["code"]

    async def exchange(self, code: str, **given: str | None) -> httpx.Response:
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.app.redirect_uri}
        wanted = {**fields, **self.app.credentials, **given}
        return await self.wire.post(self.token_path, data={k: v for k, v in wanted.items() if v is not None})

    async def connect(self, **given: str | None) -> dict[str, Any]:
        """Tokens of a whole walk."""
        answer = await self.exchange(await self.get_code(**given))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refresh(self, refresh_token: str, **given: str) -> httpx.Response:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self.app.credentials, **given}
        return await self.wire.post(self.token_path, data=fields)

    async def call(self, token: str, path: str = "/v1/events") -> int:
        return (await self.wire.get(path, headers={"authorization": f"Bearer {token}"})).status_code


def livewebinar_program(wire: httpx.AsyncClient, browser: Browser, app: App) -> Program:
    """The same at the addresses of LiveWebinar, which know no scope."""
    return Program(wire, browser, app, "/auth/oauth2/authorize", "/api/oauth/access_token", {"state": "s-1"})


def query_of(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await found_house(db)


async def found_house(db: Any, *, email: str = EMAIL, name: str = "Hearth & Grid") -> House:
    made = await create_workspace(db, name=name, email=email, password=PASSWORD, first_name="Ines", now=utcnow())
    return House(made.workspace, made.owner, actor_of(made.owner, via="console"))


@pytest.fixture
def application(services: Services) -> Litestar:
    return whole_app(services)


@pytest.fixture
async def wire(application: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@pytest.fixture
async def browser(application: Litestar) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Browser(client)


@pytest.fixture
async def app(database: Database, house: House) -> App:
    async with database.write() as db:
        made = await register_client(db, house.actor, name="CRM bridge", redirect_uris=[CALLBACK], now=utcnow())
    return App(str(made.row.number), made.token)


@pytest.fixture
async def public_app(database: Database, house: House) -> App:
    async with database.write() as db:
        made = await register_unowned_client(
            db, "dynamic", name="Pocket tool", redirect_uris=[CALLBACK], is_public=True, now=utcnow()
        )
    return App(str(made.row.number), "")


@pytest.fixture
def program(wire: httpx.AsyncClient, browser: Browser, app: App) -> Program:
    return Program(wire, browser, app)


@pytest.fixture
def public_program(wire: httpx.AsyncClient, browser: Browser, public_app: App) -> Program:
    return Program(wire, browser, public_app)


@get("/mcp")
async def resource(services: Running, request: Request[Any, Any, Any]) -> Response[Any]:
    """A tiny protected resource, which says as RFC 9728 does where its tokens come from."""
    caller = await find_caller(services, request.headers.get("authorization"))
    if caller is None:
        where = f"{services.settings.base_url}/.well-known/oauth-protected-resource/mcp"
        return Response({}, status_code=401, headers={"www-authenticate": f'Bearer resource_metadata="{where}"'})
    return Response({"scopes": sorted(caller.actor.scopes)})


@pytest.fixture
async def address(services: Services, house: House) -> AsyncIterator[str]:
    """The whole application, with the resource, on a server that runs for this test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    services.settings = msgspec.structs.replace(services.settings, port=port)
    application = create_app(services)
    application.register(resource)
    server = Server(application, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_level=LogLevels.error)
    serving = asyncio.create_task(server.serve())
    await poll(lambda: _is_listening(port))
    yield f"http://127.0.0.1:{port}"
    server.stop()  # type: ignore[no-untyped-call]
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait([serving])


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def allow(address: str, url: str) -> str:
    """What a person does with the page that a program opens: sign in, read, authorize; where that leads to."""
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:
        asked = await client.get(url)
        browser = Browser(client, sent={"origin": address, "sec-fetch-site": "same-origin"})
        await browser.submit("/console/sign-in", email=EMAIL, password=PASSWORD)
        consent = asked.headers["location"]
        assert (await browser.open(consent)).status == 200
        return (await browser.send(consent, decision="allow")).location
