"""Translation: source strings are English; a catalogue per language lies in `locale/`."""

import contextlib
import gettext as catalogues
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("footlights", LOCALE, [language], fallback=True)


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
    """`text` in the language spoken now."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue(_language.get()).ngettext(singular, plural, number)
