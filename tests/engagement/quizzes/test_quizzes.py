from datetime import timedelta
from typing import Any

import pytest

from footlights.engagement.quizzes.actions import (
    NoSuchQuiz,
    QuizOver,
    QuizTaken,
    create_quiz,
    delete_quiz,
    find_offered,
    finish_quiz,
    get_quiz_for,
    list_quizzes_of_events,
    list_results,
    set_quizzes,
    start_quiz,
    update_quiz,
)
from footlights.engagement.quizzes.models import Quiz
from footlights.engagement.quizzes.rules import Option, Question, clean_questions, score_of
from footlights.events.models import Session
from footlights.kit.database import Database, Db
from footlights.kit.errors import Invalid
from footlights.registration.models import Registration
from tests.factories import NOW, House, make_event, make_house, make_registrant, make_session


def question(text: str, *right: bool, kind: Any = "single", points: int = 1) -> Question:
    options = tuple(Option(0, f"option {number}", is_right) for number, is_right in enumerate(right, 1))
    return Question(0, text, kind, points, options)


EXIT = question("Exit is…", True, False)
DOORS = question("Doors are…", True, True, False, kind="multiple", points=3)


async def taking(db: Db, *, time_limit_s: int | None = 600) -> tuple[House, Session, Registration, Quiz]:
    """A live session with a test of two questions, and somebody who has opened it."""
    house = await make_house(db)
    event = await make_event(db, house)
    session = await make_session(db, house, event)
    session.state, session.started_at = "live", NOW
    place = (await make_registrant(db, house, session)).registration
    quiz = await create_quiz(
        db, house.actor, name="Safety", questions=[EXIT, DOORS], time_limit_s=time_limit_s, pass_score=0.8, now=NOW
    )
    await set_quizzes(db, house.actor, event, [quiz.id])
    await start_quiz(db, place, session, quiz, now=NOW)
    return house, session, place, quiz


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({1: {1}, 2: {1, 2}}, 1.0),
        ({1: {2}, 2: {1, 2}}, 0.75),
        ({1: {1}, 2: {1}}, 0.25),
        ({1: {1}, 2: {1, 2, 3}}, 0.25),
        ({}, 0.0),
    ],
)
def test_score_counts_questions_answered_exactly(answers: dict[int, set[int]], score: float) -> None:
    questions = clean_questions([EXIT, DOORS])

    assert score_of(questions, {number: frozenset(chosen) for number, chosen in answers.items()}) == score


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [question(" ", True, False)],
        [question("One option", True)],
        [question("None right", False, False)],
        [question("Two right", True, True)],
        [question("Points", True, False, points=-1)],
    ],
)
def test_questions_that_are_refused(wrong: list[Question]) -> None:
    with pytest.raises(Invalid):
        clean_questions(wrong)


async def test_finished_in_time_is_scored(database: Database) -> None:
    async with database.write() as db:
        _, session, place, quiz = await taking(db)

        answers = {1: frozenset({1}), 2: frozenset({1, 2})}
        take = await finish_quiz(db, place, quiz, answers, now=NOW + timedelta(minutes=9))

        assert (take.score, take.passed, take.answers) == (1.0, True, {"1": [1], "2": [1, 2]})
        ((found, person),) = (await list_results(db, [quiz.id], session_id=session.id))[quiz.id]
        assert (found.score, person.email) == (1.0, "person1@example.com")
        with pytest.raises(QuizOver):
            await finish_quiz(db, place, quiz, answers, now=NOW + timedelta(minutes=9))


async def test_opening_again_does_not_turn_the_clock_back(database: Database) -> None:
    async with database.write() as db:
        _, session, place, quiz = await taking(db)

        again = await start_quiz(db, place, session, quiz, now=NOW + timedelta(minutes=9))

        assert again.started_at == NOW
        with pytest.raises(QuizOver):
            await finish_quiz(db, place, quiz, {1: frozenset({1})}, now=NOW + timedelta(minutes=11))
        assert (await list_results(db, [quiz.id]))[quiz.id] == []


async def test_refused_answers_and_sessions_that_have_not_begun(database: Database) -> None:
    async with database.write() as db:
        house, _, place, quiz = await taking(db, time_limit_s=None)
        later = await make_session(db, house, await make_event(db, house, title="Later"))
        other = (await make_registrant(db, house, later)).registration

        for answers in ({1: {3}}, {3: {1}}, {1: {1, 2}}):
            with pytest.raises(Invalid):
                given = {number: frozenset(chosen) for number, chosen in answers.items()}
                await finish_quiz(db, place, quiz, given, now=NOW)
        with pytest.raises(QuizOver):
            await start_quiz(db, other, later, quiz, now=NOW)
        with pytest.raises(QuizOver):
            await finish_quiz(db, other, quiz, {}, now=NOW)
        assert await find_offered(db, later.event_id, quiz.id) is None


async def test_a_test_that_was_taken_keeps_its_questions(database: Database) -> None:
    async with database.write() as db:
        house, session, _, quiz = await taking(db)

        with pytest.raises(QuizTaken):
            await update_quiz(db, house.actor, quiz, questions=[EXIT], now=NOW)
        await update_quiz(db, house.actor, quiz, name="Safety 2", time_limit_s=None, now=NOW)

        assert (quiz.name, quiz.time_limit_s) == ("Safety 2", None)
        await set_quizzes(db, house.actor, session.event, [])
        assert await list_quizzes_of_events(db, [session.event_id]) == {session.event_id: []}
        await delete_quiz(db, house.actor, quiz)
        with pytest.raises(NoSuchQuiz):
            await get_quiz_for(db, house.actor, quiz.id)


async def test_quizzes_of_another_workspace_do_not_exist(database: Database) -> None:
    async with database.write() as db:
        _, _, _, quiz = await taking(db)
        stranger = await make_house(db, name="Other", email="o@example.net")
        event = await make_event(db, stranger)

        with pytest.raises(NoSuchQuiz):
            await get_quiz_for(db, stranger.actor, quiz.id)
        with pytest.raises(Invalid):
            await set_quizzes(db, stranger.actor, event, [quiz.id])
