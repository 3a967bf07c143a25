"""Lists take the same number of statements, however long they are."""

import pytest
from sqlalchemy.event import listen

from footlights.services import Services
from tests.edges.rest.livewebinar.conftest import Api


@pytest.mark.parametrize("path", ["/widgets", "/users?include=profile", "/users/search?phrase=example"])
async def test_lists_take_the_same_statements_for_one_and_for_three(lw: Api, services: Services, path: str) -> None:
    statements: list[str] = []
    engine = services.database.engine.sync_engine
    listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    counts = []
    for many in (1, 2):
        for n in range(many):
            await lw.post("/widgets", {"name": "Room"})
            form = {"email": f"p{many}{n}@example.org", "password": "Str0ng-pass", "profile[city]": "Gdansk"}
            user = await lw.post("/users", form)
            await lw.post(f"/users/{user['id']}/widgets", {"name": "Theirs"})
        await lw.get(path)
        statements.clear()
        await lw.get(path)
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert counts[0] < 20
