"""Playing a film on stage as a client of the room, as a browser would: `python -m footlights.media.player LINK FILE`.

The film is WebM with VP8 (a key frame each second, because nobody can ask for one) and Opus. Pictures are sent as they
are in the file; sound is decoded and encoded again, which is cheap and gives Janus the levels by which it knows who
speaks. aiortc is an optional dependency (extra `player`) and is used here alone.
"""

import argparse
import asyncio
import contextlib
import html
import itertools
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import av
import httpx
import structlog
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from footlights.kit.ids import new_id

RETRY_S = 2.0
PING_S = 15.0
CLIP_S = 60
AUDIO_RATE = 48_000
AUDIO_SAMPLES = 960  # 20 ms
VIDEO = "-c:v libvpx -pix_fmt yuv420p -b:v 500k -g 25 -deadline realtime -cpu-used 8"
ROUND = "255*lt(hypot(X-32,Y-32),30)"
DOMES = "255*lt(hypot(mod(X,71)-35,Y-16),15)"
WORDS = (
    "Welcome to Footlights. You are watching a live stream that goes through this machine alone. "
    "Say hello in the chat. When you are ready, open the host link, turn on your camera, and press start. "
    "The lamps at the edge of the stage tell you who is speaking. "
)
log = structlog.get_logger()


class Film:
    """A file in memory, cut into what is sent: video packets as they are, sound in pieces of 20 ms."""

    def __init__(self, file: Path) -> None:
        with av.open(str(file)) as container:
            stream = container.streams.video[0]
            base = stream.time_base or Fraction(1, 1000)
            packets = [packet for packet in container.demux(stream) if packet.size and packet.pts is not None]
            self.video = [(float(packet.pts * base), bytes(packet)) for packet in packets if packet.pts is not None]
        with av.open(str(file)) as container:
            self.audio = list(_pieces_of_sound(container))
        self.length_s = max(self.video[-1][0] + 0.04, len(self.audio) * AUDIO_SAMPLES / AUDIO_RATE)


def _pieces_of_sound(container: "av.container.InputContainer") -> Iterator[bytes]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=AUDIO_RATE, frame_size=AUDIO_SAMPLES)
    for frame in container.decode(audio=0):
        for piece in resampler.resample(frame):
            yield bytes(piece.planes[0])[: AUDIO_SAMPLES * 2]


class VideoTrack(MediaStreamTrack):
    """Packets of a film, over and over, with time going on."""

    kind = "video"

    def __init__(self, film: Film, began: float) -> None:
        super().__init__()
        self._began = began
        rounds = itertools.count()
        self._packets = ((n * film.length_s + at, data) for n in rounds for at, data in film.video)

    async def recv(self) -> "av.Packet[Any]":  # Any: aiortc does not say which stream
        at, data = next(self._packets)
        await asyncio.sleep(max(0.0, self._began + at - time.monotonic()))
        packet = av.Packet(data)
        packet.pts, packet.time_base = round(at * 90_000), Fraction(1, 90_000)
        return packet


class AudioTrack(MediaStreamTrack):
    """Sound of a film, over and over, with silence where it is shorter than its pictures."""

    kind = "audio"

    def __init__(self, film: Film, began: float) -> None:
        super().__init__()
        self._began = began
        silence = round(film.length_s * AUDIO_RATE / AUDIO_SAMPLES) - len(film.audio)
        self._pieces = enumerate(itertools.cycle([*film.audio, *[bytes(AUDIO_SAMPLES * 2)] * max(0, silence)]))

    async def recv(self) -> av.AudioFrame:
        number, data = next(self._pieces)
        await asyncio.sleep(max(0.0, self._began + number * AUDIO_SAMPLES / AUDIO_RATE - time.monotonic()))
        frame = av.AudioFrame(format="s16", layout="mono", samples=AUDIO_SAMPLES)
        frame.planes[0].update(data.ljust(AUDIO_SAMPLES * 2, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, number * AUDIO_SAMPLES, Fraction(1, AUDIO_RATE)
        return frame


class Player:
    """Holds a place on stage until cancelled, whatever happens to the server in between."""

    def __init__(self, link: str, film: Film) -> None:
        self._link = link
        self._film = film
        self._tab = new_id()
        self._peer: RTCPeerConnection | None = None

    async def run(self) -> None:
        while True:
            try:
                await self._stay()
            except (OSError, httpx.HTTPError, WebSocketException, TimeoutError, PlayerError) as error:
                log.info("player_away", error=type(error).__name__, detail=str(error)[:200])
            finally:
                await self._hang_up()
            await asyncio.sleep(RETRY_S)

    async def _stay(self) -> None:
        """One visit, from the link to the loss of the connection."""
        room = await read_room(self._link)
        async with connect(room["socket"], max_size=None) as socket:
            await socket.send(json.dumps({"t": "hello", "seat": room["seat"], "tab": self._tab}))
            numbers = itertools.count(1)
            pinging = asyncio.create_task(_ping(socket, numbers))
            try:
                async for text in socket:
                    await self._hear(socket, json.loads(text), numbers)
            finally:
                pinging.cancel()

    async def _hear(self, socket: ClientConnection, frame: dict[str, Any], numbers: Iterator[int]) -> None:  # Any: JSON
        match frame:
            case {"t": "welcome", "media": {"available": True}} | {"t": "media", "do": "reset", "available": True}:
                await self._publish(socket, next(numbers))
            case {"t": "answer", "ok": {"sdp": sdp}} if self._peer is not None:
                await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
                log.info("player_on_stage")
            case {"t": "answer", "error": {"code": code}} if code != "limited":
                raise PlayerError(f"refused: {code}")
            case {"t": "bye", "code": code}:
                raise PlayerError(f"sent away: {code}")

    async def _publish(self, socket: ClientConnection, number: int) -> None:
        await self._hang_up()
        peer = self._peer = RTCPeerConnection()
        began = time.monotonic()
        peer.addTrack(AudioTrack(self._film, began))
        peer.addTrack(VideoTrack(self._film, began))
        peer.on("connectionstatechange", lambda: self._check(peer, socket))
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"sdp": peer.localDescription.sdp, "kind": "file", "audio": True, "video": True}
        await socket.send(json.dumps({"t": "call", "id": number, "do": "media.publish", "with": offer}))

    def _check(self, peer: RTCPeerConnection, socket: ClientConnection) -> None:
        if peer is self._peer and peer.connectionState == "failed":
            asyncio.get_running_loop().create_task(socket.close())

    async def _hang_up(self) -> None:
        peer, self._peer = self._peer, None
        if peer is not None:
            await peer.close()


class PlayerError(Exception):
    """The room does not take this player now."""


async def read_room(link: str) -> dict[str, str]:
    """The socket address and the seat, from the room page behind a join link."""
    async with httpx.AsyncClient(follow_redirects=True, timeout=10) as browser:
        page = await browser.get(link)
    found = re.search(r"data-config=(?:'([^']*)'|\"([^\"]*)\")", page.text)
    if page.status_code != 200 or found is None:
        raise PlayerError(f"the link does not open a room ({page.status_code})")
    config = json.loads(html.unescape(found.group(1) or found.group(2)))
    parts = urlsplit(urljoin(str(page.url), config["socket_url"]))
    scheme = "wss" if parts.scheme in {"https", "wss"} else "ws"
    return {"socket": urlunsplit(parts._replace(scheme=scheme)), "seat": config["seat"]}


async def _ping(socket: ClientConnection, numbers: Iterator[int]) -> None:
    while True:
        await asyncio.sleep(PING_S)
        await socket.send(json.dumps({"t": "call", "id": next(numbers), "do": "ping", "with": {}}))


def make_demo_clip(file: Path) -> None:
    """Write a minute of moving warm light with a calm voice; takes some ten seconds of ffmpeg."""
    light = (
        f"gradients=size=640x360:rate=25:duration={CLIP_S}:speed=0.015:nb_colors=5:type=radial:"
        "c0=0xF6AE3C:c1=0xA35F38:c2=0x6B2A3F:c3=0x2B1A14:c4=0x15100C"
    )
    moon = f"color=c=0xFFE3B0:size=64x64:rate=25:duration={CLIP_S},format=rgba,geq=r=255:g=227:b=176:a='{ROUND}'"
    edge = f"color=c=0xFFB547:size=640x16:rate=25:duration={CLIP_S},format=rgba,geq=r=255:g=181:b=71:a='{DOMES}'"
    picture = (
        "[0:v][1:v]overlay=x='288+220*sin(2*PI*t/9)':y='120+60*sin(2*PI*t/5)'[lit];"
        "[lit]drawbox=y=330:h=30:color=0x15100C:t=fill[floor];[floor][2:v]overlay=y=314[v]"
    )
    voice = f"flite=text='{WORDS * 3}':voice=slt"
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", light, "-f", "lavfi", "-i", moon]
    command += ["-f", "lavfi", "-i", edge]
    command += ["-f", "lavfi", "-i", voice, "-filter_complex", f"{picture};[3:a]apad[a]", "-map", "[v]", "-map", "[a]"]
    command += ["-t", str(CLIP_S), *VIDEO.split()]
    command += ["-c:a", "libopus", "-b:a", "48k", "-ar", str(AUDIO_RATE), "-f", "webm"]
    partial = file.with_suffix(".part")
    subprocess.run([*command, str(partial)], check=True, timeout=300)  # noqa: S603 (fixed program, our arguments)
    partial.rename(file)


async def _main(link: str, film: Film) -> None:
    playing = asyncio.current_task()
    assert playing is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, playing.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await Player(link, film).run()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Play a film on stage.")
    arguments.add_argument("link", help="personal join link of a speaker")
    arguments.add_argument("file", type=Path, help="WebM file with VP8 and Opus")
    given = arguments.parse_args()
    try:
        asyncio.run(_main(given.link, Film(given.file)))
    except OSError as error:
        sys.exit(f"The film cannot be read: {error}")
