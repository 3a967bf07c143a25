"""How often secrets may be guessed, and how many programs may register themselves from one place."""

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string

from footlights.edges.console.access import services_of
from footlights.edges.pages.guard import address_of
from footlights.edges.rest.oauth.asked import Asked
from footlights.kit.errors import Limited

PER_CLIENT_AND_ADDRESS = RateLimitItemPerMinute(20, 15, namespace="oauth-secret")
PER_ADDRESS = RateLimitItemPerMinute(200, 15, namespace="oauth-address")
REGISTRATIONS = RateLimitItemPerHour(5, namespace="oauth-registration")
DYNAMIC_REGISTRATIONS = RateLimitItemPerHour(30, namespace="oauth-dynamic")
"""Five an hour is LiveWebinar's; programs that register themselves do so for each person of an office."""


class OAuthTries:
    """Counted in memory, or in Redis when there is one."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(f"async+{redis_url}") if redis_url else MemoryStorage()
        assert isinstance(storage, Storage)
        self._limiter = FixedWindowRateLimiter(storage)

    async def check(self, client_id: str, address: str) -> None:
        """Refuse with Limited before a secret is even compared, when there were too many wrong ones."""
        for limit, keys in _secret_limits(client_id, address):
            if not await self._limiter.test(limit, *keys):
                raise Limited("Too many tries. Wait 15 minutes, then try again.", code="too_many_tries")

    async def count_wrong(self, client_id: str, address: str) -> None:
        for limit, keys in _secret_limits(client_id, address):
            await self._limiter.hit(limit, *keys)

    async def count_registration(self, address: str, limit: RateLimitItem) -> None:
        if not await self._limiter.hit(limit, address):
            raise Limited("Too many programs registered from this network. Wait an hour.", code="too_many_clients")


def tries_of(request: Asked) -> OAuthTries:
    """The counter, made at its first use and shared by the process (or by all, with Redis)."""
    state = request.app.state
    if "oauth_tries" not in state:
        state.oauth_tries = OAuthTries(services_of(request).settings.redis_url)
    tries: OAuthTries = state.oauth_tries
    return tries


def address_behind(request: Asked) -> str:
    return address_of(services_of(request), request)


def _secret_limits(client_id: str, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    return [(PER_CLIENT_AND_ADDRESS, (client_id[:64], address)), (PER_ADDRESS, (address,))]
