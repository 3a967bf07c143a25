"""Servers to measure, clients that cost little, and what a process used."""

import asyncio
import base64
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

FOLDER = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def allow_many_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))


class MeasuredServer:
    """A server program of this folder in a process of its own, on a free port of the loopback interface."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="footlights-bench-")
        command = [sys.executable, str(FOLDER / program), str(self.port), self._folder.name, *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.told: dict[str, Any] = json.loads(self._process.stdout.readline() or "{}")
        """What the program said on its first line: it is listening then."""

    @property
    def folder(self) -> Path:
        return Path(self._folder.name)

    def cpu_s(self) -> float:
        """CPU seconds used so far, in user and kernel mode."""
        return cpu_s_of(self._process.pid)

    def memory_bytes(self) -> int:
        return memory_bytes_of(self._process.pid)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def cpu_s_of(pid: int) -> float:
    """CPU seconds that a process has used so far, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_bytes_of(pid: int) -> int:
    """Bytes of memory that a process holds now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client(asyncio.Protocol):
    """A WebSocket client with next to no cost of its own. `on_text` gets every text frame with the time it came."""

    def __init__(self, path: str, on_text: Callable[["Client", bytes, float], None]) -> None:
        self._path = path
        self._on_text = on_text
        self._buffer = bytearray()
        self._is_open = False
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.bytes_received = 0
        self.frames_received = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._buffer += data
        if not self._is_open:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                return
            self._buffer = bytearray(rest)
            self._is_open = True
            self.opened.set_result(None)
        self._take_frames(now)

    def _take_frames(self, now: float) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            length, head = buffer[at + 1] & 127, 2
            if length == 126:
                if len(buffer) - at < 4:
                    break
                (length,), head = struct.unpack_from(">H", buffer, at + 2), 4
            elif length == 127:
                if len(buffer) - at < 10:
                    break
                (length,), head = struct.unpack_from(">Q", buffer, at + 2), 10
            if len(buffer) - at < head + length:
                break
            if buffer[at] & 15 == 1:
                self.frames_received += 1
                self.bytes_received += length
                self._on_text(self, bytes(buffer[at + head : at + head + length]), now)
            at += head + length
        del buffer[:at]

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed"))

    def send(self, text: str) -> None:
        """A masked text frame; the mask is zero, which costs nothing and is valid."""
        assert self._transport is not None
        payload = text.encode()
        if len(payload) < 126:
            head = struct.pack(">BB", 0x81, 0x80 | len(payload))
        else:
            head = struct.pack(">BBH", 0x81, 0x80 | 126, len(payload))
        self._transport.write(head + b"\0\0\0\0" + payload)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def connect(port: int, path: str, on_text: Callable[[Client, bytes, float], None]) -> Client:
    _, client = await asyncio.get_running_loop().create_connection(lambda: Client(path, on_text), "127.0.0.1", port)
    await client.opened
    return client


async def in_parallel(work: Sequence[Callable[[], Awaitable[None]]], *, at_once: int) -> None:
    gate = asyncio.Semaphore(at_once)

    async def run(one: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await one()

    await asyncio.gather(*(run(one) for one in work))


async def until(check: Callable[[], bool]) -> None:
    while not check():  # noqa: ASYNC110 (an event set per frame would cost what is being measured)
        await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Times:
    """Percentiles in milliseconds."""

    p50: float
    p99: float
    most: float

    def __str__(self) -> str:
        return f"p50 {self.p50:7.1f} ms   p99 {self.p99:7.1f} ms   max {self.most:7.1f} ms"


def percentiles(seconds: Sequence[float]) -> Times:
    ordered = sorted(seconds)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99))
    return Times(p50, p99, ordered[-1] * 1000)


def row(name: str, ours: float, reference: float, *, unit: str = "", aim: float | None = None) -> str:
    """One line of a report; `aim` is the most that ours may be, as a multiple of the reference."""
    ratio = ours / reference if reference else float("nan")
    verdict = "" if aim is None else ("   ok" if ratio <= aim else f"   MISSED (aim {aim:g})")
    return f"{name:44} ours {ours:10.3f}   bare {reference:10.3f} {unit:10} ratio {ratio:5.2f}{verdict}"
