"""Public pages over a real database, and a visitor in front of them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from footlights.app import refusals
from footlights.edges import pages
from footlights.edges.web import CommonAnswers
from footlights.kit.database import Database
from footlights.services import Services
from tests.factories import House, make_house


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await make_house(db)


@pytest.fixture
async def visitor(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        route_handlers=pages.routes,
        dependencies={"services": Provide(lambda: services, sync_to_thread=False)},
        middleware=[DefineMiddleware(CommonAnswers, base_url="https://events.example.org")],
        exception_handlers=refusals,
        state=State({"services": services, "assets": services.assets}),
        openapi_config=None,
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client
