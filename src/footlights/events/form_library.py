"""The library of forms: made once, attached to events, whose registration forms are written from them.

There is one registration form per event (`forms`). Attaching writes it; changing the form of the library, or a field of
it, writes it again for every event it is attached to. Answers are those of registrations and know nothing of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload, selectinload

from footlights.events.forms import DEFAULT_FIELDS, MOST_FIELDS, WantedField, set_fields
from footlights.events.models import AttachedForm, Event, LibraryField, LibraryForm, Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.attributes import IDENTITY, SELECTS, SLUG, check_options, create_attribute, list_attributes
from footlights.workspace.models import PeopleAttribute

KINDS = ("registration", "lead", "survey")
INPUTS: Final = {
    "text": "text",
    "email": "email",
    "phone": "text",
    "textarea": "long_text",
    "select": "unique_select",
    "radio": "unique_select",
    "checkbox": "multiple_select",
    "date": "text",
    "consent": "consent",
}
"""How a field is asked: the type of the people attribute that keeps its answers."""
NAME_LENGTH = 200
_WRITTEN = {"text", "long_text", "email", "url"}
_WITH_FIELDS = selectinload(LibraryForm.fields).joinedload(LibraryField.attribute)


class NoSuchForm(NotFound):
    code = "no_such_form"


class NoSuchField(NotFound):
    code = "no_such_field"


@dataclass(frozen=True, kw_only=True)
class FieldDraft:
    """A field as somebody asks for it. `position` counts from 1; None is the end, or stays."""

    name: str
    label: str = ""
    input: str = "text"
    required: bool = False
    options: Sequence[str] = ()
    position: int | None = None


async def create_form(
    db: Db, actor: Actor, *, name: str, kind: str, description: str = "", now: datetime
) -> LibraryForm:
    """Make a form that asks for the e-mail; other fields are added."""
    require_team(actor)
    form = LibraryForm(id=new_id(), workspace_id=actor.workspace_id, created_at=now, fields=[])
    _name(form, name=name, kind=kind, description=description, now=now)
    (attribute,) = await list_attributes(db, actor.workspace_id, slugs=["email"])
    form.fields.append(LibraryField(id=new_id(), position=0, input="email", required=True, attribute=attribute))
    db.add(form)
    await db.flush()
    return form


async def update_form(
    db: Db,
    actor: Actor,
    form: LibraryForm,
    *,
    name: str | None = None,
    kind: str | None = None,
    description: str | None = None,
    now: datetime,
) -> None:
    """Change what is given. A form that lets people in somewhere does not become a survey."""
    require_team(actor)
    if kind == "survey" and form.kind != kind and await _list_events(db, form):
        raise Invalid("The form is attached to a room.", code="form_in_use", pointer="type")
    _name(form, name=name, kind=kind, description=description, now=now)


async def delete_form(db: Db, actor: Actor, form: LibraryForm) -> None:
    """Take the form out of the library; events it was attached to keep their fields."""
    require_team(actor)
    await db.execute(delete(LibraryForm).where(LibraryForm.id == form.id))


async def get_form_for(db: Db, actor: Actor, form_id: str) -> LibraryForm:
    """A form of the actor's workspace with its fields, or NoSuchForm."""
    require_team(actor)
    form = await find_form(db, form_id)
    if form is None or form.workspace_id != actor.workspace_id:
        raise NoSuchForm("There is no such form.")
    return form


async def list_forms(db: Db, actor: Actor) -> list[LibraryForm]:
    """The library without fields, by name."""
    require_team(actor)
    mine = select(LibraryForm).where(LibraryForm.workspace_id == actor.workspace_id)
    return list(await db.scalars(mine.order_by(LibraryForm.name, LibraryForm.id)))


async def find_form(db: Db, form_id: str) -> LibraryForm | None:
    """Any form with its fields; for public pages."""
    wanted = select(LibraryForm).options(_WITH_FIELDS).where(LibraryForm.id == find_id(form_id))
    return (await db.scalars(wanted)).one_or_none()


async def add_field(db: Db, actor: Actor, form: LibraryForm, draft: FieldDraft, *, now: datetime) -> LibraryField:
    """Ask for something more; a name that the form has already changes that field.

    An unknown name becomes a people attribute. Refuses with Invalid, also where the answers of that name are of another
    kind.
    """
    require_team(actor)
    attribute = await _attribute(db, actor, draft, now=now)
    field = next((known for known in form.fields if known.attribute.id == attribute.id), None)
    if field is None:
        if len(form.fields) >= MOST_FIELDS:
            raise Invalid(
                filled("A form has at most %(most)s fields.", most=MOST_FIELDS),
                code="too_many_fields",
                pointer="fields",
            )
        field = LibraryField(id=new_id(), position=len(form.fields), attribute=attribute)
        form.fields.append(field)
    await _set_field(db, actor, form, field, draft, now=now)
    return field


async def change_field(
    db: Db, actor: Actor, form: LibraryForm, field: LibraryField, draft: FieldDraft, *, now: datetime
) -> None:
    """Ask for it in another way; the name stays, since answers were given under it."""
    require_team(actor)
    if draft.name != field.attribute.slug:
        raise Invalid("The name of a field stays as it is.", code="name_is_fixed", pointer="name")
    await _attribute(db, actor, draft, now=now)
    await _set_field(db, actor, form, field, draft, now=now)


async def remove_field(db: Db, actor: Actor, form: LibraryForm, field: LibraryField, *, now: datetime) -> None:
    """Ask for it no longer; answers that were given stay."""
    require_team(actor)
    form.fields.remove(field)
    _count(form.fields)
    await _publish(db, actor, form, now=now)


def get_field(form: LibraryForm, field_id: str | None) -> LibraryField:
    """A field of a loaded form, or NoSuchField."""
    field = next((known for known in form.fields if known.id == field_id), None)
    if field is None:
        raise NoSuchField("There is no such field.")
    return field


async def attach_form(db: Db, actor: Actor, event: Event, form: LibraryForm | None, *, now: datetime) -> None:
    """Make this the way in: the event asks for its fields, and a name is no longer enough. None undoes both."""
    require_team(actor)
    if form is not None and form.kind == "survey":
        raise Invalid("A survey is no way into a room.", code="form_is_survey", pointer="form")
    await db.execute(delete(AttachedForm).where(AttachedForm.event_id == event.id))
    if form is None:
        usual = [WantedField(slug=slug, required=True) for slug in DEFAULT_FIELDS]
        await set_fields(db, actor, event, usual, now=now)
    else:
        db.add(AttachedForm(event_id=event.id, form_id=form.id))
        await set_fields(db, actor, event, _wanted(form), now=now)
    coming = (Session.event_id == event.id) & Session.state.in_(("scheduled", "live"))
    await db.execute(update(Session).where(coming).values(registered_only=form is not None))


async def find_form_of(db: Db, event_id: str) -> LibraryForm | None:
    return (await find_forms_of_events(db, [event_id])).get(event_id)


async def find_forms_of_events(db: Db, event_ids: Collection[str]) -> dict[str, LibraryForm]:
    """Attached forms without their fields, by event; one statement."""
    rows = await db.execute(
        select(AttachedForm.event_id, LibraryForm)
        .join(LibraryForm, LibraryForm.id == AttachedForm.form_id)
        .where(AttachedForm.event_id.in_(event_ids))
    )
    return dict(rows.all())


async def list_fields_of_forms(db: Db, form_ids: Collection[str]) -> dict[str, list[LibraryField]]:
    """Fields of several forms with their attributes, in their order; one statement."""
    found: dict[str, list[LibraryField]] = {form_id: [] for form_id in form_ids}
    rows = (
        select(LibraryField).options(joinedload(LibraryField.attribute)).where(LibraryField.form_id.in_(found))
    ).order_by(LibraryField.form_id, LibraryField.position)
    for field in await db.scalars(rows):
        found[field.form_id].append(field)
    return found


async def list_public_events(db: Db, form: LibraryForm) -> list[Event]:
    """Published events that the form leads into, newest first."""
    return [event for event in await _list_events(db, form) if event.is_published]


def options_of(field: LibraryField) -> list[str]:
    return [str(option) for option in field.options or field.attribute.options]


async def _list_events(db: Db, form: LibraryForm) -> list[Event]:
    rows = (
        select(Event)
        .join(AttachedForm, AttachedForm.event_id == Event.id)
        .options(joinedload(Event.owner), joinedload(Event.workspace))
        .where(AttachedForm.form_id == form.id)
    )
    return list(await db.scalars(rows.order_by(Event.created_at.desc(), Event.id)))


def _name(form: LibraryForm, *, name: str | None, kind: str | None, description: str | None, now: datetime) -> None:
    if name is not None:
        form.name = clean_line(name, limit=NAME_LENGTH)
        if not form.name:
            raise Invalid("The name field is required.", code="name_missing", pointer="name")
    if kind is not None:
        if kind not in KINDS:
            raise Invalid(f"The type is one of {', '.join(KINDS)}.", code="unknown_type", pointer="type")
        form.kind = kind
    if description is not None:
        form.description = clean_text(description, limit=5000) or None
    form.updated_at = now


async def _attribute(db: Db, actor: Actor, draft: FieldDraft, *, now: datetime) -> PeopleAttribute:
    """The people attribute of that name, made if new, after checking that it can hold such answers."""
    if not SLUG.fullmatch(draft.name):
        raise Invalid("A name has small letters, digits, - and _.", code="invalid_name", pointer="name")
    kind = _kind(draft)
    found = await list_attributes(db, actor.workspace_id, slugs=[draft.name])
    if not found:
        options = draft.options if kind in SELECTS else ()
        label = draft.label or None
        return await create_attribute(db, actor, slug=draft.name, type=kind, name=label, options=options, now=now)
    fits = found[0].type == kind or {found[0].type, kind} <= _WRITTEN or draft.name in IDENTITY
    if not fits:
        raise Invalid(
            filled("%(name)s is of another type already.", name=draft.name), code="type_is_fixed", pointer="type"
        )
    return found[0]


def _kind(draft: FieldDraft) -> str:
    if draft.input not in INPUTS:
        raise Invalid(f"The type is one of {', '.join(INPUTS)}.", code="unknown_type", pointer="type")
    if draft.input == "checkbox" and not draft.options:
        return "consent"  # one box alone is a yes or no
    return INPUTS[draft.input]


async def _set_field(
    db: Db, actor: Actor, form: LibraryForm, field: LibraryField, draft: FieldDraft, *, now: datetime
) -> None:
    field.input, field.required = draft.input, draft.required
    field.label = clean_line(draft.label, limit=300) or None
    is_select = field.attribute.type in SELECTS
    field.options = check_options(draft.options) if is_select and draft.options else None
    if draft.position is not None:
        form.fields.remove(field)
        form.fields.insert(max(0, min(draft.position - 1, len(form.fields))), field)
    _count(form.fields)
    await _publish(db, actor, form, now=now)


def _count(fields: Sequence[LibraryField]) -> None:
    for position, field in enumerate(fields):
        field.position = position


async def _publish(db: Db, actor: Actor, form: LibraryForm, *, now: datetime) -> None:
    """Write the registration forms of all events that the form is attached to."""
    form.updated_at = now
    await db.flush()
    for event in await _list_events(db, form):
        await set_fields(db, actor, event, _wanted(form), now=now)


def _wanted(form: LibraryForm) -> list[WantedField]:
    return [
        WantedField(
            slug=field.attribute.slug,
            required=field.required,
            label=field.label or "",
            own_options=tuple(options_of(field)) if field.options else (),
            wording=field.label or "" if field.attribute.type == "consent" else None,
        )
        for field in form.fields
    ]
