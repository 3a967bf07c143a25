"""A media server of our own making: remembers what it is asked, and tells what a test wants told."""

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from footlights.media.types import (
    Candidate,
    FeedInfo,
    IceServer,
    LayerChoice,
    MediaListener,
    NobodyListens,
    WatchOffer,
    WatchStream,
)


@dataclass
class StageFake:
    """Answers at once; feeds are received with sound and picture as soon as they are published."""

    available: bool = True
    detail: str | None = None
    epoch: int = 1

    def __post_init__(self) -> None:
        self.listener: MediaListener = NobodyListens()
        self.rooms: dict[str, dict[str, FeedInfo]] = {}
        self.watchers: dict[str, str] = {}
        self.excluded: dict[str, Container[str]] = {}
        self.looked_again = 0
        self.answers: list[tuple[str, int, str]] = []
        self.candidates: list[tuple[str, Candidate | None]] = []
        self.chosen: list[tuple[str, list[LayerChoice]]] = []
        self.dropped: list[str] = []
        self.muted: set[tuple[str, str]] = set()
        self.failure: Exception | None = None
        self.gate: asyncio.Event | None = None
        self._offers = 0

    def ice_servers(self, user: str, *, now: datetime) -> Sequence[IceServer]:
        return [IceServer(["turn:turn.example.org:3478"], user, "secret")]

    async def open_room(self, room: str) -> None:
        self.rooms.setdefault(room, {})

    async def close_room(self, room: str) -> None:
        self.rooms.pop(room, None)

    async def publish(self, room: str, feed: str, *, offer: str, display: str) -> str:
        if self.failure is not None:
            raise self.failure
        if self.gate is not None:
            await self.gate.wait()
        self.rooms[room][feed] = FeedInfo(feed=feed, audio=True, video=True)
        self.listener.feeds_changed(room, list(self.rooms[room].values()))
        return f"answer to {offer}"

    async def unpublish(self, room: str, feed: str) -> None:
        self.rooms[room].pop(feed, None)
        self.listener.feeds_changed(room, list(self.rooms[room].values()))

    async def watch(self, room: str, watcher: str, *, exclude: Container[str] = frozenset()) -> None:
        self.watchers[watcher] = room
        self.excluded[watcher] = exclude
        if feeds := self.received(watcher):
            self.offer(watcher, feeds)

    def look_again(self, room: str) -> None:
        self.looked_again += 1

    def received(self, watcher: str) -> list[str]:
        """Feeds that this watcher gets now."""
        return sorted(feed for feed in self.rooms[self.watchers[watcher]] if feed not in self.excluded[watcher])

    def offer(self, watcher: str, feeds: Sequence[str]) -> None:
        self._offers += 1
        streams = [WatchStream(mid=str(n), feed=feed, type="video") for n, feed in enumerate(feeds)]
        self.listener.offer_made(watcher, WatchOffer(n=self._offers, sdp=f"offer {self._offers}", streams=streams))

    async def answer(self, watcher: str, n: int, sdp: str) -> None:
        self.answers.append((watcher, n, sdp))

    async def candidate(self, peer: str, candidate: Candidate | None) -> None:
        self.candidates.append((peer, candidate))

    async def layers(self, watcher: str, layers: Sequence[LayerChoice]) -> None:
        self.chosen.append((watcher, list(layers)))

    async def mute(self, room: str, feed: str, what: str, *, is_muted: bool) -> None:
        (self.muted.add if is_muted else self.muted.discard)((feed, what))

    async def drop(self, *peers: str) -> None:
        self.dropped += peers

    def restart(self) -> None:
        """As if the media server had died and come back."""
        self.epoch += 1
        self.rooms, self.watchers = {}, {}
        self.listener.media_lost(self.epoch, True, None)
