"""Rules of polls, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line
from footlights.room.frames.words import PollKind

QUESTION_LENGTH = 300
OPTION_LENGTH = 120
MOST_OPTIONS = 12
ANSWER_LENGTH = 280
MOST_POLLS = 100
"""Polls of one session."""
RATINGS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class PollDraft:
    """A poll as somebody typed it."""

    kind: PollKind
    question: str
    options: tuple[str, ...] = ()
    is_shared: bool = False


def clean_draft(draft: PollDraft) -> PollDraft:
    """The draft with clean texts; empty options are left out. Refuses with Invalid."""
    question = clean_line(draft.question, limit=QUESTION_LENGTH + 1)
    if not question:
        raise Invalid("Write a question first.", code="empty_question", pointer="question")
    if len(question) > QUESTION_LENGTH:
        raise Invalid(
            filled("A question has at most %(most)s characters.", most=QUESTION_LENGTH),
            code="too_long",
            pointer="question",
        )
    return PollDraft(draft.kind, question, _clean_options(draft.kind, draft.options), draft.is_shared)


def _clean_options(kind: PollKind, options: Sequence[str]) -> tuple[str, ...]:
    if kind == "text":
        return ()
    if kind == "rating":
        return RATINGS
    cleaned = [text for text in (clean_line(option, limit=OPTION_LENGTH + 1) for option in options[:100]) if text]
    if not 2 <= len(cleaned) <= MOST_OPTIONS:
        raise Invalid(
            filled("A poll has 2 to %(most)s choices.", most=MOST_OPTIONS), code="wrong_options", pointer="options"
        )
    if any(len(text) > OPTION_LENGTH for text in cleaned):
        raise Invalid(
            filled("A choice has at most %(most)s characters.", most=OPTION_LENGTH), code="too_long", pointer="options"
        )
    if len(set(cleaned)) < len(cleaned):
        raise Invalid("Two choices are the same.", code="same_options", pointer="options")
    return tuple(cleaned)


def clean_answer(text: str | None) -> str:
    """A written answer. Refuses with Invalid."""
    cleaned = clean_line(text or "", limit=ANSWER_LENGTH + 1)
    if not cleaned:
        raise Invalid("Write an answer first.", code="empty_answer", pointer="text")
    if len(cleaned) > ANSWER_LENGTH:
        raise Invalid(
            filled("An answer has at most %(most)s characters.", most=ANSWER_LENGTH), code="too_long", pointer="text"
        )
    return cleaned


def check_choices(kind: PollKind, offered: frozenset[str], chosen: Sequence[str]) -> frozenset[str]:
    """The options chosen, each once. Refuses with Invalid what the poll does not offer, none, or too many."""
    choices = frozenset(chosen[: MOST_OPTIONS + 1])
    if not choices:
        raise Invalid("Choose an answer first.", code="no_choice", pointer="option_ids")
    if not choices <= offered:
        raise Invalid("This poll has no such choice.", code="unknown_choice", pointer="option_ids")
    if kind != "multiple" and len(choices) > 1:
        raise Invalid("Choose one answer.", code="too_many_choices", pointer="option_ids")
    return choices
