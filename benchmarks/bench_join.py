"""How fast people come in, and how fast they are let in at the start: 1,000 attendees, beside bare WebSocket connects.

    .venv/bin/python benchmarks/bench_join.py [--people 1000]

Joins: connect, prove the seat, get the snapshot; bare: connect, one message each way of the same size.
Start: all wait in the lobby, the host presses Start, until the last one knows; bare: one broadcast.
"""

import argparse
import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

import uvloop

from measuring import Client, MeasuredServer, Times, allow_many_files, connect, in_parallel, percentiles, row

AT_ONCE = 50
"""Joins in flight: what a burst of arrivals looks like to the server without measuring its accept queue."""
PATIENCE_S = 60.0


@dataclass
class Run:
    """What one server did."""

    joins: Times
    joins_per_s: float
    cpu_ms_per_join: float
    bytes_per_socket: float
    start_ms: float
    welcome_chars: int
    clients: list[Client] = field(default_factory=list)


async def run_ours(people: int) -> Run:
    server = MeasuredServer("room_server.py", str(people))
    try:
        told = server.told
        path = f"/live/{told['session_id']}"
        return await _run(server, path, [hello(seat) for seat in told["attendees"]], told["host"])
    finally:
        server.stop()


async def run_bare(people: int, chars: int) -> Run:
    server = MeasuredServer("bare_server.py")
    try:
        return await _run(server, "/live/bare", [str(chars)] * people, None)
    finally:
        server.stop()


async def _run(server: MeasuredServer, path: str, hellos: list[str], host_seat: str | None) -> Run:
    welcomed: dict[Client, asyncio.Future[int]] = {}
    started: list[float] = []
    all_started = asyncio.Event()

    def on_text(client: Client, text: bytes, now: float) -> None:
        future = welcomed.get(client)
        if future is not None and not future.done():
            future.set_result(len(text))
        elif b"session.started" in text or text == b"start":
            started.append(now)
            if len(started) == len(hellos) + 1:
                all_started.set()

    async def join(first: str) -> Client:
        client = await connect(server.port, path, on_text)
        welcomed[client] = asyncio.get_running_loop().create_future()
        client.send(first)
        await welcomed[client]
        return client

    host = await join(hello(host_seat) if host_seat else hellos[0])
    memory, cpu, began = server.memory_bytes(), server.cpu_s(), time.perf_counter()
    times: list[float] = []
    clients: list[Client] = []

    async def one(first: str) -> None:
        at = time.perf_counter()
        clients.append(await join(first))
        times.append(time.perf_counter() - at)

    async with asyncio.timeout(PATIENCE_S):
        await in_parallel([lambda first=first: one(first) for first in hellos], at_once=AT_ONCE)
    took, cpu = time.perf_counter() - began, server.cpu_s() - cpu
    await asyncio.sleep(1)  # what was queued for all is sent, so that only the start is measured
    memory = server.memory_bytes() - memory
    chars = welcomed[clients[0]].result()
    pressed = time.perf_counter()
    host.send('{"t":"call","id":1,"do":"session.start"}' if host_seat else "start")
    async with asyncio.timeout(PATIENCE_S):
        await all_started.wait()
    run = Run(
        joins=percentiles(times),
        joins_per_s=len(hellos) / took,
        cpu_ms_per_join=cpu / len(hellos) * 1000,
        bytes_per_socket=memory / len(hellos),
        start_ms=(max(started) - pressed) * 1000,
        welcome_chars=chars,
    )
    for client in (host, *clients):
        client.close()
    return run


def hello(seat: str) -> str:
    return json.dumps({"t": "hello", "seat": seat, "tab": str(uuid.uuid4()), "since": None, "incarnation": None})


async def main(people: int) -> None:
    allow_many_files()
    ours = await run_ours(people)
    bare = await run_bare(people, ours.welcome_chars)
    print(f"{people} attendees, {AT_ONCE} at once, welcome of {ours.welcome_chars} characters")
    print(f"join, ours   {ours.joins}")
    print(f"join, bare   {bare.joins}")
    print(row("joins from cold", ours.joins_per_s, bare.joins_per_s, unit="per s"))
    print(row("server CPU per join", ours.cpu_ms_per_join, bare.cpu_ms_per_join, unit="ms"))
    print(row("memory per socket", ours.bytes_per_socket / 1024, bare.bytes_per_socket / 1024, unit="KiB"))
    print(row("Start until the last one knows", ours.start_ms, bare.start_ms, unit="ms"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1000)
    uvloop.run(main(parser.parse_args().people))
