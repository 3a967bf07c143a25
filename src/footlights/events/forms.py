"""The registration form of an event: which people attributes it asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from footlights.events.models import Event, FormField
from footlights.kit.database import Db, fetch
from footlights.kit.errors import Invalid
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.attributes import SELECTS, create_attribute, list_attributes
from footlights.workspace.models import PeopleAttribute

_FIELDS = (
    select(
        FormField.event_id,
        PeopleAttribute.slug,
        PeopleAttribute.name,
        PeopleAttribute.type,
        FormField.required,
        PeopleAttribute.builtin,
        PeopleAttribute.options,
    )
    .join(PeopleAttribute, PeopleAttribute.id == FormField.attribute_id)
    .where(FormField.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(FormField.event_id, FormField.position)
)
DEFAULT_FIELDS = ("email", "first_name", "last_name")
MOST_FIELDS = 100


class UnknownField(Invalid):
    """An answer or a form names a field that does not exist; the sentence is one that clients look for."""

    code = "unknown_field"

    def __init__(self, slug: str) -> None:
        super().__init__(f"The field '{slug[:100]}' doesn't exist", pointer="fields")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form, in the words of the form. `options` are the texts of a selection."""

    slug: str
    name: str
    type: str
    required: bool
    builtin: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WantedField:
    """What a form shall have; `type` and `options` are only read when the attribute does not exist yet."""

    slug: str
    required: bool = False
    type: str | None = None
    options: tuple[str, ...] = ()


async def add_default_fields(db: Db, event: Event) -> None:
    """Ask for e-mail and both names, as new events do."""
    await _write(db, event, [WantedField(slug=slug, required=True) for slug in DEFAULT_FIELDS])


async def set_fields(db: Db, actor: Actor, event: Event, wanted: Sequence[WantedField], *, now: datetime) -> None:
    """Replace the form's fields. An unknown one with a type becomes an attribute of the workspace (UnknownField else).

    A form may do without an e-mail: people then register anonymously.
    """
    require_team(actor)
    by_slug = {field.slug: field for field in wanted}
    if len(by_slug) != len(wanted) or len(wanted) > MOST_FIELDS:
        raise Invalid(f"A form has at most {MOST_FIELDS} fields, each once.", code="invalid_fields", pointer="fields")
    known = {attribute.slug for attribute in await list_attributes(db, event.workspace_id, slugs=by_slug)}
    for field in wanted:
        if field.slug in known:
            continue
        if field.type is None:
            raise UnknownField(field.slug)
        options = field.options if field.type in SELECTS else ()
        await create_attribute(db, actor, slug=field.slug, type=field.type, options=options, now=now)
    await db.execute(delete(FormField).where(FormField.event_id == event.id))
    await _write(db, event, wanted)


async def copy_fields(db: Db, source: Event, event: Event) -> None:
    """Give `event` the form of `source`."""
    await db.execute(delete(FormField).where(FormField.event_id == event.id))
    rows = await db.scalars(select(FormField).where(FormField.event_id == source.id))
    db.add_all(
        FormField(event_id=event.id, attribute_id=row.attribute_id, position=row.position, required=row.required)
        for row in rows
    )
    await db.flush()


async def list_fields(db: Db, event_id: str) -> list[Field]:
    return (await list_fields_of_events(db, [event_id]))[event_id]


async def list_fields_of_events(db: Db, event_ids: Collection[str]) -> dict[str, list[Field]]:
    """Forms of several events in one statement: event id to fields in their order."""
    found: dict[str, list[Field]] = {event_id: [] for event_id in event_ids}
    for event_id, slug, name, kind, required, builtin, options in await fetch(db, _FIELDS, {"event_ids": list(found)}):
        found[event_id].append(Field(slug, name, kind, required, builtin, tuple(map(str, options))))
    return found


async def _write(db: Db, event: Event, wanted: Sequence[WantedField]) -> None:
    slugs = [field.slug for field in wanted]
    ids = {attribute.slug: attribute.id for attribute in await list_attributes(db, event.workspace_id, slugs=slugs)}
    db.add_all(
        FormField(event_id=event.id, attribute_id=ids[field.slug], position=position, required=field.required)
        for position, field in enumerate(wanted)
    )
    await db.flush()
