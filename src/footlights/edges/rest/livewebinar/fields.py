"""Reading fields of a body: every problem is kept, and all are told at once."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from footlights.edges.rest.livewebinar.bodies import Body, is_index
from footlights.edges.rest.livewebinar.errors import field_of
from footlights.events.rules import parse_start
from footlights.kit.errors import AppError, Invalid, InvalidFields
from footlights.workspace.rules import check_time_zone

TRUE, FALSE = {"1", "true", "on", "yes"}, {"0", "false", "off", "no", ""}
MAX_TEXT, MAX_URL = 100_000, 2000
T = TypeVar("T")
_BLANK = re.compile(r"[\s\x00-\x1f]")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


class Fields:
    """A body that is being read. Names with brackets reach into it: `profile[first_name]`.

    A reader answers None for what is absent, and for what is wrong, which `check` then refuses with InvalidFields.
    """

    def __init__(self, body: Body) -> None:
        self._body = body
        self.problems: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Is the field there, even if empty?"""
        return self._find(name) is not _ABSENT

    def raw(self, name: str) -> Any:  # Any: as in Body
        found = self._find(name)
        return None if found is _ABSENT else found

    def text(self, name: str, *, required: bool = False, most: int = MAX_TEXT) -> str | None:
        """The text as it came; an empty one is a text, unless one is required."""
        value = self.raw(name)
        if value is None or (required and isinstance(value, str) and not value.strip()):
            if required:
                self.refuse(name, f"The {_words(name)} field is required.")
            return "" if self.has(name) and not required else None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.refuse(name, f"The {_words(name)} must be a string.")
            return None
        if len(str(value)) > most:
            self.refuse(name, f"The {_words(name)} may not be greater than {most:,} characters.")
            return None
        return str(value)

    def given(self, name: str, *, most: int = MAX_TEXT) -> str | None:
        """The text without blanks around it; None for an empty one."""
        return (self.text(name, most=most) or "").strip() or None

    def flag(self, name: str) -> bool | None:
        """A boolean in any of the spellings that clients use; an empty one is not given."""
        value = self.raw(name)
        plain = str(value).strip().lower() if isinstance(value, str | int) else value
        if plain is None or plain == "":
            return None
        if isinstance(plain, str) and plain in TRUE | FALSE:
            return plain in TRUE
        self.refuse(name, f"The {_words(name)} field must be true or false.")
        return None

    def whole(self, name: str, *, least: int = -(2**31), most: int = 2**31 - 1) -> int | None:
        """A whole number within bounds; an empty one is not given."""
        value = self.raw(name)
        plain = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else value
        if plain is None or plain == "":
            return None
        if isinstance(plain, float) and plain.is_integer():
            plain = str(int(plain))
        if not isinstance(plain, str) or not _WHOLE.fullmatch(plain):
            self.refuse(name, f"The {_words(name)} must be an integer.")
            return None
        if not least <= int(plain) <= most:
            self.refuse(name, f"The {_words(name)} must be between {least} and {most}.")
            return None
        return int(plain)

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of some words; an empty one is not given."""
        value = self.given(name)
        if value is None or value in allowed:
            return value
        self.refuse(name, f"The selected {_words(name)} is invalid. It is one of {', '.join(allowed)}.")
        return None

    def items(self, name: str) -> list[Any] | None:  # Any: as in Body
        """A list: of JSON, of names with numbers in brackets (in their order), or of texts with commas between."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, list):
            return value
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: (not is_index(key), int(key) if is_index(key) else 0))
            return [value[key] for key in keys]
        return [part.strip() for part in str(value).split(",") if part.strip()]

    def web_address(self, name: str) -> str | None:
        """An address beginning with http:// or https://; None for an empty one."""
        url = self.given(name, most=MAX_URL)
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not _BLANK.search(url)
        except ValueError:
            is_good = False
        if not is_good:
            self.refuse(name, f"The {_words(name)} format is invalid.")
            return None
        return url

    def time_zone(self, name: str) -> str | None:
        wanted = self.given(name)
        return self.checked(name, lambda: check_time_zone(wanted)) if wanted else None

    def moment(self, name: str, time_zone: str) -> datetime | None:
        """A date and time, local in `time_zone` when it says nothing else; an empty one is not given."""
        value = self.given(name)
        if value is None:
            return None
        try:
            return parse_start(value, time_zone)
        except Invalid:
            self.refuse(name, f"The {_words(name)} is not a valid date.")
            return None

    def checked(self, name: str, check: Callable[[], T]) -> T | None:
        """What a rule answers; its refusal becomes a problem of the field."""
        try:
            return check()
        except AppError as refusal:
            self.refuse(name, refusal.detail)
            return None

    def refuse(self, name: str, sentence: str) -> None:
        """Keep a problem; the first of a field counts."""
        self.problems.setdefault(field_of(name) if "[" not in name else _dotted(name), sentence)

    def check(self) -> None:
        if self.problems:
            raise InvalidFields(self.problems)

    def _find(self, name: str) -> object:
        found: object = self._body
        for part in re.findall(r"[^\[\]]+", name):
            if not isinstance(found, dict) or part not in found:
                return _ABSENT
            found = found[part]
        return found


_ABSENT = object()


def _words(name: str) -> str:
    """The field in a sentence: `profile[first_name]` is “profile.first name”."""
    return _dotted(name).replace("_", " ")


def _dotted(name: str) -> str:
    return ".".join(re.findall(r"[^\[\]]+", name))
