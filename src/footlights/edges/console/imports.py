"""Importing people from a file: upload, choose columns, try it out, run, and the result."""

import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, View, go, render_page
from footlights.edges.console.forms import Form, problems_of
from footlights.edges.console.rows import event_row
from footlights.edges.look import _
from footlights.edges.spooling import MOST_BYTES, TOO_LARGE
from footlights.events.forms import list_fields
from footlights.events.models import Session
from footlights.events.queries import get_event_for, get_session_for
from footlights.idempotency.keys import digest_of
from footlights.imports.errors import BadFile
from footlights.imports.files import ENCODINGS, SOURCE, Format, read_columns
from footlights.imports.models import Batch
from footlights.imports.queries import failed_rows_as_csv, get_batch_for, list_rows
from footlights.imports.staging import Options, stage_file
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, NotFound
from footlights.kit.text import clean_line
from footlights.services import Services
from footlights.workspace.attributes import BUILT_IN

KEPT_S = 24 * 3600
PART = 1024 * 1024
MOST_PROBLEMS = 50
UPLOADS = "uploads"


@get("/sessions/{session_id:str}/import")
async def show_upload(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    return await _upload_page(request, services, visitor, session_id)


@post("/sessions/{session_id:str}/import", request_max_body_size=MOST_BYTES + PART)
async def upload(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Response[Any]:
    """Keep the file for a day, and go on to its columns."""
    async with services.database.read() as db:
        session = await get_session_for(db, visitor.actor, session_id)
    given = (await request.form()).get("file")
    try:
        if not isinstance(given, UploadFile) or not given.filename:
            raise BadFile(_("Choose a file."), pointer="file")
        name = await _keep(services, session, given)
        read_columns(_path(services, session.id, name), Format(), slugs=())
    except AppError as refusal:
        problems = {"file": problems_of(refusal).popitem()[1]}
        return await _upload_page(request, services, visitor, session_id, problems=problems)
    return go(request, f"{PATH}/sessions/{session_id}/import/{name}")


@get("/sessions/{session_id:str}/import/{name:str}")
async def show_columns(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    name: FromPath[str],
) -> Html:
    return await _columns_page(request, services, visitor, session_id, name, Format())


@post("/sessions/{session_id:str}/import/{name:str}")
async def start(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    name: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Run the file, dry or in earnest, with the chosen columns."""
    async with services.database.read() as db:
        session = await get_session_for(db, visitor.actor, session_id)
    path = _path(services, session.id, name)
    chosen = Format(encoding=form.text("encoding"), columns=_chosen(form))
    is_dry_run = form.text("do") != "import"
    options = Options(
        is_dry_run=is_dry_run,
        sends_mails=form.is_on("send_mails"),
        key=digest_of(b"console", name.encode()) if not is_dry_run else None,
        digest=digest_of(name.encode()),
        file_name=clean_line(name.partition("-")[2], limit=200),
    )
    try:
        batch = await stage_file(
            services.database, visitor.actor, session, path, chosen, options, domain=services.settings.mail_domain
        )
    except AppError as refusal:
        return await _columns_page(
            request,
            services,
            visitor,
            session_id,
            name,
            chosen,
            problems={"": _(refusal.sentence)},
            values=form.values(),
        )
    return go(request, f"{PATH}/imports/{batch.id}?file={name}")


@get("/imports/{batch_id:str}")
async def show_import(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], batch_id: FromPath[str]
) -> Html:
    """How far an import is, and what became of it."""
    async with services.database.read() as db:
        batch = await get_batch_for(db, visitor.actor, batch_id)
        session = await get_session_for(db, visitor.actor, batch.session_id)
        problems, _total = await list_rows(db, batch, states=("failed",), limit=MOST_PROBLEMS, offset=0)
        name = request.query_params.get("file", "")
        view: View = {
            "batch": batch,
            "session": session,
            "rows": problems,
            "file": name if _find(services, session.id, name) else "",
        }
        return await render_page(request, db, visitor, "import.html", nav="events", part="_import.html", **view)


@get("/imports/{batch_id:str}/errors.csv")
async def download_errors(
    services: NamedDependency[Services], visitor: NamedDependency[Visitor], batch_id: FromPath[str]
) -> Stream:
    """The refused rows with their reasons, to mend and import again."""
    async with services.database.read() as db:
        batch: Batch = await get_batch_for(db, visitor.actor, batch_id)
    headers = {"content-disposition": 'attachment; filename="errors.csv"', "cache-control": "no-store"}
    return Stream(failed_rows_as_csv(services.database, batch), media_type="text/csv", headers=headers)


async def _upload_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    session_id: str,
    *,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        session, view = await _session_view(db, visitor, session_id)
        slugs = [field.slug for field in await list_fields(db, session.event_id)]
        return await render_page(
            request, db, visitor, "import_upload.html", nav="events", slugs=slugs, problems=problems, **view
        )


async def _columns_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    session_id: str,
    name: str,
    form: Format,
    *,
    problems: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        session, view = await _session_view(db, visitor, session_id)
        path = _path(services, session.id, name)
        fields = await list_fields(db, session.event_id)
        asked = {field.slug: field.name for field in fields}
        others = sorted((slug, name) for slug, name, _kind in BUILT_IN if slug not in asked)
        names = asked | dict(others)
        slugs = list(names)
        columns = read_columns(path, form, slugs=slugs)
        return await render_page(
            request,
            db,
            visitor,
            "import_columns.html",
            nav="events",
            name=name,
            columns=columns,
            options=[
                ("", _("Leave out")),
                *((slug, _(name)) for slug, name in names.items()),
                *((s, s) for s in SOURCE),
            ],
            encodings=[("", _("As the file says")), *((encoding, encoding) for encoding in ENCODINGS)],
            values=values or {"send_mails": "on"},
            problems=problems,
            **view,
        )


async def _session_view(db: Db, visitor: Visitor, session_id: str) -> tuple[Session, View]:
    session = await get_session_for(db, visitor.actor, session_id)
    row = await event_row(db, await get_event_for(db, visitor.actor, session.event_id), now=utcnow())
    shown = next(one for one in row.sessions if one.session.id == session.id)
    return session, {"session": session, "row": shown}


def _chosen(form: Form) -> dict[str, str]:
    """Headings and the fields they are for; a heading comes with each choice, because it may be any text."""
    headings = form.all("heading")
    return dict(zip(headings, form.all("field"), strict=False))


async def _keep(services: Services, session: Session, given: UploadFile) -> str:
    folder = services.settings.data_path / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(folder)
    name = f"{secrets.token_hex(16)}-{_plain(given.filename)}"
    path = folder / f"{session.id}-{name}"
    size = 0
    with path.open("xb") as file:
        async for part in _parts(given):
            size += len(part)
            if size > MOST_BYTES:
                path.unlink()
                raise BadFile(TOO_LARGE, code="file_too_large")
            file.write(part)
    return name


async def _parts(given: UploadFile) -> AsyncIterator[bytes]:
    while part := await given.read(PART):
        yield part


def _plain(name: str) -> str:
    """A file's name as it may stand in an address: letters, digits, dot and dash."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in Path(name).name)
    return kept.strip(".-")[-80:] or "people.csv"


def _forget_old(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - KEPT_S:
            path.unlink(missing_ok=True)


def _path(services: Services, session_id: str, name: str) -> Path:
    path = _find(services, session_id, name)
    if path is None:
        raise NotFound(_("This file is no longer here. Upload it again."))
    return path


def _find(services: Services, session_id: str, name: str) -> Path | None:
    if not name or name != _plain(name):
        return None
    path = services.settings.data_path / UPLOADS / f"{session_id}-{name}"
    return path if path.is_file() else None
