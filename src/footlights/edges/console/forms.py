"""Reading what a form of the console carries."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict
from sqlalchemy.exc import IntegrityError

from footlights.edges.console.access import Asked
from footlights.edges.look import _
from footlights.kit.database import Database, Db
from footlights.kit.errors import AppError, Invalid, InvalidFields

T = TypeVar("T")
LONGEST = 200_000  # characters of any one field; actions have their own, smaller limits
FORM = ""
"""The key under which a problem stands that belongs to no single field."""


class Form:
    """The fields of a form as text; what was typed can be shown again with `values`."""

    def __init__(self, fields: FormMultiDict) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        value = self._fields.get(name)
        return value[:LONGEST].strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A password: as typed, blanks included."""
        value = self._fields.get(name)
        return value[:LONGEST] if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        return [value for value in self._fields.getall(name, []) if isinstance(value, str)]

    def is_on(self, name: str) -> bool:
        return self.text(name) == "on"

    def whole(self, name: str, *, problem: str) -> int | None:
        """A whole number, or None for an empty field. Refuses anything else with `problem`."""
        text = self.text(name).replace(" ", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Invalid(problem, code="invalid_number", pointer=name)
        return int(text)

    def values(self) -> dict[str, str]:
        return {name: self.text(name) for name in self._fields if "password" not in name}


@dataclass(frozen=True)
class Paging:
    """Which page of a list is asked for, from 1, and what the list is searched for; both are in the address."""

    number: int
    search: str
    size: int

    @property
    def offset(self) -> int:
        return self.size * (self.number - 1)

    def view(self, total: int) -> dict[str, Any]:  # Any: values for a template
        """What templates are told."""
        pages = max(1, -(-total // self.size))
        return {"page": self.number, "pages": pages, "total": total, "search": self.search}


def read_paging(request: Asked, size: int) -> Paging:
    page = request.query_params.get("page", "")
    number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Paging(number, request.query_params.get("q", "").strip()[:200], size)


async def read_form(request: Asked) -> Form:
    """The dependency `form`."""
    return Form(await request.form())


def problems_of(refusal: AppError, **fields: str) -> dict[str, str]:
    """Field name to sentence, in the language spoken now.

    `fields` renames the pointers of the actions to the fields of this form.
    """
    if isinstance(refusal, InvalidFields):
        return {fields.get(name, name): _(sentence) for name, sentence in refusal.problems.items()}
    pointer = refusal.pointer or FORM
    return {fields.get(pointer, pointer): _(refusal.sentence)}


async def write(database: Database, act: Callable[[Db], Awaitable[T]]) -> T:
    """Run `act` in a transaction of its own; once more when it lost a race for a unique value, such as an e-mail."""
    try:
        return await _write(database, act)
    except IntegrityError:
        return await _write(database, act)


async def _write(database: Database, act: Callable[[Db], Awaitable[T]]) -> T:
    async with database.write() as db:
        return await act(db)
