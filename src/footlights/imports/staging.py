"""Making a batch: nothing of it starts before all of it is there."""

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from footlights.events.forms import list_fields
from footlights.events.models import Session
from footlights.imports.errors import BadFile, OtherFile, StillStaging
from footlights.imports.files import MOST_ROWS, FileRow, Format, read_rows
from footlights.imports.models import Batch, BatchRow
from footlights.jobs import enqueue
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.kit.errors import filled
from footlights.kit.ids import new_id
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.attributes import BUILT_IN_SLUGS

RUN = "imports.run"
CHUNK = 1000
ATTEMPTS = 5
KEY_LASTS = timedelta(hours=24)
ABANDONED_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Options:
    """How a batch runs. `key` makes the same import the same one for 24 hours."""

    source: str = "import"
    registration_type: str = "import"
    is_dry_run: bool = False
    sends_mails: bool = True
    key: str | None = None
    digest: str | None = None
    file_name: str | None = None


async def stage_rows(
    db: Db, actor: Actor, session: Session, rows: Sequence[FileRow], options: Options, *, domain: str, now: datetime
) -> Batch:
    """Make a small batch in this transaction, and start it."""
    require_team(actor)
    batch = _batch(actor, session, options, domain=domain, now=now)
    db.add(batch)
    await db.flush()
    await _add(db, batch, rows, now=now)
    await _start(db, batch, now=now)
    return batch


async def stage_file(
    database: Database,
    actor: Actor,
    session: Session,
    path: Path,
    form: Format,
    options: Options,
    *,
    domain: str,
) -> Batch:
    """Make a batch of a file, in constant memory, and start it; the same key and file again is the same batch.

    Refuses with BadFile, and nothing of the file stays; with OtherFile when the key was used for another one.
    """
    require_team(actor)
    batch, is_known = await _begin(database, actor, session, options, domain=domain)
    if is_known:
        return batch
    async with database.read() as db:
        fields = await list_fields(db, session.event_id)
    slugs = {field.slug for field in fields} | set(BUILT_IN_SLUGS)
    multiple = {field.slug for field in fields if field.type == "multiple_select"}
    rows = read_rows(path, form, slugs=slugs, multiple=multiple, needs_email=any(f.slug == "email" for f in fields))
    try:
        while chunk := await asyncio.to_thread(_take, rows):
            async with database.write() as db:
                await _add(db, batch, chunk, now=utcnow())
            if batch.total > MOST_ROWS:
                raise BadFile(
                    filled("A file has at most %(most)s rows. Split this one.", most=MOST_ROWS), code="too_many_rows"
                )
        if not batch.total:
            raise BadFile("The file has no rows below its heading.", code="no_rows")
        async with database.write() as db:
            await _start(db, batch, now=utcnow())
    except BaseException:
        await asyncio.shield(_discard(database, batch.id))
        raise
    return batch


async def _begin(
    database: Database, actor: Actor, session: Session, options: Options, *, domain: str
) -> tuple[Batch, bool]:
    """A new batch without rows, or the one that the key made before, also when another request makes it just now."""
    for _ in range(ATTEMPTS):
        try:
            async with database.write() as db:
                known = await _find_known(db, actor, options, now=utcnow())
                if known is not None:
                    return known, True
                batch = _batch(actor, session, options, domain=domain, now=utcnow())
                db.add(batch)
            return batch, False
        except IntegrityError:
            continue
    raise StillStaging("This file is being read already. Ask again in a moment.")


def _take(rows: Iterator[FileRow]) -> list[FileRow]:
    return list(itertools.islice(rows, CHUNK))


def _batch(actor: Actor, session: Session, options: Options, *, domain: str, now: datetime) -> Batch:
    return Batch(
        id=new_id(),
        workspace_id=actor.workspace_id,
        session_id=session.id,
        made_by_id=actor.person_id,
        source=options.source,
        state="staging",
        is_dry_run=options.is_dry_run,
        sends_mails=options.sends_mails,
        registration_type=options.registration_type,
        domain=domain,
        unique_key=options.key,
        digest=options.digest,
        file_name=options.file_name,
        total=0,
        succeeded=0,
        failed=0,
        created_at=now,
        updated_at=now,
    )


async def _add(db: Db, batch: Batch, rows: Sequence[FileRow], *, now: datetime) -> None:
    first = batch.total + 1
    values = [
        {
            "batch_id": batch.id,
            "number": number,
            "line": row.line or None,
            "given": row.given,
            "source": row.source,
            "email": _email(row),
            "state": "failed" if row.problem else "processing",
            "code": "bad_row" if row.problem else None,
            "kind": "invalid" if row.problem else None,
            "problem": row.problem,
            "ended_at": now if row.problem else None,
        }
        for number, row in enumerate(rows, first)
    ]
    if values:
        await db.execute(insert(BatchRow), values)
    batch.total += len(rows)
    batch.failed += sum(row.problem is not None for row in rows)


async def _start(db: Db, batch: Batch, *, now: datetime) -> None:
    batch.state, batch.updated_at = "processing", now
    counts = {"state": "processing", "total": batch.total, "failed": batch.failed, "updated_at": now}
    await db.execute(update(Batch).where(Batch.id == batch.id).values(**counts))
    await enqueue(db, RUN, {"batch_id": batch.id}, now=now, unique_key=f"{RUN}:{batch.id}")


def _email(row: FileRow) -> str | None:
    answer = row.given.get("email")
    return answer.strip()[:320] if isinstance(answer, str) and answer.strip() else None


async def _find_known(db: Db, actor: Actor, options: Options, *, now: datetime) -> Batch | None:
    if options.key is None:
        return None
    own = (Batch.workspace_id == actor.workspace_id) & (Batch.unique_key == options.key)
    batch = (await db.scalars(select(Batch).where(own))).one_or_none()
    if batch is None:
        return None
    if batch.created_at <= now - KEY_LASTS:
        batch.unique_key = None
        await db.flush()
        return None
    if batch.digest != options.digest:
        raise OtherFile("This Idempotency-Key was sent with another request.")
    if batch.state != "staging":
        return batch
    if batch.updated_at > now - ABANDONED_AFTER and options.source != "cli":
        raise StillStaging("This file is being read already. Ask again in a moment.")
    await _delete(db, batch.id)
    return None


async def _discard(database: Database, batch_id: str) -> None:
    async with database.write() as db:
        await _delete(db, batch_id)


async def _delete(db: Db, batch_id: str) -> None:
    await db.execute(delete(BatchRow).where(BatchRow.batch_id == batch_id))
    await db.execute(delete(Batch).where(Batch.id == batch_id))
    await db.flush()
