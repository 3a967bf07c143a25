"""Cleaning what people write, and whether it may appear at once. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line, clean_text

MESSAGE_LENGTH = 2000
QUESTION_LENGTH = 500
WORD_LENGTH = 40
WORDS_MOST = 200
CLIENT_ID = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A text as it may appear; `is_held` when a moderator should read it first."""

    text: str
    is_held: bool


def check_client_id(client_id: str) -> None:
    if not CLIENT_ID.fullmatch(client_id):
        raise Invalid("This message has no usable id.", code="invalid_client_id", pointer="client_id")


def clean_message(text: str) -> str:
    cleaned = clean_text(text, limit=MESSAGE_LENGTH + 1)
    if not cleaned:
        raise Invalid("Write a message first.", code="empty_message", pointer="text")
    if len(cleaned) > MESSAGE_LENGTH:
        raise Invalid(
            filled("A message has at most %(most)s characters.", most=MESSAGE_LENGTH),
            code="message_too_long",
            pointer="text",
        )
    return cleaned


_EMPTY = {"question": filled("Write the question first."), "answer": filled("Write the answer first.")}
_TOO_LONG = {
    "question": filled("This question has more than %(most)s characters.", most=QUESTION_LENGTH),
    "answer": filled("This answer has more than %(most)s characters.", most=MESSAGE_LENGTH),
}


def clean_question(text: str, *, what: str = "question") -> str:
    """Also for answers, which may be as long as a message."""
    limit = QUESTION_LENGTH if what == "question" else MESSAGE_LENGTH
    cleaned = clean_text(text, limit=limit + 1)
    if not cleaned:
        raise Invalid(_EMPTY[what], code=f"empty_{what}", pointer="text")
    if len(cleaned) > limit:
        raise Invalid(_TOO_LONG[what], code=f"{what}_too_long", pointer="text")
    return cleaned


def clean_words(words: Sequence[str]) -> list[str]:
    """Each word once, folded, in their order; at most WORDS_MOST."""
    if len(words) > WORDS_MOST:
        raise Invalid(
            filled("The list has at most %(most)s words.", most=WORDS_MOST), code="too_many_words", pointer="words"
        )
    cleaned = (_fold(clean_line(word, limit=WORD_LENGTH)) for word in words)
    return list(dict.fromkeys(word for word in cleaned if word))


def judge(text: str, words: Sequence[str], *, masks: bool) -> Judged:
    """Look for listed words, whole ones, whatever their case or width: masked, or held where that is not enough."""
    if not words or not _finds(words, _fold(text)):
        return Judged(text, False)
    if not masks:
        return Judged(text, True)
    masked = _pattern(words).sub(lambda match: "•" * len(match[0]), text)
    return Judged(masked, _finds(words, _fold(masked)))


def _finds(words: Sequence[str], folded: str) -> bool:
    return _pattern(words).search(folded) is not None


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
