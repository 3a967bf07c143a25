"""One room in the memory of this process: its newest state, encoded once, and everyone connected to it.

The log in the database is the truth. A room reads it after each commit (and now and then in any case), applies the new
entries to its views and pushes them to its connections. A new connection gets the state as it stands in the same step
of the loop in which it joins the audience, so that no entry falls between.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from msgspec import UNSET, Raw

from footlights.kit.clock import EPOCH, to_ms, utcnow
from footlights.kit.database import Database
from footlights.realtime.limits import Bucket
from footlights.room.actors import RoomActor
from footlights.room.captions import Captions
from footlights.room.errors import NotAllowed, NotLive, TooFast
from footlights.room.frames.activity_entries import PollSetData
from footlights.room.frames.client import HelloFrame
from footlights.room.frames.passing import IceServer, MediaState, PresentState, TeamPerson, You
from footlights.room.frames.quality_calls import CaptionSend
from footlights.room.frames.server import (
    CaptionFrame,
    KnocksFrame,
    MutedFrame,
    PresentFrame,
    ReactionsFrame,
    SpeakingFrame,
    WaitFrame,
    WelcomeFrame,
    YouFrame,
)
from footlights.room.frames.session_entries import SessionCanceledData, SessionEndedData, SessionStartedData
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.stage_entries import (
    DoorAdmittedData,
    DoorDeniedData,
    DoorSetData,
    HandLoweredData,
    HandRaisedData,
    PersonRemovedData,
    RoleChangedData,
    RoomChangedData,
    StageDeclinedData,
    StageInvitedData,
    StageJoinedData,
    StageLeftData,
)
from footlights.room.frames.state import Snapshot
from footlights.room.frames.wire import encode
from footlights.room.frames.words import ByeCode, Grade, Reaction, Right, Role, Status
from footlights.room.grades import Grades
from footlights.room.knocks import Knock, Knocks
from footlights.room.log import Audience, LoggedEntry, lock_room, read_entries
from footlights.room.media_link import MediaLink, MediaServer, Spawn
from footlights.room.pace import pace_of
from footlights.room.presence import Mark, PresenceRecorder
from footlights.room.rights import Standings
from footlights.room.rules import TEAM_ROLES
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.talk_reading import read_votes
from footlights.room.tallies import ReadTallies, Tallies, no_tallies
from footlights.room.views import KEPT, View
from footlights.room.visits import Attendees, Visit
from footlights.room.votes import Votes

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
LIMITS = {
    "chat": (5, 1),
    "reaction": (10, 5),
    "talk": (10, 2),
    "question": (3, 0.1),
    "up_vote": (15, 2),
    "vote": (10, 1),
    "hand": (6, 0.5),
    "caption": (20, 10),
    "quality": (5, 0.5),
}
"""What one person may do, over all their tabs: so many at once, then so many each second."""
REMOTE_LASTS_S = 15.0
"""How long people of another process count without news from it."""


class LiveRoom:
    """See the module. `mark` asks for a round of sending (`serve`) soon; `tell` reaches the other processes."""

    def __init__(
        self,
        database: Database,
        media: MediaServer,
        recorder: PresenceRecorder,
        session_id: str,
        *,
        mark: Callable[["LiveRoom"], None],
        tell: Callable[[str, str, object], None],
        spawn: Spawn,
        read_tallies: ReadTallies = no_tallies,
        reseat: Callable[["LiveRoom", str], None] = lambda room, person_id: None,
    ) -> None:
        self.session_id = session_id
        self.knocks = Knocks()
        self._reseat = reseat
        self._remote_knocks: dict[str, tuple[float, list[PersonHere]]] = {}
        self._is_knocks_dirty = False
        self.attendees = Attendees()
        self.media = MediaLink(media, session_id, status=lambda: self.status, changed=self._stage_changed, spawn=spawn)
        self.tallies = Tallies(database, session_id, read_tallies, lambda: mark(self))
        self.has_people_to_tell = False
        self.empty_since: float | None = asyncio.get_running_loop().time()
        self._loop = asyncio.get_running_loop()
        self._database = database
        self._media_server = media
        self._recorder = recorder
        self._mark = mark
        self._tell = tell
        self._spawn = spawn
        self._incarnation = ""
        self._views: dict[Audience, View] = {}
        self._log_changed = self._is_stale = self._is_stage_dirty = self._is_present_dirty = False
        self._sent_feeds = dict.fromkeys(AUDIENCES, Raw(b"[]"))
        self._sent_speakers: dict[Audience, list[str]] = {audience: [] for audience in AUDIENCES}
        self._present_at = 0.0
        self._present_timer: asyncio.TimerHandle | None = None
        self._votes = Votes()
        self._reactions = Counter[str]()
        self._reactions_to_tell = Counter[str]()
        self.captions = Captions()
        self.grades = Grades()
        self._pace = pace_of(0)
        self._round_at = self._reactions_at = 0.0
        self._round_timer: asyncio.TimerHandle | None = None
        self._grades_timer: asyncio.TimerHandle | None = None
        self._remote: dict[str, tuple[float, list[PersonHere]]] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}

    # --- reading

    async def load(self) -> None:
        """Read the room from the database, making its row if there is none yet."""
        reading, recent = await self._read()
        if not reading.incarnation:
            async with self._database.write() as db:
                await lock_room(db, self.session_id, now=utcnow())
            reading, recent = await self._read()
        self._incarnation = reading.incarnation
        snapshots = {"team": reading.team, "all": reading.all}
        self._views = {
            audience: View(
                audience, snapshots[audience], reading.seq, recent, reading.own if audience == "all" else None
            )
            for audience in AUDIENCES
        }
        self._votes.set(await self._read_votes())
        await self.tallies.load(self._snapshots())

    @property
    def snapshot(self) -> Snapshot:
        """As the team sees it."""
        return self._views["team"].snapshot

    @property
    def status(self) -> Status:
        return self.snapshot.session.status

    @property
    def seq(self) -> int:
        return self._views["team"].seq

    # --- connections

    def rights(self, person_id: str, role: Role) -> tuple[Right, ...]:
        """What someone may do here now."""
        return Standings.of(self.snapshot).rights(person_id, role)

    def wait(self, visit: Visit, hello: HelloFrame) -> None:
        """Keep a connection at the door until someone of the team answers."""
        visit.is_waiting = True
        self.knocks.add(visit, hello)
        visit.connection.push(encode(WaitFrame(name=visit.actor.name)))
        self._knocks_changed()

    def knocking(self) -> list[PersonHere]:
        """Who waits at the door, in any process, each once, in the order they came."""
        everyone = {person.person_id: person for _, people in self._remote_knocks.values() for person in people}
        everyone |= {person.person_id: person for person in self.knocks.people()}
        return sorted(everyone.values(), key=lambda person: (person.since, person.person_id))

    def set_remote_knocks(self, node: str, people: list[PersonHere]) -> None:
        """Who waits at the same door in another process."""
        self._remote_knocks[node] = (self._loop.time(), people)
        self._is_knocks_dirty = True
        self._mark(self)

    def enter(self, visit: Visit, hello: HelloFrame, *, now: datetime) -> None:
        """Welcome a connection and let it hear everything from here on; an earlier one of the same tab goes."""
        earlier = self.attendees.find_tab(visit.actor.person_id, visit.tab)
        if earlier is not None:
            self.leave(earlier, on_purpose=False)
            earlier.dismiss("replaced")
        self.attendees.add(visit)
        self.empty_since = None
        missed_offer = self.media.arrived(visit)
        visit.connection.push(self._welcome(visit, hello, now=now))
        if (tallies := self.tallies.for_newcomer(visit.audience)) is not None:
            visit.connection.push(tallies)
        if missed_offer is not None:
            visit.connection.push(missed_offer)
        if visit.actor.is_team and (knocking := self.knocking()):
            visit.connection.push(encode(KnocksFrame(people=knocking)))
        self._push_passing(visit)
        self._record(visit, "join", now)
        self._people_changed()
        self._tell(self.session_id, "tab", [visit.actor.person_id, visit.tab])

    def leave(self, visit: Visit, *, on_purpose: bool) -> None:
        """Forget a connection; doing it twice changes nothing."""
        if visit.has_left:
            return
        visit.has_left = True
        if self.knocks.remove(visit):
            self._knocks_changed()
            return
        self.attendees.remove(visit)
        self.media.departed(visit, on_purpose=on_purpose)
        self._record(visit, "leave", utcnow())
        self._people_changed()
        if not self.attendees.has_person(visit.actor.person_id):
            self._grade_changed(visit.actor.person_id, "good")
        if not self.attendees.visits:
            self.empty_since = self._loop.time()

    def mark_here(self, visit: Visit, at: datetime) -> None:
        """Note in the ledger that a connection is still there."""
        self._record(visit, "here", at)

    def here_marks(self, now: datetime) -> list[Mark]:
        """That everyone connected is here now, for the transaction of a start or an end."""
        marks = []
        for visit in self.attendees.visits.values():
            visit.marked_at = now
            marks.append(Mark(self.session_id, visit.actor.person_id, visit.connection_id, "here", now))
        return marks

    def tell_muted(self, person_id: str, by: str, what: Literal["audio", "video", "screen"]) -> None:
        """Tell someone's pages that one of the team switched this off."""
        for visit in self.attendees.of_person(person_id):
            visit.connection.push(encode(MutedFrame(by=by, what=what)))

    def remove_person(self, person_id: str) -> None:
        """Ask someone out who lost their place."""
        self._show_out(person_id, "removed")

    def limit(self, visit: Visit, what: str, sentence: str) -> None:
        """Refuse with TooFast when the person does this too often."""
        key = (visit.actor.person_id, what)
        bucket = self._buckets.get(key)
        if bucket is None:
            burst, per_s = LIMITS[what]
            bucket = self._buckets[key] = Bucket(burst=burst, per_s=per_s)
        if not bucket.take(self._loop.time()):
            raise TooFast(sentence)

    # --- what does not last

    def react(self, kind: Reaction) -> None:
        """Count a reaction; everyone sees the sum with the next round. Refuses with NotLive."""
        if self.status != "live":
            raise NotLive("Reactions open when the session starts.")
        self._reactions[kind] += 1
        self._reactions_to_tell[kind] += 1
        self._mark(self)

    def add_reactions(self, counts: Mapping[str, int]) -> None:
        """Reactions counted by another process."""
        self._reactions.update(counts)
        self._mark(self)

    def caption(self, actor: RoomActor, sent: CaptionSend) -> None:
        """Take a line of captions; everyone sees it with the next round. Refuses with NotAllowed, NotLive."""
        captioner = self.snapshot.captioner
        if captioner is None or captioner.person_id != actor.person_id or not actor.is_team:
            raise NotAllowed("You do not write the captions.", code="not_captioner")
        if self.status != "live":
            raise NotLive("Captions open when the session starts.")
        self._tell(self.session_id, "caption", self.captions.write(actor, sent))
        self._mark(self)

    def add_caption(self, frame: CaptionFrame) -> None:
        """A line written in another process."""
        self.captions.add(frame)
        self._mark(self)

    def tell_grade(self, person_id: str, grade: Grade) -> None:
        """How well someone is connected; the team hears of it soon."""
        self._grade_changed(person_id, grade)

    def add_grade(self, person_id: str, grade: Grade) -> None:
        """A grade told in another process."""
        if self.grades.tell(person_id, grade):
            self._mark(self)

    def people(self) -> list[PersonHere]:
        """Everyone in the room, in any process, each once, in the order they came."""
        everyone = {person.person_id: person for _, people in self._remote.values() for person in people}
        everyone |= {person.person_id: person for person in self.attendees.people()}
        return sorted(everyone.values(), key=lambda person: (person.since, person.person_id))

    def count_attendees(self, besides: str) -> int:
        """How many of the audience are in the room, not counting one person."""
        return sum(person.role not in TEAM_ROLES and person.person_id != besides for person in self.people())

    def set_remote_people(self, node: str, people: list[PersonHere]) -> None:
        """Who is connected to the same room in another process."""
        self._remote[node] = (self._loop.time(), people)
        self._present_changed()

    def tell_people(self) -> None:
        """Let the other processes know who is here."""
        self.has_people_to_tell = False
        self._tell(self.session_id, "people", self.attendees.people())
        if knocking := self.knocks.people():
            self._tell(self.session_id, "knocks", knocking)

    def forget_silent_processes(self) -> None:
        before = self._loop.time() - REMOTE_LASTS_S
        kept = {node: known for node, known in self._remote.items() if known[0] > before}
        if len(kept) < len(self._remote):
            self._remote = kept
            self._present_changed()
        knocks = {node: known for node, known in self._remote_knocks.items() if known[0] > before}
        if len(knocks) < len(self._remote_knocks):
            self._remote_knocks = knocks
            self._is_knocks_dirty = True
            self._mark(self)

    # --- rounds of sending

    def log_changed(self) -> None:
        self._log_changed = True
        self._mark(self)

    def votes_changed(self) -> None:
        self._votes.changed()
        self._mark(self)

    def became_stale(self) -> None:
        """Something in the snapshot changed that has no entry."""
        self._is_stale = True
        self._mark(self)

    async def serve(self) -> None:
        """Bring the room up to date and send what is new to everyone; one round at a time (`realtime.ticker`)."""
        self._pace = pace_of(len(self.attendees.visits))
        if self._is_too_soon(self._round_at + self._pace.round_s):
            return
        self._round_at = self._loop.time()
        if self._log_changed:
            self._log_changed = False
            await self._catch_up()
        if self._is_stale:
            self._is_stale = False
            await self._refresh()
        self._send_stage()
        self._push_each(await self.tallies.serve(self._snapshots()))
        self._send_reactions()
        self._send_captions()
        self._send_grades()
        self._send_present()
        await self._send_votes()
        self._send_knocks()

    def _is_too_soon(self, due_at: float) -> bool:
        """Whether a round, or a part of it, has to wait; the room is marked again when it is due."""
        if due_at <= self._loop.time():
            return False
        if self._round_timer is not None and self._round_timer.when() > due_at:
            self._round_timer.cancel()
            self._round_timer = None
        if self._round_timer is None:
            self._round_timer = self._loop.call_at(due_at, self._round_is_due)
        return True

    def _round_is_due(self) -> None:
        self._round_timer = None
        self._mark(self)

    async def _send_votes(self) -> None:
        """Votes that changed, at most twice a second."""
        if not self._votes.is_due(self._loop, lambda: self._mark(self)):
            return
        try:
            frame = self._votes.set(await self._read_votes())
        except BaseException:
            self._votes.changed()
            raise
        if frame is not None:
            self._push_each(dict.fromkeys(AUDIENCES, encode(frame)))

    async def _read_votes(self) -> dict[int, int]:
        async with self._database.read() as db:
            return await read_votes(db, self.session_id)

    async def _catch_up(self) -> None:
        try:
            async with self._database.read() as db:
                entries = await read_entries(db, self.session_id, after=self.seq, limit=KEPT)
        except BaseException:
            self._log_changed = True
            raise
        if entries:
            self._take(entries)
        if len(entries) == KEPT:
            self.log_changed()

    def _take(self, entries: list[LoggedEntry]) -> None:
        since = self.seq
        for view in self._views.values():
            for logged in entries:
                view.apply(logged)
        self._push("team", self._views["team"].log_frame(since))
        self._push_log(since, {logged.also_for for logged in entries if logged.also_for is not None})
        for logged in entries:
            self._react_to(logged)

    def _push_log(self, since: int, people: set[str]) -> None:
        """News for those outside of the team; `people` get something of their own among it."""
        view = self._views["all"]
        frame = view.log_frame(since)
        if not people:
            self._push("all", frame)
            return
        own = {person_id: view.log_frame(since, person_id) for person_id in people}
        for visit in self.attendees.audiences["all"]:
            visit.connection.push(own.get(visit.actor.person_id, frame))

    def _react_to(self, logged: LoggedEntry) -> None:
        match logged.entry.data:
            case SessionStartedData():
                self._mark_all(logged.entry.at)
                self._spawn(self.media.session_started())
            case SessionEndedData():
                self._mark_all(logged.entry.at)
                self._spawn(self.media.close())
            case SessionCanceledData():
                self._spawn(self.media.close())
            case PollSetData(poll=poll):
                self.tallies.changed([poll.id])
            case RoleChangedData(person_id=person_id, role=role):
                self._change_role(person_id, role)
                return
            case RoomChangedData():
                self._renew(None)
            case PersonRemovedData(person_id=person_id, banned=banned):
                self._show_out(person_id, "banned" if banned else "shown_out")
                return
            case DoorSetData(waiting_room=waiting_room):
                if not waiting_room:
                    self._let_in(self.knocks.take())
                return
            case DoorAdmittedData(people=people):
                self._let_in(self.knocks.take(frozenset(people)))
                return
            case DoorDeniedData(people=people):
                self._turn_away(frozenset(person.person_id for person in people))
                return
            case (
                HandRaisedData(person_id=person_id)
                | HandLoweredData(person_id=person_id)
                | StageInvitedData(person_id=person_id)
                | StageDeclinedData(person_id=person_id)
                | StageJoinedData(person_id=person_id)
                | StageLeftData(person_id=person_id)
            ):
                self._renew(person_id)
                return
            case _:
                return
        self._stage_changed()
        self._present_changed()

    def _snapshots(self) -> dict[Audience, Snapshot]:
        return {audience: view.snapshot for audience, view in self._views.items()}

    # --- rights that change

    def _renew(self, person_id: str | None) -> None:
        """Give someone, or everyone, the rights they have now; tell the pages for which something changed."""
        standings = Standings.of(self.snapshot)
        for visit in list(self.attendees.visits.values()):
            if person_id in (None, visit.actor.person_id):
                rights = standings.rights(visit.actor.person_id, visit.actor.role)
                self._give(visit, replace(visit.actor, rights=rights), standings)

    def _change_role(self, person_id: str, role: Role) -> None:
        standings = Standings.of(self.snapshot)
        rights = standings.rights(person_id, role)
        for visit in self.attendees.of_person(person_id):
            self._give(visit, replace(visit.actor, role=role, rights=rights), standings)
        if role in TEAM_ROLES:
            knocks = self.knocks.take(frozenset({person_id}))
            for knock in knocks:
                knock.visit.actor = replace(knock.visit.actor, role=role)
            self._let_in(knocks)
        self._reseat(self, person_id)
        self._stage_changed()
        self._people_changed()

    def _give(self, visit: Visit, actor: RoomActor, standings: Standings) -> None:
        earlier, audience = visit.actor, visit.audience
        self.attendees.change(visit, actor)
        you = standings.you(actor, visit.connection_id)
        if you != visit.you:
            self.tell_you(visit, you, is_new_audience=audience != visit.audience)
        if "publish" in earlier.rights and "publish" not in actor.rights:
            self._spawn(self._step_down(actor.person_id))

    async def _step_down(self, person_id: str) -> None:
        await self.media.step_down(person_id)

    def tell_you(
        self, visit: Visit, you: You | None = None, *, is_new_audience: bool = False, seat: str | None = None
    ) -> None:
        """Tell a page what its person may do; with a new audience, what they see from here on."""
        visit.you = you or visit.you or Standings.of(self.snapshot).you(visit.actor, visit.connection_id)
        view = self._views[visit.audience]
        snapshot = view.encoded_snapshot() if is_new_audience else None
        visit.connection.push(encode(YouFrame(you=visit.you, seat=seat, seq=view.seq, snapshot=snapshot)))
        if is_new_audience:
            feeds = bytes(self._feeds_for(visit.audience)).decode()
            visit.connection.push(f'{{"t":"feeds","feeds":{feeds},"epoch":{self._media_server.epoch}}}')
            people = self.knocking() if visit.actor.is_team else []
            visit.connection.push(encode(KnocksFrame(people=people)))
            self._push_grades(visit)

    # --- the door

    def _show_out(self, person_id: str, code: ByeCode) -> None:
        for visit in self.attendees.of_person(person_id):
            self.leave(visit, on_purpose=True)
            visit.dismiss(code)
        self.media.forget_person(person_id)
        for knock in self.knocks.take(frozenset({person_id})):
            knock.visit.has_left = True
            knock.visit.dismiss(code)
            self._knocks_changed()

    def _let_in(self, knocks: list[Knock]) -> None:
        for knock in knocks:
            visit, now = knock.visit, utcnow()
            visit.is_waiting, visit.came_at = False, now
            rights = self.rights(visit.actor.person_id, visit.actor.role)
            visit.actor = replace(visit.actor, rights=rights)
            self.enter(visit, knock.hello, now=now)
        self._knocks_changed()

    def care_for_knocks(self) -> None:
        """Let those in who came to the door just as the waiting room was switched off."""
        if not self.snapshot.stage.waiting_room and (knocks := self.knocks.take()):
            self._let_in(knocks)

    def _turn_away(self, person_ids: frozenset[str]) -> None:
        for knock in self.knocks.take(person_ids):
            knock.visit.has_left = True
            knock.visit.dismiss("denied")
        self._knocks_changed()

    def _knocks_changed(self) -> None:
        self._is_knocks_dirty = True
        self._mark(self)
        self._tell(self.session_id, "knocks", self.knocks.people())

    def _send_knocks(self) -> None:
        if self._is_knocks_dirty:
            self._is_knocks_dirty = False
            self._push("team", encode(KnocksFrame(people=self.knocking())))

    def _mark_all(self, at_ms: int) -> None:
        """Everyone here was here at the start or end; whoever acted in this process has said so already."""
        at = EPOCH + timedelta(milliseconds=at_ms)
        for visit in self.attendees.visits.values():
            if to_ms(visit.marked_at) < at_ms:
                self._record(visit, "here", at)

    async def _refresh(self) -> None:
        try:
            reading, _ = await self._read()
        except BaseException:
            self._is_stale = True
            raise
        if reading.seq != self.seq:  # entries came in between; first those, in the next round
            self._is_stale = True
            self.log_changed()
            return
        self._views["team"].replace_snapshot(reading.team)
        self._views["all"].replace_snapshot(reading.all, reading.own)

    async def _read(self) -> tuple[RoomReading, list[LoggedEntry]]:
        async with self._database.read() as db:
            reading = await read_room(db, self.session_id)
            recent = await read_entries(db, self.session_id, after=max(0, reading.seq - KEPT), limit=KEPT)
        return reading, [logged for logged in recent if logged.entry.seq <= reading.seq]

    def _send_stage(self) -> None:
        if not self._is_stage_dirty:
            return
        self._is_stage_dirty = False
        epoch = self._media_server.epoch
        for audience in AUDIENCES:
            feeds = self._feeds_for(audience)
            if feeds != self._sent_feeds[audience]:
                self._sent_feeds[audience] = feeds
                self._push(audience, f'{{"t":"feeds","feeds":{bytes(feeds).decode()},"epoch":{epoch}}}')
            speakers = self.media.stage.speakers() if self._sees_stage(audience) else []
            if speakers != self._sent_speakers[audience]:
                self._sent_speakers[audience] = speakers
                self._push(audience, encode(SpeakingFrame(people=speakers)))

    def _send_reactions(self) -> None:
        if self._reactions and not self._is_too_soon(self._reactions_at + self._pace.reactions_s):
            self._reactions_at = self._loop.time()
            frame = encode(ReactionsFrame(counts=dict(self._reactions)))
            self._reactions.clear()
            self._push_each(dict.fromkeys(AUDIENCES, frame))
        if self._reactions_to_tell:
            self._tell(self.session_id, "reactions", dict(self._reactions_to_tell))
            self._reactions_to_tell.clear()

    def _send_captions(self) -> None:
        for frame in self.captions.take_unsent():
            self._push_each(dict.fromkeys(AUDIENCES, encode(frame)))

    def _send_grades(self) -> None:
        wait_s = self.grades.wait_s(self._loop.time())
        if wait_s is None or self._grades_timer is not None:
            return
        if wait_s > 0:
            self._grades_timer = self._loop.call_later(wait_s, self._grades_are_due)
            return
        self._push("team", encode(self.grades.take_changes(self._loop.time())))

    def _grades_are_due(self) -> None:
        self._grades_timer = None
        self._mark(self)

    def _push_passing(self, visit: Visit) -> None:
        """What does not last and is still of use to someone who comes now."""
        for caption in self.captions.recent() if self.status == "live" else []:
            visit.connection.push(encode(caption))
        self._push_grades(visit)

    def _push_grades(self, visit: Visit) -> None:
        grades = self.grades.all() if visit.actor.is_team else None
        if grades is not None:
            visit.connection.push(encode(grades))

    def _send_present(self) -> None:
        if not self._is_present_dirty or self._present_timer is not None:
            return
        wait_s = self._present_at + self._pace.present_s - self._loop.time()
        if wait_s > 0:
            self._present_timer = self._loop.call_later(wait_s, self._present_is_due)
            return
        self._is_present_dirty = False
        self._present_at = self._loop.time()
        state = self._present()
        frame = encode(PresentFrame(count=state.count, waiting=state.waiting, team=state.team))
        self._push_each(dict.fromkeys(AUDIENCES, frame))

    def _present_is_due(self) -> None:
        self._present_timer = None
        self._mark(self)

    def _push_each(self, frames: Mapping[Audience, str]) -> None:
        for audience, frame in frames.items():
            self._push(audience, frame)

    def _push(self, audience: Audience, frame: str) -> None:
        for visit in self.attendees.audiences[audience]:
            visit.connection.push(frame)

    # --- changes

    def _stage_changed(self) -> None:
        self._is_stage_dirty = True
        self._mark(self)

    def _present_changed(self) -> None:
        self._is_present_dirty = True
        self._mark(self)

    def _grade_changed(self, person_id: str, grade: Grade) -> None:
        if self.grades.tell(person_id, grade):
            self._tell(self.session_id, "grade", [person_id, grade])
            self._mark(self)

    def _people_changed(self) -> None:
        self.has_people_to_tell = True
        self._present_changed()

    def _record(self, visit: Visit, kind: Any, at: datetime) -> None:  # Any: a Literal of Mark
        visit.marked_at = at
        self._recorder.add(Mark(self.session_id, visit.actor.person_id, visit.connection_id, kind, at))

    # --- state as it goes out

    def _welcome(self, visit: Visit, hello: HelloFrame, *, now: datetime) -> str:
        view = self._views[visit.audience]
        resumes = hello.since is not None and hello.incarnation == self._incarnation and view.can_resume(hello.since)
        actor = visit.actor
        visit.you = Standings.of(self.snapshot).you(actor, visit.connection_id)
        frame = WelcomeFrame(
            you=visit.you,
            now=to_ms(now),
            incarnation=self._incarnation,
            seq=view.seq,
            snapshot=None if resumes else view.encoded_snapshot(actor.person_id),
            entries=view.encoded_entries(hello.since or 0, actor.person_id) if resumes else Raw(b"[]"),
            present=Raw(msgspec.json.encode(self._present())),
            media=self._media_state(actor.person_id, now=now),
            feeds=self._feeds_for(visit.audience),
            votes=self._votes.encoded(),
        )
        return encode(frame)

    def _present(self) -> PresentState:
        if self._remote:
            people = self.people()
            count, team = len(people), [person for person in people if person.role in TEAM_ROLES]
        else:
            count, team = self.attendees.count, self.attendees.team()
        return PresentState(
            count=count,
            waiting=0 if self.status == "live" else count - len(team),
            team=[TeamPerson(person_id=person.person_id, name=person.name, role=person.role) for person in team],
        )

    def _media_state(self, person_id: str, *, now: datetime) -> MediaState:
        media = self._media_server
        servers = [
            IceServer(urls=server.urls, username=server.username or UNSET, credential=server.credential or UNSET)
            for server in media.ice_servers(person_id, now=now)
        ]
        return MediaState(available=media.available, detail=media.detail, epoch=media.epoch, ice_servers=servers)

    def _sees_stage(self, audience: Audience) -> bool:
        return audience == "team" or self.status == "live"

    def _feeds_for(self, audience: Audience) -> Raw:
        feeds = self.media.stage.feeds() if self._sees_stage(audience) else []
        return Raw(msgspec.json.encode(feeds))
