"""The LiveWebinar-compatible API over a real database, in the whole application."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from footlights.services import Services
from tests.edges.apps import whole_app
from tests.edges.rest.conftest import make_token
from tests.edges.rest.oauth.conftest import app, application, browser, wire
from tests.factories import House

__all__ = ["app", "application", "browser", "wire"]

ACCEPT = "application/vnd.archiebot.v1+json"


@dataclass
class Api:
    """A client with a token for everything; `wire` is the plain one. Bodies go as forms, as most clients send them."""

    wire: httpx.AsyncClient
    house: House
    token: str

    async def call(
        self, method: str, path: str, form: Any = None, *, json: Any = None, token: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.token}", "accept": ACCEPT, **more.pop("headers", {})}
        return await self.wire.request(method, f"/api{path}", data=form, json=json, headers=headers, **more)

    async def get(self, path: str) -> Any:
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, form: Any) -> Any:
        answer = await self.call("POST", path, form)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]

    async def put(self, path: str, form: Any = None) -> Any:
        answer = await self.call("PUT", path, form)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def problems(self, method: str, path: str, form: Any = None) -> dict[str, list[str]]:
        """What a call is refused for, by field."""
        answer = await self.call(method, path, form)
        assert answer.status_code == 422, answer.text
        return dict(answer.json()["error"]["errors"])


@pytest.fixture
async def lw(services: Services, house: House) -> AsyncIterator[Api]:
    token = await make_token(services.database, house)
    transport = httpx.ASGITransport(app=whole_app(services), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as wire:
        yield Api(wire, house, token)
