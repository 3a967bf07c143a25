"""Working off a batch, a chunk at a time. Two workers on one batch take turns; neither does a row twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from footlights.events.queries import find_session
from footlights.imports.facts import JobEnded
from footlights.imports.models import Batch, BatchRow
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.kit.errors import AppError, NotFound
from footlights.outbox import record
from footlights.registration.batch import Result, Wanted, register_many
from footlights.registration.provenance import Source
from footlights.workspace.actors import Actor

CHUNK = 500
Progress = Callable[[int], None]


class BatchRunner:
    """`run` is the handler of the job `imports.run`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, data: dict[str, Any]) -> None:  # Any: a job's JSON
        await run_batch(self._database, data["batch_id"])


async def run_batch(database: Database, batch_id: str, *, progress: Progress | None = None) -> None:
    """Register everyone who is left; `progress` is called with the number of rows that are done."""
    while True:
        try:
            async with database.write() as db:
                done = await _run_chunk(db, batch_id, now=utcnow())
        except IntegrityError:  # somebody took the same e-mail at the same moment; this time it is found
            continue
        if done is None:
            return
        if progress is not None:
            progress(done)


async def _run_chunk(db: Db, batch_id: str, *, now: datetime) -> int | None:
    batch = (await db.scalars(select(Batch).where(Batch.id == batch_id).with_for_update())).one_or_none()
    if batch is None or batch.state != "processing":
        return None
    waiting = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.ended_at.is_(None))
    rows = list(await db.scalars(waiting.order_by(BatchRow.number).limit(CHUNK)))
    if not rows:
        _end(db, batch, now=now)
        return None
    results = await _register(db, batch, rows, now=now)
    await db.execute(update(BatchRow), [_outcome(row, one, now=now) for row, one in zip(rows, results, strict=True)])
    failed = sum(result.refusal is not None for result in results)
    batch.failed += failed
    batch.succeeded += len(rows) - failed
    batch.updated_at = now
    done = batch.failed + batch.succeeded
    if done == batch.total:  # nobody sees a job whose rows are all done and that is not over
        _end(db, batch, now=now)
    return done


async def _register(db: Db, batch: Batch, rows: Sequence[BatchRow], *, now: datetime) -> list[Result]:
    session = await find_session(db, batch.session_id)
    if session is None:
        return [Result(refusal=NotFound("There is no such session.")) for _ in rows]
    actor = Actor(batch.workspace_id, batch.made_by_id, "member", "api")
    return await register_many(
        db,
        actor,
        session,
        [_wanted(batch, row) for row in rows],
        domain=batch.domain,
        quiet=not batch.sends_mails,
        dry_run=batch.is_dry_run,
        known_keys=await _earlier_keys(db, batch, rows) if batch.is_dry_run else (),
        now=now,
    )


async def _earlier_keys(db: Db, batch: Batch, rows: Sequence[BatchRow]) -> set[str]:
    """A dry run registers nobody: that an address comes twice is seen in the rows before."""
    emails = {row.email.lower() for row in rows if row.email}
    own = (BatchRow.batch_id == batch.id) & (BatchRow.state == "succeeded") & func.lower(BatchRow.email).in_(emails)
    return {str(email) for email in await db.scalars(select(func.lower(BatchRow.email)).where(own))}


def _wanted(batch: Batch, row: BatchRow) -> Wanted:
    utm = {name.removeprefix("utm_"): text for name, text in row.source.items() if name.startswith("utm_") and text}
    return Wanted(row.given, Source(batch.registration_type, row.source.get("referrer"), utm))


def _outcome(row: BatchRow, result: Result, *, now: datetime) -> dict[str, Any]:  # Any: column values
    refusal: AppError | None = result.refusal
    return {
        "batch_id": row.batch_id,
        "number": row.number,
        "state": "failed" if refusal else "succeeded",
        "code": refusal.code[:40] if refusal else None,
        "kind": refusal.kind if refusal else None,
        "problem": refusal.detail[:500] if refusal else None,
        "person_id": result.person_id,
        "ended_at": now,
    }


def _end(db: Db, batch: Batch, *, now: datetime) -> None:
    batch.state = "failed" if batch.failed else "ended"
    batch.ended_at = batch.updated_at = now
    actor = Actor(batch.workspace_id, batch.made_by_id, "member", "api")
    if not batch.is_dry_run:
        record(db, actor, JobEnded(succeeded=batch.succeeded, failed=batch.failed), about=batch.id, now=now)
