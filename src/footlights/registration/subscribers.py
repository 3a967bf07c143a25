"""What registration makes of facts: a free place is offered to whoever waits."""

from datetime import datetime
from typing import Any

from footlights.events.queries import find_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.outbox import Fact
from footlights.registration.requests import expire_offer, offer_places


async def offer_free_places(db: Db, fact: Fact) -> None:
    """`person.unregistered`, `place.expired`, `place.declined`: the place goes to the next in line."""
    await _offer(db, fact.data["session_id"], now=utcnow())


async def offer_added_places(db: Db, fact: Fact) -> None:
    """`session.updated`: there may be more places now."""
    await _offer(db, fact.subject_id, now=utcnow())


class OfferClock:
    """`expire` is the handler of the job that ends an offer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, data: dict[str, Any]) -> None:  # Any: a job's JSON
        async with self._database.write() as db:
            await expire_offer(db, data["request_id"], now=utcnow())


async def _offer(db: Db, session_id: str, *, now: datetime) -> None:
    session = await find_session(db, session_id)
    if session is not None and session.event.is_published:
        await offer_places(db, session, now=now)
