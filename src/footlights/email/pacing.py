"""Not too many mails a minute to one domain."""

import time


class Pacer:
    """Spreads mails to each domain evenly: `per_minute` of them, or no limit with 0. One per process."""

    def __init__(self, per_minute: int) -> None:
        self._gap_s = 60 / per_minute if per_minute else 0.0
        self._next: dict[str, float] = {}

    def wait_s(self, address: str) -> float:
        """How long this mail must wait; 0 takes the turn."""
        if not self._gap_s:
            return 0.0
        domain = address.rpartition("@")[2].lower()
        now = time.monotonic()
        at = self._next.get(domain, now)
        if at > now + self._gap_s:
            return at - now
        self._next[domain] = max(at, now) + self._gap_s
        return 0.0
