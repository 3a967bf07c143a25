"""Counts of polls, cards and handouts: read by SQL, told to everyone at most twice a second, whatever the rush.

An action that counts something says so with `counts_changed`; after its commit every process that has the room open
reads the counts of what was named, once for all the changes since its last reading, and sends what differs.
"""

from collections.abc import Awaitable, Callable, Collection

from footlights.kit.database import Database, Db
from footlights.room.frames.server import TalliesFrame, Tally
from footlights.room.frames.state import Snapshot
from footlights.room.frames.wire import encode
from footlights.room.log import Audience
from footlights.room.rereading import Rereading

COUNTED = "rooms_counted"
"""Key in `db.info`: session id to the ids of what was counted in this transaction."""

ReadTallies = Callable[[Db, str, Collection[str] | None], Awaitable[list[Tally]]]
"""The counts of a session's things: of all of them, or of those named."""


def counts_changed(db: Db, session_id: str, item_id: str) -> None:
    """Somebody voted, clicked or took a file; the room will read the counts again after the commit."""
    db.info.setdefault(COUNTED, {}).setdefault(session_id, set()).add(item_id)


async def no_tallies(db: Db, session_id: str, ids: Collection[str] | None) -> list[Tally]:
    return []


class Tallies:
    """The newest counts of one room and what each audience was told. `mark` asks for a round of sending."""

    def __init__(self, database: Database, session_id: str, read: ReadTallies, mark: Callable[[], None]) -> None:
        self._database = database
        self._session_id = session_id
        self._read = read
        self._rereading = Rereading(self._read_these, mark)
        self._known: dict[str, Tally] = {}
        self._sent: dict[Audience, dict[str, Tally]] = {"team": {}, "all": {}}

    async def load(self, views: dict[Audience, Snapshot]) -> None:
        self._take(await self._read_these(None))
        for audience, snapshot in views.items():
            self._sent[audience] = self._seen_by(audience, snapshot)

    def changed(self, ids: Collection[str]) -> None:
        self._rereading.changed(ids)

    async def serve(self, views: dict[Audience, Snapshot]) -> dict[Audience, str]:
        """Frames with what is new for each audience; empty when nothing is, or when the last ones were just sent."""
        read = await self._rereading.take()
        if read is None:
            return {}
        self._take(read)
        frames = {audience: self._news_for(audience, snapshot) for audience, snapshot in views.items()}
        return {audience: frame for audience, frame in frames.items() if frame is not None}

    def for_newcomer(self, audience: Audience) -> str | None:
        """Everything this audience was told so far."""
        sent = self._sent[audience]
        return encode(TalliesFrame(tallies=list(sent.values()))) if sent else None

    async def _read_these(self, ids: Collection[str] | None) -> list[Tally]:
        async with self._database.read() as db:
            return await self._read(db, self._session_id, ids)

    def _take(self, tallies: list[Tally]) -> None:
        self._known.update({tally.id: tally for tally in tallies})

    def _news_for(self, audience: Audience, snapshot: Snapshot) -> str | None:
        seen, sent = self._seen_by(audience, snapshot), self._sent[audience]
        news = [tally for tally in seen.values() if sent.get(tally.id) != tally]
        self._sent[audience] = seen
        return encode(TalliesFrame(tallies=news)) if news else None

    def _seen_by(self, audience: Audience, snapshot: Snapshot) -> dict[str, Tally]:
        """The team sees every count, everyone else those of polls whose results are shared."""
        polls = {poll.id for poll in snapshot.polls if audience == "team" or poll.is_shared}
        if audience == "team":
            polls |= {card.id for card in snapshot.cards} | {handout.id for handout in snapshot.handouts}
        return {item_id: tally for item_id, tally in self._known.items() if item_id in polls}
