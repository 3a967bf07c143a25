from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from footlights.engagement.tallies import read_tallies
from footlights.kit.database import Database
from footlights.room.actors import RoomActor
from footlights.room.live import LiveRooms
from footlights.settings import Settings
from tests.edges.socket.pages import Page
from tests.factories import SECRET_KEY
from tests.room.media import StageFake
from tests.room.rooms import Cast, make_cast

Visitor = Callable[..., Awaitable[Page]]


@pytest.fixture
def media() -> StageFake:
    return StageFake()


@pytest.fixture
async def rooms(database: Database, media: StageFake) -> AsyncIterator[LiveRooms]:
    settings = Settings(public_url="https://events.example.org")
    rooms = LiveRooms(database, media, settings, SECRET_KEY, read_tallies=read_tallies)
    await rooms.start()
    yield rooms
    await rooms.stop()


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await make_cast(database)


@pytest.fixture
async def visit(rooms: LiveRooms) -> AsyncIterator[Visitor]:
    """`await visit(cast.host)` opens a page that has been welcomed; all are closed at the end."""
    pages: list[Page] = []

    async def come(actor: RoomActor, *, tab: str | None = None, among: LiveRooms | None = None) -> Page:
        page = Page(among or rooms, actor, tab=tab)
        pages.append(page)
        await page.connect()
        return page

    yield come
    for page in pages:
        await page.line.close()
