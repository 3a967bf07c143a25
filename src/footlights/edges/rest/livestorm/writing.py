"""Write transactions, with the answers that are kept for requests that come again."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from footlights.edges.rest import writing
from footlights.edges.rest.livestorm.documents import Resource, document_of
from footlights.idempotency.keys import keep_answer, pending_key, refuse_second
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.services import Services

T = TypeVar("T")


async def in_write(services: Services, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run `work` as `edges.rest.writing.in_write` does. The resource that it makes is kept with it, as the answer to a
    request that carries an Idempotency-Key."""
    pending = pending_key.get()

    async def kept(db: Db) -> T:
        if pending is not None:
            await refuse_second(db, pending, now=utcnow())
        done = await work(db)
        if pending is not None and isinstance(done, Resource):
            await db.flush()
            document = msgspec.json.encode(document_of(done)).decode()
            await keep_answer(db, pending, document, now=utcnow())
        return done

    return await writing.in_write(services, kept)
