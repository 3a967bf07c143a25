"""Write a migration for what the models have and the newest migration has not.

    .venv/bin/python scripts/make_migration.py "Add polls"

The result is a draft: read it, name it well, and try it on both databases (`pytest tests/migrations`).
"""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from footlights.migrations import alembic_config, upgrade


async def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'draft.db'}"
        await upgrade(url)
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            await connection.run_sync(write, message)
        await engine.dispose()


def write(connection: Connection, message: str) -> None:
    config = alembic_config(connection)
    dated = datetime.now(UTC).strftime("%Y_%m_%d_%H%M")
    config.set_main_option("file_template", f"{dated}_%%(slug)s")
    command.revision(config, message, autogenerate=True, rev_id=dated)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
