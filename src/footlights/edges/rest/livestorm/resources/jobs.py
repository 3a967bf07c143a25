"""Jobs and their tasks."""

import hashlib
import uuid
from typing import Literal, cast

import msgspec

from footlights.edges.rest.livestorm.documents import Document, Resource, unix
from footlights.edges.rest.livestorm.errors import STATUS, WORDS
from footlights.imports.models import Batch, BatchRow
from footlights.kit.errors import Kind

JobStatus = Literal["processing", "ended", "failed"]


class JobAttributes(msgspec.Struct, kw_only=True):
    """Livestorm's documents name the counters differently, so that they are here under all names."""

    status: JobStatus
    source: str
    organization_id: str
    session_id: str
    total_items: int
    total_processed_items: int
    total_fail: int
    total_success: int
    total_failed: int
    total_succeeded: int
    total_tasks: int
    total_processed_tasks: int
    dry_run: bool
    file_name: str | None
    created_at: int
    updated_at: int
    ended_at: int
    input: list[Document] | msgspec.UnsetType = msgspec.UNSET  # the tasks, in the answer that makes them


def job_resource(batch: Batch, *, given: list[Document] | None = None) -> Resource:
    done = batch.succeeded + batch.failed
    attributes = JobAttributes(
        status="processing" if batch.state == "staging" else batch.state,  # type: ignore[arg-type]
        source=batch.source,
        organization_id=batch.workspace_id,
        session_id=batch.session_id,
        total_items=batch.total,
        total_processed_items=done,
        total_fail=batch.failed,
        total_success=batch.succeeded,
        total_failed=batch.failed,
        total_succeeded=batch.succeeded,
        total_tasks=batch.total,
        total_processed_tasks=done,
        dry_run=batch.is_dry_run,
        file_name=batch.file_name,
        created_at=unix(batch.created_at),
        updated_at=unix(batch.updated_at),
        ended_at=unix(batch.ended_at),
        input=given if given is not None else msgspec.UNSET,
    )
    return Resource("jobs", batch.id, attributes)


class TaskError(msgspec.Struct, kw_only=True):
    title: str
    detail: str
    code: str
    status: str


class TaskAttributes(msgspec.Struct, kw_only=True):
    """One row; what succeeded has the attributes of the person beside these. `line` is the place in the file."""

    status: Literal["processing", "succeeded", "failed"]
    errors: list[TaskError]
    email: str | None
    number: int
    line: int | None


def task_resource(row: BatchRow, person: Resource | None = None) -> Resource:
    """`person` at session depth, when there is one."""
    attributes = TaskAttributes(
        status=row.state,  # type: ignore[arg-type]
        errors=[_error(row)] if row.state == "failed" else [],
        email=row.email,
        number=row.number,
        line=row.line,
    )
    if person is None:
        return Resource("tasks", task_id(row), attributes)
    merged: Document = {**msgspec.to_builtins(person.attributes), **msgspec.to_builtins(attributes)}
    return Resource("tasks", task_id(row), merged, {"people": person})


def task_id(row: BatchRow) -> str:
    """Derived from the job's id and the place in it, in the form of a version 4 id: some clients refuse others."""
    digest = hashlib.sha256(f"{row.batch_id}:{row.number}".encode()).digest()[:16]
    return str(uuid.UUID(bytes=digest, version=4))


def _error(row: BatchRow) -> TaskError:
    status = 400 if row.code == "unknown_field" else STATUS[cast("Kind", row.kind or "invalid")]
    title, word = WORDS[status]
    return TaskError(title=title, detail=row.problem or title, code=row.code or "", status=word)
