"""How often a room speaks. A send costs the same for one line as for ten, so a crowd hears more at once, less often.

One process sends about 25,000 frames a second (`make bench-room`, one core); these steps keep a room of 3,000 below
two thirds of that while everyone claps, and a line still arrives within half a second.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between rounds of sending, between sums of reactions, and between counts of who is here."""

    round_s: float
    reactions_s: float
    present_s: float


SMALL = Pace(0.0, 0.0, 0.5)
FULL = Pace(0.2, 0.5, 2.0)
CROWDED = Pace(0.3, 1.0, 3.0)


def pace_of(connections: int) -> Pace:
    """A round of zero seconds: as soon as the process's own tick allows."""
    if connections <= 500:
        return SMALL
    return FULL if connections <= 1500 else CROWDED


class Interval:
    """Lets something happen at most once in so many seconds; for what comes too early `again` is called in time."""

    def __init__(self, again: Callable[[], None]) -> None:
        self._again = again
        self._loop = asyncio.get_running_loop()
        self._began_at = -math.inf
        self._timer: asyncio.TimerHandle | None = None

    def begins(self, seconds: float) -> bool:
        """Whether `seconds` have passed since the last one began; if so the next one begins now."""
        if self._timer is not None:
            return False
        now = self._loop.time()
        due_at = self._began_at + seconds
        if due_at > now:
            self._timer = self._loop.call_at(due_at, self._wake)
            return False
        self._began_at = now
        return True

    def _wake(self) -> None:
        self._timer = None
        self._again()
