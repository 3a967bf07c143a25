"""What opens by a signed link alone: reports that were ordered, and files of the workspace."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.response import File, Stream

from footlights.edges.console.pdf import pdf_of
from footlights.edges.console.tables import Row, csv_of, xlsx_of
from footlights.edges.given import PathText, Running
from footlights.edges.pages.files import INERT
from footlights.edges.uploads import folder_of
from footlights.engagement.reports.actions import SUFFIXES, open_report
from footlights.engagement.reports.tables import table_of
from footlights.engagement.storage.actions import FOLDER, open_stored
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound

TYPES = {
    "xls": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "json": "application/json",
}
PRIVATE = INERT | {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}


@get("/reports/{name:str}")
async def give_report(services: Running, name: PathText) -> Response[Any]:
    """A report with the figures of now, until its link expires."""
    now = utcnow()
    async with services.database.read() as db:
        found = await open_report(db, services.secret_key, name, now=now)
        if found is None:
            raise NotFound("This report is not there any more. Order it again.")
        order, event = found
        rows = await table_of(db, event, order.kind, now=now)
    title = "".join(c if c.isascii() and c.isalnum() else "-" for c in event.title)[:60]
    disposition = f'attachment; filename="{title}-{order.kind}.{SUFFIXES[order.format]}"'
    headers = PRIVATE | {"content-disposition": disposition}
    if order.format == "json":
        names = [str(column) for column in rows[0]]
        body = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows[1:]])
        return Response(body, media_type=TYPES["json"], headers=headers)
    if order.format == "pdf":
        body = await asyncio.to_thread(pdf_of, f"{event.title}: {order.kind}", rows)
        return Response(body, media_type=TYPES["pdf"], headers=headers)
    written = csv_of(_batches(rows)) if order.format == "csv" else xlsx_of(_batches(rows))
    return Stream(written, media_type=TYPES[order.format], headers=headers)


@get("/storage/{name:str}")
async def give_stored(services: Running, name: PathText) -> File:
    """A file of the workspace; whatever it is, a browser that shows it runs nothing of it."""
    async with services.database.read() as db:
        row = await open_stored(db, services.secret_key, name)
    if row is None:
        raise NotFound("There is no such file.")
    return File(
        folder_of(services, FOLDER) / row.stored_as,
        filename=row.name,
        media_type=row.media_type,
        content_disposition_type="inline",
        headers=PRIVATE,
    )


async def _batches(rows: Sequence[Row]) -> AsyncIterator[Iterable[Row]]:
    for start in range(0, len(rows), 500):
        yield rows[start : start + 500]
