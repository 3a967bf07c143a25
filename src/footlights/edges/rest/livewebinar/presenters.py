"""`/presenters`, and those of a widget."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, delete, get, post, put
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import all_of, many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.models import Presenter
from footlights.events.presenters import (
    create_presenter,
    delete_presenter,
    get_presenter_for,
    list_presenters,
    update_presenter,
)
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.numbering import numbers_of

KIND = "presenter"
SORTS = {"created_at": Presenter.created_at, "first_name": Presenter.first_name, "last_name": Presenter.last_name}
Document = dict[str, Any]  # Any: JSON


@get("/presenters")
async def list_library(services: Running, request: Asked) -> Response[Any]:
    """The library."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        mine = Presenter.workspace_id == actor.workspace_id
        total = await db.scalar(select(func.count()).select_from(Presenter).where(mine)) or 0
        rows = select(Presenter).options(joinedload(Presenter.person)).where(mine)
        by = await order_numbered(db, request, SORTS, KIND, Presenter, mine, workspace_id=actor.workspace_id)
        ordered = rows.order_by(*by).limit(page.size).offset(page.offset)
        return await read_presenters(db, list(await db.scalars(ordered))), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@post("/presenters", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Add somebody to the library; nobody is mailed."""
    actor = await find_actor(services, request, "events:write")
    given = _read(Fields(await read_body(request)), is_new=True)

    async def work(db: Db) -> Document:
        made = await create_presenter(db, actor, **given, now=utcnow())
        return (await read_presenters(db, [made]))[0]

    return one(request, await in_write(services, work), status=201)


@get("/presenters/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        presenter = await get_presenter_for(db, actor, await find_row(db, actor, KIND, number))
        return (await read_presenters(db, [presenter]))[0]

    return one(request, await in_read(services, work))


@put("/presenters/{number:str}")
async def update(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Change what is given."""
    actor = await find_actor(services, request, "events:write")
    given = _read(Fields(await read_body(request)), is_new=False)

    async def work(db: Db) -> Document:
        presenter = await get_presenter_for(db, actor, await find_row(db, actor, KIND, number))
        await update_presenter(db, actor, presenter, **given, now=utcnow())
        await db.flush()
        return (await read_presenters(db, [presenter]))[0]

    return one(request, await in_write(services, work))


@delete("/presenters/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Take somebody out of the library and off all rooms."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        await delete_presenter(db, actor, await get_presenter_for(db, actor, await find_row(db, actor, KIND, number)))

    await in_write(services, work)
    return nothing(request)


@get("/widgets/{number:str}/presenters")
async def of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Those who are announced for a room, in their order."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> list[Document]:
        event = await get_room_for(db, actor, number)
        return await read_presenters(db, await list_presenters(db, event.id))

    return all_of(request, await in_read(services, work))


async def read_presenters(db: Db, presenters: Sequence[Presenter]) -> list[Document]:
    """Documents of presenters of one workspace, who are loaded with their person."""
    if not presenters:
        return []
    numbers = await numbers_of(db, presenters[0].workspace_id, KIND, [presenter.id for presenter in presenters])
    return [
        {
            "id": numbers[presenter.id],
            "first_name": presenter.first_name,
            "last_name": presenter.last_name or "",
            "email": presenter.person.email if presenter.person else None,
            "bio": presenter.bio or "",
            "photo_url": presenter.photo_url,
        }
        for presenter in presenters
    ]


def _read(fields: Fields, *, is_new: bool) -> Document:
    """What the body gives; both spellings of names count."""
    first = "firstname" if fields.has("firstname") else "first_name"
    last = "lastname" if fields.has("lastname") else "last_name"
    given = {
        "first_name": fields.text(first, required=is_new),
        "last_name": fields.text(last),
        "email": fields.text("email"),
        "bio": fields.text("bio"),
        "photo_url": fields.text("photo_url"),
    }
    fields.check()
    return {name: value for name, value in given.items() if value is not None}


routes = [list_library, create, show, update, remove, of_room]
