from datetime import timedelta

import httpx
from sqlalchemy import select

from footlights.engagement.quizzes.actions import create_quiz, set_quizzes
from footlights.engagement.quizzes.models import QuizTake
from footlights.engagement.quizzes.rules import Option, Question
from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.links import own_link
from footlights.services import Services
from tests.factories import House, make_event, make_registrant, make_session

EXIT = Question(0, "Exit is…", "single", 1, (Option(0, "left", True), Option(0, "right")))


async def make_test(database: Database, services: Services, house: House, *, is_live: bool = True) -> tuple[str, str]:
    """The addresses of a participant's test and of their own page."""
    async with database.write() as db:
        session = await make_session(db, house, await make_event(db, house), starts_at=utcnow() + timedelta(hours=1))
        place = (await make_registrant(db, house, session, now=utcnow())).registration
        event, live = await db.get_one(Event, session.event_id), await db.get_one(Session, session.id)
        quiz = await create_quiz(db, house.actor, name="Safety", questions=[EXIT], time_limit_s=600, now=utcnow())
        await set_quizzes(db, house.actor, event, [quiz.id])
        if is_live:
            live.state, live.started_at = "live", utcnow()
        mine = own_link("", services.secret_key, place)
        return mine.replace("/mine?", f"/tests/{quiz.id}?"), mine


async def test_test_is_begun_answered_and_judged(
    database: Database, services: Services, house: House, visitor: httpx.AsyncClient
) -> None:
    path, mine = await make_test(database, services, house)
    assert "Safety" in (await visitor.get(mine)).text
    page = (await visitor.get(path)).text
    assert "10 minutes" in page
    assert "Exit is" not in page

    begun = await visitor.post(path, data={"act": "begin"})
    page = (await visitor.get(path)).text
    sent = await visitor.post(path, data={"act": "finish", "q1": "1"})

    assert (begun.status_code, sent.status_code) == (303, 303)
    assert 'name="q1" value="1"' in page
    assert "You have passed." in (await visitor.get(path)).text
    again = await visitor.post(path, data={"act": "finish", "q1": "2"})
    assert again.status_code == 422
    assert "You have taken this test already." in again.text


async def test_test_out_of_time_takes_no_answers(
    database: Database, services: Services, house: House, visitor: httpx.AsyncClient
) -> None:
    path, _ = await make_test(database, services, house)
    await visitor.post(path, data={"act": "begin"})
    async with database.write() as db:
        (await db.scalars(select(QuizTake))).one().started_at = utcnow() - timedelta(minutes=11)

    late = await visitor.post(path, data={"act": "finish", "q1": "1"})

    assert (late.status_code, "The time is over. Your answers came too late." in late.text) == (422, True)
    assert "no answers came in" in (await visitor.get(path)).text


async def test_test_opens_with_the_session_and_for_participants_alone(
    database: Database, services: Services, house: House, visitor: httpx.AsyncClient
) -> None:
    path, _ = await make_test(database, services, house, is_live=False)

    assert "opens with the session" in (await visitor.get(path)).text
    assert (await visitor.post(path, data={"act": "begin"})).status_code == 422
    assert (await visitor.get(path.partition("?")[0])).status_code == 403
    event_id = path.split("/")[2]
    assert (await visitor.get(path.replace("/tests/", f"/tests/{event_id[:4]}"))).status_code == 404
