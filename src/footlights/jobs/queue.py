"""Adding jobs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from footlights.jobs.models import Job
from footlights.kit.database import Db, insert_rows
from footlights.kit.ids import new_id


async def enqueue(
    db: Db,
    kind: str,
    data: dict[str, Any],  # Any: JSON values
    *,
    now: datetime,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> None:
    """Add a job to this transaction; with a `unique_key` that was used before, add nothing."""
    if unique_key and await db.scalar(select(Job.id).where(Job.unique_key == unique_key)):
        return
    add_job(db, kind, data, now=now, run_at=run_at, unique_key=unique_key)


def add_job(
    db: Db,
    kind: str,
    data: dict[str, Any],  # Any: JSON values
    *,
    now: datetime,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> None:
    """`enqueue` for a job that cannot be there yet."""
    db.add(Job(kind=kind, data=data, run_at=run_at or now, unique_key=unique_key, created_at=now))
    db.info["jobs"] = True


async def enqueue_many(
    db: Db,
    kind: str,
    all_data: Sequence[dict[str, Any]],  # Any: JSON values
    *,
    now: datetime,
) -> None:
    """Add a job for each of `all_data`, in one statement."""
    row = {"kind": kind, "state": "waiting", "attempts": 0, "run_at": now, "created_at": now}
    await insert_rows(db, Job, [{**row, "id": new_id(), "data": data} for data in all_data])
    db.info["jobs"] = True
