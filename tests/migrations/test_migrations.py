from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from footlights.kit.database import Database
from footlights.migrations import NewerDatabase, upgrade
from footlights.models import metadata


async def test_migrated_database_is_what_the_models_say(database: Database) -> None:
    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    async with database.engine.connect() as connection:
        differences = await connection.run_sync(compare)

    assert differences == []


async def test_upgrade_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    await upgrade(url)
    before = (tmp_path / "a.db").read_bytes()

    await upgrade(url)

    assert (tmp_path / "a.db").read_bytes() == before


async def test_database_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    await upgrade(url)
    database = Database(url)
    await database.open()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '2999_01_01_0000'"))
    await database.close()

    with pytest.raises(NewerDatabase, match="newer version"):
        await upgrade(url)
