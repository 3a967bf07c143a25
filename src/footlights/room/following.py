"""The newest state of a room, kept by following its log in the database."""

from collections.abc import Callable

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.room.frames.state import Snapshot
from footlights.room.log import AUDIENCES, Audience, LoggedEntry, lock_room, read_entries
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.views import KEPT, View
from footlights.room.visits import Attendees


class Following:
    """One room as each audience sees it. New entries are pushed to the attendees; `mark` asks for another round."""

    def __init__(self, database: Database, session_id: str, attendees: Attendees, mark: Callable[[], None]) -> None:
        self.incarnation = ""
        self.views: dict[Audience, View] = {}
        self._database = database
        self._session_id = session_id
        self._attendees = attendees
        self._mark = mark
        self._has_entries = self._is_stale = False

    @property
    def snapshot(self) -> Snapshot:
        """As the team sees it."""
        return self.views["team"].snapshot

    @property
    def seq(self) -> int:
        return self.views["team"].seq

    def snapshots(self) -> dict[Audience, Snapshot]:
        return {audience: view.snapshot for audience, view in self.views.items()}

    async def load(self) -> None:
        """Read the room, making its row if there is none yet."""
        reading, recent = await self._read()
        if not reading.incarnation:
            async with self._database.write() as db:
                await lock_room(db, self._session_id, now=utcnow())
            reading, recent = await self._read()
        self.incarnation = reading.incarnation
        snapshots = {"team": reading.team, "all": reading.all}
        self.views = {
            audience: View(
                audience, snapshots[audience], reading.seq, recent, reading.own if audience == "all" else None
            )
            for audience in AUDIENCES
        }

    def changed(self) -> None:
        self._has_entries = True
        self._mark()

    def became_stale(self) -> None:
        """Something in the snapshot changed that has no entry."""
        self._is_stale = True
        self._mark()

    async def catch_up(self) -> list[LoggedEntry]:
        """Take what came into the log since, and push it; answers the new entries."""
        if not self._has_entries:
            return []
        self._has_entries = False
        try:
            async with self._database.read() as db:
                entries = await read_entries(db, self._session_id, after=self.seq, limit=KEPT)
        except BaseException:
            self._has_entries = True
            raise
        if entries:
            self._push(self._apply(entries), entries)
        if len(entries) == KEPT:
            self.changed()
        return entries

    async def refresh(self) -> None:
        """Read the room anew when it became stale."""
        if not self._is_stale:
            return
        self._is_stale = False
        try:
            reading, _ = await self._read()
        except BaseException:
            self._is_stale = True
            raise
        if reading.seq != self.seq:  # entries came in between; first those, in the next round
            self._is_stale = True
            self.changed()
            return
        self.views["team"].replace_snapshot(reading.team)
        self.views["all"].replace_snapshot(reading.all, reading.own)

    async def _read(self) -> tuple[RoomReading, list[LoggedEntry]]:
        async with self._database.read() as db:
            reading = await read_room(db, self._session_id)
            recent = await read_entries(db, self._session_id, after=max(0, reading.seq - KEPT), limit=KEPT)
        return reading, [logged for logged in recent if logged.entry.seq <= reading.seq]

    def _apply(self, entries: list[LoggedEntry]) -> int:
        """Answers the number that the views had before."""
        since = self.seq
        for view in self.views.values():
            for logged in entries:
                view.apply(logged)
        return since

    def _push(self, since: int, entries: list[LoggedEntry]) -> None:
        """News for the team, and for the others, of whom some get something of their own among it."""
        self._attendees.push("team", self.views["team"].log_frame(since))
        view = self.views["all"]
        frame = view.log_frame(since)
        people = {logged.also_for for logged in entries if logged.also_for is not None}
        own = {person_id: view.log_frame(since, person_id) for person_id in people}
        for visit in self._attendees.audiences["all"]:
            visit.connection.push(own.get(visit.actor.person_id, frame))
