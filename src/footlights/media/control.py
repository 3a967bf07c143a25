"""The way in to media: rooms, publishers, watchers."""

import asyncio
import contextlib
from collections.abc import Container, Coroutine, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

import structlog

from footlights.kit.errors import filled
from footlights.media.janus.client import JanusClient
from footlights.media.janus.config import JanusConfig
from footlights.media.janus.protocol import JanusError
from footlights.media.janus.supervisor import Supervisor
from footlights.media.rooms import MediaRoom
from footlights.media.settings import MediaSettings
from footlights.media.turn import turn_servers
from footlights.media.types import (
    BadOffer,
    Candidate,
    IceServer,
    LayerChoice,
    MediaError,
    MediaFull,
    MediaListener,
    MediaUnavailable,
    NobodyListens,
    NodeLoad,
    NoNetwork,
)

MAX_SDP = 200_000
"""Characters of an offer or answer; a camera with simulcast needs about 6,000."""
EARLY_CANDIDATES = 50
"""Candidates kept for a peer that is only just being made."""
OFF = "Video is switched off on this server."
LOST = "The video server is being restarted. Video comes back by itself."
log = structlog.get_logger()


class MediaControl:
    """One Janus. `epoch` rises each time everything in it was lost; see the package for the guarantees."""

    def __init__(self, settings: MediaSettings, *, listener: MediaListener | None = None) -> None:
        self.listener: MediaListener = listener or NobodyListens()
        self.available = False
        self.detail: str | None = None if settings.enabled else OFF
        self.epoch = 0
        self._settings = settings
        self._supervisor = Supervisor(settings, up=self._up, down=self._down)
        self._client: JanusClient | None = None
        self._admin_key = ""
        self._wanted: set[str] = set()  # rooms that are to be open, in Janus or as soon as it is back
        self._rooms: dict[str, MediaRoom] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._handles: dict[str, int] = {}  # of publishers, by feed
        self._early: dict[str, list[Candidate | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False

    async def open(self) -> None:
        """Start Janus. Raises MediaUnavailable with one sentence for the operator; without any network, `detail` says
        so and everything but media works."""
        if not self._settings.enabled:
            return
        try:
            await self._supervisor.open()
        except NoNetwork as error:
            self.detail = error.detail
            log.warning("no_media", reason=error.detail)

    async def close(self) -> None:
        self._is_closing = True
        await self._supervisor.close()
        for task in self._tasks:
            task.cancel()

    @property
    def pid(self) -> int | None:
        """The process id of Janus."""
        return self._supervisor.pid

    def ice_servers(self, user: str, *, now: datetime) -> list[IceServer]:
        """Relays for one person's browser; none when TURN is not configured: Janus needs no STUN."""
        return turn_servers(self._settings.turn_url, self._settings.turn_secret, user, now=now)

    def node_load(self) -> NodeLoad:
        rooms = self._rooms.values()
        return NodeLoad(len(rooms), sum(len(r.publishers) for r in rooms), sum(len(r.watchers) for r in rooms))

    # --- rooms

    async def open_room(self, room: str) -> None:
        """Open a room now, or as soon as Janus is there; it stays open through restarts of Janus."""
        self._wanted.add(room)
        if self._client is not None:
            with _as_media_error():
                await self._room(room)

    async def close_room(self, room: str) -> None:
        self._wanted.discard(room)
        opened = self._rooms.pop(room, None)
        if opened is not None:
            for feed in opened.publishers:
                self._handles.pop(feed, None)
            await opened.destroy()

    # --- publishing

    async def publish(self, room: str, feed: str, *, offer: str, display: str) -> str:
        """Publish what the offer holds under the feed's name, and answer the offer."""
        _check_sdp(offer)
        with _as_media_error():
            opened = await self._room(room)
            handle, answer = await opened.publish(feed, offer=offer, display=display)
            self._handles[feed] = handle
            await self._flush_early(feed, handle)
            return answer

    async def unpublish(self, room: str, feed: str) -> None:
        self._handles.pop(feed, None)
        self._early.pop(feed, None)
        opened = self._rooms.get(room)
        if opened is not None:
            await opened.unpublish(feed)

    async def mute(self, room: str, feed: str, what: Literal["audio", "video"], *, is_muted: bool) -> None:
        """Let nothing of a feed's sound or picture through, or let it through again."""
        with _as_media_error():
            opened = self._rooms.get(room)
            if opened is not None:
                await opened.mute(feed, what, is_muted=is_muted)

    # --- watching

    async def watch(self, room: str, watcher: str, *, exclude: Container[str] = frozenset()) -> None:
        """Receive everything on stage but `exclude`, now and as it changes; again starts over. `exclude` is asked anew
        when the stage changes, and by `look_again`.

        Offers come through the listener. Refuses with MediaFull when this server carries as many as it may.
        """
        with _as_media_error():
            opened = await self._room(room)
            if watcher not in opened.watchers and self.node_load().watchers >= self._settings.max_watchers:
                raise MediaFull(
                    filled("All places for video on this server are taken. Sound and chat of others go on.")
                )
            await opened.watch(watcher, exclude=exclude)

    def look_again(self, room: str) -> None:
        """Ask for every watcher of a room what it excludes."""
        opened = self._rooms.get(room)
        if opened is not None:
            opened.look_again()

    async def answer(self, watcher: str, n: int, sdp: str) -> None:
        _check_sdp(sdp)
        with _as_media_error():
            for room in self._rooms.values():
                if watcher in room.watchers:
                    await room.watchers[watcher].answer(n, sdp)

    async def layers(self, watcher: str, layers: Sequence[LayerChoice]) -> None:
        """Choose simulcast layers, and which pictures are sent at all."""
        with _as_media_error():
            for room in self._rooms.values():
                if watcher in room.watchers:
                    await room.watchers[watcher].layers(layers)

    async def candidate(self, peer: str, candidate: Candidate | None) -> None:
        """Pass on where a browser can be reached (None: that was all); `peer` is a feed or a watcher."""
        handle = self._find_handle(peer)
        if handle is None:
            kept = self._early.setdefault(peer, [])
            if len(kept) < EARLY_CANDIDATES and len(self._early) < 10_000:
                kept.append(candidate)
            return
        with _as_media_error():
            await self._connected().trickle(handle, candidate)

    async def drop(self, *peers: str) -> None:
        """Let go of feeds and watchers; those that are gone already are fine."""
        for peer in peers:
            self._handles.pop(peer, None)
            self._early.pop(peer, None)
            for room in list(self._rooms.values()):
                await room.unpublish(peer)
                await room.unwatch(peer)

    # --- life of Janus

    async def _up(self, client: JanusClient, config: JanusConfig) -> None:
        self._client, self._admin_key = client, config.admin_key
        self._rooms, self._handles, self._opening = {}, {}, {}
        for room in sorted(self._wanted):
            await self._room(room)
        self.epoch += 1
        self.available, self.detail = True, None
        log.info("janus_up", epoch=self.epoch, media_ip=config.media_ip, rooms=len(self._rooms))
        if self.epoch > 1:
            self.listener.media_lost(self.epoch, True, None)

    def _down(self) -> None:
        self._client = None
        self._rooms, self._handles = {}, {}
        self._early.clear()
        self.available, self.detail = False, LOST
        if not self._is_closing:
            self.listener.media_lost(self.epoch, False, LOST)

    async def _room(self, name: str) -> MediaRoom:
        client = self._connected()
        async with self._opening.setdefault(name, asyncio.Lock()):
            opened = self._rooms.get(name)
            if opened is None:
                opened = MediaRoom(
                    name,
                    client,
                    admin_key=self._admin_key,
                    max_publishers=self._settings.max_publishers,
                    listener=lambda: self.listener,
                    spawn=self._spawn,
                )
                await opened.create()
                self._rooms[name] = opened
        self._wanted.add(name)
        return opened

    def _connected(self) -> JanusClient:
        if self._client is None:
            raise MediaUnavailable(self.detail or LOST)
        return self._client

    def _find_handle(self, peer: str) -> int | None:
        handle = self._handles.get(peer)
        for room in self._rooms.values():
            if handle is None and peer in room.watchers:
                handle = room.watchers[peer].handle
        return handle

    async def _flush_early(self, feed: str, handle: int) -> None:
        for candidate in self._early.pop(feed, []):
            await self._connected().trickle(handle, candidate)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:  # Any: coroutines' send type
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("media_task_failed", error=type(error).__name__, exc_info=error)


def _check_sdp(sdp: str) -> None:
    if len(sdp) > MAX_SDP or not sdp.startswith("v=0"):
        raise BadOffer("This is no session description.")
    if "m=application" in sdp:
        raise BadOffer("Data channels are not taken here.", code="data_channel")


@contextlib.contextmanager
def _as_media_error() -> Iterator[None]:
    """What Janus refuses becomes a refusal of ours; its words go to the log, not to a browser."""
    try:
        yield
    except JanusError as error:
        log.warning("janus_refused", error=str(error))
        raise MediaError(filled("The video server could not do this. Try again in a moment.")) from error
