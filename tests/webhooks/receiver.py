"""A receiver of webhooks that can misbehave in every way a real one does."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Write = asyncio.StreamWriter


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Behave = Callable[[Got, Write], Awaitable[None]]


@dataclass
class Receiver:
    """Answers 204 unless `behave` says otherwise; remembers what came in."""

    port: int = 0
    scheme: str = "http"
    got: list[Got] = field(default_factory=list)
    behave: Behave | None = None
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hooks"

    async def serve(self, reader: asyncio.StreamReader, writer: Write) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:  # the test is over while a request hangs; Python 3.11 would print a trace of it
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: Write) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        got = Got(first.split()[1], headers, body)
        self.got.append(got)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await (self.behave or answer(204))(got, writer)
            await writer.drain()
        finally:
            self.at_once -= 1
        return not writer.is_closing()


def answer(status: int, body: bytes = b"", **headers: str) -> Behave:
    async def behave(got: Got, writer: Write) -> None:
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{named}content-length: {len(body)}\r\n\r\n".encode() + body)

    return behave


async def hang(got: Got, writer: Write) -> None:
    await asyncio.sleep(60)


async def reset(got: Got, writer: Write) -> None:
    writer.transport.abort()


async def close_early(got: Got, writer: Write) -> None:
    """Says there will be a hundred bytes, sends ten."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789")
    await writer.drain()
    writer.close()


async def endless(got: Got, writer: Write) -> None:
    """A gigabyte."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x" * 1_000_000)
        await writer.drain()


@asynccontextmanager
async def receiving(behave: Behave | None = None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    receiver = Receiver(behave=behave, scheme="https" if tls else "http")
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
