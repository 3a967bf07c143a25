"""The whole application over a real database, a person's browser and a program that asks."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from litestar import Litestar

from footlights.app import create_app
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.oauth.clients import register_client, register_unowned_client
from footlights.services import Services
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of
from tests.edges.console.browser import ORIGIN, Browser
from tests.factories import PASSWORD, House

EMAIL = "ines@example.org"
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
    return create_app(services)


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
