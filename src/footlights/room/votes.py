"""Votes of questions as all see them: they pass by, coalesced, and come whole with each welcome."""

from collections.abc import Callable, Collection

import msgspec
from msgspec import Raw

from footlights.kit.database import Database
from footlights.room.frames.server import VotesFrame
from footlights.room.frames.wire import encode
from footlights.room.rereading import Rereading
from footlights.room.talk_reading import read_votes


class Votes:
    """Counts of one room by the number of their question. `mark` asks for a round of sending."""

    def __init__(self, database: Database, session_id: str, mark: Callable[[], None]) -> None:
        self._database = database
        self._session_id = session_id
        self._rereading = Rereading(self._read, mark)
        self._counts: dict[str, int] = {}
        self.encoded = Raw(b"{}")
        """All of them, for a welcome."""

    async def load(self) -> None:
        self._take(await self._read())

    def changed(self) -> None:
        self._rereading.changed([self._session_id])

    async def serve(self) -> str | None:
        """A frame for those who know what was before; None when nothing is new, or the last one was just sent."""
        read = await self._rereading.take()
        news = {} if read is None else self._take(read)
        return encode(VotesFrame(counts=news)) if news else None

    async def _read(self, _: Collection[str] = ()) -> dict[int, int]:
        async with self._database.read() as db:
            return await read_votes(db, self._session_id)

    def _take(self, read: dict[int, int]) -> dict[str, int]:
        """Know these from here on; answers those that differ."""
        counts = {str(seq): tally for seq, tally in read.items()}
        news = {seq: counts.get(seq, 0) for seq in {*counts, *self._counts} if counts.get(seq) != self._counts.get(seq)}
        self._counts = counts
        self.encoded = Raw(msgspec.json.encode(counts))
        return news
