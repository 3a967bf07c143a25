"""Rounds of sending: many wishes, few rounds."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

import structlog

K = TypeVar("K", bound=Hashable)

log = structlog.get_logger()
RETRY_S = 1.0


class Ticker(Generic[K]):
    """Calls `serve(key)` soon after `mark(key)`, and for the same key at most once per `interval_s`.

    The first mark after a pause is served at once; later ones wait for the rest of the interval. A key is never served
    twice at the same time: marks made meanwhile count for the next round. A failure is logged and tried again.
    """

    def __init__(self, serve: Callable[[K], Awaitable[None]], *, interval_s: float) -> None:
        self._serve = serve
        self._interval_s = interval_s
        self._marked: set[K] = set()
        self._is_closing = asyncio.Event()
        self._tasks: dict[K, asyncio.Task[None]] = {}

    def mark(self, key: K) -> None:
        self._marked.add(key)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._run(key))

    async def close(self) -> None:
        """Begin no more rounds, and wait for those under way."""
        self._is_closing.set()
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def _run(self, key: K) -> None:
        try:
            while key in self._marked and not self._is_closing.is_set():
                self._marked.discard(key)
                pause_s = self._interval_s
                try:
                    await self._serve(key)
                except Exception:
                    log.exception("round_failed")
                    self._marked.add(key)
                    pause_s = RETRY_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._is_closing.wait(), pause_s)
        finally:
            del self._tasks[key]
