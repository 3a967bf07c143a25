"""Catalogues are complete, and what they say fits where it stands."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from footlights.edges.look import _, ngettext, speak
from footlights.edges.look.words import LOCALE
from footlights.email.kinds import KINDS
from footlights.email.texts import check_text, usual_words
from tests.edges.look.messages import messages

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
