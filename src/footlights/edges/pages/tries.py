"""How often a passcode or a link may be guessed at the door, and how many guests may come from one place."""

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from litestar import Request
from litestar.datastructures import State

from footlights.kit.errors import Limited
from footlights.services import Services

PER_PLACE = RateLimitItemPerMinute(8, 15, namespace="passcode")
PER_ADDRESS = RateLimitItemPerMinute(60, 15, namespace="passcode-address")
PER_SESSION = RateLimitItemPerHour(600, namespace="passcode-session")
LINKS_PER_ADDRESS = RateLimitItemPerMinute(30, 15, namespace="room-links")
GUESTS_PER_ADDRESS = RateLimitItemPerHour(120, namespace="guests")
"""A person mistypes a few times; an office shares one address; a session of hundreds comes at once."""


def tries_of(request: Request[None, None, State], services: Services) -> "DoorTries":
    """The counter, made at its first use and shared by the process (or by all, with Redis)."""
    state = request.app.state
    if "door_tries" not in state:
        state.door_tries = DoorTries(services.settings.redis_url)
    tries: DoorTries = state.door_tries
    return tries


class DoorTries:
    """Counted in memory, or in Redis when there is one."""

    def __init__(self, redis_url: str = "") -> None:
        storage = storage_from_string(f"async+{redis_url}") if redis_url else MemoryStorage()
        assert isinstance(storage, Storage)
        self._limiter = FixedWindowRateLimiter(storage)

    async def count_wrong(self, session_id: str, person: str, address: str) -> None:
        """Count a passcode that was wrong."""
        for limit, keys in self._passcode_limits(session_id, person, address):
            await self._limiter.hit(limit, *keys)

    async def check(self, session_id: str, person: str, address: str) -> None:
        """Refuse with Limited before a passcode is even compared, when there were too many wrong ones."""
        for limit, keys in self._passcode_limits(session_id, person, address):
            if not await self._limiter.test(limit, *keys):
                raise Limited("Too many tries. Wait 15 minutes, then try again.", code="too_many_tries")

    async def check_link(self, address: str) -> None:
        """Refuse with Limited before a link into a room is even compared, when there were too many wrong ones."""
        if not await self._limiter.test(LINKS_PER_ADDRESS, address):
            raise Limited("Too many tries. Wait 15 minutes, then try again.", code="too_many_tries")

    async def count_wrong_link(self, address: str) -> None:
        await self._limiter.hit(LINKS_PER_ADDRESS, address)

    async def count_guest(self, address: str) -> None:
        if not await self._limiter.hit(GUESTS_PER_ADDRESS, address):
            raise Limited("Too many people came in from this network. Wait a while.", code="too_many_guests")

    def _passcode_limits(
        self, session_id: str, person: str, address: str
    ) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        return [
            (PER_PLACE, (session_id, person)),
            (PER_ADDRESS, (session_id, address)),
            (PER_SESSION, (session_id,)),
        ]
