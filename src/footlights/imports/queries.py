"""Reading batches."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from footlights.imports.errors import NoSuchJob
from footlights.imports.models import Batch, BatchRow
from footlights.kit.database import Database, Db
from footlights.kit.ids import find_id
from footlights.workspace.actors import Actor

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1000
NEWEST = (Batch.created_at.desc(), Batch.id.desc())


async def get_batch_for(db: Db, actor: Actor, batch_id: str) -> Batch:
    wanted = find_id(batch_id)
    own = (Batch.id == wanted) & (Batch.workspace_id == actor.workspace_id)
    batch = (await db.scalars(select(Batch).where(own))).one_or_none() if wanted else None
    if batch is None:
        raise NoSuchJob("There is no such job.")
    return batch


async def list_batches(
    db: Db, actor: Actor, *, order: Sequence[ColumnElement[Any]] = NEWEST, limit: int, offset: int
) -> tuple[list[Batch], int]:  # Any: columns of any type
    """Newest first unless said otherwise, and the number of all."""
    mine = (Batch.workspace_id == actor.workspace_id) & (Batch.state != "staging")
    total = await db.scalar(select(func.count()).select_from(Batch).where(mine)) or 0
    ordered = select(Batch).where(mine).order_by(*order)
    return list(await db.scalars(ordered.limit(limit).offset(offset))), total


async def list_rows(
    db: Db, batch: Batch, *, states: Sequence[str] = (), last_first: bool = False, limit: int, offset: int
) -> tuple[list[BatchRow], int]:
    """In the order given, or in the opposite one, and the number of all."""
    wanted = select(BatchRow).where(BatchRow.batch_id == batch.id)
    if states:
        wanted = wanted.where(BatchRow.state.in_(states))
    total = await db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(BatchRow.number.desc() if last_first else BatchRow.number)
    return list(await db.scalars(ordered.limit(limit).offset(offset))), total


async def failed_rows_as_csv(database: Database, batch: Batch) -> AsyncIterator[bytes]:
    """Refused rows with their reasons and everything that was in them; no cell can be taken for a formula."""
    names: list[str] = []
    after = 0
    while True:
        failed = (BatchRow.batch_id == batch.id) & (BatchRow.state == "failed") & (BatchRow.number > after)
        async with database.read() as db:
            rows = list(await db.scalars(select(BatchRow).where(failed).order_by(BatchRow.number).limit(CHUNK)))
        if not after:
            names = list(dict.fromkeys(name for row in rows for name in (*row.given, *row.source)))
            yield b"\xef\xbb\xbf" + _csv([["line", "problem", *names]])
        if not rows:
            return
        after = rows[-1].number
        yield _csv(
            [[str(row.line or row.number), row.problem or "", *(_cell(row, name) for name in names)] for row in rows]
        )


def _cell(row: BatchRow, name: str) -> str:
    value = row.given.get(name, row.source.get(name))
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def escape_formula(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
