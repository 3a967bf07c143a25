"""Jobs and their tasks."""

from typing import Literal

import msgspec

from footlights.edges.rest.livestorm.documents import Document, Resource, unix
from footlights.imports.models import Batch, BatchRow

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


def job_resource(batch: Batch) -> Resource:
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


def task_attributes(row: BatchRow, errors: list[TaskError]) -> Document:
    attributes = TaskAttributes(
        status=row.state,  # type: ignore[arg-type]
        errors=errors,
        email=row.email,
        number=row.number,
        line=row.line,
    )
    written: Document = msgspec.to_builtins(attributes)
    return written
