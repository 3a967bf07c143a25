"""Adding jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from footlights.jobs.models import Job
from footlights.kit.database import Db


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
    db.add(Job(kind=kind, data=data, run_at=run_at or now, unique_key=unique_key, created_at=now))
    db.info["jobs"] = True
