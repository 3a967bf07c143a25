"""Bodies as clients of LiveWebinar send them: forms with PHP's bracket names, multipart forms and JSON.

Each becomes one nested mapping: `profile[first_name]=Ann` is `{"profile": {"first_name": "Ann"}}`, `ids[0]=9` and
`ids[]=9` are `{"ids": {"0": "9"}}` (`fields.Fields.items` reads them as a list), and so is a name with brackets in
JSON. Names without brackets in them stay as they are, whatever else they hold.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.errors import BadRequest

Body = dict[str, Any]  # Any: text, an uploaded file, or what JSON has
MAX_DEPTH = 32
MOST_FIELDS = 5000
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_PART = re.compile(r"\[([^\[\]]*)\]")


async def read_body(request: Asked) -> Body:
    """The body as one mapping, empty when there is none. Refuses what cannot be read with BadRequest."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return nested(await _multipart(request))
    raw = await request.body()
    if kind == "application/json" or kind.endswith("+json"):
        return _from_json(raw)
    return nested(_pairs(raw))


def read_query(request: Asked) -> Body:
    """The query as one mapping; a password grant may come there."""
    return nested((str(name), str(value)) for name, value in request.query_params.items())


def _from_json(raw: bytes) -> Body:
    if not raw.strip():
        return {}
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadRequest("The body is no valid JSON.", code="invalid_json") from error
    if not isinstance(body, dict):
        raise BadRequest("The body is no JSON object.", code="no_object")
    _check(body, depth=0)
    return nested(body.items())


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    """Fields of a form that may not be percent-encoded: a bare `%` stays, and bytes that are no UTF-8 are replaced."""
    try:
        return parse_qsl(raw.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadRequest(f"The body has more than {MOST_FIELDS:,} fields.", code="too_many_fields") from error


async def _multipart(request: Asked) -> list[tuple[str, Any]]:  # Any: as in Body
    try:
        form = await request.form()
    except (ClientException, ValueError) as error:
        if isinstance(error, ClientException) and error.detail == RequestEntityTooLarge.detail:
            raise RequestEntityTooLarge from error
        raise BadRequest("The form cannot be read.", code="invalid_form") from error
    return [(name, value) for name, value in form.items() if isinstance(value, str | UploadFile)]


def nested(pairs: Iterable[tuple[str, Any]]) -> Body:  # Any: as in Body
    """Fields by name as one mapping. Refuses what is nested too deeply or holds NUL with BadRequest."""
    body: Body = {}
    for name, value in pairs:
        if not name:
            continue
        if "\x00" in name or (isinstance(value, str) and "\x00" in value):
            raise BadRequest("Text must not hold NUL characters.", code="nul_character")
        found = _NAME.fullmatch(name)
        parts = [found[1], *_PART.findall(found[2])] if found else [name]
        if len(parts) > MAX_DEPTH:
            raise BadRequest("The body is nested too deeply.", code="too_deep")
        _put(body, parts, value)
    return body


def _put(body: Body, parts: list[str], value: object) -> None:
    """Set a value at a path, as PHP does: `[]` takes the next free number, and a mapping replaces a plain value."""
    for part in parts[:-1]:
        key = _key(body, part)
        below = body.get(key)
        if not isinstance(below, dict):
            below = body[key] = (
                {str(place): each for place, each in enumerate(below)} if isinstance(below, list) else {}
            )
        body = below
    body[_key(body, parts[-1])] = value


def _key(body: Body, part: str) -> str:
    return part or str(max((int(key) for key in body if is_index(key)), default=-1) + 1)


def is_index(key: str) -> bool:
    """Is it a place in a list, written as a name?"""
    return key.isdecimal() and len(key) <= 9


def _check(value: object, *, depth: int) -> None:
    """No NUL in any text and no depth beyond MAX_DEPTH."""
    if depth > MAX_DEPTH:
        raise BadRequest("The body is nested too deeply.", code="too_deep")
    if isinstance(value, str) and "\x00" in value:
        raise BadRequest("Text must not hold NUL characters.", code="nul_character")
    parts: Iterable[object] = ()
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    for part in parts:
        _check(part, depth=depth + 1)
