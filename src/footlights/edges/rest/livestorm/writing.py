"""Write transactions that others may run into."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from sqlalchemy.exc import IntegrityError

from footlights.edges.rest.livestorm.documents import Resource, document_of
from footlights.idempotency.keys import keep_answer, pending_key, refuse_second
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Conflict
from footlights.kit.together import Work
from footlights.services import Services

ATTEMPTS = 5
BUSY = "Too many changed the same thing at once. Try again."
T = TypeVar("T")


async def in_group(services: Services, work: Work[T, Resource], item: T) -> Resource:
    """Have `item` written together with others of its kind, anew when somebody else took the same unique value."""
    for _ in range(ATTEMPTS):
        try:
            return await services.together.write(work, item)
        except IntegrityError:
            continue
    raise Conflict(BUSY, code="busy")


async def in_write(services: Services, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run `work` in one transaction, anew when somebody else took the same unique value at the same moment.

    The next attempt finds the other's row: a second registration becomes the ordinary conflict, an event the next free
    slug. `work` may run several times, so it changes nothing but rows. The resource that it makes is kept with it, as
    the answer to a request that carries an Idempotency-Key.
    """
    pending = pending_key.get()
    for _ in range(ATTEMPTS):
        try:
            async with services.database.write() as db:
                if pending is not None:
                    await refuse_second(db, pending, now=utcnow())
                done = await work(db)
                if pending is not None and isinstance(done, Resource):
                    await db.flush()
                    document = msgspec.json.encode(document_of(done)).decode()
                    await keep_answer(db, pending, document, now=utcnow())
                return done
        except IntegrityError:
            continue
    raise Conflict(BUSY, code="busy")
