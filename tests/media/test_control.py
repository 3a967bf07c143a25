"""Media control with a real Janus and real peers."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from footlights.media.control import MediaControl
from footlights.media.janus.client import JanusClient
from footlights.media.janus.protocol import RequestFailed
from footlights.media.settings import MediaSettings
from footlights.media.types import BadOffer, MediaFull, MediaUnavailable
from tests.browser.conftest import MEDIA_IP
from tests.media.conftest import Listener
from tests.media.peers import ROOM, Viewer, publish


async def test_viewer_sees_who_publishes_and_who_comes_later(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    ines = await publish(media, "ines")
    viewer = Viewer(media, listener, "viewer")
    await media.watch(ROOM, "viewer")
    first = await viewer.answer_next()
    await viewer.sees("ines")

    tomasz = await publish(media, "tomasz")
    second = await viewer.answer_next()
    await viewer.sees("tomasz")

    assert {stream.feed for stream in first.streams} == {"ines"}
    assert {stream.feed for stream in second.streams} == {"ines", "tomasz"}
    assert sorted(feed.feed for feed in listener.feeds[ROOM]) == ["ines", "tomasz"]
    assert all(feed.audio and feed.video for feed in listener.feeds[ROOM])
    for peer in (ines, tomasz, viewer):
        await peer.close()


async def test_unpublished_feed_leaves_the_stage(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    peer = await publish(media, "ines")
    await listener.until(lambda: listener.feeds.get(ROOM), what="a feed")

    await media.unpublish(ROOM, "ines")
    await media.unpublish(ROOM, "ines")

    assert listener.feeds[ROOM] == []
    assert media.node_load().publishers == 0
    await peer.close()


async def test_second_publisher_of_a_feed_replaces_the_first(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    first = await publish(media, "ines")
    second = await publish(media, "ines")
    await listener.until(lambda: len(listener.feeds.get(ROOM, [])) == 1, what="one feed")

    assert media.node_load().publishers == 1
    for peer in (first, second):
        await peer.close()


async def test_own_feed_is_not_received(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    ines, tomasz = await publish(media, "ines"), await publish(media, "tomasz")
    viewer = Viewer(media, listener, "viewer")
    await media.watch(ROOM, "viewer", exclude=frozenset({"ines"}))

    offer = await viewer.answer_next()

    assert {stream.feed for stream in offer.streams} == {"tomasz"}
    for peer in (ines, tomasz, viewer):
        await peer.close()


async def test_what_is_excluded_is_asked_again(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    ines, tomasz = await publish(media, "ines"), await publish(media, "tomasz")
    viewer, hidden = Viewer(media, listener, "viewer"), {"ines"}
    await media.watch(ROOM, "viewer", exclude=hidden)
    before = await viewer.answer_next()

    hidden.clear()
    media.look_again(ROOM)
    after = await viewer.answer_next()

    assert {stream.feed for stream in before.streams} == {"tomasz"}
    assert {stream.feed for stream in after.streams} == {"ines", "tomasz"}
    for peer in (ines, tomasz, viewer):
        await peer.close()


async def test_stage_and_server_have_limits(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    peers = [await publish(media, feed) for feed in ("ines", "tomasz")]
    with pytest.raises(MediaFull):
        await publish(media, "third")
    for name in ("a", "b", "c"):
        await media.watch(ROOM, name)

    with pytest.raises(MediaFull):
        await media.watch(ROOM, "d")
    await media.watch(ROOM, "a")
    await media.drop("a")
    await media.watch(ROOM, "d")

    assert media.node_load().watchers == 3
    for peer in peers:
        await peer.close()


@pytest.mark.parametrize("offer", ["", "hello", "v=0\r\nm=application 9 UDP/DTLS/SCTP x", "v=0" + "x" * 300_000])
async def test_offer_that_is_none_is_refused(media: MediaControl, offer: str) -> None:
    await media.open_room(ROOM)

    with pytest.raises(BadOffer):
        await media.publish(ROOM, "ines", offer=offer, display="Ines")


async def test_killed_janus_comes_back_with_its_rooms(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    ines = await publish(media, "ines")
    before = media.pid
    assert before is not None

    os.kill(before, signal.SIGKILL)
    await listener.until(lambda: (2, True) in listener.losses, what="Janus is back")

    assert listener.losses[0] == (1, False)
    assert media.pid not in (None, before)
    again = await publish(media, "ines")
    viewer = Viewer(media, listener, "viewer")
    await media.watch(ROOM, "viewer")
    await viewer.answer_next()
    await viewer.sees("ines")
    for peer in (ines, again, viewer):
        await peer.close()


async def test_hung_janus_is_noticed_and_replaced(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    assert media.pid is not None

    os.kill(media.pid, signal.SIGSTOP)
    await listener.until(lambda: (2, True) in listener.losses, what="Janus is replaced", seconds=30)

    assert media.available


async def test_janus_is_unprivileged_and_listens_on_no_address(media: MediaControl) -> None:
    status = Path(f"/proc/{media.pid}/status").read_text()
    listening = subprocess.run(["ss", "-Hlntup"], capture_output=True, text=True, check=True).stdout

    uids = next(line.split()[1:] for line in status.splitlines() if line.startswith("Uid:"))
    assert os.getuid() != 0 or "0" not in uids
    assert "NoNewPrivs:\t1" in status
    assert f"pid={media.pid}," not in listening


async def test_wrong_secret_is_refused(media: MediaControl) -> None:
    command = Path(f"/proc/{media.pid}/cmdline").read_text().split("\0")
    folder = Path(command[command.index("-F") + 1])

    with pytest.raises(RequestFailed, match="403"):
        await JanusClient.connect(folder / "janus.sock", "a guess")


async def test_missing_janus_is_one_clear_sentence(tmp_path: Path) -> None:
    control = MediaControl(MediaSettings(data_dir=tmp_path, janus_binary="no-such-janus", media_ip=MEDIA_IP))

    with pytest.raises(MediaUnavailable, match="not installed"):
        await control.open()


@pytest.mark.parametrize(("address", "words"), [("127.0.0.1", "loopback"), ("192.0.2.7", "no address")])
async def test_address_that_janus_cannot_use_is_refused(tmp_path: Path, address: str, words: str) -> None:
    control = MediaControl(MediaSettings(data_dir=tmp_path, media_ip=address))

    with pytest.raises(MediaUnavailable, match=words):
        await control.open()


async def test_long_feed_names_stay_whole(media: MediaControl, listener: Listener) -> None:
    """Janus cuts names at 63 characters where it writes them into descriptions."""
    await media.open_room(ROOM)
    feed = f"{ROOM}.{ROOM}.camera"
    peer = await publish(media, feed)
    await media.watch(ROOM, "viewer")
    await listener.until(lambda: listener.offers.get("viewer"), what="an offer")

    (offer,) = listener.offers["viewer"]
    msids = [line.removeprefix("a=msid:") for line in offer.sdp.splitlines() if line.startswith("a=msid:")]
    assert {stream.feed for stream in offer.streams} == {feed}
    assert all(len(msid.split(" ")) == 2 for msid in msids)
    await peer.close()


async def test_a_muted_feed_sends_nothing_until_it_is_opened_again(media: MediaControl, listener: Listener) -> None:
    await media.open_room(ROOM)
    ines = await publish(media, "ines")
    viewer = Viewer(media, listener, "viewer")
    await media.watch(ROOM, "viewer")
    await viewer.answer_next()
    await viewer.sees("ines")

    await media.mute(ROOM, "ines", "video", is_muted=True)
    await asyncio.sleep(0.5)  # packets that are under way
    before = viewer.frames["ines"]
    await asyncio.sleep(1)
    after = viewer.frames["ines"]
    await media.mute(ROOM, "ines", "video", is_muted=False)
    await listener.until(lambda: viewer.frames["ines"] > after + 5, what="pictures again")
    await media.mute(ROOM, "nobody", "video", is_muted=True)

    assert after == before
    assert [(feed.audio, feed.video) for feed in listener.feeds[ROOM]] == [(True, True)]
    for peer in (ines, viewer):
        await peer.close()
