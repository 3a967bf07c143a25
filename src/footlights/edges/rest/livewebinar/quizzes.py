"""`/tests`: questions with points and right answers, and how people did."""

from collections.abc import Sequence
from typing import Any, cast

from litestar import Response, delete, get, post, put
from msgspec import UNSET
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.attached import QUIZ
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import all_of, many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import PLACE, find_row, get_numbered_session
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.engagement.quizzes.actions import (
    create_quiz,
    delete_quiz,
    get_quiz_for,
    list_quizzes_of_events,
    list_results,
    questions_of,
    update_quiz,
)
from footlights.engagement.quizzes.models import Quiz, QuizTake
from footlights.engagement.quizzes.rules import Option, Question, QuestionKind
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.numbering import numbers_of
from footlights.registration.models import Registration
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person

SORTS = {"name": Quiz.name, "created_at": Quiz.created_at}
Document = dict[str, Any]  # Any: JSON


@get("/tests")
async def list_tests(services: Running, request: Asked) -> Response[Any]:
    """The library."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        mine = Quiz.workspace_id == actor.workspace_id
        total = await db.scalar(select(func.count()).select_from(Quiz).where(mine)) or 0
        by = await order_numbered(db, request, SORTS, QUIZ, Quiz, mine, workspace_id=actor.workspace_id)
        rows = select(Quiz).where(mine).order_by(*by)
        return await read_quizzes(db, list(await db.scalars(rows.limit(page.size).offset(page.offset)))), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@post("/tests", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    name, limit, score = fields.text("name", required=True), fields.whole("time_limit", least=0), _score(fields)
    questions = _questions(fields) or []
    fields.check()

    async def work(db: Db) -> Document:
        quiz = await create_quiz(
            db,
            actor,
            name=name or "",
            questions=questions,
            time_limit_s=limit,
            pass_score=0.5 if score is None else score,
            now=utcnow(),
        )
        return (await read_quizzes(db, [quiz]))[0]

    return one(request, await in_write(services, work), status=201)


@get("/tests/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        return (await read_quizzes(db, [await _get(db, actor, number)]))[0]

    return one(request, await in_read(services, work))


@put("/tests/{number:str}")
async def update(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Change what is given; questions only until somebody has taken it."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    name = fields.text("name", required=True) if fields.has("name") else None
    limit = fields.whole("time_limit", least=0) if fields.has("time_limit") else UNSET
    questions, score = _questions(fields), _score(fields)
    fields.check()

    async def work(db: Db) -> Document:
        quiz = await _get(db, actor, number)
        await update_quiz(
            db, actor, quiz, name=name, questions=questions, time_limit_s=limit, pass_score=score, now=utcnow()
        )
        await db.flush()
        return (await read_quizzes(db, [quiz]))[0]

    return one(request, await in_write(services, work))


@delete("/tests/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Remove it with its results."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        await delete_quiz(db, actor, await _get(db, actor, number))

    await in_write(services, work)
    return nothing(request)


@get("/tests/{number:str}/results")
async def results(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """The test with how people did, in one session or in all that the actor sees."""
    actor = await find_actor(services, request, "events:read")
    asked = request.query_params.get("session_id", "").strip()

    async def work(db: Db) -> Document:
        quiz = await _get(db, actor, number)
        session_id = (await get_numbered_session(db, actor, asked)).id if asked else None
        owner_id = None if actor.is_admin else actor.person_id
        return (await read_results(db, [quiz], session_id=session_id, owner_id=owner_id))[0]

    return one(request, await in_read(services, work))


@get("/sessions/{number:str}/tests")
async def of_session(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """The tests of a session's room, with how people did in it."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> list[Document]:
        session = await get_numbered_session(db, actor, number)
        quizzes = (await list_quizzes_of_events(db, [session.event_id]))[session.event_id]
        return await read_results(db, quizzes, session_id=session.id)

    return all_of(request, await in_read(services, work))


async def read_quizzes(db: Db, quizzes: Sequence[Quiz]) -> list[Document]:
    """Documents of tests of one workspace."""
    if not quizzes:
        return []
    numbers = await numbers_of(db, quizzes[0].workspace_id, QUIZ, [quiz.id for quiz in quizzes])
    return [
        {
            "id": numbers[quiz.id],
            "name": quiz.name,
            "time_limit": quiz.time_limit_s,
            "pass_score": quiz.pass_score,
            "questions": [_question(question) for question in questions_of(quiz)],
            "created_at": unix(quiz.created_at),
        }
        for quiz in quizzes
    ]


async def read_results(
    db: Db, quizzes: Sequence[Quiz], *, session_id: str | None, owner_id: str | None = None
) -> list[Document]:
    """Documents of tests with `results`, of one session or of one owner's rooms; a fixed number of statements."""
    documents = await read_quizzes(db, quizzes)
    taken = await list_results(db, [quiz.id for quiz in quizzes], session_id=session_id, owner_id=owner_id)
    takes = [take for rows in taken.values() for take, _ in rows]
    places = await _numbers_of_places(db, quizzes, takes)
    return [
        document | {"results": [_result(take, person, places) for take, person in taken[quiz.id]]}
        for quiz, document in zip(quizzes, documents, strict=True)
    ]


async def _numbers_of_places(db: Db, quizzes: Sequence[Quiz], takes: Sequence[QuizTake]) -> dict[tuple[str, str], int]:
    """By session and person, the number of the participant."""
    if not takes:
        return {}
    of_takes = Registration.session_id.in_({take.session_id for take in takes})
    own = of_takes & Registration.person_id.in_({take.person_id for take in takes})
    columns = (Registration.id, Registration.session_id, Registration.person_id)
    rows = (await db.execute(select(*columns).where(own))).all()
    numbers = await numbers_of(db, quizzes[0].workspace_id, PLACE, [row[0] for row in rows])
    return {(session_id, person_id): numbers[place_id] for place_id, session_id, person_id in rows}


def _result(take: QuizTake, person: Person, places: dict[tuple[str, str], int]) -> Document:
    return {
        "participant_id": places.get((take.session_id, take.person_id)),
        "email": person.email,
        "score": take.score,
        "passed": take.passed,
        "finished_at": unix(take.finished_at),
    }


def _question(question: Question) -> Document:
    options = [{"id": option.id, "text": option.text, "correct": option.correct} for option in question.options]
    return {
        "id": question.id,
        "text": question.text,
        "type": question.type,
        "points": question.points,
        "options": options,
    }


def _questions(fields: Fields) -> list[Question] | None:
    """Questions as the body nests them; what does not look like one is refused by the rules."""
    given = fields.items("questions")
    if given is None:
        return None
    try:
        return [_draft(Fields(each)) for each in given if isinstance(each, dict)]
    except Invalid as refusal:
        fields.refuse("questions", refusal.detail)
        return None


def _draft(fields: Fields) -> Question:
    points = fields.whole("points")
    options = [
        Option(0, Fields(each).text("text") or "", Fields(each).flag("correct") or False)
        for each in fields.items("options") or []
        if isinstance(each, dict)
    ]
    kind = fields.choice("type", ("single", "multiple")) or "single"
    text = fields.text("text") or ""
    if fields.problems:
        raise Invalid(next(iter(fields.problems.values())), pointer="questions")
    return Question(0, text, cast("QuestionKind", kind), 1 if points is None else points, tuple(options))


def _score(fields: Fields) -> float | None:
    text = fields.given("pass_score")
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        fields.refuse("pass_score", "The pass score must be a number.")
        return None


async def _get(db: Db, actor: Actor, number: str) -> Quiz:
    return await get_quiz_for(db, actor, await find_row(db, actor, QUIZ, number))


routes = [list_tests, create, show, update, remove, results, of_session]
