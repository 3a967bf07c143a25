"""The registration form of an event: which people attributes it asks for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from footlights.events.models import ConsentWording, Event, FormField
from footlights.kit.database import Db, Reads, fetch
from footlights.kit.errors import Invalid, filled
from footlights.kit.snapshot import Prepared
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.attributes import SELECTS, check_options, create_attribute, list_attributes
from footlights.workspace.models import PeopleAttribute

DEFAULT_FIELDS = ("email", "first_name", "last_name")
MOST_FIELDS = 100


class UnknownField(Invalid):
    """An answer or a form names a field that does not exist; the sentence is one that clients look for."""

    code = "unknown_field"

    def __init__(self, slug: str) -> None:
        super().__init__(f"The field '{slug[:100]}' doesn't exist", pointer="fields")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form, in the words of the form. `options` are the texts of a selection; `wording` is what a consent
    says, in its `wording_version`."""

    slug: str
    name: str
    type: str
    required: bool
    builtin: bool
    options: tuple[str, ...] = ()
    help: str = ""
    placeholder: str = ""
    wording: str = ""
    wording_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class WantedField:
    """What a form shall have; `type` and `options` are only read when the attribute does not exist yet.

    The words of this form (`label`, `help`, `own_options`, `wording`): None leaves them, blank means the attribute's.
    """

    slug: str
    required: bool = False
    type: str | None = None
    options: tuple[str, ...] = ()
    label: str | None = None
    help: str | None = None
    own_options: tuple[str, ...] | None = None
    wording: str | None = None


async def add_default_fields(db: Db, event: Event) -> None:
    """Ask for e-mail and both names, as new events do."""
    await _write(db, event, [WantedField(slug=slug, required=True) for slug in DEFAULT_FIELDS], before={}, now=None)


async def set_fields(db: Db, actor: Actor, event: Event, wanted: Sequence[WantedField], *, now: datetime) -> None:
    """Replace the form's fields. An unknown one with a type becomes an attribute of the workspace (UnknownField else).

    A form may do without an e-mail: people then register anonymously.
    """
    require_team(actor)
    by_slug = {field.slug: field for field in wanted}
    if len(by_slug) != len(wanted) or len(wanted) > MOST_FIELDS:
        raise Invalid(
            filled("A form has at most %(most)s fields, each once.", most=MOST_FIELDS),
            code="invalid_fields",
            pointer="fields",
        )
    known = {attribute.slug for attribute in await list_attributes(db, event.workspace_id, slugs=by_slug)}
    for field in wanted:
        if field.slug in known:
            continue
        if field.type is None:
            raise UnknownField(field.slug)
        options = field.options if field.type in SELECTS else ()
        await create_attribute(db, actor, slug=field.slug, type=field.type, options=options, now=now)
    rows = await db.scalars(select(FormField).where(FormField.event_id == event.id))
    before = {row.attribute_id: row for row in rows}
    for row in before.values():
        db.expunge(row)
    await db.execute(delete(FormField).where(FormField.event_id == event.id))
    await _write(db, event, wanted, before=before, now=now)


async def copy_fields(db: Db, source: Event, event: Event) -> None:
    """Give `event` the form of `source`, with the consent wordings in force as its first versions."""
    await db.execute(delete(FormField).where(FormField.event_id == event.id))
    rows = list(await db.scalars(select(FormField).where(FormField.event_id == source.id)))
    wordings = await _wordings_in_force(db, [source.id])
    for row in rows:
        text = wordings.get((source.id, row.attribute_id))
        if text is not None:
            db.add(_wording(event, row.attribute_id, 1, text, now=event.created_at))
        db.add(
            FormField(
                event_id=event.id,
                attribute_id=row.attribute_id,
                position=row.position,
                required=row.required,
                label=row.label,
                help=row.help,
                options=row.options,
                wording_version=None if text is None else 1,
            )
        )
    await db.flush()


async def list_fields(db: Reads, event_id: str) -> list[Field]:
    return (await list_fields_of_events(db, [event_id]))[event_id]


async def list_fields_of_events(db: Reads, event_ids: Collection[str]) -> dict[str, list[Field]]:
    """Forms of several events in one statement: event id to fields in their order."""
    found: dict[str, list[Field]] = {event_id: [] for event_id in event_ids}
    rows = await fetch(db, _FIELDS, {"event_ids": list(found)})
    has_consents = any(row.wording_version for row in rows)
    wordings = await _wordings_in_force(db, found) if has_consents else {}
    for row in rows:
        found[row.event_id].append(_field(row, wordings.get((row.event_id, row.attribute_id))))
    return found


async def list_wordings(db: Db, event_id: str) -> dict[tuple[str, int], str]:
    """Every version of every consent text of an event: by field slug and version."""
    rows = await db.execute(
        select(PeopleAttribute.slug, ConsentWording.version, ConsentWording.text)
        .join(PeopleAttribute, PeopleAttribute.id == ConsentWording.attribute_id)
        .where(ConsentWording.event_id == event_id)
    )
    return {(slug, version): text for slug, version, text in rows}


_FIELDS = Prepared(
    select(
        FormField.event_id,
        FormField.attribute_id,
        FormField.required,
        FormField.label,
        FormField.help,
        FormField.options,
        FormField.wording_version,
        PeopleAttribute.slug,
        PeopleAttribute.name,
        PeopleAttribute.type,
        PeopleAttribute.builtin,
        PeopleAttribute.options.label("usual_options"),
        PeopleAttribute.description,
        PeopleAttribute.placeholder,
    )
    .join(PeopleAttribute, PeopleAttribute.id == FormField.attribute_id)
    .where(FormField.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(FormField.event_id, FormField.position)
)
_WORDINGS = Prepared(
    select(ConsentWording.event_id, ConsentWording.attribute_id, ConsentWording.text)
    .join(
        FormField,
        (FormField.event_id == ConsentWording.event_id)
        & (FormField.attribute_id == ConsentWording.attribute_id)
        & (FormField.wording_version == ConsentWording.version),
    )
    .where(ConsentWording.event_id.in_(bindparam("event_ids", expanding=True)))
)


def _field(row: Any, wording: str | None) -> Field:  # Any: a row of _FIELDS
    is_consent = row.type == "consent"
    return Field(
        row.slug,
        row.label or row.name,
        row.type,
        row.required,
        row.builtin,
        tuple(str(option) for option in row.options or row.usual_options),
        help=row.help or ("" if is_consent else row.description or ""),
        placeholder=row.placeholder or "",
        wording=wording or row.description or row.name if is_consent else "",
        wording_version=row.wording_version,
    )


async def _wordings_in_force(db: Reads, event_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """By event and attribute, the text that the form shows now."""
    rows = await fetch(db, _WORDINGS, {"event_ids": list(event_ids)})
    return {(event_id, attribute_id): text for event_id, attribute_id, text in rows}


async def _write(
    db: Db, event: Event, wanted: Sequence[WantedField], *, before: Mapping[str, FormField], now: datetime | None
) -> None:
    slugs = [field.slug for field in wanted]
    attributes = {row.slug: row for row in await list_attributes(db, event.workspace_id, slugs=slugs)}
    for position, field in enumerate(wanted):
        attribute = attributes[field.slug]
        was = before.get(attribute.id)
        row = FormField(event_id=event.id, attribute_id=attribute.id, position=position, required=field.required)
        row.label = _kept(field.label, was.label if was else None, limit=300)
        row.help = _kept(field.help, was.help if was else None, limit=1000)
        row.options = was.options if was else None
        if field.own_options is not None and attribute.type in SELECTS:
            row.options = check_options(field.own_options) if field.own_options else None
        if attribute.type == "consent":
            said = clean_text(field.wording, limit=2000) if field.wording is not None else None
            usual = attribute.description or attribute.name
            row.wording_version = await _word_consent(db, event, attribute, said, usual, was, now=now)
        db.add(row)
    await db.flush()


async def _word_consent(
    db: Db,
    event: Event,
    attribute: PeopleAttribute,
    said: str | None,
    usual: str,
    was: FormField | None,
    *,
    now: datetime | None,
) -> int:
    """The version whose text is `said`: the one in force when that is the same or nothing is said, else a new one."""
    own = (ConsentWording.event_id == event.id) & (ConsentWording.attribute_id == attribute.id)
    versions = {row.version: row.text for row in await db.scalars(select(ConsentWording).where(own))}
    in_force = was.wording_version if was else None
    text = said or (usual if said == "" or in_force is None else versions[in_force])
    if in_force is not None and versions.get(in_force) == text:
        return in_force
    version = max(versions, default=0) + 1
    db.add(_wording(event, attribute.id, version, text, now=now or event.created_at))
    return version


def _wording(event: Event, attribute_id: str, version: int, text: str, *, now: datetime) -> ConsentWording:
    return ConsentWording(event_id=event.id, attribute_id=attribute_id, version=version, text=text, created_at=now)


def _kept(wanted: str | None, stored: str | None, *, limit: int) -> str | None:
    """What a form's own words become: None leaves them, blank takes them away."""
    return stored if wanted is None else clean_line(wanted, limit=limit) or None
