"""Catalogues are complete, and what they say fits where it stands."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from footlights.edges.look import _, ngettext, speak
from footlights.edges.look.words import LOCALE
from footlights.email.kinds import KINDS
from footlights.email.texts import check_text, usual_words
from footlights.engagement.slides.drawing import _REASONS as PDF_REFUSALS
from footlights.kit.errors import Invalid, filled
from footlights.room.actors import _REFUSALS as ROOM_REFUSALS
from tests.edges.look.messages import messages, sentences_that_no_catalogue_knows

CATALOGUES = sorted(LOCALE.glob("*.po"))
PLACES = re.compile(r"%\((\w+)\)s|\{\{ (\w+) \}\}")


def translations(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    return {_texts(message.id): _texts(message.string) for message in catalogue if message.id}


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_string_of_pages_console_and_mails_is_missing(path: Path) -> None:
    said = translations(path)

    missing = {message for message in messages() if not all(said.get(message, ("",)))}

    assert missing == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_translation_is_left_of_what_is_said_no_more(path: Path) -> None:
    assert set(translations(path)) - messages() == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_fill_in_the_same_values(path: Path) -> None:
    def values(text: str) -> set[tuple[str, ...]]:
        return set(PLACES.findall(text))

    wrong = [
        source
        for source, target in translations(path).items()
        if values(target[-1]) != values(source[-1]) or any(values(text) - values(source[-1]) for text in target)
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_mails_are_templates_in_french(kind: str) -> None:
    with speak("fr"):
        words = usual_words(kind)

    check_text(words.subject, pointer="subject")
    check_text(words.body, pointer="body")
    assert words.body != KINDS[kind].body


def test_language_is_spoken_inside_the_block_alone() -> None:
    with speak("fr"):
        inside = [_("Register"), ngettext("In %(num)s day", "In %(num)s days", 2)]
    with speak("xx"):
        unknown = _("Register")

    assert inside == ["S’inscrire", "Dans %(num)s jours"]
    assert [unknown, _("Register")] == ["Register", "Register"]


FOR_PROGRAMS = {
    "workspace/attributes.py": 1,  # the types that the API takes
    "workspace/rules.py": 1,  # scopes of tokens
    "oauth/asking.py": 1,  # what RFC 6749 has in English
    "events/form_library.py": 2,
    "registration/answers.py": 3,  # pages have words of their own for these
    "registration/geography.py": 1,  # for the operator, when the server starts
    "edges/pages/guard.py": 1,  # likewise
    "engagement/reports/actions.py": 2,
    "imports/files.py": 1,  # kept beside a row
    "webhooks/events.py": 2,
    "webhooks/recording.py": 1,  # kept in the ledger
    "webhooks/sending.py": 2,
}
"""How many sentences of a module are put together in English, because no page shows them."""


def test_sentences_with_figures_can_be_translated() -> None:
    found = sorted(sentence.partition(":")[0] for sentence in sentences_that_no_catalogue_knows())

    assert {name: found.count(name) for name in found} == FOR_PROGRAMS


def test_figures_are_written_as_the_language_does() -> None:
    refusal = Invalid(filled("A message has at most %(most)s characters.", most=2000))

    with speak("fr"):
        said = _(refusal.sentence)
    with speak("xx"):
        unknown = _(refusal.sentence)

    assert refusal.detail == unknown == "A message has at most 2,000 characters."
    assert type(refusal.detail) is str
    assert said == "Un message a 2\u202f000 caractères au plus."


@pytest.mark.parametrize("sentence", [*(words for _code, words in ROOM_REFUSALS.values()), *PDF_REFUSALS.values()])
def test_sentences_chosen_from_a_table_are_translated(sentence: str) -> None:
    with speak("fr"):
        said = _(sentence)

    assert said != sentence
