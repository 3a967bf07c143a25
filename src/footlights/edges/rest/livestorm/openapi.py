"""The OpenAPI 3.1 document, made from the routes: what a handler says of itself (`operations`), its docs and types.

Bodies are described in the documented form; `docs/api/livestorm.md` lists the other forms that are taken too.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Any, cast, get_args

import msgspec
from litestar.handlers import HTTPRouteHandler

from footlights.edges.rest.livestorm import examples
from footlights.edges.rest.livestorm.documents import Resource
from footlights.edges.rest.livestorm.errors import WORDS
from footlights.edges.rest.livestorm.limits import LIMIT_HEADERS
from footlights.edges.rest.livestorm.operations import KEY, Operation, Shape
from footlights.edges.rest.livestorm.resources.events import SchedulingStatus
from footlights.edges.rest.livestorm.resources.people import SessionPerson
from footlights.edges.rest.livestorm.resources.sessions import SessionStatus
from footlights.workspace.attributes import TYPES
from footlights.workspace.rules import SCOPES

Json = dict[str, Any]  # Any: JSON
MEDIA = ("application/vnd.api+json", "application/json")
REFERENCE = "#/components/schemas/"
EVERY_REFUSAL = (401, 429, 503)
MADE = {
    "createEvent": "event_id",
    "createSession": "session_id",
    "createEventSession": "session_id",
    "register": "person_id",
    "inviteUser": "user_id",
    "createWebhook": "webhook_id",
    "registerInBulk": "job_id",
    "importPeople": "job_id",
}
"""Operations that make something, and the path parameter that its id is for."""
_text = {"type": "string"}
_flag = {"type": "boolean"}
_time = {"type": "string", "examples": ["2026-02-01T15:00:00Z", "1769958000"]}
_uuid = {"type": "string", "format": "uuid"}


def _words(*words: str) -> Json:
    return {"type": "string", "enum": list(words)}


PARAMETERS: dict[str, tuple[Json, str]] = {
    "page[number]": ({"type": "integer"}, "Counts from 1, or from 0 for a token with page_base 0."),
    "page[size]": ({"type": "integer", "minimum": 1, "maximum": 100}, "Rows of a page: 25, or 20 with page_base 0."),
    "include": (_text, "Related resources to add under `included`, with commas between."),
    "sort": (_text, "created_at, updated_at and others of the resource, with a minus for descending order."),
    "filter[title]": (_text, "A part of the title, in any case."),
    "filter[everyone_can_speak]": (_flag, "Events where everyone may go on stage, or the others."),
    "filter[scheduling_status]": (_words(*get_args(SchedulingStatus)), "One status, or several with commas between."),
    "filter[tag]": (_text, "Titles of tags with commas between: events with any of them."),
    "filter[created_since]": (_time, "Made at this time or later. Unix seconds or ISO 8601."),
    "filter[created_until]": (_time, "Made at this time or earlier."),
    "filter[updated_since]": (_time, "Changed at this time or later."),
    "filter[updated_until]": (_time, "Changed at this time or earlier."),
    "filter[status]": (_words(*get_args(SessionStatus)), "One status, or several with commas between."),
    "filter[date_from]": (_time, "Planned to start at this time or later."),
    "filter[date_to]": (_time, "Planned to start at this time or earlier."),
    "filter[include_breakout_rooms]": (_flag, "Sessions of breakout rooms too."),
    "filter[role]": (_words("participant", "team_member"), "Registrants, or the team."),
    "filter[role:team]": (_words("host", "moderator"), "The role in the room."),
    "filter[attended]": (_flag, "People who were in the room, or who were not."),
    "filter[email]": (_text, "An e-mail address, in any case."),
    "filter[email!]": (_text, "Whose place to take away."),
    "filter[pending_invite]": (_flag, "Invited people who have not joined, or the others."),
    "filter[builtin]": (_flag, "Attributes that every workspace has, or its own."),
    "filter[slug]": (_text, "The slug."),
    "filter[name]": (_text, "The name."),
    "filter[placeholder]": (_text, "The placeholder."),
    "filter[description]": (_text, "The description."),
    "filter[type]": (_words(*TYPES), "One type, or several with commas between."),
    "filter[user_id]": (_uuid, "Attributes that this team member made."),
    "url_expires_in": ({"type": "integer", "minimum": 3600, "maximum": 604800}, "Seconds for which `url` works."),
    "dry_run": (_flag, "Check every row and register nobody."),
    "send_mails": (_flag, "Send the confirmation mails: true."),
    "format": (_words("csv", "ndjson"), "What the body is; found out by its type or its beginning."),
    "delimiter": (_text, "What stands between the cells of a CSV; found out by its heading."),
    "encoding": (_words("utf-8", "windows-1252", "utf-16"), "Of a CSV: utf-8, or what its first bytes say."),
    "map": (_text, "Headings and the fields they are for: `Vorname:first_name,Mail:email`. None: left out."),
    "filter[status:task]": (_words("processing", "succeeded", "failed"), "One status, or several."),
    "title": (_text, "The tag's title, instead of a body."),
    "filter[event]": (_text, "The name of an event."),
    "filter[state]": (
        _words("waiting", "sending", "delivered", "given_up"),
        "One state, or several with commas between.",
    ),
    "after": ({"type": "integer", "minimum": 0}, "Rows with a higher number."),
    "page[size:deliveries]": ({"type": "integer", "minimum": 1, "maximum": 1000}, "Rows: 100."),
}
"""Query parameters by key; a mark after the name tells variants of one name apart, and “!” means required."""

_marks = re.compile(r"(:\w+|!)(?=\]$)")


def make_document(handlers: Sequence[HTTPRouteHandler], *, base_url: str) -> Json:
    """The whole document; `base_url` is the address of this server."""
    paths: Json = {}
    shapes: dict[str, Shape] = {}
    for handler in handlers:
        operation = handler.opt.get(KEY)
        if isinstance(operation, Operation):
            path = "/v1" + re.sub(r"\{(\w+):\w+\}", r"{\1}", sorted(handler.paths, key=lambda p: "-" in p)[0])
            (method,) = (m.lower() for m in handler.http_methods)
            paths.setdefault(path, {})[method] = _operation(handler, operation, path, shapes)
    _link(paths)
    _, schemas = msgspec.json.schema_components(list(shapes.values()), ref_template=REFERENCE + "{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Footlights REST API",
            "version": "1",
            "description": "JSON:API documents as Livestorm's public API has them. Times are Unix seconds.",
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}, {"bearer": []}, {"oauth2": []}],
        "paths": paths,
        "components": {
            "schemas": schemas | _envelopes(),
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "The token alone."},
                "bearer": {"type": "http", "scheme": "bearer"},
                "oauth2": {"type": "oauth2", "flows": {"authorizationCode": _code_flow(base_url)}},
            },
        },
    }


def _code_flow(base_url: str) -> Json:
    scopes = {scope: f"{scope.partition(':')[2].capitalize()} {scope.partition(':')[0]}." for scope in SCOPES}
    token_url = f"{base_url}/oauth/token"
    flow = {"authorizationUrl": f"{base_url}/oauth/authorize", "tokenUrl": token_url, "refreshUrl": token_url}
    return flow | {"scopes": scopes}


def _operation(handler: HTTPRouteHandler, operation: Operation, path: str, shapes: dict[str, Shape]) -> Json:
    summary, _, rest = cleandoc(handler.fn.__doc__ or "").partition("\n\n")
    scopes = " or ".join(f"`{scope}`" for scope in operation.scopes)
    described: Json = {
        "operationId": operation.name,
        "tags": [_tag(path)],
        "summary": " ".join(summary.split()),
        "description": " ".join(f"{rest} Needs the scope {scopes}.".split()) if scopes else "Needs no scope.",
        "parameters": [*_path_parameters(path), *_query_parameters(operation)],
        "responses": {
            str(handler.status_code): _success(operation, shapes),
            **{str(status): _refusal(status) for status in _refusals(handler, operation)},
        },
    }
    if operation.uploads:
        file = {"schema": {"type": "string"}, "example": "email,first_name\nnoor@example.com,Noor\n"}
        described["requestBody"] = {"required": True, "content": {"text/csv": file}}
    if "POST" in handler.http_methods:
        described["parameters"].append(_IDEMPOTENCY_KEY)
    if operation.takes is not None:
        described["requestBody"] = _body(operation, path, shapes)
    return described


def _link(paths: Json) -> None:
    """Tell of what an operation makes where its id can be used."""
    operations = [(path, told) for path, methods in paths.items() for told in methods.values()]
    for path, maker in operations:
        made = MADE.get(maker["operationId"])
        if made is None:
            continue
        known = {name: f"$request.path.{name}" for name in re.findall(r"\{(\w+)\}", path)}
        known[made] = "$response.body#/data/id"
        made_with = next(status for status in ("201", "202") if status in maker["responses"])
        maker["responses"][made_with]["links"] = {
            told["operationId"]: {
                "operationId": told["operationId"],
                "parameters": {name: known[name] for name in re.findall(r"\{(\w+)\}", other)},
            }
            for other, told in operations
            if made in other and set(re.findall(r"\{(\w+)\}", other)) <= set(known)
        }


def _tag(path: str) -> str:
    parts = [part for part in path.split("/")[2:] if not part.startswith("{")]
    return parts[-1] if len(parts) > 1 or parts[0] not in {"ping", "me", "organization"} else "identity"


def _refusals(handler: HTTPRouteHandler, operation: Operation) -> list[int]:
    also: tuple[int, ...] = (400,) if operation.many else ()
    if "POST" in handler.http_methods:
        also = (400, 409, 422)  # a key that cannot be used, whose first request is under way, or that had another body
    forbidden = (403,) if operation.scopes else ()
    return sorted({*operation.refusals, *also, *forbidden, *EVERY_REFUSAL})


def _path_parameters(path: str) -> Iterator[Json]:
    for name in re.findall(r"\{(\w+)\}", path):
        yield {"name": name, "in": "path", "required": True, "schema": _uuid, "example": _example_id(name)}


def _example_id(name: str) -> str:
    return {
        "event_id": examples.EVENT,
        "session_id": examples.SESSION,
        "user_id": examples.IDA,
        "webhook_id": examples.WEBHOOK,
        "delivery_id": examples.DELIVERY,
        "job_id": examples.JOB,
    }.get(name, examples.NOOR)


def _query_parameters(operation: Operation) -> Iterator[Json]:
    names = [*operation.query, *(("page[number]", "page[size]") if operation.many else ())]
    for key in names:
        schema, description = PARAMETERS[key]
        yield {
            "name": _marks.sub("", key),
            "in": "query",
            "required": "!" in key,
            "schema": schema,
            "description": description,
        }
    if operation.include:
        schema, description = PARAMETERS["include"]
        values = ", ".join(f"`{name}`" for name in operation.include)
        yield {"name": "include", "in": "query", "schema": schema, "description": f"{description} Here: {values}."}


def _success(operation: Operation, shapes: dict[str, Shape]) -> Json:
    headers = {name: {"schema": {"type": "string", "pattern": "^[0-9]+$"}} for name in LIMIT_HEADERS}
    if operation.answers is None:
        return {"description": "Done; the body is empty.", "headers": headers}
    example = _example(operation)
    resource = _resource_schema(example, shapes)
    if operation.answers_oauth is not None:
        resource = {"anyOf": [resource, _resource_schema(examples.RESOURCES[operation.answers_oauth], shapes)]}
    schema: Json = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": resource, "included": {"type": "array", "items": {"$ref": REFERENCE + "Resource"}}},
    }
    document: Json = {"data": msgspec.to_builtins(example.written())}
    if operation.many:
        schema["properties"]["data"] = {"type": "array", "items": resource}
        schema["properties"]["meta"] = {"$ref": REFERENCE + "ListMeta"}
        schema["required"].append("meta")
        document = {"data": [document["data"]], "meta": _META}
    if operation.follows:
        meta = {"next_after": {"type": "integer"}, "has_more": _flag}
        schema["properties"] |= {
            "data": {"type": "array", "items": resource},
            "meta": {"type": "object", "required": list(meta), "properties": meta},
        }
        schema["required"].append("meta")
        document = {"data": [document["data"]], "meta": {"next_after": 7, "has_more": False}}
    return {
        "description": "A page of them." if operation.many or operation.follows else "The resource.",
        "headers": headers,
        "content": {media: {"schema": schema, "example": document} for media in MEDIA},
    }


def _example(operation: Operation) -> Resource:
    if operation.answers == "people":
        return examples.PEOPLE[operation.depth or SessionPerson]
    return examples.RESOURCES[cast("str", operation.answers)]


def _resource_schema(example: Resource, shapes: dict[str, Shape]) -> Json:
    shape = type(example.attributes)
    shapes[shape.__name__] = cast("Shape", shape)
    linkage = {"type": "object", "required": ["data"], "properties": {"data": {"$ref": REFERENCE + "Linkage"}}}
    return {
        "type": "object",
        "required": ["id", "type", "attributes"],
        "properties": {
            "id": _uuid,
            "type": {"const": example.type},
            "attributes": {"$ref": REFERENCE + shape.__name__},
            "relationships": {"type": "object", "additionalProperties": linkage},
        },
    }


def _body(operation: Operation, path: str, shapes: dict[str, Shape]) -> Json:
    shape = cast("Shape", operation.takes)
    shapes[shape.__name__] = shape
    kind = operation.answers or _tag(path)
    data: Json = {
        "type": "object",
        "required": ["attributes"],
        "properties": {"type": {"const": kind}, "attributes": {"$ref": REFERENCE + shape.__name__}},
    }
    given = examples.BODIES[shape]
    attributes = {
        name: value
        for name, value in msgspec.to_builtins(given).items()
        if value != next((f.default for f in msgspec.structs.fields(shape) if f.name == name), None)
    }
    example = {"data": {"type": kind, "attributes": attributes}}
    if operation.name in {"createEvent", "createSession", "createEventSession"}:
        data["properties"]["relationships"] = {"type": "object", "description": _RELATIONSHIPS[kind]}
    if operation.name == "createSession":
        example["data"]["relationships"] = {"event": {"data": {"type": "events", "id": examples.EVENT}}}
    schema = {"type": "object", "required": ["data"], "properties": {"data": data}}
    return {
        "required": operation.name != "removeTag",
        "content": {media: {"schema": schema, "example": example} for media in MEDIA},
    }


def _refusal(status: int) -> Json:
    title, word = WORDS[status]
    problem = {"title": title, "detail": _DETAILS.get(status, title), "code": "", "status": word}
    content = {"schema": {"$ref": REFERENCE + "Errors"}, "example": {"errors": [problem]}}
    refusal: Json = {"description": title, "content": dict.fromkeys(MEDIA, content)}
    if status == 429:
        refusal["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return refusal


_DETAILS = {
    400: "This page does not exist.",
    401: "you need to verify your authentication",
    403: "This token lacks the scope events:write.",
    404: "There is no such event.",
    409: "This person has already been registered to the session",
    422: "Team member not found",
    429: "Too many calls. Wait as long as Retry-After says.",
}
_RELATIONSHIPS = {
    "events": "`sessions`: a list of sessions to schedule with the event, each `{type, attributes}`.",
    "sessions": "`people`: a list of `{data: {type, id, role}}` to attach; `event`, where the address names none.",
}
_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "The same key within 24 hours: the same answer, done once. With another body: 422.",
}
_META = {
    "current_page": 1,
    "previous_page": None,
    "next_page": 2,
    "record_count": 40,
    "page_count": 2,
    "items_per_page": 25,
}


@functools.cache
def _envelopes() -> Json:
    page = {"type": ["integer", "null"]}
    identifier = {"type": "object", "required": ["type", "id"], "properties": {"type": _text, "id": _uuid}}
    return {
        "ListMeta": {
            "type": "object",
            "required": list(_META),
            "properties": {
                name: page if name in {"previous_page", "next_page"} else {"type": "integer"} for name in _META
            },
        },
        "Linkage": {"anyOf": [identifier, {"type": "array", "items": identifier}]},
        "Resource": {
            "type": "object",
            "required": ["id", "type", "attributes"],
            "properties": {"id": _uuid, "type": _text, "attributes": {"type": "object"}},
        },
        "Errors": {
            "type": "object",
            "required": ["errors"],
            "properties": {
                "errors": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["title", "detail", "code", "status"],
                        "properties": {
                            "title": _text,
                            "detail": _text,
                            "code": _text,
                            "status": _text,
                            "source": {"type": "object", "properties": {"pointer": _text}},
                        },
                    },
                }
            },
        },
    }
