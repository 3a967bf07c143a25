"""Rules of quizzes, without a database."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line

QuestionKind = Literal["single", "multiple"]
NAME_LENGTH = 200
TEXT_LENGTH = 500
OPTION_LENGTH = 300
MOST_QUESTIONS = 100
MOST_OPTIONS = 20
MOST_POINTS = 1000
LONGEST_S = 24 * 3600
GRACE = timedelta(seconds=15)
"""Answers that come in this long after the time limit count: the way to the server is not the participant's time."""


class Option(msgspec.Struct, frozen=True):
    """`id` counts from 1 within the question."""

    id: int
    text: str
    correct: bool = False


class Question(msgspec.Struct, frozen=True):
    """`id` counts from 1 within the quiz."""

    id: int
    text: str
    type: QuestionKind
    points: int
    options: tuple[Option, ...]


Answers = Mapping[int, frozenset[int]]
"""By question id, the ids of the options chosen."""


def clean_questions(drafts: Sequence[Question]) -> list[Question]:
    """Questions with clean texts and ids in their order. Refuses with Invalid."""
    if not 1 <= len(drafts) <= MOST_QUESTIONS:
        raise Invalid(
            filled("A test has 1 to %(most)s questions.", most=MOST_QUESTIONS),
            code="wrong_questions",
            pointer="questions",
        )
    return [_clean(number, draft) for number, draft in enumerate(drafts, 1)]


def check_pass_score(share: float) -> float:
    if not 0 <= share <= 1:
        raise Invalid("The score to pass is a share from 0 to 1.", code="wrong_score", pointer="pass_score")
    return share


def check_time_limit(seconds: int | None) -> int | None:
    """Seconds; None or 0 is no limit."""
    if not seconds:
        return None
    if not 1 <= seconds <= LONGEST_S:
        raise Invalid("A time limit is at most a day.", code="wrong_time_limit", pointer="time_limit")
    return seconds


def score_of(questions: Sequence[Question], answers: Answers) -> float:
    """Share of the points, 0 to 1. A question counts when exactly its right options are chosen."""
    most = sum(question.points for question in questions)
    won = sum(question.points for question in questions if answers.get(question.id) == _right(question))
    return round(won / most, 4) if most else 1.0


def deadline(started_at: datetime, time_limit_s: int | None) -> datetime | None:
    return started_at + timedelta(seconds=time_limit_s) if time_limit_s else None


def is_in_time(started_at: datetime, time_limit_s: int | None, *, now: datetime) -> bool:
    until = deadline(started_at, time_limit_s)
    return until is None or now <= until + GRACE


def _clean(number: int, draft: Question) -> Question:
    text = clean_line(draft.text, limit=TEXT_LENGTH)
    if not text:
        raise Invalid("Each question has a text.", code="empty_question", pointer="questions")
    if not 0 <= draft.points <= MOST_POINTS:
        raise Invalid(
            filled("A question has 0 to %(most)s points.", most=MOST_POINTS), code="wrong_points", pointer="questions"
        )
    options = tuple(
        Option(place, clean_line(option.text, limit=OPTION_LENGTH), option.correct)
        for place, option in enumerate(draft.options, 1)
    )
    if not 2 <= len(options) <= MOST_OPTIONS or not all(option.text for option in options):
        sentence = filled("A question has 2 to %(most)s options with texts.", most=MOST_OPTIONS)
        raise Invalid(sentence, code="wrong_options", pointer="questions")
    right = sum(option.correct for option in options)
    if right == 0 or (draft.type == "single" and right > 1):
        raise Invalid("Say which option is right; a single choice has one.", code="no_answer", pointer="questions")
    return Question(number, text, draft.type, draft.points, options)


def _right(question: Question) -> frozenset[int]:
    return frozenset(option.id for option in question.options if option.correct)
