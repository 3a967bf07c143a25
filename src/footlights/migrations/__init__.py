"""Database migrations, run by the server before it serves; each step is a file in `versions/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine


class NewerDatabase(Exception):
    """The database was made by a newer version of the product."""


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def upgrade(url: str) -> None:
    """Bring the database at `url` to this version; nothing happens when it is there. Raises NewerDatabase."""
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def head() -> str | None:
    """The newest migration of this version."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _upgrade(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    config = alembic_config(connection)
    if current is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(current)
        except CommandError as error:
            raise NewerDatabase(
                "The database was made by a newer version of Footlights. Install that version, or restore a backup."
            ) from error
    if current != head():
        command.upgrade(config, "head")
