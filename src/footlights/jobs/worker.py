"""Running jobs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import or_, select, update

from footlights.jobs.models import Job
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import Unavailable

Handler = Callable[[dict[str, Any]], Awaitable[None]]  # Any: JSON values

log = structlog.get_logger()
LEASE = timedelta(minutes=1)
"""Renewed while a job runs: what a process that died was doing is taken over a minute later."""
IDLE_S = 2.0
MAX_ATTEMPTS = 12
PATIENCE_S = 2.0
"""How long a job that is due gives way to people who wait for an answer."""
BACKOFF_S = (5, 30, 120, 600, 1800, 3600)


class RetryLater(Exception):
    """Raised by a handler whose other side is not ready: tried again after `delay`, without counting as a failure."""

    def __init__(self, reason: str, delay: timedelta | None = None, *, counts: bool = True) -> None:
        super().__init__(reason)
        self.delay = delay
        self.counts = counts  # towards MAX_ATTEMPTS


class Worker:
    """`parallel` loops that claim and run jobs until cancelled, each a little later as long as `quiet` waits."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        parallel: int = 4,
        quiet: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._parallel = parallel
        self._quiet = quiet or _at_once
        self._wake = asyncio.Event()
        database.on_commit(self._committed)

    def _committed(self, info: dict[Any, Any]) -> None:  # Any: SQLAlchemy's info dictionary
        if info.get("jobs"):
            self._wake.set()

    async def run(self) -> None:
        if self._database.is_sqlite:
            await self._free_orphans()
        async with asyncio.TaskGroup() as group:
            for _ in range(self._parallel):
                group.create_task(self._loop())

    async def _free_orphans(self) -> None:
        """A SQLite database has one server: what was running when it ended is running no more."""
        with contextlib.suppress(Unavailable):
            async with self._database.write() as db:
                freed = update(Job).where(Job.state == "running").values(state="waiting", lease_until=None)
                await db.execute(freed)

    async def _loop(self) -> None:
        while True:
            self._wake.clear()
            await self._give_way()
            try:
                if await self.run_one():
                    continue
            except Exception:
                log.exception("worker_failed")
                await asyncio.sleep(1)
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), IDLE_S)
            except TimeoutError:
                continue

    async def _give_way(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet(), PATIENCE_S)

    async def run_one(self) -> bool:
        """Claim and run one due job; False when none is due."""
        job = await self._claim()
        if job is None:
            return False
        keeping = asyncio.create_task(self._keep_lease(job))
        try:
            await self._handlers[job.kind](job.data)
        except Exception as error:
            keeping.cancel()
            await self._failed(job, error)
        else:
            keeping.cancel()
            await self._finish(job, state="done", lease_until=None, last_error=None)
        finally:
            keeping.cancel()
        return True

    async def _keep_lease(self, job: Job) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with contextlib.suppress(Unavailable):
                await self._finish(job, lease_until=utcnow() + LEASE)

    async def _claim(self) -> Job | None:
        now = utcnow()
        due = or_(Job.state == "waiting", (Job.state == "running") & (Job.lease_until < now))
        async with self._database.read() as db:
            found = await db.scalar(select(Job.id).where(due, Job.run_at <= now).order_by(Job.run_at).limit(1))
        if found is None:
            return None
        async with self._database.write() as db:
            claim = (
                update(Job)
                .where(Job.id == found, due)
                .values(state="running", lease_until=now + LEASE, attempts=Job.attempts + 1)
                .returning(Job)
                .execution_options(synchronize_session=False)
            )
            return (await db.scalars(claim)).one_or_none()

    async def _failed(self, job: Job, error: Exception) -> None:
        delay = timedelta(seconds=BACKOFF_S[min(job.attempts, len(BACKOFF_S)) - 1])
        if isinstance(error, RetryLater):
            delay = error.delay or delay
        else:
            log.warning("job_failed", job=job.kind, attempts=job.attempts, error=type(error).__name__, exc_info=error)
        is_waiting = isinstance(error, RetryLater) and not error.counts
        over = job.attempts >= MAX_ATTEMPTS and not is_waiting
        await self._finish(
            job,
            state="failed" if over else "waiting",
            run_at=utcnow() + delay,
            lease_until=None,
            last_error=f"{type(error).__name__}: {error}"[:500],
        )

    async def _finish(self, job: Job, **values: object) -> None:
        async with self._database.write() as db:
            await db.execute(update(Job).where(Job.id == job.id).values(**values))


async def _at_once() -> None:
    """Wait for nobody."""
