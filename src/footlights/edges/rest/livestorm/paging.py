"""Pages of lists. A token counts its pages from 1, or from 0 as Livestorm does (`page_base`)."""

import re
from dataclasses import dataclass

from footlights.edges.rest.livestorm.documents import Document
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import Query

MOST = 100
DEFAULT_SIZE = {0: 20, 1: 25}
FAR = 10_000_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,100}")


@dataclass(frozen=True)
class Page:
    """`index` counts from 0, whatever the client's base."""

    base: int
    index: int
    size: int

    @property
    def offset(self) -> int:
        return self.index * self.size

    def meta(self, total: int) -> Document:
        """The six keys. Refuses a page beyond the one directly after the last, which is empty."""
        count = -(-total // self.size)
        if self.index > count:
            raise BadRequest("This page does not exist.", code="no_such_page")
        return {
            "current_page": self.index + self.base,
            "previous_page": self.index - 1 + self.base if self.index > 0 else None,
            "next_page": self.index + 1 + self.base if self.index + 1 < count else None,
            "record_count": total,
            "page_count": count,
            "items_per_page": self.size,
        }


def read_page(query: Query, *, base: int) -> Page:
    size = _number(query, "page[size]", DEFAULT_SIZE[base])
    if size < 1:
        raise BadRequest("page[size] is at least 1.", code="invalid_page")
    number = _number(query, "page[number]", base)
    if number < base:
        detail = "page[number] begins at 1 with this token. A token made with page_base 0 counts from 0."
        raise BadRequest(detail if base else "page[number] begins at 0.", code="invalid_page")
    return Page(base, min(number - base, FAR), min(size, MOST))


def _number(query: Query, name: str, default: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        raise BadRequest(f"{name} is a whole number.", code="invalid_page")
    return int(text)
