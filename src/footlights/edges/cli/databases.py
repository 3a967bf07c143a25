"""Opening the database for a command that runs without a server."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from footlights.kit.data_dir import prepare_data_dir
from footlights.kit.database import Database
from footlights.settings import load_settings
from footlights.starting import open_database

T = TypeVar("T")


def with_database(data: Path, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the migrated database of a data directory; a server may be running on it."""

    async def run() -> T:
        settings = load_settings(data_dir=str(data))
        prepare_data_dir(settings.data_path)
        database = await open_database(settings)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())
