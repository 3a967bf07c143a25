"""What makes a function an action: checked input, a result instead of exceptions, schemas."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, TypeVar, cast

import msgspec

from footlights.actions.client import CallFailed, Client, Json, MoreRows

Id = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,100}$", description="An id, as lists answer it.")]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SENTENCES = {
    "Object missing required field ": "The parameter {} is missing.",
    "Object contains unknown field ": "There is no parameter {}.",
}
P = ParamSpec("P")
I = TypeVar("I")  # noqa: E741
T = TypeVar("T")


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Parameters of an action. One that is left out or null is not sent."""


class Result(msgspec.Struct, Generic[T], kw_only=True):
    """`error` is one sentence for people when `success` is false; `data` is then null.

    One failure has data: a list that is too long to be read to its end (`MoreRows`), with its first rows.
    """

    success: bool
    error: str | None = None
    data: T | None = None


class BadInput(Exception):
    """The parameters are not those of the action; the message names the parameter."""


@dataclass(frozen=True)
class Action:
    """One action by name. `perform` raises BadInput and CallFailed; `run` answers a Result whatever happens."""

    name: str
    description: str
    takes: type[Input]
    gives: Any  # Any: the type of the result's `data`
    work: Callable[[Client, Any], Awaitable[Any]]  # Any: `takes` and `gives`

    async def perform(self, client: Client, given: Json) -> Any:  # Any: see `work`
        try:
            wanted = msgspec.convert(given, self.takes)
        except msgspec.ValidationError as error:
            raise BadInput(_readable(error)) from error
        return await self.work(client, wanted)

    async def run(self, client: Client, given: Json) -> Result[Any]:
        try:
            return Result(success=True, data=await self.perform(client, given))
        except (BadInput, CallFailed) as error:
            return failure(error)

    def schemas(self) -> Json:
        """JSON Schemas (2020-12) that stand alone: an object each, with what they refer to under `$defs`."""
        title = self.takes.__name__
        return {"input": _schema(self.takes, title=title), "output": _schema(Result[self.gives], title=title)}  # type: ignore[name-defined]


ACTIONS: dict[str, Action] = {}
"""Every action by name; the modules of this package fill it."""


def action(
    takes: Callable[P, I], gives: type[T]
) -> Callable[[Callable[[Client, I], Awaitable[T]]], Callable[Concatenate[Client, P], Awaitable[Result[T]]]]:
    """Make `work(client, input)` an action, and a function of the input's fields by keyword."""

    def make(work: Callable[[Client, I], Awaitable[T]]) -> Callable[Concatenate[Client, P], Awaitable[Result[T]]]:
        name, description = work.__name__, inspect.cleandoc(work.__doc__ or "")
        made = Action(name, description, cast("type[Input]", takes), gives, work)
        ACTIONS[name] = made

        async def call(client: Client, /, *_: P.args, **given: P.kwargs) -> Result[T]:
            return await made.run(client, dict(given))

        call.__name__, call.__qualname__, call.__module__, call.__doc__ = name, name, work.__module__, description
        return call

    return make


def failure(error: BadInput | CallFailed) -> Result[Any]:
    rows = error.rows if isinstance(error, MoreRows) else None
    return Result(success=False, error=str(error), data=rows)


def attributes_of(given: Input, *but: str) -> Json:
    """The parameters that were given, without those named."""
    fields = msgspec.structs.asdict(given)
    return {name: value for name, value in fields.items() if value is not None and name not in but}


def _readable(error: msgspec.ValidationError) -> str:
    """One sentence that names the parameter, from msgspec's `Expected … - at `$.event_id``."""
    message, _, place = str(error).partition(" - at `")
    path = place.rstrip("`").removeprefix("$").removeprefix(".")
    for begins, say in SENTENCES.items():
        if message.startswith(begins):
            return say.format(message.removeprefix(begins))
    return f"{path}: {message}."


def _schema(kind: Any, *, title: str) -> Json:  # Any: a type expression
    (given,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = parts.pop(given["$ref"].removeprefix("#/$defs/"))
    about = inspect.cleandoc(own.pop("description", ""))
    schema = {"$schema": DIALECT, **own, "title": title, **({"description": about} if about else {})}
    return {**schema, "$defs": parts} if parts else schema
