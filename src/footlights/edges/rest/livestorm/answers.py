"""Answers to registration forms as clients send them: a list of {id, value}, an object, or flat attributes."""

from footlights.edges.rest.livestorm.documents import Document
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.registration.answers import Answer

FLAT = ("email", "first_name", "last_name", "avatar_link", "company", "job_title")
RENAMED = {"avatar_link": "avatar"}


def read_answers(attributes: Document) -> dict[str, Answer | None]:
    """Answers by field id; numbers and booleans become text.

    What `fields` says comes before a flat attribute of the same name.
    """
    given = _given_fields(attributes.get("fields"))
    flat = {name: attributes[name] for name in FLAT if name in attributes}
    merged = {RENAMED.get(name, name): value for name, value in (flat | given).items()}
    return {name: _value(name, value) for name, value in merged.items()}


def read_flat_answers(attributes: Document) -> dict[str, Answer | None]:
    """Every attribute that could be an answer to a field of the workspace's own; which are, the form decides."""
    return {
        name: _value(name, value)
        for name, value in attributes.items()
        if name not in FLAT
        and (
            isinstance(value, str | int | float) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
        )
    }


def _given_fields(fields: object) -> Document:
    if fields is None:
        return {}
    if isinstance(fields, dict):
        return fields
    if not isinstance(fields, list):
        raise BadRequest("“fields” is a list of {id, value}.", code="invalid_field", pointer="fields")
    given: Document = {}
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("id"), str):
            raise BadRequest("A field is an object with id and value.", code="invalid_field", pointer="fields")
        given[field["id"]] = field.get("value")
    return given


def _value(name: str, value: object) -> Answer | None:
    if value is None:
        return None
    if isinstance(value, list):
        return [_text(name, part) for part in value]
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise BadRequest(f"The value of {name[:100]} is text.", code="invalid_field", pointer="fields")
