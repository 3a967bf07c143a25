"""A room as one audience sees it, with the bytes that go to many sockets made once."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import Raw

from footlights.room.frames.entries import Entry
from footlights.room.frames.server import LogFrame
from footlights.room.frames.state import Snapshot, TalkState
from footlights.room.frames.talk_entries import ChatChangedData, ChatPostedData, ChatToldData
from footlights.room.frames.wire import encode
from footlights.room.log import Audience, LoggedEntry
from footlights.room.reducer import apply_entry
from footlights.room.talk import NOTHING_OWN, apply_talk, with_own

KEPT = 500
"""Entries held ready for those who resume; who is further behind gets a snapshot."""


class View:
    """Snapshot and recent entries for one audience, at the number `seq`.

    `own` holds what single people outside of the team see beside the others (`talk`), by person.
    """

    def __init__(
        self,
        audience: Audience,
        snapshot: Snapshot,
        seq: int,
        recent: Iterable[LoggedEntry],
        own: Mapping[str, TalkState] | None = None,
    ) -> None:
        self.audience = audience
        self.seq = seq
        self._snapshot = snapshot
        self._own = dict(own or {})
        self._encoded: Raw | None = None
        self._recent: deque[_Kept] = deque(maxlen=KEPT)
        for logged in recent:
            self._keep(logged)

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def snapshot_for(self, person_id: str) -> Snapshot:
        return with_own(self._snapshot, self._own.get(person_id))

    def replace_snapshot(self, snapshot: Snapshot, own: Mapping[str, TalkState] | None = None) -> None:
        """A newer reading of the same number."""
        self._snapshot = snapshot
        self._own = dict(own or {})
        self._encoded = None

    def apply(self, logged: LoggedEntry) -> None:
        """Take the next entry; one that is already in is ignored."""
        if logged.entry.seq <= self.seq:
            return
        self.seq = logged.entry.seq
        self._snapshot = apply_entry(self._snapshot, logged.seen_by(self.audience))
        self._encoded = None
        if self._is_private(logged):
            person_id = logged.also_for or ""
            data = logged.seen_by(self.audience, person_id).data
            self._own[person_id] = apply_talk(self._own.get(person_id, NOTHING_OWN), data)
        self._forget_words(logged.entry)
        self._keep(logged)

    def encoded_snapshot(self, person_id: str = "") -> Raw:
        """The same bytes for everyone, but for those who have something of their own."""
        if person_id in self._own:
            return Raw(msgspec.json.encode(self.snapshot_for(person_id)))
        if self._encoded is None:
            self._encoded = Raw(msgspec.json.encode(self._snapshot))
        return self._encoded

    def can_resume(self, since: int) -> bool:
        """Whether every entry after `since` is at hand."""
        first = self._recent[0].seq if self._recent else self.seq + 1
        return first - 1 <= since <= self.seq

    def encoded_entries(self, since: int, person_id: str = "") -> Raw:
        """The entries after `since` as a JSON array, as a person of this audience gets them."""
        kept = (entry.seen_by(person_id) for entry in self._recent if entry.seq > since)
        return Raw(b"[" + b",".join(kept) + b"]")

    def log_frame(self, since: int, person_id: str = "") -> str:
        return encode(LogFrame(entries=self.encoded_entries(since, person_id)))

    def _is_private(self, logged: LoggedEntry) -> bool:
        return self.audience == "all" and logged.audience == "team" and logged.also_for is not None

    def _keep(self, logged: LoggedEntry) -> None:
        kept = _Kept(logged.entry.seq, msgspec.json.encode(logged.seen_by(self.audience)))
        if self._is_private(logged):
            kept.person_id = logged.also_for
            kept.own = msgspec.json.encode(logged.seen_by(self.audience, logged.also_for))
        self._recent.append(kept)

    def _forget_words(self, entry: Entry) -> None:
        """Of a line that was deleted no words are sent any more, also not to those who were away."""
        data = entry.data
        if not isinstance(data, ChatChangedData) or not data.deleted:
            return
        mark = b'"data":{"id":"%s"' % data.id.encode()
        for kept in self._recent:
            if mark in (kept.own or kept.everyone):
                kept.replace(_as_deleted(kept.seq, entry.at, data))


def _as_deleted(seq: int, at: int, data: ChatChangedData) -> bytes:
    """An entry of a line that is deleted since, under its own number and of its own kind."""
    posted = ChatPostedData.kind if data.to == "everyone" else ChatToldData.kind
    return msgspec.json.encode(Entry(seq=seq, at=at, kind=posted if seq == data.seq else data.kind, data=data))


@dataclass(slots=True)
class _Kept:
    """An encoded entry, and what one person gets in its place."""

    seq: int
    everyone: bytes
    person_id: str | None = None
    own: bytes | None = None

    def seen_by(self, person_id: str) -> bytes:
        return self.own if self.own is not None and person_id == self.person_id else self.everyone

    def replace(self, encoded: bytes) -> None:
        if self.own is None:
            self.everyone = encoded
        else:
            self.own = encoded
