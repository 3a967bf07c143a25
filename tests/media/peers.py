"""WebRTC peers without a browser: aiortc on the other side of a real Janus."""

import asyncio
from fractions import Fraction

import av
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from footlights.media.control import MediaControl
from footlights.media.types import WatchOffer
from tests.media.conftest import Listener

ROOM = "00000000-0000-4000-8000-000000000001"
__all__ = ["ROOM", "Camera", "Viewer", "publish"]


class Camera(VideoStreamTrack):
    """Small pictures that change."""

    async def recv(self) -> av.VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = av.VideoFrame(width=160, height=90, format="yuv420p")
        for number, plane in enumerate(frame.planes):
            plane.update(bytes([(pts // 3000 * 5 + 40 * number) % 256]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, Fraction(time_base)
        return frame


async def publish(media: MediaControl, feed: str) -> RTCPeerConnection:
    """Publish a camera and silence under a feed's name."""
    peer = RTCPeerConnection()
    peer.addTrack(AudioStreamTrack())
    peer.addTrack(Camera())
    await peer.setLocalDescription(await peer.createOffer())
    answer = await media.publish(ROOM, feed, offer=peer.localDescription.sdp, display=feed)
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    return peer


class Viewer:
    """Answers every offer and counts the pictures of each feed."""

    def __init__(self, media: MediaControl, listener: Listener, name: str) -> None:
        self.name = name
        self.frames: dict[str, int] = {}
        self._media = media
        self._listener = listener
        self._peer = RTCPeerConnection()
        self._peer.on("track", self._receive)
        self._answered = 0
        self._feeds: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def answer_next(self) -> WatchOffer:
        """Wait for the next offer and answer it."""
        offers = self._listener.offers.setdefault(self.name, [])
        await self._listener.until(lambda: len(offers) > self._answered, what="an offer")
        offer = offers[self._answered]
        self._answered += 1
        self._feeds = {stream.mid: stream.feed for stream in offer.streams if stream.type == "video"}
        await self._peer.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        await self._media.answer(self.name, offer.n, self._peer.localDescription.sdp)
        return offer

    async def sees(self, feed: str) -> None:
        """Wait for pictures of a feed."""
        await self._listener.until(lambda: self.frames.get(feed, 0) > 5, what=f"pictures of {feed}")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._peer.close()

    def _receive(self, track: MediaStreamTrack) -> None:
        if track.kind == "video":
            self._tasks.append(asyncio.create_task(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        (mid,) = (t.mid for t in self._peer.getTransceivers() if t.receiver.track is track)
        while True:
            await track.recv()
            feed = self._feeds.get(str(mid), "")
            self.frames[feed] = self.frames.get(feed, 0) + 1
