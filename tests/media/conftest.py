"""Tests with a real Janus run in the private network namespace of scripts/netns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from footlights.media.control import MediaControl
from footlights.media.settings import MediaSettings
from footlights.media.types import FeedInfo, WatchOffer
from tests.browser.conftest import MEDIA_IP, has_namespace


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name == "test_control.py":
            item.add_marker(pytest.mark.namespace)
            if not has_namespace():
                item.add_marker(pytest.mark.skip(reason="runs inside scripts/netns"))


class Listener:
    """Remembers what media control tells, and wakes whoever waits for it."""

    def __init__(self) -> None:
        self.feeds: dict[str, list[FeedInfo]] = {}
        self.speaking: dict[str, frozenset[str]] = {}
        self.offers: dict[str, list[WatchOffer]] = {}
        self.losses: list[tuple[int, bool]] = []
        self.lost_publishers: list[str] = []
        self._told = asyncio.Event()

    def feeds_changed(self, room: str, feeds: list[FeedInfo]) -> None:
        self.feeds[room] = feeds
        self._told.set()

    def speaking_changed(self, room: str, feeds: frozenset[str]) -> None:
        self.speaking[room] = feeds
        self._told.set()

    def offer_made(self, watcher: str, offer: WatchOffer) -> None:
        self.offers.setdefault(watcher, []).append(offer)
        self._told.set()

    def media_lost(self, epoch: int, available: bool, detail: str | None) -> None:
        self.losses.append((epoch, available))
        self._told.set()

    def publisher_lost(self, room: str, feed: str) -> None:
        self.lost_publishers.append(feed)
        self._told.set()

    async def until(self, check: Callable[[], object], *, what: str, seconds: float = 20) -> None:
        """Wait until something told makes `check` true."""
        try:
            async with asyncio.timeout(seconds):
                while not check():
                    self._told.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._told.wait(), 0.25)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what}") from None


@pytest.fixture
async def listener() -> Listener:
    return Listener()


@pytest.fixture
async def media(tmp_path: Path, listener: Listener) -> AsyncIterator[MediaControl]:
    settings = MediaSettings(data_dir=tmp_path, media_ip=MEDIA_IP, max_watchers=3, max_publishers=2)
    control = MediaControl(settings, listener=listener)
    await control.open()
    yield control
    await control.close()
