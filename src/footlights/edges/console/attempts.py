"""How often someone may try to sign in."""

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string

from footlights.kit.errors import Limited

PER_EMAIL_AND_ADDRESS = RateLimitItemPerMinute(10, 15, namespace="sign-in")
PER_ADDRESS = RateLimitItemPerMinute(300, 15, namespace="sign-in-address")
PER_EMAIL = RateLimitItemPerHour(100, namespace="sign-in-email")
"""Wider than people need and far too narrow for guessing a password of ten characters. The bound per address alone is
high because an office shares one, and per e-mail so that a stranger does not lock someone out with a few tries."""


class SignInAttempts:
    """Tries per e-mail and network address, counted in memory, or in Redis when there is one."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(f"async+{redis_url}") if redis_url else MemoryStorage()
        assert isinstance(storage, Storage)
        self._limiter = FixedWindowRateLimiter(storage)

    async def count(self, email: str, address: str) -> None:
        """Count one try. Refuses with Limited when there were too many."""
        for limit, keys in self._limits(email, address):
            if not await self._limiter.hit(limit, *keys):
                raise Limited("Too many tries. Wait 15 minutes, then try again.", code="too_many_tries")

    async def forget(self, email: str, address: str) -> None:
        """The try was right: the tries of this person from this place no longer count."""
        limit, keys = self._limits(email, address)[0]
        await self._limiter.clear(limit, *keys)

    def _limits(self, email: str, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        key = email.strip().lower()[:320]
        return [(PER_EMAIL_AND_ADDRESS, (key, address)), (PER_ADDRESS, (address,)), (PER_EMAIL, (key,))]
