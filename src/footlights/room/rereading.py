"""Counts in the database, read again when they changed: once for all the changes since the last reading."""

from collections.abc import Awaitable, Callable, Collection
from typing import Generic, TypeVar

from footlights.room.pace import Interval

EVERY_S = 0.5
"""Nothing is read more often than this, whatever the rush."""

T = TypeVar("T")


class Rereading(Generic[T]):
    """`read` gets the names of what changed; `mark` asks for a round of sending."""

    def __init__(self, read: Callable[[Collection[str]], Awaitable[T]], mark: Callable[[], None]) -> None:
        self._read = read
        self._mark = mark
        self._changed: set[str] = set()
        self._interval = Interval(mark)

    def changed(self, names: Collection[str]) -> None:
        self._changed.update(names)
        if self._changed:
            self._mark()

    async def take(self) -> T | None:
        """What is read now; None when nothing changed, or when the last reading was just before."""
        if not self._changed or not self._interval.begins(EVERY_S):
            return None
        names, self._changed = self._changed, set()
        try:
            return await self._read(names)
        except BaseException:
            self._changed |= names
            raise
