"""How soon someone sees the stage, and what a viewer costs Janus: through us, and from a bare page to the same Janus.

    scripts/netns .venv/bin/python benchmarks/bench_media.py [--joins 10] [--viewers 12] [--seconds 20]

Join: from the click on the link (start of the navigation, its redirect included) to the first decoded frame, in a
fresh browser profile each time. Viewer: CPU of the Janus process while aiortc peers receive, less that without any.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole
from playwright.async_api import Browser, async_playwright
from websockets.asyncio.client import connect, unix_connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from footlights.kit.ids import new_id
from footlights.media.janus.client import JanusClient
from footlights.media.player import read_room
from measuring import free_port

FOLDER = Path(__file__).resolve().parent
JANUS = Subprotocol("janus-protocol")
TICKS = os.sysconf("SC_CLK_TCK")
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
]
FIRST_FRAME = """
const told = new WeakSet()
const watch = () => document.querySelectorAll('video').forEach((video) => {
  if (told.has(video)) return
  told.add(video)
  video.requestVideoFrameCallback(() => { window.firstFrameMs ??= performance.now() })
})
new MutationObserver(watch).observe(document, {childList: true, subtree: true})
"""


@dataclass(frozen=True)
class Show:
    """The demo's live session, and the Janus behind it."""

    link: str
    room: str
    feed: str
    secret: str
    socket: Path
    pid: int


@contextlib.contextmanager
def demo() -> "contextlib.AbstractContextManager[str]":  # type: ignore[misc]
    """The demo, serving; gives the attendee's link."""
    with tempfile.TemporaryDirectory(prefix="footlights-bench-") as data:
        command = [sys.executable, "-m", "footlights", "demo", "--data", data, "--port", str(free_port())]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            yield next(line.split()[-1] for line in lines if line.startswith("Live now"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


async def find_show(link: str) -> Show:
    """Wait until the demo's speaker is on stage, and find the Janus that carries it."""
    (folder,) = (path for path in Path("/tmp").glob("footlights-janus-*") if _pid_of(path))
    secret = re.search(r'api_secret = "(\w+)"', (folder / "janus.jcfg").read_text())
    assert secret is not None
    room = link.rpartition("s=")[2]
    client = await JanusClient.connect(folder / "janus.sock", secret.group(1))
    handle = await client.attach()
    feeds: list[str] = []
    while not feeds:
        answer = await client.control(handle, {"request": "listparticipants", "room": room})
        feeds = [one["id"] for one in answer["participants"] if one.get("publisher")]
        await asyncio.sleep(0.2)
    await client.close()
    return Show(link, room, feeds[0], secret.group(1), folder / "janus.sock", _pid_of(folder) or 0)


def _pid_of(folder: Path) -> int | None:
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            arguments = line.read_bytes().split(b"\0")
            if b"-F" in arguments and str(folder).encode() in arguments:
                return int(line.parent.name)
    return None


@contextlib.asynccontextmanager
async def bridge(show: Show) -> AsyncIterator[str]:
    """A way for a page to the Unix socket of Janus; passes frames and nothing else."""

    async def pass_on(page: ServerConnection) -> None:
        async with unix_connect(str(show.socket), "ws://localhost/", subprotocols=[JANUS], compression=None) as janus:

            async def back() -> None:
                async for text in janus:
                    await page.send(text)

            returning = asyncio.create_task(back())
            with contextlib.suppress(ConnectionClosed):
                async for text in page:
                    await janus.send(text)
            returning.cancel()

    async with serve(pass_on, "127.0.0.1", 0, subprotocols=[JANUS], compression=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def first_frame_ms(browser: Browser, url: str, init_script: str | None) -> float:
    context = await browser.new_context(bypass_csp=True)  # or we could not ask the page
    if init_script:
        await context.add_init_script(init_script)
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_function("window.firstFrameMs", timeout=30_000, polling=20)
    measured = float(await page.evaluate("window.firstFrameMs"))
    await context.close()
    return measured


async def view_ours(show: Show, stack: contextlib.AsyncExitStack) -> None:
    """A viewer through the room's socket."""
    room = await read_room(show.link)
    socket = await stack.enter_async_context(connect(room["socket"], max_size=None))
    peer = RTCPeerConnection()
    stack.push_async_callback(peer.close)
    await socket.send(json.dumps({"t": "hello", "seat": room["seat"], "tab": new_id()}))
    await socket.send(json.dumps({"t": "call", "id": 1, "do": "media.watch", "with": {}}))
    async for text in socket:
        frame = json.loads(text)
        if frame["t"] == "media" and frame["do"] == "offer":
            sdp = await _answer(peer, frame["sdp"])
            answer = {"n": frame["n"], "sdp": sdp}
            await socket.send(json.dumps({"t": "call", "id": 2, "do": "media.answer", "with": answer}))
        if frame["t"] == "answer" and frame["id"] == 2:
            break


async def view_bare(show: Show, stack: contextlib.AsyncExitStack) -> None:
    """A viewer that speaks with Janus itself."""
    client = await JanusClient.connect(show.socket, show.secret)
    stack.push_async_callback(client.close)
    peer = RTCPeerConnection()
    stack.push_async_callback(peer.close)
    handle = await client.attach()
    body = {"request": "join", "ptype": "subscriber", "room": show.room, "streams": [{"feed": show.feed}]}
    joined = await client.message(handle, body)
    assert joined.jsep is not None
    sdp = await _answer(peer, joined.jsep["sdp"])
    await client.message(handle, {"request": "start"}, {"type": "answer", "sdp": sdp})


async def _answer(peer: RTCPeerConnection, offer: str) -> str:
    sink = MediaBlackhole()
    peer.on("track", sink.addTrack)
    await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    await sink.start()
    return str(peer.localDescription.sdp)


async def cpu_per_viewer(show: Show, viewers: int, seconds: float, view: Callable[..., object] | None) -> float:
    """Percent of one core that Janus uses while `viewers` receive."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(viewers if view else 0):
            await view(show, stack)  # type: ignore[misc]
        await asyncio.sleep(2)
        before = _cpu_s(show.pid)
        await asyncio.sleep(seconds)
        return 100 * (_cpu_s(show.pid) - before) / seconds


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@contextlib.contextmanager
def files() -> "contextlib.AbstractContextManager[str]":  # type: ignore[misc]
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(FOLDER)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


async def measure(link: str, joins: int, viewers: int, seconds: float) -> None:
    show = await find_show(link)
    with files() as site:
        async with bridge(show) as socket, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
            query = urlencode({"socket": socket, "secret": show.secret, "room": show.room, "feed": show.feed})
            ours, bare = [], []
            for _ in range(joins):  # in turns, so that both meet the same machine
                ours.append(await first_frame_ms(browser, show.link, FIRST_FRAME))
                bare.append(await first_frame_ms(browser, f"{site}/bare_viewer.html?{query}", None))
            await browser.close()
    a, b = statistics.median(ours), statistics.median(bare)
    print(f"join to first frame, median of {joins}: ours {a:.0f} ms, bare {b:.0f} ms, {a - b:+.0f} ms", flush=True)
    print(
        f"  ours {min(ours):.0f}–{max(ours):.0f} ms, bare {min(bare):.0f}–{max(bare):.0f} ms; "
        "the film has a key frame each second"
    )
    idle = await cpu_per_viewer(show, 0, seconds, None)
    through_us = (await cpu_per_viewer(show, viewers, seconds, view_ours) - idle) / viewers
    directly = (await cpu_per_viewer(show, viewers, seconds, view_bare) - idle) / viewers
    print(
        f"Janus per viewer, {viewers} viewers: ours {through_us:.2f} % of a core, bare {directly:.2f} %, "
        f"ratio {through_us / directly:.2f} (without viewers {idle:.2f} %)"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--joins", type=int, default=10)
    arguments.add_argument("--viewers", type=int, default=12)
    arguments.add_argument("--seconds", type=float, default=20)
    given = arguments.parse_args()
    with demo() as link:
        asyncio.run(measure(link, given.joins, given.viewers, given.seconds))


if __name__ == "__main__":
    main()
