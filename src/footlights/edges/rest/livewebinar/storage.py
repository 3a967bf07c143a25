"""`/storage`: files of the workspace."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from litestar import Response, delete, get, post
from litestar.datastructures import UploadFile
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.lists import many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.edges.uploads import folder_of
from footlights.engagement.files import discard, forget_stored, receive_file
from footlights.engagement.handouts.actions import ReceivedFile
from footlights.engagement.handouts.rules import MOST_BYTES, check_handout
from footlights.engagement.storage.actions import FOLDER, add_stored, get_stored_for, remove_stored, stored_url
from footlights.engagement.storage.models import StoredFile
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.numbering import numbers_of
from footlights.services import Services

FILE = "file"
PIECE = 64 * 1024
SORTS = {"name": StoredFile.name, "file_size": StoredFile.size_bytes, "created_at": StoredFile.created_at}
Document = dict[str, Any]  # Any: JSON


@get("/storage")
async def list_files(services: Running, request: Asked) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        mine = StoredFile.workspace_id == actor.workspace_id
        total = await db.scalar(select(func.count()).select_from(StoredFile).where(mine)) or 0
        by = await order_numbered(db, request, SORTS, FILE, StoredFile, mine, workspace_id=actor.workspace_id)
        rows = select(StoredFile).where(mine).order_by(*by)
        files = list(await db.scalars(rows.limit(page.size).offset(page.offset)))
        return await _read(db, services, files), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@post("/storage", status_code=201, request_max_body_size=MOST_BYTES + 64 * 1024)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Keep a file: documents, pictures, sound and films, by their content."""
    actor = await find_actor(services, request, "events:write")
    upload = (await read_body(request)).get("file")
    if not isinstance(upload, UploadFile):
        raise Invalid("The file field is required.", code="no_file", pointer="file")
    path = await receive_file(folder_of(services, FOLDER), _pieces(upload), most_bytes=MOST_BYTES)
    is_kept = False
    try:
        media_type = await asyncio.to_thread(check_handout, path, upload.filename)
        size = (await asyncio.to_thread(path.stat)).st_size
        file = ReceivedFile(path, upload.filename, media_type, size)

        async def work(db: Db) -> Document:
            return (await _read(db, services, [await add_stored(db, actor, file, now=utcnow())]))[0]

        item = await in_write(services, work)
        is_kept = True
    finally:
        if not is_kept:
            discard(path)
    return one(request, item, status=201)


@get("/storage/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        return (await _read(db, services, [await get_stored_for(db, actor, await find_row(db, actor, FILE, number))]))[
            0
        ]

    return one(request, await in_read(services, work))


@delete("/storage/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Forget a file; its address opens nothing any more."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> str:
        return await remove_stored(db, actor, await get_stored_for(db, actor, await find_row(db, actor, FILE, number)))

    stored_as = await in_write(services, work)
    await forget_stored(folder_of(services, FOLDER) / stored_as)
    return nothing(request)


async def _read(db: Db, services: Services, files: Sequence[StoredFile]) -> list[Document]:
    if not files:
        return []
    numbers = await numbers_of(db, files[0].workspace_id, FILE, [file.id for file in files])
    return [
        {
            "id": numbers[file.id],
            "name": Path(file.name).stem,
            "file_extension": Path(file.name).suffix.lstrip(".").lower(),
            "file_size": file.size_bytes,
            "url": stored_url(services.settings.base_url, services.secret_key, file),
            "created_at": unix(file.created_at),
        }
        for file in files
    ]


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(PIECE):
        yield piece


routes = [list_files, create, show, remove]
