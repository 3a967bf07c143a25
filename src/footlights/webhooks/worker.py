"""The worker: finds endpoints with something due, and pumps each by itself, so that a slow one delays no other.

A pump holds at most QUEUE deliveries in memory whatever waits behind them. One transaction records what was sent and
claims what is next; when the database does not answer, outcomes wait in memory until it does. A worker that dies leaves
leases that end: its deliveries go out again, with the same ids.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import Unavailable
from footlights.webhooks.claiming import claim, find_due_endpoints, free_orphans, give_back, heal_clock
from footlights.webhooks.models import Endpoint
from footlights.webhooks.recording import record_outcomes
from footlights.webhooks.sending import Claimed, Outcome, Target, attempt
from footlights.webhooks.signing import valid_secrets
from footlights.webhooks.subscribers import WAKE
from footlights.webhooks.transport import GuardedTransport

PARALLEL = 16
"""Attempts at once for one endpoint."""
QUEUE = 128
FLUSH_S = 0.1
"""How long an outcome may wait for others to be recorded with it."""
LOOK_S = 0.5
IDLE_S = 1.0
AGAIN_S = 1.0
CLOCK_JUMP = timedelta(seconds=5)

Clock = Callable[[], datetime]
log = structlog.get_logger()


class WebhookWorker:
    """Sends until cancelled. `clock` is the time of schedules; timeouts run on the loop's own."""

    def __init__(
        self, database: Database, secret_key: bytes, transport: GuardedTransport, *, clock: Clock = utcnow
    ) -> None:
        self._database = database
        self._secret_key = secret_key
        self._transport = transport
        self._clock = clock
        self._wake = asyncio.Event()
        self._pumps: dict[str, asyncio.Task[None]] = {}
        self._offset = clock().timestamp() - time.monotonic()
        database.on_commit(self._committed)

    def _committed(self, info: dict[Any, Any]) -> None:  # Any: SQLAlchemy's info dictionary
        if info.get(WAKE):
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled; then what is on its way is recorded, and what is not goes back."""
        await self._start()
        try:
            while True:
                self._wake.clear()
                try:
                    await self._look()
                except Exception:
                    log.exception("webhooks_failed")
                    await asyncio.sleep(AGAIN_S)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), IDLE_S)
        finally:
            for pump in self._pumps.values():
                pump.cancel()
            await asyncio.gather(*self._pumps.values(), return_exceptions=True)
            await self._transport.aclose()

    async def run_due(self) -> None:
        """Send everything that is due now and come back."""
        while endpoint_ids := await self._due():
            await asyncio.gather(*(self._pump(endpoint_id) for endpoint_id in endpoint_ids))

    async def _start(self) -> None:
        while True:
            try:
                async with self._database.write() as db:
                    await heal_clock(db, now=self._clock())
                    if self._database.is_sqlite:
                        await free_orphans(db, now=self._clock())
                return
            except (Unavailable, SQLAlchemyError):
                await asyncio.sleep(AGAIN_S)

    async def _look(self) -> None:
        await self._watch_clock()
        self._pumps = {id: pump for id, pump in self._pumps.items() if not pump.done()}
        for endpoint_id in await self._due():
            if endpoint_id not in self._pumps:
                pump = asyncio.create_task(self._safely_pump(endpoint_id))
                pump.add_done_callback(lambda _: self._wake.set())
                self._pumps[endpoint_id] = pump

    async def _due(self) -> list[str]:
        async with self._database.read() as db:
            return await find_due_endpoints(db, now=self._clock())

    async def _watch_clock(self) -> None:
        offset = self._clock().timestamp() - time.monotonic()
        if offset < self._offset - CLOCK_JUMP.total_seconds():
            log.warning("clock_set_back", seconds=round(self._offset - offset))
            async with self._database.write() as db:
                await heal_clock(db, now=self._clock())
        self._offset = offset

    async def _safely_pump(self, endpoint_id: str) -> None:
        try:
            await self._pump(endpoint_id)
        except Exception:
            log.exception("webhook_pump_failed", endpoint=endpoint_id)
            await asyncio.sleep(AGAIN_S)

    async def _pump(self, endpoint_id: str) -> None:
        await Pump(self, endpoint_id).run()

    async def exchange(
        self, endpoint_id: str, outcomes: list[Outcome], *, most: int
    ) -> tuple[Target | None, list[Claimed]]:
        """Record outcomes and claim up to `most` more, in one transaction that is tried until the database takes it."""
        while True:
            try:
                return await self._exchange(endpoint_id, outcomes, most=most)
            except (Unavailable, SQLAlchemyError, OSError) as error:
                log.warning("webhooks_not_recorded", outcomes=len(outcomes), error=type(error).__name__)
                await asyncio.sleep(AGAIN_S)

    async def _exchange(
        self, endpoint_id: str, outcomes: list[Outcome], *, most: int
    ) -> tuple[Target | None, list[Claimed]]:
        now = self._clock()
        async with self._database.write() as db:
            locked = select(Endpoint).where(Endpoint.id == endpoint_id).with_for_update()
            endpoint = (await db.scalars(locked)).one()
            if outcomes:
                await record_outcomes(db, endpoint, outcomes, now=now)
            claimed = await claim(db, endpoint, most=most, now=now) if most > 0 else []
            secrets = tuple(valid_secrets(self._secret_key, endpoint, now=now)) if claimed else ()
            return Target(endpoint.id, endpoint.url, secrets, endpoint.dialect), claimed

    async def send(self, target: Target, delivery: Claimed) -> Outcome:
        return await attempt(self._transport, target, delivery, now=self._clock())

    async def give_back(self, ids: list[str]) -> None:
        async with self._database.write() as db:
            await give_back(db, ids, now=self._clock())


class Pump:
    """Sends what one endpoint has due, and ends."""

    def __init__(self, worker: WebhookWorker, endpoint_id: str) -> None:
        self._worker = worker
        self._endpoint_id = endpoint_id
        self._queue: asyncio.Queue[tuple[Target, Claimed]] = asyncio.Queue()
        self._outcomes: list[Outcome] = []
        self._held = 0  # claimed and not yet sent
        self._moved = asyncio.Event()

    async def run(self) -> None:
        senders: list[asyncio.Task[None]] = []
        try:
            may_have_more = True
            while True:
                outcomes, self._outcomes = self._outcomes, []
                most = QUEUE - self._held if may_have_more or outcomes else 0
                try:
                    target, claimed = await self._worker.exchange(self._endpoint_id, outcomes, most=most)
                except asyncio.CancelledError:
                    self._outcomes = outcomes + self._outcomes
                    raise
                may_have_more = bool(claimed) and len(claimed) == most
                self._take(target, claimed)
                while len(senders) < min(PARALLEL, self._held):
                    senders.append(asyncio.create_task(self._send()))
                if not self._held and not self._outcomes:
                    if not outcomes and not claimed:
                        return
                    continue
                may_have_more = await self._rest(may_have_more=may_have_more)
        finally:
            await self._end(senders)

    def _take(self, target: Target | None, claimed: list[Claimed]) -> None:
        for delivery in claimed:
            assert target is not None
            self._queue.put_nowait((target, delivery))
        self._held += len(claimed)

    async def _rest(self, *, may_have_more: bool) -> bool:
        """Until there is enough to record, or room to claim more; answers whether it is worth trying to claim.

        While attempts hang, new deliveries about others come in: so it is, every LOOK_S.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        while len(self._outcomes) < QUEUE // 2:
            if self._held == 0 or (may_have_more and self._queue.qsize() < PARALLEL):
                break
            left = began + (FLUSH_S if self._outcomes else LOOK_S) - loop.time()
            if left <= 0:
                return True
            self._moved.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)
        return may_have_more

    async def _send(self) -> None:
        while True:
            target, delivery = await self._queue.get()
            outcome = await self._worker.send(target, delivery)
            self._outcomes.append(outcome)
            self._held -= 1
            self._moved.set()

    async def _end(self, senders: list[asyncio.Task[None]]) -> None:
        """Record what was sent before the end, and give back the rest."""
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        left = [self._queue.get_nowait()[1].id for _ in range(self._queue.qsize())]
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2):
                if self._outcomes:
                    outcomes, self._outcomes = self._outcomes, []
                    await self._worker.exchange(self._endpoint_id, outcomes, most=0)
                if left:
                    await self._worker.give_back(left)
