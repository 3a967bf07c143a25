"""Host links: the console shows them; tests derive them the same way from the data directory."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.kit.data_dir import load_secret_key
from footlights.kit.database import Database
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from tests.browser.house import Show


def host_link(show: Show) -> str:
    """The owner's personal link into the session."""

    async def find() -> str:
        database = Database(f"sqlite+aiosqlite:///{show.house.data / 'footlights.db'}")
        await database.open()
        try:
            async with database.read() as db:
                host = (Registration.session_id == show.session_id) & (Registration.room_role == "host")
                row = (
                    await db.scalars(select(Registration).options(joinedload(Registration.person)).where(host))
                ).one()
            return join_link(show.house.url, load_secret_key(show.house.data, ""), row, row.person)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps a loop of its own in this thread
        return elsewhere.submit(asyncio.run, find()).result()
