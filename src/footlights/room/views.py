"""A room as one audience sees it, with the bytes that go to many sockets made once."""

from collections import deque
from collections.abc import Iterable

import msgspec
from msgspec import Raw

from footlights.room.frames import LogFrame, Snapshot, encode
from footlights.room.log import Audience, LoggedEntry
from footlights.room.reducer import apply_entry

KEPT = 500
"""Entries held ready for those who resume; who is further behind gets a snapshot."""


class View:
    """Snapshot and recent entries for one audience, at the number `seq`."""

    def __init__(self, audience: Audience, snapshot: Snapshot, seq: int, recent: Iterable[LoggedEntry]) -> None:
        self.audience = audience
        self.seq = seq
        self._snapshot = snapshot
        self._encoded: Raw | None = None
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        for logged in recent:
            self._keep(logged)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def replace_snapshot(self, snapshot: Snapshot) -> None:
        """A newer reading of the same number."""
        self._snapshot = snapshot
        self._encoded = None

    def apply(self, logged: LoggedEntry) -> None:
        """Take the next entry; one that is already in is ignored."""
        if logged.entry.seq <= self.seq:
            return
        self.seq = logged.entry.seq
        self._snapshot = apply_entry(self._snapshot, logged.seen_by(self.audience))
        self._encoded = None
        self._keep(logged)

    def encoded_snapshot(self) -> Raw:
        if self._encoded is None:
            self._encoded = Raw(msgspec.json.encode(self._snapshot))
        return self._encoded

    def can_resume(self, since: int) -> bool:
        """Whether every entry after `since` is at hand."""
        first = self._recent[0][0] if self._recent else self.seq + 1
        return first - 1 <= since <= self.seq

    def encoded_entries(self, since: int) -> Raw:
        """The entries after `since` as a JSON array."""
        return Raw(b"[" + b",".join(entry for seq, entry in self._recent if seq > since) + b"]")

    def log_frame(self, since: int) -> str:
        return encode(LogFrame(entries=self.encoded_entries(since)))

    def _keep(self, logged: LoggedEntry) -> None:
        self._recent.append((logged.entry.seq, msgspec.json.encode(logged.seen_by(self.audience))))
