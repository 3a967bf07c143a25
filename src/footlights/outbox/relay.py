"""Telling facts to their subscribers."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db, among
from footlights.outbox.models import Fact
from footlights.outbox.record import RECORDED

Subscriber = Callable[[Db, Fact], Awaitable[None]]
"""Reacts to one fact by writing rows; sees `fact.kind` it asked for, and those alone."""


@dataclass(frozen=True)
class Together:
    """A subscriber that takes several facts of one kind at once, in their order."""

    tell: Callable[[Db, Sequence[Fact]], Awaitable[None]]


Subscribers = Mapping[str, Sequence[Subscriber | Together]]

log = structlog.get_logger()
BATCH = 200
IDLE_S = 5.0
"""How often to look without being woken: facts of another process, or of one that died before waking us."""


class Relay:
    """One loop per process; on PostgreSQL several relays share the work by skipping each other's locked rows."""

    def __init__(self, database: Database, subscribers: Subscribers, *, at_once: Collection[str] = ()) -> None:
        self._database = database
        self._subscribers = subscribers
        self._at_once = frozenset(at_once)
        self._wake = asyncio.Event()
        database.on_commit(self._committed)
        if at_once:
            database.before_commit(self._tell_at_once)

    def _committed(self, info: dict[Any, Any]) -> None:  # Any: SQLAlchemy's info dictionary
        if any(fact.told_at is None for fact in info.get(RECORDED, ())):
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
            await self._tell_subscribers(db, [fact])

    async def _tell_at_once(self, db: Db) -> None:
        """Tell what this transaction recorded of the kinds `at_once`; what cannot be told now is told later."""
        facts = [fact for fact in db.info.get(RECORDED, ()) if fact.kind in self._at_once and fact in db]
        for _, same in groupby(facts, key=lambda fact: fact.kind):
            told = list(same)
            try:
                async with db.begin_nested():
                    await self._tell_subscribers(db, told)
                    ids = [fact.id for fact in told]
                    await db.execute(update(Fact).where(among(Fact.id, ids)).values(told_at=utcnow()))
            except Exception:
                log.exception("not_told_at_once", kind=told[0].kind)

    async def _tell_subscribers(self, db: Db, facts: Sequence[Fact]) -> None:
        """`facts` are of one kind."""
        for subscriber in self._subscribers.get(facts[0].kind, ()):
            if isinstance(subscriber, Together):
                await subscriber.tell(db, facts)
                continue
            for fact in facts:
                await subscriber(db, fact)
