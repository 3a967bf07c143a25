"""Rows that are there once, whoever comes first."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from footlights.kit.database import Base, Db


async def upsert(
    db: Db, model: type[Base], key: dict[str, Any], values: dict[str, Any], *, change: dict[str, Any] | None = None
) -> None:  # Any: column values
    """Insert a row under its primary key, or change the one that is there (to `values` unless `change` says other)."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    columns = [column.name for column in inspect(model).primary_key]
    insert = dialect.insert(model).values(key | values)
    await db.execute(insert.on_conflict_do_update(index_elements=columns, set_=change or values))
