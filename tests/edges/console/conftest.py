"""A console over a real database, and browsers in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime

import httpx
import pytest

from footlights.edges import console
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.services import Services
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of
from tests.edges.apps import app_over
from tests.edges.console.browser import ORIGIN, Browser
from tests.factories import PASSWORD, House

EMAIL = "ines@example.org"
OpenBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def open_browser(services: Services) -> AsyncIterator[OpenBrowser]:
    """Opens browsers; with `email` one that is signed in."""
    app = app_over(services, "console", route_handlers=console.routes)
    async with AsyncExitStack() as stack:

        async def open_one(email: str | None = None, password: str = PASSWORD) -> Browser:
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # the same protocol in other words
            client = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
            browser = Browser(await stack.enter_async_context(client))
            if email:
                page = await browser.submit("/console/sign-in", email=email, password=password)
                assert page.status == 200
            return browser

        yield open_one


@pytest.fixture
async def house(database: Database) -> House:
    """A workspace as of now, since the console reads the real clock."""
    async with database.write() as db:
        made = await create_workspace(
            db,
            name="Hearth & Grid",
            email=EMAIL,
            password=PASSWORD,
            time_zone="Europe/Amsterdam",
            first_name="Ines",
            last_name="Marchetti",
            now=utcnow(),
        )
    return House(made.workspace, made.owner, actor_of(made.owner, via="console"))


@pytest.fixture
async def ines(house: House, open_browser: OpenBrowser) -> Browser:
    """The owner's browser, signed in."""
    return await open_browser(EMAIL)


@pytest.fixture
def now() -> datetime:
    return utcnow()
