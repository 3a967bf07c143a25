"""Statements of a list that are kept because they are asked often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func

from footlights.edges.rest.livestorm.documents import Document
from footlights.edges.rest.livestorm.paging import Page
from footlights.kit.database import Reads, fetch
from footlights.kit.snapshot import Prepared

KEPT = 256
"""Lists of one kind that are kept, by filters and order: somebody could ask for any order of the columns."""
Wanted = Select[*tuple[Any, ...]]  # Any: columns of any type


@dataclass(frozen=True, slots=True)
class Listing:
    """How many rows there are, and one page of them."""

    total: Prepared
    page: Prepared


def listing(ordered: Wanted, count: Wanted | None = None) -> Listing:
    """All rows of `ordered`, counted by `count` where that is cheaper than counting the same rows."""
    same = ordered.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    paged = ordered.limit(bindparam("size")).offset(bindparam("offset"))
    return Listing(Prepared(same if count is None else count, is_kept=True), Prepared(paged))


async def read_listing(
    db: Reads, listed: Listing, parameters: Mapping[str, object], page: Page
) -> tuple[Sequence[Any], Document]:  # Any: rows
    """The rows of a page, and its place among all."""
    ((total,),) = await fetch(db, listed.total, parameters)
    meta = page.meta(total)
    return await fetch(db, listed.page, {**parameters, "size": page.size, "offset": page.offset}), meta
