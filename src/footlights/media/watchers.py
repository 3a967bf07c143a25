"""One receiving tab: a single subscription that follows what is on stage, one offer at a time."""

import asyncio
import contextlib
from collections.abc import Callable, Container, Mapping, Sequence

import structlog

from footlights.media.janus.client import JanusClient
from footlights.media.janus.protocol import Answer, JanusError, Message, News
from footlights.media.types import FeedInfo, LayerChoice, MediaListener, WatchOffer, WatchStream

MIDDLE = 1
"""The simulcast layer that a watcher gets until it asks for another."""
SILENT_LAYER_US = 2_000_000
"""How long a layer may be silent before Janus relays the one below. Its own quarter of a second is less than the time
between two pictures of a screen at rest or of a busy machine, which would keep its viewers on the smallest layer."""
INSIST_AFTER_S = (2, 4, 8, 16, 30)
"""Pauses before a layer that is not relayed yet is asked for again: Janus asks the sender for a key frame once, and
that request or the frame may be lost. A sender without the bandwidth for the layer is left alone in the end."""
log = structlog.get_logger()


class Watcher:
    """`follow` says what is on stage; offers go out through the listener; `answer` comes back with the same number."""

    def __init__(
        self,
        name: str,
        room: str,
        client: JanusClient,
        *,
        exclude: Container[str],
        names: Mapping[str, str],
        listener: Callable[[], MediaListener],
    ) -> None:
        self.name = name
        self.handle: int | None = None
        self._room = room
        self._client = client
        self._exclude = exclude
        self._names = names  # feeds by their names inside Janus
        self._listener = listener
        self._wanted: frozenset[FeedInfo] = frozenset()
        self._subscribed: frozenset[FeedInfo] = frozenset()
        self._offers = 0
        self._is_open = False  # an offer is out and not answered yet
        self._is_closed = False
        self._videos: dict[str, str] = {}  # feeds by their places
        self._chosen: dict[str, LayerChoice] = {}  # by place
        self._relayed: dict[str, int] = {}  # layers, by place
        self._insisting: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def follow(self, feeds: Sequence[FeedInfo]) -> None:
        """Receive exactly these feeds, but for the excluded ones, as soon as the open offer is answered."""
        self._wanted = frozenset(
            feed for feed in feeds if feed.feed not in self._exclude and (feed.audio or feed.video)
        )
        await self._proceed()

    async def answer(self, n: int, sdp: str) -> None:
        """Take the browser's answer; one for an older offer is ignored."""
        async with self._turn:
            if n != self._offers or not self._is_open or self.handle is None:
                return
            await self._client.message(self.handle, {"request": "start"}, {"type": "answer", "sdp": sdp})
            self._is_open = False
            await self._choose_layers([self._chosen.get(mid) or LayerChoice(mid, MIDDLE) for mid in self._videos])
            self._insist()
        await self._proceed()

    async def layers(self, layers: Sequence[LayerChoice]) -> None:
        """Change size and sending of pictures, at once and without a new offer; unknown places are passed over."""
        async with self._turn:
            known = [choice for choice in layers if choice.mid in self._videos]
            self._chosen |= {choice.mid: choice for choice in known}
            await self._choose_layers(known)
            self._insist()

    async def close(self) -> None:
        self._is_closed = True
        if self._insisting is not None:
            self._insisting.cancel()
        handle, self.handle = self.handle, None
        if handle is not None:
            await self._client.detach(handle)

    async def _choose_layers(self, layers: Sequence[LayerChoice]) -> None:
        if self.handle is None or not layers:
            return
        streams = [
            {"mid": one.mid, "substream": one.substream, "send": one.send, "fallback": SILENT_LAYER_US}
            for one in layers
        ]
        await self._client.message(self.handle, {"request": "configure", "streams": streams})

    def _insist(self) -> None:
        """Ask again, a few times, for what Janus does not relay as chosen."""
        if self._insisting is not None:
            self._insisting.cancel()
        self._insisting = asyncio.create_task(self._ask_again())

    async def _ask_again(self) -> None:
        for pause_s in INSIST_AFTER_S:
            await asyncio.sleep(pause_s)
            async with self._turn:
                late = [
                    one for one in self._chosen.values() if one.send and self._relayed.get(one.mid) != one.substream
                ]
                if not late:
                    return
                try:
                    await self._choose_layers(late)
                except JanusError:
                    return

    async def _proceed(self) -> None:
        """Make the next offer if something changed and none is open. A Janus that is gone is somebody else's worry."""
        async with self._turn:
            if self._is_closed or self._is_open or self._wanted == self._subscribed:
                return
            try:
                answer = await (self._join() if self.handle is None else self._update())
            except JanusError as error:
                log.info("watch_failed", room=self._room, error=str(error))
                await self._start_over()
                return
            if answer.jsep is not None and not self._is_closed:
                self._offer(answer)

    async def _join(self) -> Answer:
        wanted = self._wanted
        handle = await self._client.attach(self._hear)
        if self._is_closed:
            await self._client.detach(handle)
            return Answer("", {})
        self.handle = handle
        join = {
            "request": "join",
            "ptype": "subscriber",
            "room": self._room,
            "streams": self._streams(wanted),
            "use_msid": True,
            "autoupdate": False,
        }
        answer = await self._client.message(handle, join)
        self._subscribed = wanted
        return answer

    async def _update(self) -> Answer:
        wanted = self._wanted
        body: Message = {"request": "update"}
        if wanted - self._subscribed:
            body["subscribe"] = self._streams(wanted - self._subscribed)
        if self._subscribed - wanted:
            body["unsubscribe"] = self._streams(self._subscribed - wanted)
        answer = await self._client.message(self.handle or 0, body)
        self._subscribed = wanted
        return answer

    def _streams(self, feeds: frozenset[FeedInfo]) -> list[Message]:
        wanted = {feed.feed for feed in feeds}
        return [{"feed": short} for short, name in self._names.items() if name in wanted]

    async def _start_over(self) -> None:
        """Let go of the subscription; the next change of the stage, or the tab itself, begins anew."""
        handle, self.handle = self.handle, None
        self._subscribed, self._is_open = frozenset(), False
        if handle is not None:
            with contextlib.suppress(JanusError):
                await self._client.detach(handle)

    def _offer(self, answer: Answer) -> None:
        streams = [
            WatchStream(str(stream["mid"]), self._names[str(stream["feed_id"])], stream["type"])
            for stream in answer.data.get("streams", [])
            if stream.get("active")
            and stream.get("feed_id") in self._names
            and stream.get("type") in {"audio", "video"}
        ]
        videos = {stream.mid: stream.feed for stream in streams if stream.type == "video"}
        # A place that another feed takes over starts again with the server's choice.
        kept = {mid for mid, feed in videos.items() if self._videos.get(mid) == feed}
        self._chosen = {mid: one for mid, one in self._chosen.items() if mid in kept}
        self._relayed = {mid: layer for mid, layer in self._relayed.items() if mid in kept}
        self._videos = videos
        self._offers += 1
        self._is_open = True
        sdp = str((answer.jsep or {}).get("sdp", ""))
        self._listener().offer_made(self.name, WatchOffer(self._offers, sdp, streams))

    def _hear(self, news: News) -> None:
        if news.kind == "hangup":
            log.info("watcher_lost", room=self._room)
        if news.kind == "event" and "substream" in news.data:
            self._relayed[str(news.data["mid"])] = int(news.data["substream"])
