"""Mails to many are rendered once: what is one reader's own is left blank, and filled in for each.

Values with marks in place of a reader's own texts are rendered like any other. The result is split at the marks, and
the texts of each reader are put between, escaped for HTML. A text is never searched for marks, so what somebody calls
themselves cannot stand for anything. Templates may ask whether an own text is there, and that is part of the frame's
`key`, but must not look at it otherwise.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

_TOKEN = secrets.token_hex(8)
_MARK = re.compile(f"{_TOKEN}([a-z0-9_]+){_TOKEN}")


def mark(name: str) -> str:
    """What stands for the own text `name`: letters and digits, which nothing that renders changes."""
    return f"{_TOKEN}{name}{_TOKEN}"


@dataclass(frozen=True)
class Own:
    """A reader's own texts by name, plain and as they are in HTML when that is not the same text escaped."""

    key: Hashable  # mails with the same key differ in these texts alone
    blank: Mapping[str, object]  # a template's values, with `mark(name)` in place of each text
    texts: Mapping[str, str]
    html: Mapping[str, Markup]

    def in_html(self, name: str) -> str:
        return self.html[name] if name in self.html else escape(self.texts[name])


class Frames:
    """What has been rendered so far, for mails of the same moment about the same session."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[str]] = {}

    def fill(self, part: str, own: Own, render: Callable[[Mapping[str, object]], str]) -> str:
        """The part `html` or `txt` of one reader's mail; `render` is called with blanks when its frame is new."""
        key = (part, own.key)
        if key not in self._known:
            self._known[key] = _MARK.split(render(own.blank))
        pieces = list(self._known[key])
        find = own.in_html if part == "html" else own.texts.__getitem__
        pieces[1::2] = map(find, pieces[1::2])
        return "".join(pieces)
