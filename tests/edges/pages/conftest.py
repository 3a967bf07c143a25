"""Public pages over a real database, and a visitor in front of them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar.middleware import DefineMiddleware

from footlights.app import refusals
from footlights.edges import pages
from footlights.edges.web import CommonAnswers
from footlights.kit.database import Database
from footlights.services import Services
from tests.edges.apps import app_over
from tests.factories import House, make_house


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await make_house(db)


@pytest.fixture
async def visitor(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    common = DefineMiddleware(CommonAnswers, base_url="https://events.example.org")
    app = app_over(services, "pages", route_handlers=pages.routes, middleware=[common], exception_handlers=refusals)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client
