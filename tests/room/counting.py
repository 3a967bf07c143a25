"""Counting what is asked of the database."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import event

from footlights.kit.database import Database


@contextlib.contextmanager
def count_statements(database: Database) -> Iterator[list[str]]:
    """Every SELECT, INSERT, UPDATE and DELETE that is executed inside the block."""
    statements: list[str] = []

    def executed(_: object, __: object, statement: str, *___: object) -> None:
        if statement.lstrip().split(" ", 1)[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
            statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", executed)
    try:
        yield statements
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", executed)
