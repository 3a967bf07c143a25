"""Reading what clients send, as leniently as integrations in the wild need it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy.orm import InstrumentedAttribute

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.bodies import read_body
from footlights.edges.rest.livestorm.documents import Document
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.kit.errors import Conflict, Invalid
from footlights.kit.ids import find_id
from footlights.workspace.rules import check_email

MOST_RELATED = 100
MAX_URL = 2000
Query = dict[str, str]
Sortable = InstrumentedAttribute[Any] | ColumnElement[Any]  # Any: of any type
TRUE, FALSE = {"true", "1", True}, {"false", "0", False}
TIMES = ("created_since", "created_until", "updated_since", "updated_until")
SINGULAR = {"people": "person"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}")


def read_query(request: Asked) -> Query:
    """The query by key, without stray blanks; of a repeated key all values with commas between."""
    query: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        query.setdefault(str(key).strip(), []).append(str(value).replace("\x00", ""))
    return {key: ",".join(values) for key, values in query.items()}


async def read_attributes(request: Asked, kind: str) -> tuple[Document, Document]:
    """Attributes and relationships of a body `{data: {type, attributes, relationships}}`, or of one without wrapping.

    Refuses malformed JSON and bodies that are no objects (BadRequest), and another type than `kind` (Conflict).
    """
    body = await read_body(request)
    data = body.get("data", body)
    if not isinstance(data, dict):
        raise BadRequest("The body needs an object “data”.", code="no_data", pointer="/data")
    check_type(data, kind)
    attributes = data.get("attributes", data if "attributes" not in data else {})
    relationships = data.get("relationships") or body.get("relationships") or {}
    if not isinstance(attributes, dict) or not isinstance(relationships, dict):
        raise BadRequest("“attributes” and “relationships” are objects.", code="no_data", pointer="/data")
    if "id" in data and "id" not in attributes:
        attributes = attributes | {"id": data["id"]}
    return attributes, relationships


def check_type(given: Document, kind: str, *, pointer: str = "/data/type") -> None:
    """The type may be missing, or singular. Refuses another one (Conflict)."""
    named = given.get("type")
    if named is not None and named not in (kind, SINGULAR.get(kind, kind.removesuffix("s"))):
        raise Conflict(f"This address takes the type “{kind}”.", code="wrong_type", pointer=pointer)


def check_same_id(attributes: Document, path_id: str) -> None:
    """A body may repeat the id of the address, and no other."""
    given = attributes.get("id")
    if given is not None and str(given).strip().lower() != path_id.strip().lower():
        raise Conflict("The id in the body is another one.", code="other_id", pointer="/data/id")


def elements(relationships: Document, name: str) -> list[Document]:
    """The objects under a relationship: a plain list, one under `data`, or elements that are wrapped themselves."""
    pointer = f"/data/relationships/{name}"
    given = relationships.get(name) or []
    given = given.get("data") or [] if isinstance(given, dict) else given
    if not isinstance(given, list) or len(given) > MOST_RELATED:
        raise BadRequest(f"“{name}” is a list of at most {MOST_RELATED}.", code="no_data", pointer=pointer)
    inner = [element.get("data", element) if isinstance(element, dict) else None for element in given]
    found = [element for element in inner if isinstance(element, dict)]
    if len(found) != len(given):
        raise BadRequest(f"“{name}” holds objects.", code="no_data", pointer=pointer)
    return found


def read_id(value: object) -> str | None:
    """The id that is written, with or without the prefix that one client puts before those of users."""
    return find_id(value.strip().removeprefix("usr_")) if isinstance(value, str) else None


def flag(attributes: Document, name: str) -> bool | None:
    value = attributes.get(name)
    if value is None:
        return None
    plain = value.strip().lower() if isinstance(value, str) else value
    if isinstance(plain, (str, bool, int)) and plain in TRUE:
        return True
    if isinstance(plain, (str, bool, int)) and plain in FALSE:
        return False
    raise BadRequest(f"{name} is true or false.", code="invalid_boolean", pointer=name)


def text(attributes: Document, name: str, *, null: str | None = None) -> str | None:
    """The text, None when it is not there, and `null` when it is there as null (to empty a value)."""
    value = attributes.get(name)
    if value is None:
        return null if name in attributes else None
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise BadRequest(f"{name} is text.", code="invalid_text", pointer=name)


def web_address(attributes: Document, name: str, *, null: str | None = None) -> str | None:
    url = (text(attributes, name, null=null) or "").strip()
    if not url:
        return "" if name in attributes and null is not None else None
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= MAX_URL
    except ValueError:
        is_good = False
    if not is_good or any(ord(c) < 33 for c in url):
        raise Invalid(f"{name} is an address that begins with https://.", code="invalid_url", pointer=name)
    return url


def number(attributes: Document, name: str) -> int | None:
    value = attributes.get(name)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise ValueError
        return int(value)
    except (ValueError, TypeError, OverflowError):
        raise BadRequest(f"{name} is a whole number.", code="invalid_number", pointer=name) from None


def choice(query: Query, name: str, allowed: Iterable[str]) -> list[str]:
    """Values of an enumerated filter, a comma meaning any of them; empty when it is not set."""
    known = set(allowed)
    wanted = [part.strip() for part in query.get(f"filter[{name}]", "").split(",") if part.strip()]
    if not set(wanted) <= known:
        raise BadRequest(f"filter[{name}] is one of {', '.join(sorted(known))}.", code="invalid_filter")
    return wanted


def flag_filter(query: Query, name: str) -> bool | None:
    value = query.get(f"filter[{name}]", "").strip().lower()
    if not value:
        return None
    if value not in {"true", "false", "1", "0"}:
        raise BadRequest(f"filter[{name}] is true or false.", code="invalid_filter")
    return value in {"true", "1"}


def time_filter(query: Query, name: str) -> datetime | None:
    """A moment in Unix seconds or ISO 8601 (UTC without an offset)."""
    value = query.get(f"filter[{name}]", "").strip()
    if not value:
        return None
    try:
        if _NUMBER.fullmatch(value):
            return datetime.fromtimestamp(int(value), UTC)
        at = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise BadRequest(f"filter[{name}] is a time.", code="invalid_filter") from None


def time_conditions(
    query: Query, *, created: InstrumentedAttribute[datetime], updated: InstrumentedAttribute[datetime]
) -> list[ColumnElement[bool]]:
    """Conditions of the filters created_since, created_until, updated_since and updated_until; both ends count."""
    given = time_values(query)
    return [condition for name, condition in by_time(given, created=created, updated=updated).items() if name in given]


def time_values(query: Query) -> dict[str, datetime]:
    """The moments that these four filters name, by filter."""
    given = {name: time_filter(query, name) for name in TIMES}
    return {name: at for name, at in given.items() if at is not None}


def by_time(
    given: Mapping[str, datetime] | None = None,
    *,
    created: InstrumentedAttribute[datetime],
    updated: InstrumentedAttribute[datetime],
) -> dict[str, ColumnElement[bool]]:
    """The conditions of these filters, each with a parameter of its filter's name, which has the value in `given`."""
    values = given or {}
    at: dict[str, BindParameter[datetime]] = {
        name: bindparam(name, values[name]) if name in values else bindparam(name) for name in TIMES
    }
    return {
        "created_since": created >= at["created_since"],
        "created_until": created <= at["created_until"],
        "updated_since": updated >= at["updated_since"],
        "updated_until": updated <= at["updated_until"],
    }


def order(
    query: Query,
    columns: Mapping[str, Sortable],
    *,
    default: str,
    id: Sortable,
) -> list[ColumnElement[Any]]:  # Any: of any type
    """What `sort` says, a minus meaning descending and unknown names nothing; otherwise `default`.

    The id comes last, in the direction of what is before it, so that one index serves either direction.
    """
    return ordered(sorting(query, columns, default=default), columns, id=id)


def sorting(query: Query, columns: Collection[str], *, default: str) -> tuple[str, ...]:
    """The names of `columns` that `sort` says, a minus before one meaning descending; otherwise `default`."""
    for words in (query.get("sort", ""), default):
        known = [word for word in map(str.strip, words.split(",")) if word.removeprefix("-") in columns]
        if known:
            break
    return tuple(known)


def ordered(
    words: Sequence[str], columns: Mapping[str, Sortable], *, id: Sortable
) -> list[ColumnElement[Any]]:  # Any: of any type
    """What `sorting` found, for a statement."""
    sorted_by = [(columns[word.removeprefix("-")], word.startswith("-")) for word in words]
    sorted_by.append((id, sorted_by[-1][1]))
    return [column.desc() if descending else column.asc() for column, descending in sorted_by]


def email_filter(query: Query) -> list[str]:
    """Addresses that filter[email] may mean: one pair of quotes is dropped, and a blank may have been a plus."""
    value = query.get("filter[email]", "").strip()
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return [value, value.replace(" ", "+")] if " " in value else [value] if value else []


def email_keys(emails: list[str]) -> set[str]:
    """The keys under which people with these addresses are known; what is no address is looked for as it stands."""
    keys = set()
    for email in emails:
        try:
            keys.add(check_email(email)[1])
        except Invalid:
            keys.add(email.lower())
    return keys


def includes(query: Query) -> frozenset[str]:
    names = ",".join(query.get(key, "") for key in ("include", "include[]"))
    return frozenset(name.strip() for name in names.split(",") if name.strip())
