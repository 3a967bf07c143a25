"""Write transactions that others may run into."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from footlights.kit.database import Db
from footlights.kit.errors import Conflict
from footlights.services import Services

ATTEMPTS = 5
T = TypeVar("T")


async def in_write(services: Services, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run `work` in one transaction, anew when somebody else took the same unique value at the same moment.

    The next attempt finds the other's row: a second registration becomes the ordinary conflict, an event the next free
    slug. `work` may run several times, so it changes nothing but rows.
    """
    for _ in range(ATTEMPTS):
        try:
            async with services.database.write() as db:
                return await work(db)
        except IntegrityError:
            continue
    raise Conflict("Too many changed the same thing at once. Try again.", code="busy")
