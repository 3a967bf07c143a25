"""What a route says of itself: its scope, which is enforced, and what the reference tells of it.

A handler carries one `Operation` in its `opt`; `auth` reads the scopes from there and `openapi` writes the document.
"""

from dataclasses import dataclass

import msgspec

from footlights.edges.rest.livestorm.asked import Asked

KEY = "operation"
Shape = type[msgspec.Struct]
BY_TIME = ("filter[created_since]", "filter[created_until]", "filter[updated_since]", "filter[updated_until]")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`scopes`: any one of them is enough, none means any token. Names in `query` are keys of `openapi.PARAMETERS`."""

    name: str
    scopes: tuple[str, ...] = ()
    answers: str | None = None  # the type of the resource in `data`; None for an empty answer
    answers_oauth: str | None = None  # another type that OAuth2 tokens may be answered with
    depth: Shape | None = None  # its attributes, when the type alone does not say
    many: bool = False
    follows: bool = False  # a list without pages, to read on from
    uploads: bool = False  # the body is a file
    takes: Shape | None = None  # attributes of the body
    query: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    refusals: tuple[int, ...] = ()  # beside those that every operation may answer with

    def opt(self) -> dict[str, "Operation"]:
        return {KEY: self}


def operation_of(request: Asked) -> Operation:
    found = request.route_handler.opt[KEY]
    assert isinstance(found, Operation)
    return found
