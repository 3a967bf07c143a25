"""One room in the memory of this process: its newest state, encoded once, and everyone connected to it.

The log in the database is the truth. A room reads it after each commit (and now and then in any case), applies the new
entries to its views and pushes them to its connections. A new connection gets the state as it stands in the same step
of the loop in which it joins the audience, so that no entry falls between.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import Raw

from footlights.kit.clock import EPOCH, to_ms, utcnow
from footlights.kit.database import Database
from footlights.realtime.limits import Bucket
from footlights.room.actors import RoomActor
from footlights.room.crowd import Crowd
from footlights.room.door import Door
from footlights.room.errors import TooFast
from footlights.room.feeds import Feeds
from footlights.room.following import Following
from footlights.room.frames.activity_entries import PollSetData
from footlights.room.frames.client import HelloFrame
from footlights.room.frames.passing import You
from footlights.room.frames.server import KnocksFrame, MutedFrame, WelcomeFrame, YouFrame
from footlights.room.frames.session_entries import SessionCanceledData, SessionEndedData, SessionStartedData
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
from footlights.room.frames.words import ByeCode, Right, Role, Status
from footlights.room.knocks import Knock
from footlights.room.log import LoggedEntry
from footlights.room.media_link import MediaLink, MediaServer, Spawn
from footlights.room.moments import Moments
from footlights.room.pace import Interval, pace_of
from footlights.room.presence import Mark, PresenceRecorder
from footlights.room.rights import Standings
from footlights.room.rules import TEAM_ROLES
from footlights.room.tallies import ReadTallies, Tallies, no_tallies
from footlights.room.visits import Attendees, Visit
from footlights.room.votes import Votes

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
        def mark_this() -> None:
            mark(self)

        def tell_others(kind: str, data: object) -> None:
            tell(session_id, kind, data)

        self.session_id = session_id
        self.attendees = Attendees()
        self.log = Following(database, session_id, self.attendees, mark_this)
        self.media = MediaLink(
            media,
            session_id,
            status=lambda: self.status,
            is_classroom=lambda: self.snapshot.event.classroom,
            changed=lambda: self.feeds.changed(),
            spawn=spawn,
        )
        self.feeds = Feeds(
            media,
            self.media.stage,
            self.attendees,
            status=lambda: self.status,
            is_classroom=lambda: self.snapshot.event.classroom,
            mark=mark_this,
        )
        self.door = Door(mark_this, lambda people: tell_others("knocks", people))
        self.crowd = Crowd(self.attendees, mark_this)
        self.moments = Moments(self.attendees, lambda: self.snapshot, mark=mark_this, tell=tell_others)
        self.tallies = Tallies(database, session_id, read_tallies, mark_this)
        self.votes = Votes(database, session_id, mark_this)
        self.has_people_to_tell = False
        self._loop = asyncio.get_running_loop()
        self.empty_since: float | None = self._loop.time()
        self._recorder = recorder
        self._rounds = Interval(mark_this)
        self._tell = tell_others
        self._spawn = spawn
        self._reseat = reseat
        self._buckets: dict[tuple[str, str], Bucket] = {}

    # --- reading

    async def load(self) -> None:
        """Read the room from the database, making its row if there is none yet."""
        await self.log.load()
        await self.votes.load()
        await self.tallies.load(self.log.snapshots())

    @property
    def snapshot(self) -> Snapshot:
        """As the team sees it."""
        return self.log.snapshot

    @property
    def status(self) -> Status:
        return self.snapshot.session.status

    @property
    def seq(self) -> int:
        return self.log.seq

    # --- connections

    def rights(self, person_id: str, role: Role) -> tuple[Right, ...]:
        """What someone may do here now."""
        return Standings.of(self.snapshot).rights(person_id, role)

    def visits(self) -> list[Visit]:
        """Every connection, in the room or at its door."""
        return [*self.attendees.visits.values(), *self.door.knocks.visits()]

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
        if visit.actor.is_team and (knocking := self.door.people()):
            visit.connection.push(encode(KnocksFrame(people=knocking)))
        self.moments.push_to(visit)
        self._record(visit, "join", now)
        self._people_changed()
        self._tell("tab", [visit.actor.person_id, visit.tab])

    def leave(self, visit: Visit, *, on_purpose: bool) -> None:
        """Forget a connection; doing it twice changes nothing."""
        if visit.has_left:
            return
        visit.has_left = True
        if self.door.left(visit):
            return
        self.attendees.remove(visit)
        self.media.departed(visit, on_purpose=on_purpose)
        self._record(visit, "leave", utcnow())
        self._people_changed()
        if not self.attendees.has_person(visit.actor.person_id):
            self.moments.grade(visit.actor.person_id, "good")
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

    def count_attendees(self, besides: str) -> int:
        """How many of the audience are in the room, not counting one person."""
        people = self.crowd.people()
        return sum(person.role not in TEAM_ROLES and person.person_id != besides for person in people)

    def tell_people(self) -> None:
        """Let the other processes know who is here."""
        self.has_people_to_tell = False
        self._tell("people", self.attendees.people())
        self.door.tell_people()

    def forget_silent_processes(self) -> None:
        self.crowd.forget_silent()
        self.door.forget_silent()

    # --- rounds of sending

    async def serve(self) -> None:
        """Bring the room up to date and send what is new to everyone; one round at a time (`realtime.ticker`)."""
        pace = pace_of(len(self.attendees.visits))
        if not self._rounds.begins(pace.round_s):
            return
        for logged in await self.log.catch_up():
            self._react_to(logged)
        await self.log.refresh()
        self.feeds.send()
        for audience, frame in (await self.tallies.serve(self.log.snapshots())).items():
            self.attendees.push(audience, frame)
        self.moments.send(pace.reactions_s)
        if (present := self.crowd.news(pace.present_s, is_live=self.status == "live")) is not None:
            self.attendees.push_all(present)
        if (votes := await self.votes.serve()) is not None:
            self.attendees.push_all(votes)
        if (knocks := self.door.news()) is not None:
            self.attendees.push("team", knocks)

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
                self.media.look_again()
            case PersonRemovedData(person_id=person_id, banned=banned):
                self._show_out(person_id, "banned" if banned else "shown_out")
                return
            case DoorSetData(waiting_room=waiting_room):
                if not waiting_room:
                    self._let_in(self.door.knocks.take())
                return
            case DoorAdmittedData(people=people):
                self._let_in(self.door.knocks.take(frozenset(people)))
                return
            case DoorDeniedData(people=people):
                self.door.turn_away(frozenset(person.person_id for person in people), "denied")
                self.door.changed()
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
        self.feeds.changed()
        self.crowd.changed()

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
            knocks = self.door.knocks.take(frozenset({person_id}))
            for knock in knocks:
                knock.visit.actor = replace(knock.visit.actor, role=role)
            self._let_in(knocks)
        self._reseat(self, person_id)
        self.media.stage.change_role(person_id, role)
        self.media.look_again()
        self.feeds.changed()
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
        view = self.log.views[visit.audience]
        snapshot = view.encoded_snapshot() if is_new_audience else None
        visit.connection.push(encode(YouFrame(you=visit.you, seat=seat, seq=view.seq, snapshot=snapshot)))
        if is_new_audience:
            self.feeds.push_to(visit)
            people = self.door.people() if visit.actor.is_team else []
            visit.connection.push(encode(KnocksFrame(people=people)))
            self.moments.push_grades(visit)

    # --- the door

    def _show_out(self, person_id: str, code: ByeCode) -> None:
        for visit in self.attendees.of_person(person_id):
            self.leave(visit, on_purpose=True)
            visit.dismiss(code)
        self.media.forget_person(person_id)
        if self.door.turn_away(frozenset({person_id}), code):
            self.door.changed()

    def _let_in(self, knocks: list[Knock]) -> None:
        for knock in knocks:
            visit, now = knock.visit, utcnow()
            visit.is_waiting, visit.came_at = False, now
            rights = self.rights(visit.actor.person_id, visit.actor.role)
            visit.actor = replace(visit.actor, rights=rights)
            self.enter(visit, knock.hello, now=now)
        self.door.changed()

    def care_for_knocks(self) -> None:
        """Let those in who came to the door just as the waiting room was switched off."""
        if not self.snapshot.stage.waiting_room and (knocks := self.door.knocks.take()):
            self._let_in(knocks)

    def _mark_all(self, at_ms: int) -> None:
        """Everyone here was here at the start or end; whoever acted in this process has said so already."""
        at = EPOCH + timedelta(milliseconds=at_ms)
        for visit in self.attendees.visits.values():
            if to_ms(visit.marked_at) < at_ms:
                self._record(visit, "here", at)

    # --- changes

    def _people_changed(self) -> None:
        self.has_people_to_tell = True
        self.crowd.changed()

    def _record(self, visit: Visit, kind: Any, at: datetime) -> None:  # Any: a Literal of Mark
        visit.marked_at = at
        self._recorder.add(Mark(self.session_id, visit.actor.person_id, visit.connection_id, kind, at))

    # --- state as it goes out

    def _welcome(self, visit: Visit, hello: HelloFrame, *, now: datetime) -> str:
        view = self.log.views[visit.audience]
        resumes = hello.since is not None and hello.incarnation == self.log.incarnation and view.can_resume(hello.since)
        actor = visit.actor
        visit.you = Standings.of(self.snapshot).you(actor, visit.connection_id)
        frame = WelcomeFrame(
            you=visit.you,
            now=to_ms(now),
            incarnation=self.log.incarnation,
            seq=view.seq,
            snapshot=None if resumes else view.encoded_snapshot(actor.person_id),
            entries=view.encoded_entries(hello.since or 0, actor.person_id) if resumes else Raw(b"[]"),
            present=Raw(msgspec.json.encode(self.crowd.state(is_live=self.status == "live"))),
            media=self.feeds.media_state(actor.person_id, now=now),
            feeds=self.feeds.seen_by(visit.audience),
            votes=self.votes.encoded,
        )
        return encode(frame)
