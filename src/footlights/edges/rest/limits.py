"""How often clients of an API may call.

Two budgets, as Livestorm has them: calls in a second, and calls in 30 days from the first one. Both are off unless the
operator sets them (`api_calls_per_second`, `api_calls_per_month`).
"""

from dataclasses import dataclass

import structlog
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from footlights.settings import Settings

UNLIMITED = 1_000_000_000
WINDOW_DAYS = 30
log = structlog.get_logger()


@dataclass(frozen=True)
class Budget:
    """What is left after a call; `reset_at` is Unix seconds and only of interest when something is used up."""

    monthly_limit: int = UNLIMITED
    monthly_left: int = UNLIMITED
    second_limit: int = UNLIMITED
    second_left: int = UNLIMITED
    reset_at: float | None = None


class CallLimits:
    """Counts calls in this process, or in Redis when one is configured: then for all processes, and over restarts."""

    def __init__(self, settings: Settings) -> None:
        self._by_token = settings.api_limits_by == "token"
        self._month = _item(RateLimitItemPerDay, settings.api_calls_per_month, WINDOW_DAYS)
        self._second = _item(RateLimitItemPerSecond, settings.api_calls_per_second, 1)
        url = settings.redis_url
        url = f"redis+{url}" if url.startswith("unix:") else url  # as the library spells it
        self._limiter = FixedWindowRateLimiter(
            RedisStorage(url, wrap_exceptions=True, implementation="redispy", key_prefix="footlights:calls")
            if url
            else MemoryStorage()
        )

    @property
    def full(self) -> Budget:
        """The budget of someone who has not called yet, or is not known."""
        month, second = _amount(self._month), _amount(self._second)
        return Budget(month, month, second, second)

    async def take(self, *, workspace_id: str, token_id: str) -> tuple[Budget, bool]:
        """Count one call; the budget after it, and whether the call is within it.

        A call that the second refuses does not count for the month. When Redis does not answer, nothing is limited: a
        counter that cannot count must not stop an event.
        """
        if self._month is None and self._second is None:
            return Budget(), True
        try:
            return await self._take(token_id if self._by_token else workspace_id)
        except StorageError as error:
            log.warning("calls_not_counted", error=str(error))
            return self.full, True

    async def _take(self, who: str) -> tuple[Budget, bool]:
        left: list[int] = []
        reset_at = None
        for item in (self._second, self._month):
            if item is None:
                left.append(UNLIMITED)
                continue
            is_within = reset_at is not None or await self._limiter.hit(item, who)
            window = await self._limiter.get_window_stats(item, who)
            reset_at = reset_at if is_within else window.reset_time
            left.append(window.remaining)
        budget = Budget(_amount(self._month), left[1], _amount(self._second), left[0], reset_at)
        return budget, reset_at is None


def _item(kind: type[RateLimitItem], amount: int, multiples: int) -> RateLimitItem | None:
    return kind(amount, multiples) if amount else None


def _amount(item: RateLimitItem | None) -> int:
    return item.amount if item else UNLIMITED
