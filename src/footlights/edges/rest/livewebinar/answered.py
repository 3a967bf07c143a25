"""Answers to the form of a room, as bodies give them: `fields[…]` by number or name, or names at the top level."""

from collections.abc import Mapping, Sequence
from typing import Any

from footlights.edges.rest.livewebinar.bodies import Body
from footlights.edges.rest.livewebinar.rooms import find_number
from footlights.events.form_library import find_form_of, list_fields_of_forms
from footlights.events.forms import DEFAULT_FIELDS, Field, list_fields
from footlights.events.models import Event
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.registration.answers import Answer
from footlights.registration.personal import form_for_names

FIELD = "form_field"
"""Kind of the numbers of fields of the library."""
_SPELLINGS = {"firstname": "first_name", "lastname": "last_name"}
_NAMES = ("email", "first_name", "last_name")


async def read_form(db: Db, event: Event) -> list[Field]:
    """What the room asks for, and names in any case; a form that nobody chose needs the e-mail alone."""
    fields = await list_fields(db, event.id)
    is_usual = {field.slug for field in fields} == {*DEFAULT_FIELDS}
    if is_usual and await find_form_of(db, event.id) is None:
        return form_for_names(fields)
    asked = {field.slug for field in fields}
    return [*fields, *(Field(slug, slug, "text", False, True) for slug in _NAMES[1:] if slug not in asked)]


async def read_given(db: Db, event: Event, form: Sequence[Field], body: Body) -> dict[str, Answer | None]:
    """Answers by field id. Names may be spelt firstname or first_name, or come as one `name`; the rest is ignored."""
    known = {*_NAMES, *(field.slug for field in form)}
    given: dict[str, Answer | None] = {}
    for name, value in (*body.items(), *(await _by_number(db, event, body.get("fields")))):
        slug = _SPELLINGS.get(str(name), str(name))
        if slug in known and value is not None:
            given[slug] = _answer(value)
    whole = body.get("name")
    if isinstance(whole, str) and not given.get("first_name") and not given.get("last_name"):
        first, _, last = whole.strip().partition(" ")
        given |= {"first_name": first, "last_name": last.strip()}
    return given


async def _by_number(db: Db, event: Event, fields: object) -> list[tuple[str, Any]]:  # Any: as in Body
    """Members of `fields`, the numbers among them as names."""
    pairs = list(enumerate(fields)) if isinstance(fields, list) else []
    members: Mapping[Any, Any] = fields if isinstance(fields, dict) else dict(pairs)
    if not any(find_number(name) for name in members):
        return [(str(name), value) for name, value in members.items()]
    form = await find_form_of(db, event.id)
    own = (await list_fields_of_forms(db, [form.id]))[form.id] if form else []
    numbers = await numbers_of(db, event.workspace_id, FIELD, [field.id for field in own])
    slugs = {str(numbers[field.id]): field.attribute.slug for field in own}
    return [(slugs.get(str(name), str(name)), value) for name, value in members.items()]


def _answer(value: object) -> Answer:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return [str(part) for part in value.values() if isinstance(part, str | int | float)]
    if isinstance(value, list):
        return [str(part) for part in value if isinstance(part, str | int | float)]
    return str(value)
