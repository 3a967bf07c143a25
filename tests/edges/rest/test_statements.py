"""Lists take the same number of statements, however long they are."""

import pytest
from sqlalchemy.event import listen

from footlights.services import Services
from tests.edges.rest.conftest import Api


@pytest.mark.parametrize(
    "path",
    [
        "/events?include=sessions",
        "/events/{event_id}/sessions?include=event,people",
        "/sessions?include=event,people",
        "/sessions/{id}?include=event,people",
        "/sessions/{id}/people?include=event,session",
        "/sessions/{id}/chat_messages?include=people",
        "/users",
    ],
)
async def test_lists_take_the_same_statements_for_one_and_for_three(api: Api, services: Services, path: str) -> None:
    statements: list[str] = []
    engine = services.database.engine.sync_engine
    listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    counts = []
    for many in (1, 2):
        session = {}
        for n in range(many):
            session = await api.make_session()
            for person in range(many + n):
                await api.register(session["id"], {"email": f"person{person}@example.com"})
        statements.clear()
        await api.get(path.format(id=session["id"], event_id=session["attributes"]["event_id"]))
        counts.append(len(statements))

    assert counts[0] == counts[1]
