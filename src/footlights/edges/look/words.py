"""Translation: source strings are English; a catalogue per language lies in `locale/<language>.po`."""

import contextlib
import gettext as catalogues
import io
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from footlights.kit.errors import Filled

LOCALE = Path(__file__).parents[1] / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    path = LOCALE / f"{language}.po"
    if not (language.isalpha() and path.is_file()):
        return catalogues.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


@lru_cache
def languages() -> list[str]:
    """What can be spoken, English first."""
    return ["en", *sorted(path.stem for path in LOCALE.glob("*.po"))]


@contextlib.contextmanager
def speak(language: str) -> Iterator[None]:
    """Speak a language inside the block; without a catalogue for it, English."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def _(text: str) -> str:
    """`text` in the language spoken now, with its values put in when it is `Filled`."""
    said = _catalogue(_language.get())
    if isinstance(text, Filled):
        return text.fill(said.gettext(text.source), _number)
    return said.gettext(text)


def _number(value: int) -> str:
    return format_decimal(value, locale=_language.get() if _language.get() in languages() else "en")


def ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue(_language.get()).ngettext(singular, plural, number)
