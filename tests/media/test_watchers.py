"""Which layers a watcher asks for. This Janus only takes notes: a lost key frame cannot be ordered from a real one."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from footlights.media import watchers
from footlights.media.janus.client import JanusClient
from footlights.media.janus.protocol import Answer, Message, News
from footlights.media.types import FeedInfo, LayerChoice, WatchOffer
from footlights.media.watchers import Watcher

ROOM = "00000000-0000-4000-8000-000000000001"
OFFERED = {"mid": "1", "feed_id": "short", "type": "video", "active": True}


class NotingJanus:
    """Offers one picture to whoever joins, and keeps what layers were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.hear: Callable[[News], None] = lambda news: None

    async def attach(self, hear: Callable[[News], None]) -> int:
        self.hear = hear
        return 7

    async def detach(self, handle: int) -> None: ...

    async def message(self, handle: int, body: Message, jsep: Message | None = None) -> Answer:
        if body["request"] == "configure":
            self.asked += [stream["substream"] for stream in body["streams"]]
        return Answer("t", {"streams": [OFFERED]}, {"type": "offer", "sdp": "v=0"})

    def relays(self, substream: int) -> None:
        self.hear(News(7, "event", {"videoroom": "event", "mid": "1", "substream": substream}))


class Tab:
    def offer_made(self, watcher: str, offer: WatchOffer) -> None: ...


async def watch(janus: NotingJanus) -> Watcher:
    watcher = Watcher(
        "viewer",
        ROOM,
        cast(JanusClient, janus),
        exclude=frozenset(),
        names={"short": "ines"},
        listener=lambda: cast(Any, Tab()),
    )
    await watcher.follow([FeedInfo("ines", audio=False, video=True)])
    await watcher.answer(1, "v=0")
    return watcher


async def test_layer_that_does_not_come_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchers, "INSIST_AFTER_S", (0.02, 0.02, 0.02))
    janus = NotingJanus()
    watcher = await watch(janus)
    janus.relays(1)
    await watcher.layers([LayerChoice("1", 2)])
    await asyncio.sleep(0.05)
    janus.relays(2)
    asked = list(janus.asked)
    await asyncio.sleep(0.1)

    assert asked[:3] == [1, 2, 2]
    assert janus.asked == asked
    await watcher.close()


async def test_sender_without_the_layer_is_left_alone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchers, "INSIST_AFTER_S", (0.01, 0.01, 0.01))
    janus = NotingJanus()
    watcher = await watch(janus)
    janus.relays(1)
    await watcher.layers([LayerChoice("1", 2), LayerChoice("9", 2)])
    await asyncio.sleep(0.2)

    assert janus.asked == [1, 2, 2, 2, 2]
    await watcher.layers([LayerChoice("1", 0, send=False)])
    await asyncio.sleep(0.1)
    assert janus.asked == [1, 2, 2, 2, 2, 0]
    await watcher.close()
