"""A server that answers as a test wants: with errors, garbage, or not at all."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Stand:
    """`url` leads to the server; `calls` is what came in."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)


Answer = Callable[[Call], bytes | None]
"""The whole answer on the wire; None never answers."""


def document(body: Any, *, status: str = "200 OK", **headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def resource(number: int = 1, kind: str = "events", **attributes: Any) -> dict[str, Any]:
    return {"id": f"id-{number}", "type": kind, "attributes": attributes}


@contextlib.asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Stand]:
    """Listens on a free port of the loopback address."""
    stand = Stand()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            call = await _read(reader)
            stand.calls.append(call)
            said = answer(call)
            if said is None:
                await reader.read()
            else:
                writer.write(said)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    stand.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stand
    finally:
        server.close()


async def _read(reader: asyncio.StreamReader) -> Call:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    url = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(url.query).items()}
    return Call(method, url.path, query, headers, json.loads(content) if content else None)
