"""Lists take the same number of statements, however long they are."""

from datetime import timedelta

import pytest
from sqlalchemy.event import listen

from footlights.events.queries import find_session
from footlights.kit.clock import utcnow
from footlights.registration.scheduling import schedule_session
from footlights.room.models import Attendance
from footlights.services import Services
from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.rooms import make_room
from tests.factories import make_registrant


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


async def hold_session(lw: Api, services: Services, event_id: str, n: int) -> None:
    """One more run of the room, with two people who came."""
    now = utcnow()
    async with services.database.write() as db:
        made = await schedule_session(
            db, lw.house.actor, event_id, starts_at=now + timedelta(minutes=n), time_zone="Europe/Warsaw", now=now
        )
        session = await find_session(db, made.id)
        assert session is not None
        for person in (2 * n, 2 * n + 1):
            place = (await make_registrant(db, lw.house, session, person, now=now)).registration
            db.add(
                Attendance(
                    session_id=session.id,
                    person_id=place.person_id,
                    attended_at=now,
                    left_at=now,
                    duration_s=60,
                )
            )
        session.started_at, session.ended_at, session.state = now, now + timedelta(hours=1), "ended"


@pytest.mark.parametrize("path", ["/widgets/{room}/sessions", "/widgets/{room}/participants"])
async def test_runs_and_visitors_take_the_same_statements_for_one_run_and_for_four(
    lw: Api, services: Services, path: str
) -> None:
    room, session = await make_room(lw, services)
    statements: list[str] = []
    engine = services.database.engine.sync_engine
    listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    counts, lengths = [], []
    for runs in (range(1, 2), range(2, 5)):
        for n in runs:
            await hold_session(lw, services, session.event_id, n)
        await lw.get(path.format(room=room))
        statements.clear()
        lengths.append(len((await lw.get(path.format(room=room)))["data"]))
        counts.append(len(statements))

    assert lengths[1] == 4 * lengths[0] > 0
    assert counts[0] == counts[1]
    assert counts[0] < 20
