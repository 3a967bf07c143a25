"""Telling facts to their subscribers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.outbox.models import Fact

Subscriber = Callable[[Db, Fact], Awaitable[None]]
"""Reacts to one fact by writing rows; sees `fact.kind` it asked for, and those alone."""

log = structlog.get_logger()
BATCH = 200
IDLE_S = 5.0
"""How often to look without being woken: facts of another process, or of one that died before waking us."""


class Relay:
    """One loop per process; on PostgreSQL several relays share the work by skipping each other's locked rows."""

    def __init__(self, database: Database, subscribers: Mapping[str, Sequence[Subscriber]]) -> None:
        self._database = database
        self._subscribers = subscribers
        self._wake = asyncio.Event()
        database.on_commit(self._committed)

    def _committed(self, info: dict[Any, Any]) -> None:  # Any: SQLAlchemy's info dictionary
        if info.get("facts"):
            self._wake.set()

    async def run(self) -> None:
        """Tell facts until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.tell_batch() == BATCH:
                    pass
            except Exception:
                log.exception("relay_failed")
                await asyncio.sleep(1)
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), IDLE_S)
            except TimeoutError:
                continue

    async def tell_all(self) -> None:
        """Tell everything recorded so far."""
        while await self.tell_batch():
            pass

    async def tell_batch(self) -> int:
        """Tell up to BATCH facts, each in a transaction of its own, and say how many were found."""
        async with self._database.read() as db:
            ids = (await db.scalars(select(Fact.id).where(Fact.told_at.is_(None)).order_by(Fact.id).limit(BATCH))).all()
        for fact_id in ids:
            await self._tell(fact_id)
        return len(ids)

    async def _tell(self, fact_id: int) -> None:
        async with self._database.write() as db:
            claim = (
                update(Fact)
                .where(Fact.id == fact_id, Fact.told_at.is_(None))
                .values(told_at=utcnow())
                .returning(Fact)
                .execution_options(synchronize_session=False)
            )
            fact = (await db.scalars(claim)).one_or_none()
            if fact is None:
                return
            for subscriber in self._subscribers.get(fact.kind, ()):
                await subscriber(db, fact)
