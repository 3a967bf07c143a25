"""The one family of errors that an action may answer with; every edge maps kinds to its own language."""

from collections.abc import Callable, Mapping
from typing import Literal

Kind = Literal["invalid", "unauthenticated", "forbidden", "not_found", "conflict", "gone", "limited", "unavailable"]


class Filled(str):
    """A sentence with figures or names in it: English as it stands, and for catalogues its `source` and `values`."""

    source: str
    values: Mapping[str, object]

    def fill(self, source: str, write_number: Callable[[int], str]) -> str:
        """The same values in another language's `source`."""
        return source % {
            name: write_number(value) if isinstance(value, int) else value for name, value in self.values.items()
        }


def filled(source: str, **values: object) -> Filled:
    """A sentence such as “A title has at most %(most)s characters.” with its values put in."""
    sentence = Filled(
        source % {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    )
    sentence.source, sentence.values = source, values
    return sentence


class AppError(Exception):
    """An expected refusal.

    `code` is for programs, `detail` is one sentence that may be shown to the person, `pointer` names the member of the
    input it is about (a JSON pointer such as `/data/attributes/title`, or a plain field name that the edge completes).
    `sentence` is the same sentence for edges that translate it.
    """

    kind: Kind = "invalid"
    code: str = "invalid"

    def __init__(
        self, detail: str, *, kind: Kind | None = None, code: str | None = None, pointer: str | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind or self.kind
        self.code = code or self.code
        self.sentence = detail
        self.detail = str(detail)
        self.pointer = pointer


class Invalid(AppError):
    """The input breaks a rule."""


class Unauthenticated(AppError):
    kind: Kind = "unauthenticated"
    code = "unauthenticated"


class Forbidden(AppError):
    kind: Kind = "forbidden"
    code = "forbidden"


class NotFound(AppError):
    """Absent, or invisible to this actor: the two look the same from outside."""

    kind: Kind = "not_found"
    code = "not_found"


class Conflict(AppError):
    kind: Kind = "conflict"
    code = "conflict"


class Gone(AppError):
    kind: Kind = "gone"
    code = "gone"


class Limited(AppError):
    kind: Kind = "limited"
    code = "limited"


class Unavailable(AppError):
    kind: Kind = "unavailable"
    code = "unavailable"


class InvalidFields(AppError):
    """Several problems at once, in the order of the form: `problems` maps a field name to its sentence."""

    code = "invalid_fields"

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(next(iter(problems.values())), pointer=next(iter(problems)))
        self.problems = problems
