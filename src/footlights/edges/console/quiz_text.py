"""Questions of a test as people type them: a question on a line, its answers below it, right ones with a star."""

from collections.abc import Sequence

from footlights.edges.look import _
from footlights.engagement.quizzes.rules import Option, Question
from footlights.kit.errors import Invalid

RIGHT = "*"


def read_questions(text: str) -> list[Question]:
    """Questions set apart by blank lines, a point each; with several right answers all of them must be chosen.

    Refuses with Invalid what has no right answer; the rest is for `quizzes.rules.clean_questions`.
    """
    blocks = [block.strip().splitlines() for block in "\n".join(map(str.strip, text.splitlines())).split("\n\n")]
    return [_question(number, lines) for number, lines in enumerate(filter(None, blocks), 1)]


def _question(number: int, lines: Sequence[str]) -> Question:
    options = tuple(
        Option(place, line.removeprefix(RIGHT).strip(), line.startswith(RIGHT))
        for place, line in enumerate(lines[1:], 1)
    )
    right = sum(option.correct for option in options)
    if right == 0:
        sentence = _("Mark the right answer of “%(question)s” with a star.") % {"question": lines[0]}
        raise Invalid(sentence, code="no_right_answer", pointer="questions")
    return Question(number, lines[0], "single" if right == 1 else "multiple", 1, options)
