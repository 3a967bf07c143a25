"""One room in Janus: who publishes, who speaks, who watches."""

import asyncio
import contextlib
import hashlib
import secrets
from collections.abc import Callable, Container, Coroutine
from typing import Any

import structlog

from footlights.kit.errors import filled
from footlights.media.janus.client import JanusClient
from footlights.media.janus.protocol import ROOM_EXISTS, JanusError, Message, News, RequestFailed
from footlights.media.types import FeedInfo, MediaError, MediaFull, MediaListener
from footlights.media.watchers import Watcher

BITRATE = 1_600_000
"""Cap of one camera with all its simulcast layers, bits per second: 720p, 360p and 180p of VP8."""
log = structlog.get_logger()


def short_id(feed: str) -> str:
    """The feed's name inside Janus, which cuts names at 63 characters where it writes them into descriptions."""
    return hashlib.blake2s(feed.encode(), digest_size=12).hexdigest()


Spawn = Callable[[Coroutine[Any, Any, None]], None]  # Any: coroutines' send type


class MediaRoom:
    """Lives as long as the connection to Janus; after a loss a new one is made."""

    def __init__(
        self,
        name: str,
        client: JanusClient,
        *,
        admin_key: str,
        max_publishers: int,
        listener: Callable[[], MediaListener],
        spawn: Spawn,
    ) -> None:
        self.name = name
        self.publishers: dict[str, int] = {}
        self.watchers: dict[str, Watcher] = {}
        self._client = client
        self._admin_key = admin_key
        self._max_publishers = max_publishers
        self._listener = listener
        self._spawn = spawn
        self._secret = secrets.token_hex(16)
        self._director = 0
        self._names: dict[str, str] = {}  # feeds by their names inside Janus
        self._feeds: dict[str, FeedInfo] = {}
        self._mids: dict[str, dict[str, list[str]]] = {}  # lines of each feed by type
        self._speaking: frozenset[str] = frozenset()
        self._publishing = asyncio.Lock()

    async def create(self) -> None:
        """Make the room and listen to it. The director is a participant that never publishes and so takes no place."""
        self._director = await self._client.attach(self._hear)
        room = {
            "request": "create",
            "admin_key": self._admin_key,
            "room": self.name,
            "secret": self._secret,
            "permanent": False,
            "is_private": True,
            "publishers": self._max_publishers,
            "bitrate": BITRATE,
            "bitrate_cap": True,
            "fir_freq": 0,
            "audiocodec": "opus",
            "videocodec": "vp8,h264",
            "opus_fec": True,
            "audiolevel_event": True,
            "audio_active_packets": 25,
            "audio_level_average": 60,
            "notify_joining": False,
        }
        try:
            await self._client.control(self._director, room)
        except RequestFailed as error:
            if error.code != ROOM_EXISTS:
                raise
        join = {"request": "join", "ptype": "publisher", "room": self.name, "id": f"director.{secrets.token_hex(8)}"}
        await self._client.message(self._director, join)

    async def destroy(self) -> None:
        """Everyone out, and the room gone; Janus lets go of the peers by itself."""
        with contextlib.suppress(JanusError):
            await self._client.control(
                self._director, {"request": "destroy", "room": self.name, "secret": self._secret}
            )
        for watcher in list(self.watchers.values()):
            await watcher.close()
        for handle in [self._director, *self.publishers.values()]:
            await self._client.detach(handle)

    # --- publishing

    async def publish(self, feed: str, *, offer: str, display: str) -> tuple[int, str]:
        """The handle and the answer of a new publisher; an earlier one of the same feed goes first."""
        async with self._publishing:
            await self.unpublish(feed)
            if len(self.publishers) >= self._max_publishers:
                raise MediaFull(filled("The stage is full."), kind="conflict", code="stage_full")
            handle = await self._client.attach(lambda news: self._hear_publisher(feed, handle, news))
            self.publishers[feed] = handle
            self._names[short_id(feed)] = feed
            join = {
                "request": "joinandconfigure",
                "ptype": "publisher",
                "room": self.name,
                "id": short_id(feed),
                "display": display,
                "bitrate": BITRATE,
            }
            try:
                answer = await self._client.message(handle, join, {"type": "offer", "sdp": offer})
                return handle, _sdp(answer.jsep)
            except BaseException:
                await asyncio.shield(self.unpublish(feed))
                raise

    async def unpublish(self, feed: str) -> None:
        handle = self.publishers.pop(feed, None)
        if handle is not None:
            await self._client.detach(handle)
            self._forget_feed(feed)

    async def mute(self, feed: str, what: str, *, is_muted: bool) -> None:
        """Janus then drops the packets of these tracks itself; a feed that is gone is fine."""
        for mid in self._mids.get(feed, {}).get(what, ()):
            request = {
                "request": "moderate",
                "room": self.name,
                "secret": self._secret,
                "id": short_id(feed),
                "mid": mid,
                "mute": is_muted,
            }
            await self._client.control(self._director, request)

    # --- watching

    async def watch(self, name: str, *, exclude: Container[str]) -> None:
        """Start over for this watcher. Its first offer is made after this returns."""
        earlier = self.watchers.pop(name, None)
        if earlier is not None:
            await earlier.close()
        watcher = Watcher(name, self.name, self._client, exclude=exclude, names=self._names, listener=self._listener)
        self.watchers[name] = watcher
        self._spawn(watcher.follow(list(self._feeds.values())))

    def look_again(self) -> None:
        feeds = list(self._feeds.values())
        for watcher in self.watchers.values():
            self._spawn(watcher.follow(feeds))

    async def unwatch(self, name: str) -> None:
        watcher = self.watchers.pop(name, None)
        if watcher is not None:
            await watcher.close()

    # --- what Janus tells

    def _hear(self, news: News) -> None:
        data = news.data
        match data.get("videoroom"):
            case "event" if "publishers" in data:
                self._add_feeds(data["publishers"])
            case "event":
                gone = self._names.get(str(data.get("unpublished") or data.get("leaving")))
                if gone is not None:
                    self._forget_feed(gone)
            case "talking" | "stopped-talking" as change:
                feed = self._names.get(str(data.get("id")))
                if feed is not None:
                    self._speak(self._speaking | {feed} if change == "talking" else self._speaking - {feed})

    def _hear_publisher(self, feed: str, handle: int, news: News) -> None:
        if news.kind == "hangup" and self.publishers.get(feed) == handle:
            log.info("publisher_lost", room=self.name)
            self._spawn(self._lose_publisher(feed))

    async def _lose_publisher(self, feed: str) -> None:
        await self.unpublish(feed)
        self._listener().publisher_lost(self.name, feed)

    def _add_feeds(self, publishers: list[Message]) -> None:
        for publisher in publishers:
            types = {stream.get("type") for stream in publisher.get("streams", []) if not stream.get("disabled")}
            feed = self._names.get(str(publisher["id"]))
            if feed is not None:
                self._mids[feed] = _mids_by_type(publisher.get("streams", []))
                self._feeds[feed] = FeedInfo(feed, "audio" in types, "video" in types)
        self._tell_feeds()

    def _forget_feed(self, feed: str) -> None:
        self._mids.pop(feed, None)
        self._speak(self._speaking - {feed})
        if self._feeds.pop(feed, None) is not None:
            self._tell_feeds()

    def _speak(self, feeds: frozenset[str]) -> None:
        if feeds != self._speaking:
            self._speaking = feeds
            self._listener().speaking_changed(self.name, feeds)

    def _tell_feeds(self) -> None:
        self._listener().feeds_changed(self.name, list(self._feeds.values()))
        self.look_again()


def _mids_by_type(streams: list[Message]) -> dict[str, list[str]]:
    mids: dict[str, list[str]] = {}
    for stream in streams:
        mids.setdefault(str(stream.get("type")), []).append(str(stream.get("mid")))
    return mids


def _sdp(jsep: Message | None) -> str:
    if not jsep or not jsep.get("sdp"):
        raise MediaError(filled("The video server gave no answer."), code="media_failed")
    return str(jsep["sdp"])
