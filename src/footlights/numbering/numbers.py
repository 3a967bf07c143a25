"""Giving numbers and finding what they stand for. Numbers are given when they are first asked for."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, exists, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from footlights.kit.database import Db
from footlights.numbering.models import Number

T = TypeVar("T")
MOST_AT_ONCE = 500
"""Rows in one statement: databases limit its parameters."""


class Unnumbered(Exception):
    """A row without a number was met in a transaction that cannot give one: do the same in a writable one."""


async def number_of(db: Db, workspace_id: str, kind: str, row_id: str) -> int:
    return (await numbers_of(db, workspace_id, kind, [row_id]))[row_id]


async def numbers_of(db: Db, workspace_id: str, kind: str, row_ids: Iterable[str]) -> dict[str, int]:
    """The numbers of rows by their ids; rows that have none yet get one, in their order, or raise Unnumbered when `db`
    is only read.

    A handful of statements, however many rows; two requests that ask at once get the same numbers.
    """
    wanted = list(dict.fromkeys(row_ids))
    if not wanted:
        return {}
    numbers = await _known(db, kind, wanted)
    missing = [row_id for row_id in wanted if row_id not in numbers]
    if missing and not db.info.get("write"):
        raise Unnumbered
    if missing:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        rows = [{"workspace_id": workspace_id, "kind": kind, "row_id": row_id} for row_id in missing]
        for some in _parts(rows):
            insert = dialect.insert(Number).values(some)
            await db.execute(insert.on_conflict_do_nothing(index_elements=["row_id", "kind"]))
        numbers |= await _known(db, kind, missing)
    return numbers


async def number_all(
    db: Db,
    kind: str,
    id: InstrumentedAttribute[str],
    workspace_id: ColumnElement[str] | InstrumentedAttribute[str],
    *conditions: ColumnElement[bool],
    by: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...],  # Any: columns of any type
) -> None:
    """Give a number, in the order of `by`, to every row that meets the conditions and has none: for lists that are
    sorted by number. Raises Unnumbered when there are such rows and `db` is only read."""
    has_number = exists().where(Number.row_id == id, Number.kind == kind)
    missing = select(workspace_id, literal(kind), id).where(*conditions, ~has_number)
    if (await db.execute(missing.limit(1))).first() is None:
        return
    if not db.info.get("write"):
        raise Unnumbered
    columns = [Number.workspace_id, Number.kind, Number.row_id]
    await db.execute(insert(Number).from_select(columns, missing.order_by(*by), include_defaults=False))


def number_column(kind: str, id: InstrumentedAttribute[str]) -> ColumnElement[int]:
    """The number of a row, to sort by; `number_all` first."""
    return select(Number.number).where(Number.row_id == id, Number.kind == kind).scalar_subquery()


async def renumber(db: Db, kind: str, from_id: str, to_id: str) -> None:
    """Let a row take over the number of another one, which it stands for from now on; `to_id` has none or gives up its
    own."""
    if await db.scalar(select(Number.number).where(Number.row_id == from_id, Number.kind == kind)) is None:
        return
    await db.execute(delete(Number).where(Number.row_id == to_id, Number.kind == kind))
    await db.execute(update(Number).where(Number.row_id == from_id, Number.kind == kind).values(row_id=to_id))


async def find_public(db: Db, kind: str, number: int) -> str | None:
    """As `find_numbered`, in whatever workspace; for pages that anybody may open."""
    if not 0 < number < 2**31:
        return None
    return (await db.scalars(select(Number.row_id).where(Number.number == number, Number.kind == kind))).one_or_none()


async def _known(db: Db, kind: str, row_ids: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for some in _parts(row_ids):
        rows = select(Number.row_id, Number.number).where(Number.kind == kind, Number.row_id.in_(some))
        for row_id, number in await db.execute(rows):
            known[row_id] = number
    return known


async def find_numbered(db: Db, workspace_id: str, kind: str, number: int) -> str | None:
    """The id of the row that a number stands for; None for one of another workspace or kind, or never given."""
    if not 0 < number < 2**31:
        return None
    found = select(Number.row_id).where(
        Number.number == number, Number.kind == kind, Number.workspace_id == workspace_id
    )
    return (await db.scalars(found)).one_or_none()


def _parts(rows: list[T]) -> Iterator[list[T]]:
    return (rows[start : start + MOST_AT_ONCE] for start in range(0, len(rows), MOST_AT_ONCE))
