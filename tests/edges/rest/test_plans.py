"""Long lists are read through an index, on both databases: the plan is asked for, not the clock."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.event import listen, remove

from footlights.kit.database import Database
from footlights.registration.models import Registration
from footlights.services import Services
from footlights.workspace.models import Person
from tests.edges.rest.conftest import Api
from tests.factories import NOW

PLACES, PEOPLE = 10_000, 100_000
CASES = {
    "/sessions/{session}/people?page[size]=100": ("registrations", "ix_registrations_session_id_created_at_id"),
    "/sessions/{session}/people?page[size]=100&sort=updated_at": (
        "registrations",
        "ix_registrations_session_id_updated_at_id",
    ),
    "/people": ("people", "ix_people_workspace_id_created_at_id"),
    "/people?sort=-updated_at": ("people", "ix_people_workspace_id_updated_at_id"),
    "/people?filter[email]=person7@example.com": ("people", "email_key"),
    "/people?filter[role]=team_member": ("people", "ix_people_workspace_id_role_created_at_id"),
}


@pytest.fixture
async def crowd(api: Api, services: Services) -> str:
    """A session with 10,000 places in a workspace of 100,000 people; its id."""
    session = await api.make_session()
    shared = {"workspace_id": api.house.workspace.id, "created_at": NOW, "updated_at": NOW}
    ids = [str(uuid4()) for _ in range(PEOPLE)]
    people = [
        {**shared, "id": person_id, "email": (email := f"person{n}@example.com"), "email_key": email}
        for n, person_id in enumerate(ids)
    ]
    places = [
        {
            **shared,
            "event_id": session["attributes"]["event_id"],
            "session_id": session["id"],
            "person_id": person_id,
            "registration_type": "API",
        }
        for person_id in ids[:PLACES]
    ]
    async with services.database.write() as db:
        await db.execute(insert(Person), people)
        await db.execute(insert(Registration), places)
    async with services.database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT") if not services.database.is_sqlite else None
        await connection.execute(text("ANALYZE"))
    return str(session["id"])


async def test_long_lists_use_an_index(api: Api, services: Services, crowd: str) -> None:
    for path, (table, index) in CASES.items():
        plan = await plan_of(services.database, api, path.format(session=crowd), table)
        assert index in plan, (path, plan)
        assert "TEMP B-TREE" not in plan, (path, plan)
        assert "Sort" not in plan or "email" in path, (path, plan)


async def plan_of(database: Database, api: Api, path: str, table: str) -> str:
    """How the database reads the rows of `table` for one page."""
    asked: list[tuple[str, Any]] = []  # Any: the driver's parameters

    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        if f"FROM {table}" in statement and "LIMIT" in statement:
            asked.append((statement, parameters))

    engine = database.engine.sync_engine
    listen(engine, "before_cursor_execute", note)
    document = await api.get(path)
    remove(engine, "before_cursor_execute", note)
    assert document["data"]
    ((statement, parameters),) = asked
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    async with database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql(explain + statement, parameters)).all()
    return "\n".join(" ".join(map(str, row)) for row in rows)
