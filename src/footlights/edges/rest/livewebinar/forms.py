"""`/forms` and their fields."""

import json
from collections.abc import Sequence
from typing import Any

from litestar import Response, delete, get, post, put
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answered import FIELD
from footlights.edges.rest.livewebinar.answers import nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.form_library import (
    INPUTS,
    KINDS,
    FieldDraft,
    add_field,
    change_field,
    create_form,
    delete_form,
    get_field,
    get_form_for,
    list_fields_of_forms,
    options_of,
    remove_field,
    update_form,
)
from footlights.events.models import LibraryField, LibraryForm
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.services import Services
from footlights.workspace.actors import Actor

FORM = "form"
SORTS = {"name": LibraryForm.name, "created_at": LibraryForm.created_at, "type": LibraryForm.kind}
Document = dict[str, Any]  # Any: JSON


@get("/forms")
async def list_forms(services: Running, request: Asked) -> Response[Any]:
    """The library, each form with its fields."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        mine = LibraryForm.workspace_id == actor.workspace_id
        total = await db.scalar(select(func.count()).select_from(LibraryForm).where(mine)) or 0
        by = await order_numbered(db, request, SORTS, FORM, LibraryForm, mine, workspace_id=actor.workspace_id)
        rows = select(LibraryForm).where(mine).order_by(*by)
        forms = list(await db.scalars(rows.limit(page.size).offset(page.offset)))
        return await read_forms(db, services, forms), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@post("/forms", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make a form, which asks for the e-mail at first."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    name, kind = fields.text("name", required=True, most=200), fields.text("type", required=True)
    kind = fields.choice("type", KINDS) if kind else None
    description = fields.text("description")
    fields.check()

    async def work(db: Db) -> Document:
        form = await create_form(
            db, actor, name=name or "", kind=kind or "", description=description or "", now=utcnow()
        )
        return await _read(db, services, form)

    return one(request, await in_write(services, work), status=201)


@get("/forms/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        return await _read(db, services, await _get(db, actor, number))

    return one(request, await in_read(services, work))


@put("/forms/{number:str}")
async def update(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Change what is given."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    name = fields.text("name", required=True, most=200) if fields.has("name") else None
    kind, description = fields.choice("type", KINDS), fields.text("description")
    fields.check()

    async def work(db: Db) -> Document:
        form = await _get(db, actor, number)
        await update_form(db, actor, form, name=name, kind=kind, description=description, now=utcnow())
        return await _read(db, services, form)

    return one(request, await in_write(services, work))


@delete("/forms/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Take it out of the library; rooms keep asking for its fields."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        await delete_form(db, actor, await _get(db, actor, number))

    await in_write(services, work)
    return nothing(request)


@post("/forms/{number:str}/fields", status_code=201)
async def create_field(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Ask for something more; a name that the form has already changes that field."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    fields.text("name", required=True)
    draft = _draft(fields)
    fields.check()

    async def work(db: Db) -> Document:
        field = await add_field(db, actor, await _get(db, actor, number), draft, now=utcnow())
        return await _read_field(db, actor, field)

    return one(request, await in_write(services, work), status=201)


@put("/forms/{number:str}/fields/{field:str}")
async def update_field(services: Running, request: Asked, number: PathText, field: PathText) -> Response[Any]:
    """Change what is given; the name stays."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))

    async def work(db: Db) -> Document:
        form = await _get(db, actor, number)
        found = get_field(form, await find_row(db, actor, FIELD, field))
        draft = _draft(fields, before=found)
        fields.check()
        await change_field(db, actor, form, found, draft, now=utcnow())
        return await _read_field(db, actor, found)

    return one(request, await in_write(services, work))


@delete("/forms/{number:str}/fields/{field:str}", status_code=204)
async def delete_field(services: Running, request: Asked, number: PathText, field: PathText) -> Response[None]:
    """Ask for it no longer; answers that were given stay."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        form = await _get(db, actor, number)
        found = get_field(form, await find_row(db, actor, FIELD, field))
        await remove_field(db, actor, form, found, now=utcnow())

    await in_write(services, work)
    return nothing(request)


async def read_forms(db: Db, services: Services, forms: Sequence[LibraryForm]) -> list[Document]:
    """Documents of forms of one workspace; a fixed number of statements."""
    if not forms:
        return []
    workspace_id, ids = forms[0].workspace_id, [form.id for form in forms]
    numbers, fields = await numbers_of(db, workspace_id, FORM, ids), await list_fields_of_forms(db, ids)
    everything = [field.id for own in fields.values() for field in own]
    field_numbers = await numbers_of(db, workspace_id, FIELD, everything)
    base = services.settings.embed_base
    return [
        {
            "id": numbers[form.id],
            "name": form.name,
            "type": form.kind,
            "description": form.description or "",
            "fields": [_field(field, field_numbers[field.id]) for field in fields[form.id]],
            "EmbedCode": {"data": {"code": "" if form.kind == "survey" else embed_code(base, numbers[form.id])}},
        }
        for form in forms
    ]


def embed_code(embed_base: str, number: int) -> str:
    """What people paste into a page. Plugins replace the element and the option by their exact text (contract, 6)."""
    address = json.dumps(f"{embed_base}/ef?f={number}").replace("</", "<\\/")
    return (
        '<div id="FormContainer"></div><script>(function(d){'
        f"var _options={{'_form_id':'{number}','_form_containerID':'FormContainer'}};"
        "var s=d.createElement('script');s.async=true;"
        f"s.src={address}+Object.keys(_options).map(function(k){{"
        "return '&'+k+'='+encodeURIComponent(_options[k]);}).join('');"
        "d.head.appendChild(s);})(document);</script>"
    )


def _field(field: LibraryField, number: int) -> Document:
    options = options_of(field)
    return {
        "id": number,
        "name": field.attribute.slug,
        "label": field.label or field.attribute.name,
        "type": field.input,
        "required": field.required,
        "position": field.position + 1,
        **({"options": options} if options else {}),
    }


def _draft(fields: Fields, *, before: LibraryField | None = None) -> FieldDraft:
    """The field as the body has it, over what it was."""
    options = fields.items("options")
    label, required, kind = fields.given("label"), fields.flag("required"), fields.choice("type", INPUTS)
    return FieldDraft(
        name=fields.given("name") or (before.attribute.slug if before else ""),
        label=label or (before.label or "" if before else ""),
        input=kind or (before.input if before else "text"),
        required=before.required if before and required is None else bool(required),
        options=[str(option) for option in options] if options is not None else (options_of(before) if before else []),
        position=fields.whole("position", least=1),
    )


async def _get(db: Db, actor: Actor, number: str) -> LibraryForm:
    return await get_form_for(db, actor, await find_row(db, actor, FORM, number))


async def _read(db: Db, services: Services, form: LibraryForm) -> Document:
    await db.flush()
    return (await read_forms(db, services, [form]))[0]


async def _read_field(db: Db, actor: Actor, field: LibraryField) -> Document:
    await db.flush()
    return _field(field, (await numbers_of(db, actor.workspace_id, FIELD, [field.id]))[field.id])


routes = [list_forms, create, show, update, remove, create_field, update_field, delete_field]
