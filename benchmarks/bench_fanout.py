"""How a full room talks: 1,000 sockets, 5 chat lines and 50 reactions a second for 30 s, beside a bare broadcast loop.

    .venv/bin/python benchmarks/bench_fanout.py [--people 1000] [--seconds 30]

Measured: from the sending of a line or reaction until the last socket has it, and the server's CPU time. The bare loop
sends as many frames of the same mean size at the same pace to as many sockets, so that CPU per frame can be compared.
Aims: p99 < 500 ms, and at most twice the bare loop's CPU.
"""

import argparse
import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass
from itertools import cycle

import uvloop

from bench_join import hello
from measuring import Client, MeasuredServer, Times, allow_many_files, connect, in_parallel, percentiles, row, until

LINES_PER_S, REACTIONS_PER_S = 5, 50
PATIENCE_S = 60.0
AIM_P99_MS, AIM_CPU = 500, 2.0


@dataclass
class Run:
    """What one server did during the measured time."""

    lines: Times
    reactions: Times | None
    cpu_s: float
    frames: int
    mean_chars: float
    seconds: float

    @property
    def cpu_per_1000(self) -> float:
        return self.cpu_s / self.frames * 1000


class Watch:
    """Sees when the last of all sockets got something: the n-th frame of a kind is the same for everyone."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._seen: dict[Client, int] = {}
        self._left: list[int] = []
        self._payloads: list[bytes] = []
        self.completed: deque[tuple[bytes, float]] = deque()
        self.count = 0

    def take(self, client: Client, text: bytes, now: float) -> None:
        number = self._seen.get(client, 0)
        self._seen[client] = number + 1
        if number == len(self._left):
            self._left.append(self._people)
            self._payloads.append(text)
        self._left[number] -= 1
        if self._left[number] == 0:
            self.count += 1
            self.completed.append((self._payloads[number], now))


async def run_ours(people: int, seconds: int) -> Run:
    server = MeasuredServer("room_server.py", str(people))
    try:
        return await _measure_ours(server, people, seconds)
    finally:
        server.stop()


async def _measure_ours(server: MeasuredServer, people: int, seconds: int) -> Run:
    told = server.told
    path = f"/live/{told['session_id']}"
    lines, reactions = Watch(people + 1), Watch(people + 1)
    answers, is_live, welcomed = [0], asyncio.Event(), 0

    def on_text(client: Client, text: bytes, now: float) -> None:
        nonlocal welcomed
        if text.startswith(b'{"t":"log"'):
            if b"session.started" in text:
                is_live.set()
            elif b"chat.posted" in text:
                lines.take(client, text, now)
        elif text.startswith(b'{"t":"reactions"'):
            reactions.take(client, text, now)
        elif text.startswith(b'{"t":"welcome"'):
            welcomed += 1
        elif text.startswith(b'{"t":"answer"'):
            answers[0] += 1

    clients: list[Client] = []

    async def join(seat: str) -> None:
        client = await connect(server.port, path, on_text)
        client.send(hello(seat))
        clients.append(client)

    await join(told["host"])
    async with asyncio.timeout(PATIENCE_S):
        await in_parallel([lambda seat=seat: join(seat) for seat in told["attendees"]], at_once=50)
        await until(lambda: welcomed == people + 1)
        clients[0].send('{"t":"call","id":1,"do":"session.start"}')
        await is_live.wait()
    await asyncio.sleep(1)
    frames, chars, cpu, began = _received(clients), _chars(clients), server.cpu_s(), time.perf_counter()
    sent_lines, sent_reactions = await _talk(clients, seconds)
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: _count(lines) == len(sent_lines) and _sum(reactions) == len(sent_reactions))
    cpu, took = server.cpu_s() - cpu, time.perf_counter() - began
    frames, chars = _received(clients) - frames - answers[0], _chars(clients) - chars
    run = Run(
        lines=percentiles(_line_times(lines, sent_lines)),
        reactions=percentiles(_reaction_times(reactions, sent_reactions)),
        cpu_s=cpu,
        frames=frames,
        mean_chars=chars / max(1, frames),
        seconds=took,
    )
    for client in clients:
        client.close()
    return run


async def _talk(clients: list[Client], seconds: int) -> tuple[dict[str, float], list[float]]:
    """Lines and reactions at an even pace, each from the next person; when each was sent."""
    lines: dict[str, float] = {}
    reactions: list[float] = []
    people, began = cycle(clients), time.perf_counter()
    for step in range(seconds * REACTIONS_PER_S):
        await asyncio.sleep(max(0.0, began + step / REACTIONS_PER_S - time.perf_counter()))
        reactions.append(time.perf_counter())
        next(people).send(f'{{"t":"call","id":{step},"do":"reaction.send","with":{{"kind":"heart"}}}}')
        if step % (REACTIONS_PER_S // LINES_PER_S) == 0:
            number = f"line-{len(lines)}"
            given = {"text": f"{number} and a few words more, as people write", "client_id": number}
            lines[number] = time.perf_counter()
            next(people).send(json.dumps({"t": "call", "id": 10**6 + step, "do": "chat.post", "with": given}))
    return lines, reactions


def _line_times(lines: Watch, sent: dict[str, float]) -> list[float]:
    times = []
    for text, at in lines.completed:
        for entry in json.loads(text)["entries"]:
            times.append(at - sent[entry["data"]["client_id"]])
    return times


def _reaction_times(reactions: Watch, sent: list[float]) -> list[float]:
    """Reactions are summed up, so the k-th one sent is there when the sums reach k."""
    times: list[float] = []
    for text, at in reactions.completed:
        for _ in range(sum(json.loads(text)["counts"].values())):
            times.append(at - sent[len(times)])
    return times


def _count(lines: Watch) -> int:
    return sum(text.count(b'"kind":"chat.posted"') for text, _ in lines.completed)


def _sum(reactions: Watch) -> int:
    return sum(sum(json.loads(text)["counts"].values()) for text, _ in reactions.completed)


def _received(clients: list[Client]) -> int:
    return sum(client.frames_received for client in clients)


def _chars(clients: list[Client]) -> int:
    return sum(client.bytes_received for client in clients)


async def run_bare(people: int, like: Run) -> Run:
    server = MeasuredServer("bare_server.py")
    try:
        return await _measure_bare(server, people, like)
    finally:
        server.stop()


async def _measure_bare(server: MeasuredServer, people: int, like: Run) -> Run:
    """As many broadcasts of the same size at the same pace as the room sent."""
    seen = Watch(people)

    def on_text(client: Client, text: bytes, now: float) -> None:
        if text.startswith(b"{"):
            seen.take(client, text, now)

    clients: list[Client] = []

    async def join() -> None:
        client = await connect(server.port, "/live/bare", on_text)
        client.send("1")
        clients.append(client)

    broadcasts = max(1, round(like.frames / people))
    padding = "x" * max(0, round(like.mean_chars) - 12)
    async with asyncio.timeout(PATIENCE_S):
        await in_parallel([join] * people, at_once=50)
        await until(lambda: _received(clients) == people)
    frames, cpu, began = _received(clients), server.cpu_s(), time.perf_counter()
    sent: list[float] = []
    for number in range(broadcasts):
        await asyncio.sleep(max(0.0, began + number * like.seconds / broadcasts - time.perf_counter()))
        sent.append(time.perf_counter())
        clients[0].send(f'{{"n":{number},{padding}}}')
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: seen.count == broadcasts)
    run = Run(
        lines=percentiles([at - sent[n] for n, (_, at) in enumerate(seen.completed)]),
        reactions=None,
        cpu_s=server.cpu_s() - cpu,
        frames=_received(clients) - frames,
        mean_chars=like.mean_chars,
        seconds=time.perf_counter() - began,
    )
    for client in clients:
        client.close()
    return run


async def main(people: int, seconds: int) -> None:
    allow_many_files()
    ours = await run_ours(people, seconds)
    bare = await run_bare(people, ours)
    said = seconds * (LINES_PER_S + REACTIONS_PER_S) * people
    verdict = "ok" if ours.lines.p99 < AIM_P99_MS else f"MISSED (aim {AIM_P99_MS} ms)"
    print(f"{people} sockets, {LINES_PER_S} lines and {REACTIONS_PER_S} reactions per s for {seconds} s")
    print(f"line to last receipt       {ours.lines}   {verdict}")
    print(f"reaction to last receipt   {ours.reactions}")
    print(f"bare broadcast             {bare.lines}")
    print(f"frames delivered: ours {ours.frames} ({ours.mean_chars:.0f} characters), bare {bare.frames}")
    print(row("CPU s per 1,000 frames", ours.cpu_per_1000, bare.cpu_per_1000, unit="s", aim=AIM_CPU))
    per_message = ours.cpu_s / said * 1000
    print(row("CPU s per 1,000 lines and reactions received", per_message, bare.cpu_per_1000, unit="s"))
    print(row("server CPU", ours.cpu_s / ours.seconds * 100, bare.cpu_s / bare.seconds * 100, unit="% of core"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    given = parser.parse_args()
    uvloop.run(main(given.people, given.seconds))
