"""What a room asks of the media server, and which peers belong to which tab.

A tab's peers outlive a broken connection for PEERS_KEPT_S: media does not run through the socket, so a short break of
the one need not stop the other. A tab that closes on purpose takes its peers along at once.
"""

import asyncio
from collections.abc import Callable, Collection, Container, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import structlog

from footlights.kit.errors import NotFound, Unavailable, filled
from footlights.media.types import Candidate, IceServer, LayerChoice, MediaListener, WatchOffer
from footlights.room.actors import require_right
from footlights.room.errors import NotLive, ScreenTaken, SessionOver, StageFull
from footlights.room.frames.media_calls import (
    IceCandidate,
    MediaCandidate,
    MediaLayers,
    MediaPublish,
    MediaPublishAnswer,
    MediaSwitch,
)
from footlights.room.frames.server import MediaOfferFrame, MediaResetFrame, WatchStream
from footlights.room.frames.wire import encode
from footlights.room.frames.words import Status, StreamKind
from footlights.room.rules import STAGE_FULL, STAGE_PLACES
from footlights.room.stage import Act, Received, Stage
from footlights.room.visits import Visit

log = structlog.get_logger()
PEERS_KEPT_S = 20.0
PARALLEL_WATCHES = 20
"""How many waiting people are connected to the stage at once when a session starts."""
KINDS: tuple[StreamKind, ...] = ("camera", "screen", "file")


class MediaServer(Protocol):
    """What rooms need of media control."""

    listener: MediaListener

    @property
    def available(self) -> bool: ...

    @property
    def detail(self) -> str | None: ...

    @property
    def epoch(self) -> int: ...

    def ice_servers(self, user: str, *, now: datetime) -> Sequence[IceServer]: ...

    async def open_room(self, room: str) -> None: ...

    async def close_room(self, room: str) -> None: ...

    async def publish(self, room: str, feed: str, *, offer: str, display: str) -> str: ...

    async def unpublish(self, room: str, feed: str) -> None: ...

    async def watch(self, room: str, watcher: str, *, exclude: Container[str] = frozenset()) -> None: ...

    def look_again(self, room: str) -> None: ...

    async def answer(self, watcher: str, n: int, sdp: str) -> None: ...

    async def candidate(self, peer: str, candidate: Candidate | None) -> None: ...

    async def layers(self, watcher: str, layers: Sequence[LayerChoice]) -> None: ...

    async def mute(self, room: str, feed: str, what: Literal["audio", "video"], *, is_muted: bool) -> None: ...

    async def drop(self, *peers: str) -> None: ...


Spawn = Callable[[Coroutine[Any, Any, None]], None]  # Any: coroutines' send type
"""Runs something in the background of the process; failures are logged."""


@dataclass(eq=False, slots=True)
class TabMedia:
    """The media of one tab. `visit` is None while its connection is broken."""

    person_id: str
    tab: str
    visit: Visit | None
    wants_to_watch: bool = False
    is_watching: bool = False
    offer: str | None = None
    """The newest offer that was not answered yet, as a frame."""
    published: set[str] = field(default_factory=set)
    drop_timer: asyncio.TimerHandle | None = None
    was_of_team: bool = False
    """When its connection broke."""

    @property
    def is_of_team(self) -> bool:
        return self.was_of_team if self.visit is None else self.visit.actor.is_team

    @property
    def watcher(self) -> str:
        return f"{self.person_id}.{self.tab}.watch"

    def feed(self, kind: StreamKind) -> str:
        return f"{self.person_id}.{self.tab}.{kind}"

    @property
    def own_feeds(self) -> frozenset[str]:
        return frozenset(self.feed(kind) for kind in KINDS)


@dataclass(frozen=True)
class Unseen(Container[str]):
    """What a tab does not receive: its own, and in a classroom an attendee's tab nothing but the team's. Asked anew
    whenever the stage changes, and with `MediaServer.look_again`."""

    tab: TabMedia
    stage: Stage
    is_classroom: Callable[[], bool]

    def __contains__(self, feed: object) -> bool:
        if feed in self.tab.own_feeds:
            return True
        return self.is_classroom() and not self.tab.is_of_team and not self.stage.is_of_team(str(feed))


class MediaLink:
    """Media of one room. `changed` is called when feeds or speakers changed."""

    def __init__(
        self,
        media: MediaServer,
        session_id: str,
        *,
        status: Callable[[], Status],
        is_classroom: Callable[[], bool] = lambda: False,
        changed: Callable[[], None],
        spawn: Spawn,
    ) -> None:
        self.stage = Stage()
        self._media = media
        self._session_id = session_id
        self._status = status
        self._is_classroom = is_classroom
        self._changed = changed
        self._spawn = spawn
        self._tabs: dict[str, TabMedia] = {}
        self._opening = asyncio.Lock()
        self._opened_epoch: int | None = None
        self._muted: set[tuple[str, str]] = set()
        """Feeds and tracks that the team muted in the media server."""

    # --- calls of a tab

    async def publish(self, visit: Visit, wanted: MediaPublish) -> MediaPublishAnswer:
        require_right(visit.actor, "publish")
        self._check_stage_open(visit)
        tab = self._tab(visit)
        feed = tab.feed(wanted.kind)
        await self.open()
        actor = visit.actor
        self._check_place(visit, wanted.kind)  # others may have come while the room was opened
        self.stage.enter(Act(feed, actor.person_id, actor.name, actor.role, wanted.kind, wanted.audio, wanted.video))
        tab.published.add(feed)
        self._muted -= {(feed, "audio"), (feed, "video")}
        try:
            sdp = await self._media.publish(self._session_id, feed, offer=wanted.sdp, display=actor.name)
        except Exception:  # but not when cancelled: then the tab is closing, and drops what it may have published
            self._left_stage(tab, feed)
            raise
        if not self.stage.has(feed):  # taken off, or everything was lost, while the media server answered
            await self._media.unpublish(self._session_id, feed)
            require_right(visit.actor, "publish")
            raise Unavailable("The stage has changed. Try again in a moment.", code="media_unavailable")
        self._changed()
        return MediaPublishAnswer(sdp=sdp, feed=feed)

    async def switch(self, visit: Visit, wanted: MediaSwitch) -> None:
        """Mute or unmute oneself; what the team had muted in the media server opens again with it."""
        require_right(visit.actor, "publish")
        feed = self._tab(visit).feed(wanted.kind)
        if not self.stage.switch(feed, audio=wanted.audio, video=wanted.video):
            raise NotFound("Nothing of this kind is on stage.", code="not_published")
        self._changed()
        for what, is_on in (("audio", wanted.audio), ("video", wanted.video)):
            if is_on and (feed, what) in self._muted:
                self._muted.discard((feed, what))
                await self._media.mute(self._session_id, feed, what, is_muted=False)  # type: ignore[arg-type]

    async def mute(self, person_id: str, what: Literal["audio", "video"]) -> bool:
        """Switch somebody's microphone or camera off, in the media server too; they may switch it on again."""
        acts = [act for act in self.stage.acts_of(person_id) if act.kind == "camera"]
        for act in acts:
            is_audio = what == "audio"
            self.stage.switch(act.feed, audio=act.audio and not is_audio, video=act.video and is_audio)
            self._muted.add((act.feed, what))
        self._changed()
        for act in acts:
            await self._media.mute(self._session_id, act.feed, what, is_muted=True)
        return bool(acts)

    async def step_down(self, person_id: str, *, kinds: Collection[str] = KINDS) -> bool:
        """End what somebody publishes: the media server drops it whether or not their page agrees."""
        feeds = [act.feed for act in self.stage.acts_of(person_id) if act.kind in kinds]
        for feed in feeds:
            self.publisher_lost(feed)
            await self._media.unpublish(self._session_id, feed)
        return bool(feeds)

    def forget_person(self, person_id: str) -> None:
        """Drop every peer of somebody at once, also those of a tab whose connection is broken."""
        for tab in [tab for tab in self._tabs.values() if tab.person_id == person_id]:
            if tab.drop_timer is not None:
                tab.drop_timer.cancel()
            self._drop(tab)

    async def unpublish(self, visit: Visit, kind: StreamKind) -> None:
        tab = self._tab(visit)
        feed = tab.feed(kind)
        if feed in tab.published:
            self._left_stage(tab, feed)
            await self._media.unpublish(self._session_id, feed)

    async def watch(self, visit: Visit) -> None:
        """Send this tab what is on stage, from now on and anew; before the start an attendee waits for it."""
        tab = self._tab(visit)
        tab.wants_to_watch, tab.offer = True, None
        if self.is_open_to(visit):
            await self._watch(tab)

    async def answer(self, visit: Visit, n: int, sdp: str) -> None:
        tab = self._tab(visit)
        if not tab.is_watching:
            raise NotFound("There is no offer to answer.", code="no_offer")
        tab.offer = None
        await self._media.answer(tab.watcher, n, sdp)

    async def candidate(self, visit: Visit, wanted: MediaCandidate) -> None:
        tab = self._tab(visit)
        peer = tab.watcher if wanted.pc == "watch" else tab.feed(wanted.pc)
        if peer in tab.published or (wanted.pc == "watch" and tab.is_watching):
            await self._media.candidate(peer, _as_init(wanted.candidate))

    async def layers(self, visit: Visit, wanted: MediaLayers) -> None:
        tab = self._tab(visit)
        if tab.is_watching:
            choices = [LayerChoice(layer.mid, layer.substream, layer.send) for layer in wanted.layers]
            await self._media.layers(tab.watcher, choices)

    # --- comings and goings

    def arrived(self, visit: Visit) -> str | None:
        """A tab is here, or here again; the frame it may have missed."""
        tab = self._tab(visit)
        was_of_team, tab.visit = tab.is_of_team, visit
        if tab.is_watching and tab.is_of_team != was_of_team:
            self.look_again()
        if tab.drop_timer is not None:
            tab.drop_timer.cancel()
            tab.drop_timer = None
        return tab.offer

    def departed(self, visit: Visit, *, on_purpose: bool) -> None:
        """A connection is gone: its tab's peers go now, or later unless the tab comes back."""
        tab = self._tabs.get(_key(visit))
        if tab is None or tab.visit is not visit:
            return
        tab.was_of_team, tab.visit = tab.is_of_team, None
        if on_purpose or not (tab.published or tab.wants_to_watch):
            self._drop(tab)
        else:
            tab.drop_timer = asyncio.get_running_loop().call_later(PEERS_KEPT_S, self._drop, tab)

    def is_open_to(self, visit: Visit) -> bool:
        """Whether the stage is shown to this visitor: to the team always, to others while live."""
        return visit.actor.is_team or self._status() == "live"

    @property
    def is_in_use(self) -> bool:
        return bool(self._tabs)

    # --- what the media server tells

    def feeds_changed(self, feeds: Sequence[Received]) -> None:
        self.stage.receive(feeds)
        self._changed()

    def speaking_changed(self, feeds: frozenset[str]) -> None:
        self.stage.speak(feeds)
        self._changed()

    def publisher_lost(self, feed: str) -> None:
        tab = self._tabs.get(feed.rpartition(".")[0])
        if tab is None:
            self.stage.leave(feed)
            self._changed()
        else:
            self._left_stage(tab, feed)

    def offer_made(self, watcher: str, offer: WatchOffer) -> None:
        tab = self._tabs.get(watcher.rpartition(".")[0])
        if tab is None or not tab.is_watching:
            return
        streams = [WatchStream(mid=s.mid, feed=s.feed, type=s.type) for s in offer.streams]
        tab.offer = encode(MediaOfferFrame(n=offer.n, sdp=offer.sdp, streams=streams))
        if tab.visit is not None:
            tab.visit.connection.push(tab.offer)

    def lost(self, epoch: int, *, available: bool, detail: str | None) -> None:
        """All media state is gone; tell every tab, once the room is open again if it can be."""
        self.stage.clear()
        self._opened_epoch = None
        for tab in self._tabs.values():
            tab.is_watching, tab.wants_to_watch, tab.offer = False, False, None
            tab.published.clear()
        self._changed()
        reset = encode(MediaResetFrame(epoch=epoch, available=available, detail=detail))
        self._spawn(self._reset(reset, available=available))

    # --- the room's own life

    async def open(self) -> None:
        """Make sure that the media server has this room. Refuses with Unavailable."""
        async with self._opening:
            if not self._media.available:
                raise Unavailable(
                    self._media.detail or filled("Sound and picture are not available right now."),
                    code="media_unavailable",
                )
            epoch = self._media.epoch
            if self._opened_epoch != epoch:
                await self._media.open_room(self._session_id)
                self._opened_epoch = epoch

    async def session_started(self) -> None:
        """Show the stage to everyone who waits for it, some at a time."""
        waiting = [tab for tab in self._tabs.values() if tab.wants_to_watch and not tab.is_watching]
        gate = asyncio.Semaphore(PARALLEL_WATCHES)

        async def admit(tab: TabMedia) -> None:
            async with gate:
                try:
                    await self._watch(tab)
                except Exception:
                    log.exception("watch_failed")

        await asyncio.gather(*(admit(tab) for tab in waiting))

    def look_again(self) -> None:
        """Roles or the mode of the room changed, and with them who receives what."""
        if self._opened_epoch is not None and self._media.available:
            self._media.look_again(self._session_id)

    async def close(self) -> None:
        """The session is over, or nobody is left: give everything back."""
        self.stage.clear()
        for tab in self._tabs.values():
            tab.is_watching, tab.wants_to_watch, tab.offer = False, False, None
            tab.published.clear()
        self._changed()
        if self._opened_epoch is not None and self._media.available:
            self._opened_epoch = None
            await self._media.close_room(self._session_id)

    async def _watch(self, tab: TabMedia) -> None:
        await self.open()
        tab.is_watching = True
        await self._media.watch(self._session_id, tab.watcher, exclude=Unseen(tab, self.stage, self._is_classroom))

    async def _reset(self, frame: str, *, available: bool) -> None:
        if available and (self._status() == "live" or self._tabs):
            try:
                await self.open()
            except Exception:
                log.exception("media_room_failed")
        for tab in self._tabs.values():
            if tab.visit is not None:
                tab.visit.connection.push(frame)

    def _check_stage_open(self, visit: Visit) -> None:
        status = self._status()
        if status in {"ended", "canceled"}:
            raise SessionOver("This session has ended.")
        if status != "live" and not visit.actor.is_team:
            raise NotLive("The stage opens when the session starts.")

    def _check_place(self, visit: Visit, kind: StreamKind) -> None:
        person_id = visit.actor.person_id
        if kind == "screen":
            sharer = self.stage.sharer()
            if sharer is not None and sharer.person_id != person_id:
                raise ScreenTaken(
                    filled("%(name)s shares a screen. Only one can be shared at a time.", name=sharer.name)
                )
        elif kind == "camera" and len(self.stage.people() - {person_id}) >= STAGE_PLACES:
            raise StageFull(STAGE_FULL)

    def _left_stage(self, tab: TabMedia, feed: str) -> None:
        self._muted -= {(feed, "audio"), (feed, "video")}
        tab.published.discard(feed)
        self.stage.leave(feed)
        self._changed()

    def _drop(self, tab: TabMedia) -> None:
        self._tabs.pop(f"{tab.person_id}.{tab.tab}", None)
        peers = [*tab.published, *([tab.watcher] if tab.is_watching else [])]
        for feed in list(tab.published):
            self._left_stage(tab, feed)
        if peers and self._media.available:
            self._spawn(self._media.drop(*peers))

    def _tab(self, visit: Visit) -> TabMedia:
        tab = self._tabs.get(_key(visit))
        if tab is None:
            tab = self._tabs[_key(visit)] = TabMedia(visit.actor.person_id, visit.tab, visit)
        return tab


def _key(visit: Visit) -> str:
    return f"{visit.actor.person_id}.{visit.tab}"


def _as_init(candidate: IceCandidate | None) -> Candidate | None:
    if candidate is None:
        return None
    parts = {
        "candidate": candidate.candidate,
        "sdpMid": candidate.sdpMid,
        "sdpMLineIndex": candidate.sdpMLineIndex,
    }
    return {name: value for name, value in parts.items() if value is not None}
