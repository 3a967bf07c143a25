"""Tests that participants take, behind the signed link of their place. Opening a page changes nothing: the clock runs
from the form that begins it."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from footlights.edges.given import PathText, Running
from footlights.edges.pages.guard import count_post
from footlights.edges.pages.places import Asked, Token, find_own
from footlights.edges.pages.rendering import Html, render
from footlights.engagement.quizzes.actions import (
    NoSuchQuiz,
    find_offered,
    find_take,
    finish_quiz,
    questions_of,
    start_quiz,
)
from footlights.engagement.quizzes.models import Quiz, QuizTake
from footlights.engagement.quizzes.rules import Answers, deadline, is_in_time
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.registration.models import Registration
from footlights.services import Services


@get("/p/{event_id:str}/tests/{quiz_id:str}", include_in_schema=False)
async def show_quiz(services: Running, event_id: PathText, quiz_id: PathText, token: Token = "") -> Html:
    """What the test is, its questions while the clock runs, or how it went."""
    return await _show(services, event_id, quiz_id, token)


@post("/p/{event_id:str}/tests/{quiz_id:str}", include_in_schema=False, status_code=303)
async def take_quiz(
    services: Running, request: Asked, event_id: PathText, quiz_id: PathText, token: Token = ""
) -> Response[Any]:
    """Begin the test, or hand in the answers, as the button says."""
    await count_post(services, request)
    form = await request.form()
    chosen = [(str(name), str(value)) for name, value in form.multi_items()]
    try:
        async with services.database.write() as db:
            registration = await find_own(services, db, event_id, token)
            quiz = await _find(db, registration, quiz_id)
            if form.get("act") == "finish":
                await finish_quiz(db, registration, quiz, _answers(chosen), now=utcnow())
            else:
                await start_quiz(db, registration, registration.session, quiz, now=utcnow())
    except AppError as refusal:
        if refusal.code in ("wrong_link", NoSuchQuiz.code):
            raise
        return await _show(services, event_id, quiz_id, token, problem=refusal.sentence)
    return Redirect(f"/p/{event_id}/tests/{quiz_id}?r={token}", status_code=303)


async def _show(services: Services, event_id: str, quiz_id: str, token: str, *, problem: str = "") -> Html:
    async with services.database.read() as db:
        registration = await find_own(services, db, event_id, token)
        quiz = await _find(db, registration, quiz_id)
        take = await find_take(db, registration, quiz)
    return _page(services, registration, quiz, take, token=token, problem=problem)


def _page(
    services: Services,
    registration: Registration,
    quiz: Quiz,
    take: QuizTake | None,
    *,
    token: str,
    problem: str = "",
) -> Html:
    event, now = registration.session.event, utcnow()
    is_over = take is not None and not is_in_time(take.started_at, quiz.time_limit_s, now=now)
    return render(
        services,
        "quiz.html",
        language=event.language,
        status=422 if problem else 200,
        headers={"referrer-policy": "no-referrer"},
        event=event,
        session=registration.session,
        quiz=quiz,
        questions=questions_of(quiz),
        take=take,
        is_over=is_over,
        until=deadline(take.started_at, quiz.time_limit_s) if take else None,
        token=token,
        problem=problem,
    )


async def _find(db: Db, registration: Registration, quiz_id: str) -> Quiz:
    quiz = await find_offered(db, registration.event_id, quiz_id)
    if quiz is None:
        raise NoSuchQuiz("There is no such test.")
    return quiz


def _answers(chosen: list[tuple[str, str]]) -> Answers:
    """Fields `q1`, `q2` …, each with the number of an option, once or several times."""
    found: dict[int, set[int]] = {}
    for name, value in chosen[:5000]:
        number, option = name.removeprefix("q"), value.strip()
        is_answer = name.startswith("q") and number.isdecimal() and option.isdecimal()
        if is_answer and len(number) <= 4 and len(option) <= 4:
            found.setdefault(int(number), set()).add(int(option))
    return {number: frozenset(options) for number, options in found.items()}
