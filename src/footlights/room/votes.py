"""Votes of questions as all see them: they pass by, coalesced, and come whole with each welcome."""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec import Raw

from footlights.room.frames.server import VotesFrame

EVERY_S = 0.5


class Votes:
    """Counts by the number of their question, and when they were last sent."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._encoded = Raw(b"{}")
        self._is_dirty = False
        self._sent_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        self._is_dirty = True

    def is_due(self, loop: asyncio.AbstractEventLoop, call_again: Callable[[], None]) -> bool:
        """Whether to read and send now; where it is too early, `call_again` is called in time."""
        if not self._is_dirty or self._timer is not None:
            return False
        wait_s = self._sent_at + EVERY_S - loop.time()
        if wait_s > 0:
            self._timer = loop.call_later(wait_s, self._wake, call_again)
            return False
        self._is_dirty = False
        self._sent_at = loop.time()
        return True

    def set(self, read: dict[int, int]) -> VotesFrame | None:
        """Take what was read; the frame for those who know what was before, None if they know it all."""
        counts = {str(seq): tally for seq, tally in read.items()}
        news = {seq: counts.get(seq, 0) for seq in {*counts, *self._counts} if counts.get(seq) != self._counts.get(seq)}
        self._counts = counts
        self._encoded = Raw(msgspec.json.encode(counts))
        return VotesFrame(counts=news) if news else None

    def encoded(self) -> Raw:
        return self._encoded

    def _wake(self, call_again: Callable[[], None]) -> None:
        self._timer = None
        call_again()
