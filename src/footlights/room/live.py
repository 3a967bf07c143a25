"""All rooms that are open in this process.

Life: `start` opens the rooms of live sessions (so that a server that comes back goes on where it was), connections come
and go through `enter` and `leave`, `close_all` says goodbye to everyone, `stop` writes what is left of the ledger.
`LiveRooms` hears of commits through the database's hook, of other processes through the fan-out, and of the media
server as its listener; it looks at the log now and then besides, so nothing depends on having heard.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine, Sequence
from typing import Any, Literal

import msgspec
import structlog
from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.ids import find_id, new_id
from footlights.media.types import WatchOffer
from footlights.realtime.connection import Connection
from footlights.realtime.fanout import Fanout, MemoryFanout, RedisFanout
from footlights.realtime.ticker import Ticker
from footlights.room.actors import RoomActor
from footlights.room.door_actions import has_been_inside
from footlights.room.errors import NoSuchRoom
from footlights.room.frames.client import HelloFrame
from footlights.room.frames.server import CaptionFrame
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.words import ByeCode, Grade
from footlights.room.live_room import LiveRoom
from footlights.room.log import TOUCHED, VOTED, read_last_seqs
from footlights.room.media_link import MediaServer
from footlights.room.presence import HERE_EVERY, PresenceRecorder
from footlights.room.rules import TEAM_ROLES
from footlights.room.seats import SeatDesk, Seated, SeatOf, issue_seat, read_seat
from footlights.room.stage import Received
from footlights.room.subscribers import REMOVED, STALE
from footlights.room.tallies import COUNTED, ReadTallies, no_tallies
from footlights.room.visits import TurnedAway, Visit
from footlights.settings import Settings

TICK_S = 0.1
CARE_S = 1.0
LOOK_S = 3.0
"""How often the log is looked at without being told."""
SILENT_S = 45.0
FORGET_S = 30.0
"""How long an empty room that is not live stays in memory."""
TELL_PEOPLE_S = 5.0
GOODBYE_S = 2.0
TOPIC = "rooms"

log = structlog.get_logger()


class Signal(msgspec.Struct, frozen=True, array_like=True):
    """What processes tell each other: about which session, what, and the details."""

    node: str
    session_id: str
    kind: str  # log | votes | stale | removed | counts | reactions | people | knocks | tab | caption | grade
    data: msgspec.Raw


class LiveRooms:
    def __init__(
        self,
        database: Database,
        media: MediaServer,
        settings: Settings,
        secret_key: bytes,
        *,
        fanout: Fanout | None = None,
        read_tallies: ReadTallies = no_tallies,
    ) -> None:
        self.database = database
        self.media = media
        self.settings = settings
        self.recorder = PresenceRecorder(database)
        self._secret_key = secret_key
        self._read_tallies = read_tallies
        self._desk = SeatDesk(database)
        self._fanout = fanout or (RedisFanout(settings.redis_url) if settings.redis_url else MemoryFanout())
        self._node = secrets.token_hex(8)
        self._ticker: Ticker[LiveRoom] = Ticker(_serve, interval_s=TICK_S)
        self._rooms: dict[str, LiveRoom] = {}
        self._loading: dict[str, asyncio.Task[LiveRoom]] = {}
        self._background: set[asyncio.Task[None]] = set()
        self._care: asyncio.Task[None] | None = None
        self._is_closing = False
        self._is_over = asyncio.Event()
        self._someone_left = asyncio.Event()
        media.listener = self

    async def start(self) -> None:
        await self._fanout.open()
        self._fanout.listen(TOPIC, self._heard)
        self.database.on_commit(self._committed)
        async with self.database.read() as db:
            live = (await db.scalars(select(Session.id).where(Session.state == "live"))).all()
        for session_id in live:
            room = await self.open(session_id)
            if self.media.available:
                self._spawn(room.media.open())
        self._care = asyncio.create_task(self._take_care(), name="rooms")

    async def stop(self) -> None:
        """End what is left, and write the last facts of presence."""
        await self.close_all("restarting")
        for room in list(self._rooms.values()):
            for visit in room.visits():
                room.leave(visit, on_purpose=False)
        self._is_over.set()
        if self._care is not None:
            await asyncio.wait([self._care])
        for task in self._background:  # they talk to the media server, and hold no transaction
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._ticker.close()
        await self.recorder.close()
        await self._fanout.close()

    async def close_all(self, code: ByeCode) -> None:
        """Say goodbye to every connection and let nobody in any more; returns when they are gone or after GOODBYE_S."""
        self._is_closing = True
        for room in self._rooms.values():
            for visit in room.visits():
                visit.dismiss(code)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                while self.connections:
                    self._someone_left.clear()
                    await self._someone_left.wait()

    @property
    def connections(self) -> int:
        return sum(len(room.visits()) for room in self._rooms.values())

    @property
    def rooms(self) -> int:
        return len(self._rooms)

    def find(self, session_id: str) -> LiveRoom | None:
        """The room if it is open in this process."""
        return self._rooms.get(session_id)

    async def open(self, session_id: str) -> LiveRoom:
        """The room, read from the database if nobody is in it yet. Refuses with NoSuchRoom."""
        room = self._rooms.get(session_id)
        if room is not None:
            return room
        loading = self._loading.get(session_id)
        if loading is None:
            loading = self._loading[session_id] = asyncio.create_task(self._load(session_id))
        return await asyncio.shield(loading)

    # --- connections

    async def enter(self, session_id: str, hello: HelloFrame, connection: Connection) -> Visit:
        """Let a connection in that has said hello; its welcome is queued. Raises TurnedAway."""
        wanted, tab = find_id(session_id), find_id(hello.tab)
        if self._is_closing:
            raise TurnedAway("restarting")
        seated = await self._find_seated(hello.seat)
        if seated is None or wanted != seated.session_id or tab is None:
            raise TurnedAway("seat_invalid")
        try:
            room = await self.open(wanted)
        except NoSuchRoom:
            raise TurnedAway("seat_invalid") from None
        if self._is_closing:
            raise TurnedAway("restarting")
        return await self._seat(room, seated, tab, hello, connection)

    def leave(self, visit: Visit, *, on_purpose: bool) -> None:
        """A connection is gone; `on_purpose` when the page closed it itself."""
        room = self._rooms.get(visit.actor.session_id)
        if room is not None:
            room.leave(visit, on_purpose=on_purpose)
        self._someone_left.set()

    async def _find_seated(self, token: str) -> Seated | None:
        seat = read_seat(self._secret_key, token, now=utcnow())
        return await self._desk.find(seat) if seat is not None else None

    async def _seat(self, room: LiveRoom, seated: Seated, tab: str, hello: HelloFrame, connection: Connection) -> Visit:
        if seated.door in {"banned", "denied"}:
            raise TurnedAway("banned" if seated.door == "banned" else "denied")
        way_in = await self._find_way_in(room, seated)
        status, now = room.status, utcnow()
        if status == "canceled":
            raise TurnedAway("canceled")
        if status == "draft" and seated.role not in TEAM_ROLES:
            raise TurnedAway("not_published")
        actor = RoomActor(
            workspace_id=seated.workspace_id,
            event_id=seated.event_id,
            session_id=seated.session_id,
            registration_id=seated.registration_id,
            person_id=seated.person_id,
            name=seated.name,
            role=seated.role,
            rights=room.rights(seated.person_id, seated.role),
        )
        heard_at = asyncio.get_running_loop().time()
        visit = Visit(connection, actor, tab, new_id(), came_at=now, marked_at=now, heard_at=heard_at)
        if way_in == "wait":
            room.door.wait(visit, hello)
        else:
            room.enter(visit, hello, now=now)
        return visit

    async def _find_way_in(self, room: LiveRoom, seated: Seated) -> Literal["open", "wait"]:
        """Whether someone goes straight in. Lock, waiting room and places are for newcomers: the team, those who were
        admitted, and those who were inside before (and not asked out) pass. Raises TurnedAway."""
        if seated.role in TEAM_ROLES or seated.door == "admitted":
            return "open"
        is_full = seated.capacity is not None and room.count_attendees(seated.person_id) >= seated.capacity
        if not (seated.locked or seated.waiting_room or is_full):
            return "open"
        if seated.door != "removed" and await self._was_inside(room, seated):
            return "open"
        if is_full:
            raise TurnedAway("full")
        if seated.locked:
            raise TurnedAway("locked")
        return "wait"

    async def _was_inside(self, room: LiveRoom, seated: Seated) -> bool:
        if room.attendees.of_person(seated.person_id):
            return True
        async with self.database.read() as db:
            return await has_been_inside(db, seated.session_id, seated.person_id)

    async def _reseat(self, room: LiveRoom, person_id: str) -> None:
        """Give the pages of somebody whose link was replaced with their role a seat that opens the room again."""
        for visit in room.attendees.of_person(person_id):
            seated = await self._desk.look_up(visit.actor.registration_id)
            if seated is not None:
                seat = issue_seat(self._secret_key, SeatOf(seated.registration_id, seated.key_version), now=utcnow())
                room.tell_you(visit, seat=seat)

    # --- what the media server tells (media.types.MediaListener)

    def feeds_changed(self, room: str, feeds: Sequence[Received]) -> None:
        if found := self._rooms.get(room):
            found.media.feeds_changed(feeds)

    def speaking_changed(self, room: str, feeds: frozenset[str]) -> None:
        if found := self._rooms.get(room):
            found.media.speaking_changed(feeds)

    def offer_made(self, watcher: str, offer: WatchOffer) -> None:
        for room in self._rooms.values():
            room.media.offer_made(watcher, offer)

    def media_lost(self, epoch: int, available: bool, detail: str | None) -> None:
        for room in self._rooms.values():
            room.media.lost(epoch, available=available, detail=detail)

    def publisher_lost(self, room: str, feed: str) -> None:
        if found := self._rooms.get(room):
            found.media.publisher_lost(feed)

    # --- what commits and other processes tell

    def _committed(self, info: dict[Any, Any]) -> None:  # Any: SQLAlchemy's info dictionary
        for session_id in info.get(TOUCHED, ()):
            self._tell_all(session_id, "log", None)
        for session_id in info.get(VOTED, ()):
            self._tell_all(session_id, "votes", None)
        for session_id in info.get(STALE, ()):
            self._tell_all(session_id, "stale", None)
        for session_id, person_id in info.get(REMOVED, ()):
            self._tell_all(session_id, "removed", person_id)
        for session_id, ids in info.get(COUNTED, {}).items():
            self._tell_all(session_id, "counts", list(ids))

    def _tell_all(self, session_id: str, kind: str, data: object) -> None:
        self._take(Signal(self._node, session_id, kind, msgspec.Raw(msgspec.json.encode(data))))
        self._tell_others(session_id, kind, data)

    def _tell_others(self, session_id: str, kind: str, data: object) -> None:
        if self._fanout.reaches_others:
            signal = Signal(self._node, session_id, kind, msgspec.Raw(msgspec.json.encode(data)))
            self._fanout.publish(TOPIC, msgspec.json.encode(signal))

    def _heard(self, message: bytes) -> None:
        try:
            signal = msgspec.json.decode(message, type=Signal)
            if signal.node != self._node:
                self._take(signal)
        except msgspec.MsgspecError:
            log.warning("signal_not_understood")  # of another version of the server

    def _take(self, signal: Signal) -> None:
        room = self._rooms.get(signal.session_id)
        if room is None:
            return
        match signal.kind:
            case "log":
                room.log.changed()
            case "votes":
                room.votes.changed()
            case "stale":
                room.log.became_stale()
            case "removed":
                room.remove_person(msgspec.json.decode(signal.data, type=str))
            case "counts":
                room.tallies.changed(msgspec.json.decode(signal.data, type=list[str]))
            case "reactions":
                room.moments.heard_reactions(msgspec.json.decode(signal.data, type=dict[str, int]))
            case "people":
                room.crowd.heard(signal.node, msgspec.json.decode(signal.data, type=list[PersonHere]))
            case "knocks":
                room.door.heard(signal.node, msgspec.json.decode(signal.data, type=list[PersonHere]))
            case "caption":
                room.moments.heard_caption(msgspec.json.decode(signal.data, type=CaptionFrame))
            case "grade":
                room.moments.heard_grade(*msgspec.json.decode(signal.data, type=tuple[str, Grade]))
            case "tab":
                self._replace_tab(room, *msgspec.json.decode(signal.data, type=tuple[str, str]))

    def _replace_tab(self, room: LiveRoom, person_id: str, tab: str) -> None:
        visit = room.attendees.find_tab(person_id, tab)
        if visit is not None:
            room.leave(visit, on_purpose=False)
            visit.dismiss("replaced")

    # --- housekeeping

    async def _load(self, session_id: str) -> LiveRoom:
        try:
            room = LiveRoom(
                self.database,
                self.media,
                self.recorder,
                session_id,
                mark=self._ticker.mark,
                tell=self._tell_others,
                spawn=self._spawn,
                read_tallies=self._read_tallies,
                reseat=lambda live, person_id: self._spawn(self._reseat(live, person_id)),
            )
            await room.load()
            self._rooms[session_id] = room
            room.log.changed()  # for entries committed while it was read
            return room
        finally:
            del self._loading[session_id]

    async def _take_care(self) -> None:
        rounds = 0
        while not await self._is_over_within(CARE_S):
            rounds += 1
            try:
                self._care_for_visits(tell_all=rounds % int(TELL_PEOPLE_S) == 0)
                self._forget_empty_rooms()
                if rounds % int(LOOK_S) == 0:
                    await self._look_at_logs()
            except Exception:
                log.exception("care_failed")

    async def _is_over_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._is_over.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _care_for_visits(self, *, tell_all: bool) -> None:
        clock, now = asyncio.get_running_loop().time(), utcnow()
        for room in self._rooms.values():
            for visit in room.visits():
                if clock - visit.heard_at > SILENT_S:
                    room.leave(visit, on_purpose=False)
                    visit.dismiss("silent")
                elif not visit.is_waiting and now - visit.marked_at >= HERE_EVERY:
                    room.mark_here(visit, now)
            room.forget_silent_processes()
            room.care_for_knocks()
            if self._fanout.reaches_others and (room.has_people_to_tell or tell_all):
                room.tell_people()

    def _forget_empty_rooms(self) -> None:
        before = asyncio.get_running_loop().time() - FORGET_S
        for session_id, room in list(self._rooms.items()):
            is_used = room.media.is_in_use or bool(room.door.knocks.visits())
            is_idle = room.empty_since is not None and room.empty_since < before and not is_used
            if is_idle and room.status != "live":
                del self._rooms[session_id]
                self._spawn(room.media.close())

    async def _look_at_logs(self) -> None:
        if not self._rooms:
            return
        async with self.database.read() as db:
            newest = await read_last_seqs(db, list(self._rooms))
        for session_id, seq in newest.items():
            room = self._rooms.get(session_id)
            if room is not None and seq > room.seq:
                room.log.changed()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:  # Any: coroutines' send type
        task = asyncio.create_task(_guard(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _serve(room: LiveRoom) -> None:
    await room.serve()


async def _guard(work: Coroutine[Any, Any, None]) -> None:  # Any: as above
    try:
        await work
    except Exception:
        log.exception("room_work_failed")
