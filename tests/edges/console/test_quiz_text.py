"""Questions as they are typed."""

import pytest

from footlights.edges.console.quiz_text import read_questions
from footlights.engagement.quizzes.rules import Option, Question
from footlights.kit.errors import Invalid


def test_blank_lines_set_questions_apart_and_stars_mark_right_answers() -> None:
    typed = "Exit is…\r\n*left\r\nright\r\n  \r\n\r\nWhich burn?\n* gas\n*oil\nwater\n"

    assert read_questions(typed) == [
        Question(1, "Exit is…", "single", 1, (Option(1, "left", True), Option(2, "right", False))),
        Question(
            2,
            "Which burn?",
            "multiple",
            1,
            (Option(1, "gas", True), Option(2, "oil", True), Option(3, "water", False)),
        ),
    ]


@pytest.mark.parametrize("typed", ["Exit is…", "Exit is…\nleft\nright"])
def test_question_without_a_right_answer_is_named(typed: str) -> None:
    with pytest.raises(Invalid, match="“Exit is…”"):
        read_questions(typed)


def test_nothing_typed_is_no_question() -> None:
    assert read_questions(" \n\n ") == []
