"""`/jobs` and what makes them: `/sessions/{id}/people/bulk` and `/sessions/{id}/people/import`."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, get, post

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.answers import read_answers, read_flat_answers
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.bodies import read_body
from footlights.edges.rest.livestorm.documents import Document, Resource, many, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    Query,
    check_type,
    choice,
    order,
    read_query,
    sorting,
    text,
)
from footlights.edges.rest.livestorm.once import HEADER
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.people import RegistrantInput
from footlights.edges.rest.livestorm.resources.jobs import job_resource, task_resource
from footlights.edges.rest.livestorm.resources.people import UTM, read_people, select_places
from footlights.edges.rest.livestorm.writing import in_write
from footlights.edges.spooling import MOST_BYTES, spooled
from footlights.events.forms import list_fields
from footlights.events.queries import find_session, get_session_for
from footlights.idempotency.keys import PendingKey, check_key, digest_of, pending_key, refuse_second
from footlights.imports.files import ENCODINGS, FileRow, Format
from footlights.imports.models import Batch, BatchRow
from footlights.imports.queries import get_batch_for, list_batches, list_rows
from footlights.imports.staging import Options, stage_file, stage_rows
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, fetch
from footlights.registration.models import Registration
from footlights.services import Services

MOST_TASKS = 50
SORTS = {"created_at": Batch.created_at, "updated_at": Batch.updated_at}
STATES = ("processing", "succeeded", "failed")


class BulkInput(msgspec.Struct, kw_only=True):
    """One to fifty people to register."""

    tasks: list[RegistrantInput]


@post(
    "/sessions/{session_id:str}/people/bulk",
    status_code=202,
    opt=Operation(
        name="registerInBulk", scopes=("events:write",), answers="jobs", takes=BulkInput, refusals=(400, 404, 409, 422)
    ).opt(),
)
async def bulk(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Register up to 50 people in a job; its tasks tell what became of each."""
    actor = await find_actor(services, request)
    tasks = _tasks(await read_body(request))
    domain = services.settings.mail_domain

    async def work(db: Db) -> Resource:
        session = await get_session_for(db, actor, session_id)
        slugs = {field.slug for field in await list_fields(db, session.event_id)}
        rows = [_row(task, number, slugs) for number, task in enumerate(tasks)]
        options = Options(source="api", registration_type="API")
        batch = await stage_rows(db, actor, session, rows, options, domain=domain, now=utcnow())
        await db.flush()
        return job_resource(batch, given=tasks)

    return one(request, await in_write(services, work), status=202)


@post(
    "/sessions/{session_id:str}/people/import",
    status_code=202,
    request_max_body_size=MOST_BYTES + 1024 * 1024,
    opt=Operation(
        name="importPeople",
        scopes=("events:write",),
        answers="jobs",
        uploads=True,
        query=("dry_run", "send_mails", "format", "delimiter", "encoding", "map"),
        refusals=(400, 404, 409, 413, 422),
    ).opt(),
)
async def import_people(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Register up to 50,000 people from a CSV or NDJSON file, which is the body. (Livestorm has no such address.)

    With an Idempotency-Key the same file again is the same job. A dry run checks every row and registers nobody.
    """
    actor = await find_actor(services, request)
    query = read_query(request)
    given = request.headers.get(HEADER)
    key = check_key(given.strip()) if given is not None else None
    form, is_dry_run, sends_mails = _format(query, request), _flag(query, "dry_run"), _flag(query, "send_mails", True)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
    async with spooled(request.stream(), services.settings.data_path) as file:
        asked = digest_of(request.url.path.encode(), str(request.url.query).encode(), file.digest.encode())
        pending = PendingKey(actor.workspace_id, key, asked, 202, services.secret_key) if key is not None else None
        if pending is not None:
            async with services.database.read() as db:
                await refuse_second(db, pending, now=utcnow())
        options = Options(
            is_dry_run=is_dry_run,
            sends_mails=sends_mails,
            key=digest_of(b"key", key.encode()) if key else None,
            digest=asked,
        )
        batch = await stage_file(
            services.database, actor, session, file.path, form, options, domain=services.settings.mail_domain
        )
    pending_key.set(pending)

    async def answered(_: Db) -> Resource:
        return job_resource(batch)

    return one(request, await in_write(services, answered) if pending else job_resource(batch), status=202)


@get(
    "/jobs",
    opt=Operation(name="listJobs", scopes=("events:read",), answers="jobs", many=True, query=("sort",)).opt(),
)
async def list_jobs(services: Running, request: Asked) -> Response[Any]:
    """Jobs, newest first. (Livestorm has no such address.)"""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    ordered = order(query, SORTS, default="-created_at", id=Batch.id)
    async with services.database.read() as db:
        rows, total = await list_batches(db, actor, order=ordered, limit=page.size, offset=page.offset)
    return many(request, [job_resource(row) for row in rows], page.meta(total))


@get(
    "/jobs/{job_id:str}",
    opt=Operation(name="getJob", scopes=("events:read",), answers="jobs", refusals=(404,)).opt(),
)
async def show(services: Running, request: Asked, job_id: PathText) -> Response[Any]:
    """How far a job is."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        return one(request, job_resource(await get_batch_for(db, actor, job_id)))


@get(
    "/jobs/{job_id:str}/tasks",
    opt=Operation(
        name="listJobTasks",
        scopes=("events:read",),
        answers="tasks",
        many=True,
        query=("filter[status:task]", "sort"),
        refusals=(404,),
    ).opt(),
)
async def list_tasks(services: Running, request: Asked, job_id: PathText) -> Response[Any]:
    """The tasks of a job in their order, with the person of those that succeeded."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    last_first = sorting(query, ("created_at",), default="created_at")[0].startswith("-")
    async with services.database.read() as db:
        batch = await get_batch_for(db, actor, job_id)
        states = choice(query, "status", STATES)
        rows, total = await list_rows(
            db, batch, states=states, last_first=last_first, limit=page.size, offset=page.offset
        )
        people = await _people(db, services, batch, rows)
    tasks = [task_resource(row, people.get(row.person_id or "")) for row in rows]
    return many(request, tasks, page.meta(total))


async def _people(db: Db, services: Services, batch: Batch, rows: Sequence[BatchRow]) -> dict[str, Resource]:
    """Of the rows that succeeded, those who still have their place."""
    ids = [row.person_id for row in rows if row.person_id and row.state == "succeeded"]
    session = await find_session(db, batch.session_id) if ids and not batch.is_dry_run else None
    if session is None:
        return {}
    own = (Registration.session_id == session.id) & Registration.person_id.in_(ids)
    places = await fetch(db, select_places(own))
    return {resource.id: resource for resource in await read_people(db, services, session, places)}


def _tasks(body: Document) -> list[Document]:
    """The tasks in any of the three forms: under attributes, each wrapped, or `data` as the list of people itself."""
    data = body.get("data", body)
    if isinstance(data, dict):
        check_type(body, "jobs", pointer="/type")
        check_type(data, "jobs")
        attributes = data.get("attributes", data)
        data = attributes.get("tasks") if isinstance(attributes, dict) else None
    if not isinstance(data, list) or not all(isinstance(task, dict) for task in data):
        raise BadRequest("“tasks” is a list of people.", code="no_tasks", pointer="tasks")
    if not 1 <= len(data) <= MOST_TASKS:
        raise BadRequest(f"A job has 1 to {MOST_TASKS} tasks.", code="wrong_number_of_tasks", pointer="tasks")
    return data


def _row(task: Document, number: int, slugs: set[str]) -> FileRow:
    """The task as a row; what is wrong in it is told with its place."""
    pointer = f"/data/attributes/tasks/{number}"
    attributes = task.get("attributes", task)
    if not isinstance(attributes, dict):
        raise BadRequest("A task is an object.", code="no_tasks", pointer=pointer)
    try:
        flat = {name: value for name, value in read_flat_answers(attributes).items() if name in slugs}
        source = {f"utm_{part}": text(attributes, f"utm_{part}") or "" for part in UTM}
        source["referrer"] = text(attributes, "referrer") or ""
        given = {**flat, **read_answers(attributes)}
    except BadRequest as refusal:
        raise BadRequest(refusal.detail, code=refusal.code, pointer=f"{pointer}/{refusal.pointer}") from refusal
    return FileRow(0, given, {name: value for name, value in source.items() if value})


def _format(query: Query, request: Asked) -> Format:
    kind = query.get("format", "").strip().lower()
    if not kind:
        media = request.headers.get("content-type", "").lower()
        kind = "ndjson" if "ndjson" in media or "jsonl" in media else "csv" if "csv" in media else ""
    delimiter = {"tab": "\t", "comma": ",", "semicolon": ";"}.get(
        query.get("delimiter", ""), query.get("delimiter", "")
    )
    encoding = query.get("encoding", "").strip().lower()
    if kind not in {"", "csv", "ndjson"} or len(delimiter) > 1 or encoding not in {"", *ENCODINGS}:
        sentence = f"format is csv or ndjson, delimiter one character, encoding one of {', '.join(ENCODINGS)}."
        raise BadRequest(sentence, code="invalid_format")
    pairs = [pair.partition(":") for pair in query.get("map", "").split(",") if ":" in pair]
    return Format(kind, delimiter, encoding, {heading.strip(): field.strip() for heading, _, field in pairs})


def _flag(query: Query, name: str, default: bool = False) -> bool:
    value = query.get(name, "").strip().lower()
    if value not in {"", "true", "false", "1", "0"}:
        raise BadRequest(f"{name} is true or false.", code="invalid_boolean")
    return value in {"true", "1"} if value else default
