"""What can be done with quizzes."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, exists, select

from footlights.engagement.inserting import upsert
from footlights.engagement.quizzes.models import EventQuiz, Quiz, QuizTake
from footlights.engagement.quizzes.rules import (
    NAME_LENGTH,
    Answers,
    Question,
    check_pass_score,
    check_time_limit,
    clean_questions,
    is_in_time,
    score_of,
)
from footlights.events.models import Event, Session
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, Invalid, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_line
from footlights.registration.models import Registration
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person

MOST_OF_EVENT = 20


class NoSuchQuiz(NotFound):
    code = "no_such_test"


class QuizTaken(Conflict):
    """Somebody has answered already: the questions stay as they are."""

    code = "test_taken"


class QuizOver(Conflict):
    """Taken already by this person, or out of time."""

    code = "test_over"


async def create_quiz(
    db: Db,
    actor: Actor,
    *,
    name: str,
    questions: Sequence[Question],
    time_limit_s: int | None = None,
    pass_score: float = 0.5,
    now: datetime,
) -> Quiz:
    require_team(actor)
    quiz = Quiz(id=new_id(), workspace_id=actor.workspace_id, made_by_id=actor.person_id, created_at=now)
    quiz.name, quiz.questions = _name(name), msgspec.to_builtins(clean_questions(questions))
    quiz.time_limit_s, quiz.pass_score = check_time_limit(time_limit_s), check_pass_score(pass_score)
    quiz.updated_at = now
    db.add(quiz)
    await db.flush()
    return quiz


async def update_quiz(
    db: Db,
    actor: Actor,
    quiz: Quiz,
    *,
    name: str | None = None,
    questions: Sequence[Question] | None = None,
    time_limit_s: int | UnsetType | None = UNSET,
    pass_score: float | None = None,
    now: datetime,
) -> None:
    """Change what is given; questions and the score to pass only until somebody has begun (QuizTaken)."""
    require_team(actor)
    if questions is not None or pass_score is not None:
        if await db.scalar(select(exists().where(QuizTake.quiz_id == quiz.id))):
            raise QuizTaken("Somebody has taken this test. Make a new one instead.", pointer="questions")
        if questions is not None:
            quiz.questions = msgspec.to_builtins(clean_questions(questions))
        if pass_score is not None:
            quiz.pass_score = check_pass_score(pass_score)
    if name is not None:
        quiz.name = _name(name)
    if not isinstance(time_limit_s, UnsetType):
        quiz.time_limit_s = check_time_limit(time_limit_s)
    quiz.updated_at = now


async def delete_quiz(db: Db, actor: Actor, quiz: Quiz) -> None:
    """Remove it with its results."""
    require_team(actor)
    await db.execute(delete(Quiz).where(Quiz.id == quiz.id))


async def get_quiz_for(db: Db, actor: Actor, quiz_id: str) -> Quiz:
    """A quiz of the actor's workspace, or NoSuchQuiz."""
    require_team(actor)
    own = (Quiz.id == find_id(quiz_id)) & (Quiz.workspace_id == actor.workspace_id)
    quiz = (await db.scalars(select(Quiz).where(own))).one_or_none()
    if quiz is None:
        raise NoSuchQuiz("There is no such test.")
    return quiz


async def list_quizzes(db: Db, actor: Actor) -> list[Quiz]:
    """The library, by name."""
    require_team(actor)
    mine = select(Quiz).where(Quiz.workspace_id == actor.workspace_id)
    return list(await db.scalars(mine.order_by(Quiz.name, Quiz.id)))


async def set_quizzes(db: Db, actor: Actor, event: Event, quiz_ids: Sequence[str]) -> None:
    """Offer these to the participants of the event, in this order, and no others. Results stay."""
    require_team(actor)
    wanted = list(dict.fromkeys(quiz_ids))
    mine = (Quiz.workspace_id == actor.workspace_id) & Quiz.id.in_(wanted)
    if len(wanted) > MOST_OF_EVENT or len((await db.scalars(select(Quiz.id).where(mine))).all()) != len(wanted):
        sentence = filled("An event has at most %(most)s tests, all of the library.", most=MOST_OF_EVENT)
        raise Invalid(sentence, code="no_such_test", pointer="tests")
    await db.execute(delete(EventQuiz).where(EventQuiz.event_id == event.id))
    db.add_all(
        EventQuiz(event_id=event.id, quiz_id=quiz_id, position=position) for position, quiz_id in enumerate(wanted)
    )
    await db.flush()


async def list_quizzes_of_events(db: Db, event_ids: Collection[str]) -> dict[str, list[Quiz]]:
    """Quizzes of several events in one statement: event id to quizzes in their order."""
    found: dict[str, list[Quiz]] = {event_id: [] for event_id in event_ids}
    rows = await db.execute(
        select(EventQuiz.event_id, Quiz)
        .join(Quiz, Quiz.id == EventQuiz.quiz_id)
        .where(EventQuiz.event_id.in_(found))
        .order_by(EventQuiz.event_id, EventQuiz.position)
    )
    for event_id, quiz in rows:
        found[event_id].append(quiz)
    return found


def questions_of(quiz: Quiz) -> list[Question]:
    return msgspec.convert(quiz.questions, list[Question])


async def find_offered(db: Db, event_id: str, quiz_id: str) -> Quiz | None:
    """A quiz that participants of the event may take."""
    of_event = (EventQuiz.event_id == event_id) & (EventQuiz.quiz_id == Quiz.id)
    wanted = select(Quiz).join(EventQuiz, of_event).where(Quiz.id == find_id(quiz_id))
    return (await db.scalars(wanted)).one_or_none()


async def start_quiz(db: Db, registration: Registration, session: Session, quiz: Quiz, *, now: datetime) -> QuizTake:
    """Begin, or go on with what was begun: the clock runs from the first time. It begins while the session is live or
    after it, never before (QuizOver)."""
    take = await find_take(db, registration, quiz)
    if take is None:
        if session.started_at is None:
            raise QuizOver("The test opens with the session.")
        key = {"quiz_id": quiz.id, "session_id": registration.session_id, "person_id": registration.person_id}
        await upsert(db, QuizTake, key, {"answers": {}, "started_at": now})
        take = await find_take(db, registration, quiz)
    assert take is not None
    return take


async def finish_quiz(db: Db, registration: Registration, quiz: Quiz, answers: Answers, *, now: datetime) -> QuizTake:
    """Hand in the answers of a quiz that was begun, once. Refuses with QuizOver: twice, too late, or not begun.

    Options that the quiz does not have are an Invalid.
    """
    take = await find_take(db, registration, quiz, is_held=True)
    if take is None or take.finished_at is not None:
        raise QuizOver(filled("You have taken this test already.") if take else filled("Open the test first."))
    if not is_in_time(take.started_at, quiz.time_limit_s, now=now):
        raise QuizOver("The time is over. Your answers came too late.")
    questions = questions_of(quiz)
    _check_answers(questions, answers)
    take.answers = {str(number): sorted(chosen) for number, chosen in answers.items()}
    take.score, take.finished_at = score_of(questions, answers), now
    take.passed = take.score >= quiz.pass_score
    return take


async def find_take(db: Db, registration: Registration, quiz: Quiz, *, is_held: bool = False) -> QuizTake | None:
    own = (QuizTake.quiz_id == quiz.id) & (QuizTake.session_id == registration.session_id)
    query = select(QuizTake).where(own, QuizTake.person_id == registration.person_id)
    return (await db.scalars(query.with_for_update() if is_held else query)).one_or_none()


async def list_results(
    db: Db, quiz_ids: Collection[str], *, session_id: str | None = None, owner_id: str | None = None
) -> dict[str, list[tuple[QuizTake, Person]]]:
    """Finished attempts by quiz, as they came in, also of one session or one owner's events; one statement."""
    found: dict[str, list[tuple[QuizTake, Person]]] = {quiz_id: [] for quiz_id in quiz_ids}
    done = QuizTake.quiz_id.in_(found) & QuizTake.finished_at.is_not(None)
    rows = select(QuizTake, Person).join(Person, Person.id == QuizTake.person_id).where(done)
    if session_id is not None:
        rows = rows.where(QuizTake.session_id == session_id)
    if owner_id is not None:
        sessions = select(Session.id).join(Event, Event.id == Session.event_id).where(Event.owner_id == owner_id)
        rows = rows.where(QuizTake.session_id.in_(sessions))
    for take, person in await db.execute(rows.order_by(QuizTake.finished_at, QuizTake.person_id)):
        found[take.quiz_id].append((take, person))
    return found


def _check_answers(questions: Sequence[Question], answers: Answers) -> None:
    offered = {question.id: {option.id for option in question.options} for question in questions}
    single = {question.id for question in questions if question.type == "single"}
    for number, chosen in answers.items():
        if not chosen <= offered.get(number, set()) or (number in single and len(chosen) > 1):
            raise Invalid("The test has no such answer.", code="unknown_choice", pointer="answers")


def _name(text: str) -> str:
    name = clean_line(text, limit=NAME_LENGTH)
    if not name:
        raise Invalid("The name field is required.", code="name_missing", pointer="name")
    return name
