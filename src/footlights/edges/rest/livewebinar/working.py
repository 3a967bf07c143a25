"""Transactions of this API: ids are integers, which rows get when somebody first asks for them."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from footlights.edges.rest.writing import in_write
from footlights.kit.database import Db
from footlights.numbering import Unnumbered
from footlights.services import Services

T = TypeVar("T")

__all__ = ["in_read", "in_write"]


async def in_read(services: Services, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run `work` on a snapshot; once more in a write transaction when it came upon a row that has no number yet."""
    try:
        async with services.database.read() as db:
            return await work(db)
    except Unnumbered:
        return await in_write(services, work)
