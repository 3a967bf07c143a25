"""What registration forms ask for: the fields of the workspace, and the form of an event."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_page
from footlights.edges.console.events import render_event_tab
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.rows import event_row
from footlights.edges.look import _
from footlights.events.forms import Field, WantedField, list_fields, set_fields
from footlights.events.queries import get_event_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.kit.text import slugify
from footlights.services import Services
from footlights.workspace.attributes import (
    SELECTS,
    create_attribute,
    delete_attribute,
    get_attribute_for,
    list_attributes,
    update_attribute,
)

LIST = f"{PATH}/settings/fields"


@get("/settings/fields")
async def show_fields(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    return await _list_page(request, services, visitor, {})


@post("/settings/fields")
async def add_field(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    async def add(db: Db) -> str:
        slug = slugify(form.text("name"), limit=60).replace("-", "_") or "field"
        taken = {row.slug for row in await list_attributes(db, visitor.actor.workspace_id)}
        free = next(name for name in (slug, *(f"{slug}_{n}" for n in range(2, 1000))) if name not in taken)
        made = await create_attribute(
            db,
            visitor.actor,
            slug=free,
            type=form.text("type"),
            name=form.text("name"),
            options=_lines(form.text("options")),
            now=utcnow(),
        )
        return made.name

    try:
        name = await write(services.database, add)
    except AppError as refusal:
        return await _list_page(request, services, visitor, form.values(), problems_of(refusal, fields="options"))
    return go(request, LIST, _("“%(name)s” can be asked for now. Put it on the form of an event.") % {"name": name})


@get("/settings/fields/{attribute_id:str}")
async def show_field(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], attribute_id: FromPath[str]
) -> Html:
    return await _field_page(request, services, visitor, attribute_id)


@post("/settings/fields/{attribute_id:str}")
async def save_field(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    attribute_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    async def save(db: Db) -> None:
        if form.text("act") == "delete":
            await delete_attribute(db, visitor.actor, attribute_id)
            return
        await update_attribute(
            db,
            visitor.actor,
            attribute_id,
            name=form.text("name"),
            placeholder=form.text("placeholder"),
            description=form.text("description"),
            options=_lines(form.text("options")),
            now=utcnow(),
        )

    try:
        await write(services.database, save)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = problems_of(refusal, fields="options")
        return await _field_page(request, services, visitor, attribute_id, form.values(), problems)
    return go(request, LIST, _("Deleted.") if form.text("act") == "delete" else _("Saved."))


@get("/events/{event_id:str}/form")
async def show_form(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _form_page(request, services, visitor, event_id)


@post("/events/{event_id:str}/form")
async def save_form(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Save the form as it stands; the button pressed may also move, remove or add a field."""

    async def save(db: Db) -> None:
        event = await get_event_for(db, visitor.actor, event_id)
        known = {field.slug: field for field in await list_fields(db, event.id)}
        wanted = [_wanted(form, known[slug]) for slug in _order(form) if slug in known]
        if form.text("add"):
            wanted.append(WantedField(slug=form.text("add")))
        await set_fields(db, visitor.actor, event, wanted, now=utcnow())

    try:
        await write(services.database, save)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        return await _form_page(request, services, visitor, event_id, problems_of(refusal, fields="fields"))
    return go(request, f"{PATH}/events/{event_id}/form", _("Saved."), place="form")


def _order(form: Form) -> list[str]:
    """The fields' ids in the order that the buttons ask for, without the removed one."""
    slugs = [slug for slug in form.all("slug") if slug != form.text("remove")]
    for name, step in (("up", -1), ("down", 1)):
        moved = form.text(name)
        if moved in slugs:
            at = slugs.index(moved)
            slugs.insert(max(0, at + step), slugs.pop(at))
    return slugs


def _wanted(form: Form, field: Field) -> WantedField:
    slug = field.slug
    return WantedField(
        slug=slug,
        required=form.is_on(f"required.{slug}"),
        label=form.text(f"label.{slug}"),
        help=form.text(f"help.{slug}"),
        own_options=tuple(_lines(form.text(f"options.{slug}"))) if field.type in SELECTS else None,
        wording=form.text(f"wording.{slug}") if field.type == "consent" else None,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def _list_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    values: dict[str, str],
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        attributes = await list_attributes(db, visitor.actor.workspace_id)
        return await render_page(
            request,
            db,
            visitor,
            "fields.html",
            nav="settings",
            attributes=attributes,
            values=values,
            problems=problems,
        )


async def _field_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    attribute_id: str,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        attribute = await get_attribute_for(db, visitor.actor, attribute_id)
        values = {
            "name": attribute.name,
            "placeholder": attribute.placeholder or "",
            "description": attribute.description or "",
            "options": "\n".join(str(option) for option in attribute.options),
        }
        return await render_page(
            request,
            db,
            visitor,
            "field.html",
            nav="settings",
            attribute=attribute,
            values=typed or values,
            problems=problems,
        )


async def _form_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        row = await event_row(db, event, now=utcnow())
        fields = await list_fields(db, event.id)
        used = {field.slug for field in fields}
        attributes = {row.slug: row for row in await list_attributes(db, event.workspace_id)}
        return await render_event_tab(
            request,
            services,
            db,
            visitor,
            row,
            "form",
            problems=problems,
            fields=fields,
            attributes=attributes,
            others=[row for slug, row in attributes.items() if slug not in used],
        )
