"""The API over a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from footlights.app import refusals
from footlights.edges.rest import livestorm
from footlights.kit.database import Database
from footlights.services import Services
from footlights.workspace.actions import create_api_token
from footlights.workspace.rules import SCOPES
from tests.edges.apps import app_over
from tests.factories import NOW, House, make_house


@dataclass
class Api:
    """A client with a token for everything; `wire` is the plain one."""

    wire: httpx.AsyncClient
    house: House
    token: str

    async def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> httpx.Response:
        headers = {"authorization": token or self.token}
        return await self.wire.request(method, f"/v1{path}", json=body, headers=headers)

    async def get(self, path: str) -> Any:
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, kind: str, attributes: dict[str, Any], **members: Any) -> Any:
        answer = await self.call("POST", path, {"data": {"type": kind, "attributes": attributes, **members}})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def make_session(self, **event: Any) -> Any:
        """A published event's session, as the API answers it."""
        made = await self.post("/events", "events", {"title": "Tour", "status": "published", **event})
        starts = {"estimated_started_at": "2099-02-01 15:00:00", "timezone": "Europe/Paris"}
        return (await self.post(f"/events/{made['data']['id']}/sessions", "sessions", starts))["data"]

    async def register(self, session_id: str, fields: Any, **attributes: Any) -> httpx.Response:
        body = {"data": {"type": "people", "attributes": {"fields": fields, **attributes}}}
        return await self.call("POST", f"/sessions/{session_id}/people", body)


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await make_house(db)


@pytest.fixture
async def api(services: Services, house: House) -> AsyncIterator[Api]:
    token = await make_token(services.database, house)
    app = app_over(services, "rest", route_handlers=[livestorm.router], exception_handlers=refusals)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as wire:
        yield Api(wire, house, token)


async def make_token(database: Database, house: House, *, scopes: list[str] | None = None, page_base: int = 1) -> str:
    async with database.write() as db:
        wanted = scopes or list(SCOPES)
        made = await create_api_token(db, house.actor, name="test", scopes=wanted, page_base=page_base, now=NOW)
    return made.token
