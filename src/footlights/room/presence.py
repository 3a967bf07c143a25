"""The presence ledger: who was connected when.

A connection writes `join` when it opens, `here` each minute, and `leave` when it closes. Nothing is ever invented:
after a crash an interval ends at its last fact. Facts may arrive late, twice or out of order; what is made of them
(`attendance`) does not depend on it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import insert, select

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.room.attendance import refresh_attendance
from footlights.room.models import PresenceFact

HERE_EVERY = timedelta(minutes=1)
FLUSH_S = 0.1
RETRY_S = 1.0
MOST_KEPT = 200_000
"""Facts held in memory while the database cannot be written; beyond it the oldest `here` facts go first."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact of presence."""

    session_id: str
    person_id: str
    connection_id: str
    kind: Literal["join", "here", "leave"]
    at: datetime


async def write_marks(db: Db, marks: Sequence[Mark]) -> None:
    """Add facts to the ledger."""
    if marks:
        columns = ("session_id", "person_id", "connection_id", "kind", "at")
        await db.execute(insert(PresenceFact), [{name: getattr(mark, name) for name in columns} for mark in marks])


async def record_presence(db: Db, marks: Sequence[Mark]) -> None:
    """Add facts to the ledger and bring the figures up to date that they change.

    A session that is live gets its rows of attendance as people come and go; one that ended is corrected when a fact
    arrives late, so figures and ledger always agree.
    """
    await write_marks(db, marks)
    moved = {mark.session_id for mark in marks}
    sessions = await db.scalars(select(Session).where(Session.id.in_(moved), Session.state.in_(("live", "ended"))))
    for session in sessions.all():
        people = {
            mark.person_id
            for mark in marks
            if mark.session_id == session.id and (mark.kind != "here" or not session.is_live)
        }
        if people:
            await refresh_attendance(db, session, person_ids=people, now=utcnow())


class PresenceRecorder:
    """Collects facts and writes them about ten times a second, one transaction for all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Mark] = []
        self._task: asyncio.Task[None] | None = None
        self._is_closing = asyncio.Event()

    def add(self, mark: Mark) -> None:
        self._waiting.append(mark)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="presence")

    async def flush(self) -> None:
        """Write everything that waits. Raises what the database raises, and keeps the facts then."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            async with self._database.write() as db:
                await record_presence(db, batch)
        except BaseException:
            self._waiting = _thin([*batch, *self._waiting])
            raise

    async def close(self) -> None:
        """Write what waits, if the database allows, and stop. A transaction under way is never cancelled."""
        self._is_closing.set()
        if self._task is not None:
            await asyncio.wait([self._task])
        try:
            await self.flush()
        except Exception:
            log.exception("presence_lost", facts=len(self._waiting))

    async def _run(self) -> None:
        pause_s = FLUSH_S
        while self._waiting and not await self._closes_within(pause_s):
            try:
                await self.flush()
                pause_s = FLUSH_S
            except Exception:
                log.exception("presence_delayed", facts=len(self._waiting))
                pause_s = RETRY_S
        self._task = None

    async def _closes_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._is_closing.wait(), seconds)
        except TimeoutError:
            return False
        return True


def _thin(marks: list[Mark]) -> list[Mark]:
    """`marks` without the oldest `here` facts where there are too many: an interval keeps its ends."""
    spare = len(marks) - MOST_KEPT
    if spare <= 0:
        return marks
    kept = []
    for mark in marks:
        if spare > 0 and mark.kind == "here":
            spare -= 1
        else:
            kept.append(mark)
    return kept
