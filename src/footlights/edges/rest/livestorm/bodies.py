"""Reading the JSON of a body, with the place of what cannot be in one."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.documents import Document
from footlights.edges.rest.livestorm.errors import BadRequest

MAX_DEPTH = 32


async def read_body(request: Asked) -> Document:
    """The JSON object of the body; what is wrong in it is told with its place (BadRequest)."""
    raw = await request.body()
    try:
        body = msgspec.json.decode(raw)
        fault = _find_fault(json.loads(raw, object_pairs_hook=_read_object))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadRequest("The body is no valid JSON.", code="invalid_json", pointer="") from error
    if not isinstance(body, dict):
        raise BadRequest("The body is no JSON object.", code="no_data", pointer="")
    if fault is not None:
        raise BadRequest(fault.detail, code=fault.code, pointer=fault.pointer)
    return body


class _Repeating(dict[str, Any]):  # Any: JSON
    """An object in which the name `twice` stands more than once."""

    twice = ""


@dataclass
class _Fault:
    """What is wrong with a value, and the names on the way to it, the last one first."""

    detail: str
    code: str
    path: list[str] = field(default_factory=list)

    @property
    def pointer(self) -> str:
        """As RFC 6901 writes it."""
        return "".join("/" + name[:100].replace("~", "~0").replace("/", "~1") for name in reversed(self.path))


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    repeating = _Repeating(read)
    repeating.twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return repeating


def _find_fault(value: object, *, depth: int = 0) -> _Fault | None:
    """A NUL in a text, depth beyond MAX_DEPTH (PostgreSQL stores neither, and nobody needs them), a name that stands
    twice in an object (of which another reader would take the other value)."""
    if depth > MAX_DEPTH:
        return _Fault("The body is nested too deeply.", "too_deep")
    if isinstance(value, str):
        return _Fault("Text must not hold NUL characters.", "nul_character") if "\x00" in value else None
    if isinstance(value, _Repeating):
        return _Fault(f"“{value.twice[:100]}” stands twice in the same object.", "repeated_name", [value.twice])
    parts: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        if any("\x00" in name for name in value):
            return _Fault("Names must not hold NUL characters.", "nul_character")
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for name, part in parts:
        fault = _find_fault(part, depth=depth + 1)
        if fault is not None:
            fault.path.append(str(name))
            return fault
    return None
