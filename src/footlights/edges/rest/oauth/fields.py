"""Parameters of a request: from the query, and from a body that is a form, a multipart form or JSON."""

from urllib.parse import parse_qsl

import msgspec
from litestar.exceptions import ClientException

from footlights.edges.rest.oauth.asked import Asked
from footlights.kit.errors import Invalid

Fields = dict[str, list[str]]
MOST = 200
"""Parameters in one request."""
LONGEST = 8000
"""Characters of one parameter."""


class UnreadableRequest(Invalid):
    code = "invalid_request"


def read_query(request: Asked) -> Fields:
    """The query's parameters with every value they have. Refuses with UnreadableRequest."""
    raw = bytes(request.scope.get("query_string", b""))
    return _gathered(_pairs(raw))


async def read_fields(request: Asked) -> Fields:
    """Query and body together; what is in the body stands first. Refuses with UnreadableRequest."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        pairs = await _multipart(request)
    elif kind == "application/json":
        pairs = [(name, _text(value)) for name, value in (await read_json(request)).items()]
    else:
        pairs = _pairs(await request.body())
    fields = _gathered(pairs)
    for name, values in read_query(request).items():
        fields.setdefault(name, values)
    return fields


async def read_json(request: Asked) -> dict[str, object]:
    """The JSON object of a body. Refuses with UnreadableRequest."""
    raw = await request.body()
    try:
        body = msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableRequest("The body is no valid JSON.") from error
    if not isinstance(body, dict):
        raise UnreadableRequest("The body is no JSON object.")
    return body


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode(errors="replace"), keep_blank_values=False, max_num_fields=MOST)
    except ValueError as error:
        raise UnreadableRequest("There are too many parameters.") from error


async def _multipart(request: Asked) -> list[tuple[str, str]]:
    try:
        form = await request.form()
    except (ClientException, ValueError) as error:
        raise UnreadableRequest("The form cannot be read.") from error
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _text(value: object) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise UnreadableRequest("Parameters are texts.")


def _gathered(pairs: list[tuple[str, str]]) -> Fields:
    fields: Fields = {}
    for name, value in pairs:
        if len(value) > LONGEST or "\x00" in value:
            raise UnreadableRequest("A parameter is too long.")
        if value:
            fields.setdefault(name, []).append(value)
    return fields
