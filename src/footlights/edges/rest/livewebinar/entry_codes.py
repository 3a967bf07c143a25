"""`/account/widget_tokens` and `/account/widget_user_tokens`: codes that admit one person each."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, delete, get, post
from sqlalchemy import ColumnElement, exists, func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import answer, nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import many, order, read_page
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, NotFound
from footlights.numbering import numbers_of
from footlights.registration.entry_codes import (
    MOST_AT_ONCE,
    NoSuchCodeGroup,
    code_text,
    count_codes,
    create_group,
    delete_group,
    generate_codes,
    list_codes,
    list_events_of_groups,
    list_groups_of_event,
)
from footlights.registration.models import CodeGroup, CodeGroupEvent, EntryCode
from footlights.services import Services
from footlights.workspace.actors import Actor

GROUP, CODE = "code_group", "code"
SORTS = {"created_at": CodeGroup.created_at, "name": CodeGroup.name}
Document = dict[str, Any]  # Any: JSON


@post("/account/widget_tokens", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make a group of codes for some rooms."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    name = fields.given("name") or ""
    rooms = fields.items("widgets_ids") or []
    amount = fields.whole("amount", least=1, most=MOST_AT_ONCE)
    fields.check()

    async def work(db: Db) -> Document:
        event_ids = [await _room_id(db, actor, number) for number in rooms]
        key, now = services.secret_key, utcnow()
        group = await create_group(db, actor, key, name=name, event_ids=event_ids, amount=amount or 1, now=now)
        (made,) = await read_groups(db, services, [group])
        return made

    return one(request, await in_write(services, work), status=201)


@get("/account/widget_tokens")
async def list_groups(services: Running, request: Asked) -> Response[Any]:
    """All groups that the actor sees, with their codes."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        seen = _visible(actor)
        total = await db.scalar(select(func.count()).select_from(CodeGroup).where(*seen)) or 0
        rows = select(CodeGroup).where(*seen).order_by(*order(request, SORTS, id=CodeGroup.id))
        groups = list(await db.scalars(rows.limit(page.size).offset(page.offset)))
        return await read_groups(db, services, groups), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@get("/account/widget_tokens/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """One group with its codes."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        group = await _get(db, actor, number)
        (found,) = await read_groups(db, services, [group])
        return found

    return one(request, await in_read(services, work))


@post("/account/widget_tokens/items/generate/{number:str}", status_code=200)
async def generate(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Add codes to a group; the answer has only these, the newest first."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    amount = fields.whole("amount", least=1, most=MOST_AT_ONCE)
    fields.check()

    async def work(db: Db) -> Document:
        group = await _get(db, actor, number)
        added = await generate_codes(db, actor, services.secret_key, group, amount=amount or 1, now=utcnow())
        (found,) = await read_groups(db, services, [group], only=added)
        return found

    return one(request, await in_write(services, work))


@delete("/account/widget_tokens/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Take a group away: its codes open nothing any more."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        await delete_group(db, actor, await _get(db, actor, number))

    await in_write(services, work)
    return nothing(request)


@get("/account/widget_user_tokens/{number:str}")
async def of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """The groups of a room; this answer alone has no `data`."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> list[Document]:
        groups = await list_groups_of_event(db, await get_room_for(db, actor, number))
        ids = [group.id for group in groups]
        numbers, counts = await numbers_of(db, actor.workspace_id, GROUP, ids), await count_codes(db, ids)
        return [
            {
                "user_widget_token_id": numbers[group.id],
                "name": group.name,
                "amount": counts[group.id].codes,
                "used": counts[group.id].used,
            }
            for group in groups
        ]

    return answer(request, {"widgets_user_tokens": await in_read(services, work)})


async def read_groups(
    db: Db, services: Services, groups: Sequence[CodeGroup], *, only: Sequence[EntryCode] | None = None
) -> list[Document]:
    """Documents of groups of one workspace, with all their codes or `only` some; a fixed number of statements."""
    if not groups:
        return []
    workspace_id, ids = groups[0].workspace_id, [group.id for group in groups]
    numbers, counts = await numbers_of(db, workspace_id, GROUP, ids), await count_codes(db, ids)
    events = await list_events_of_groups(db, ids)
    codes = {ids[0]: list(only)} if only is not None else await list_codes(db, ids)
    everything = [code.id for group_codes in codes.values() for code in group_codes]
    code_numbers = await numbers_of(db, workspace_id, CODE, everything)
    rooms = await numbers_of(db, workspace_id, ROOM, [event.id for found in events.values() for event in found])
    return [
        {
            "id": numbers[group.id],
            "name": group.name,
            "amount": counts[group.id].codes,
            "widgets": {"data": [{"id": rooms[event.id], "token": event.room_number} for event in events[group.id]]},
            "tokens": {"data": [_code(services, code, code_numbers[code.id]) for code in codes[group.id]]},
        }
        for group in groups
    ]


def _visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on CodeGroup: owners and admins see all of the workspace, a member those for their own rooms alone."""
    mine = CodeGroup.workspace_id == actor.workspace_id
    if actor.is_admin:
        return (mine,)
    others = exists().where(
        CodeGroupEvent.group_id == CodeGroup.id,
        Event.id == CodeGroupEvent.event_id,
        Event.owner_id != actor.person_id,
    )
    return mine, ~others


async def _get(db: Db, actor: Actor, number: str) -> CodeGroup:
    wanted = CodeGroup.id == await find_row(db, actor, GROUP, number)
    group = (await db.scalars(select(CodeGroup).where(*_visible(actor), wanted))).one_or_none()
    if group is None:
        raise NoSuchCodeGroup("There is no such group of codes.")
    return group


def _code(services: Services, code: EntryCode, number: int) -> Document:
    return {"id": number, "token": code_text(services.secret_key, code), "used": code.used_at is not None}


async def _room_id(db: Db, actor: Actor, number: object) -> str:
    try:
        return (await get_room_for(db, actor, str(number))).id
    except NotFound as missing:
        raise Invalid("The selected widget is invalid.", code="unknown_widget", pointer="widgets_ids") from missing


routes = [create, list_groups, show, generate, remove, of_room]
