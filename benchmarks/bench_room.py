"""A crowded room for a minute, then everyone loses the line at once; beside a bare broadcast loop, and the first load.

    .venv/bin/python benchmarks/bench_room.py [--people 3000] [--seconds 60] [--no-first-load]

Talk: 5 chat lines, 20 votes and 100 reactions a second, 10 people coming and 10 going each second, a ping of every page
each 15 s. Measured: from the sending of a line or reaction until the last socket has it, the server's CPU and memory,
and what each client receives.
Loss: all sockets are cut in the same moment, with lines on their way; each comes back after the wait of the room page
and resumes. Measured: until the last one is back, and whether every transcript is the same, line by line.
"""

import argparse
import asyncio
import json
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import uvloop

from bench_fanout import Run, Watch, run_bare
from first_load import measure_first_load
from measuring import Client, MeasuredServer, allow_many_files, connect, in_parallel, percentiles, row, until
from votes import HAS_POLLS, VOTES_PER_S, Votes

LINES_PER_S, REACTIONS_PER_S, MOVES_PER_S = 5, 100, 10
STAY_S = 5
"""How long someone stays who comes and goes."""
LINES_IN_FLIGHT = 5
PING_EACH_S, PING_TURNS = 15.0, 150
FIRST_WAIT_S = (0.4, 0.8)
"""The room page's wait before its first try to come back (web/src/connection/backoff.ts)."""
PATIENCE_S = 120.0
AIM_P99_MS, AIM_CPU = 500, 2.0

Json = dict[str, Any]


@dataclass(eq=False)
class Seated:
    """One page: its socket of the moment, and the lines it has seen, in order."""

    seat: str
    tab: str = field(default_factory=lambda: str(uuid.uuid4()))
    client: Client | None = None
    seq: int | None = None
    incarnation: str | None = None
    lines: list[str] = field(default_factory=list)
    welcomed: asyncio.Event = field(default_factory=asyncio.Event)
    gaps: int = 0
    is_moving: bool = False
    """Comes and goes, so what it gets is not what everyone gets."""

    def hello(self) -> str:
        place = {"since": self.seq, "incarnation": self.incarnation}
        return json.dumps({"t": "hello", "seat": self.seat, "tab": self.tab, **place})


class Crowd:
    """Everyone in the room. Frames that are the same for all are decoded once."""

    def __init__(self, port: int, path: str, people: int) -> None:
        self.lines, self.reactions = Watch(people), Watch(people)
        self.is_live = asyncio.Event()
        self.is_measuring = False
        self.answers = 0
        self.votes = Votes()
        self.byes, self.refusals = Counter[str](), Counter[str]()
        self._port, self._path = port, path
        self._pages: dict[Client, Seated] = {}
        self._decoded: dict[bytes, Json] = {}

    async def join(self, page: Seated) -> None:
        client = await connect(self._port, self._path, self._on_text)
        self._pages[client] = page
        page.client = client
        page.welcomed.clear()
        client.send(page.hello())
        await page.welcomed.wait()

    async def ping(self) -> None:
        """What every page does each 15 s, evenly spread; without it the server takes a page for gone."""
        turn = 0
        while True:
            await asyncio.sleep(PING_EACH_S / PING_TURNS)
            turn += 1
            for client in list(self._pages)[turn % PING_TURNS :: PING_TURNS]:
                client.send('{"t":"call","id":4000000,"do":"ping","with":{}}')

    def leave(self, page: Seated) -> None:
        if page.client is not None:
            self._pages.pop(page.client, None)
            page.client.close()
            page.client = None

    def _on_text(self, client: Client, text: bytes, now: float) -> None:
        page = self._pages.get(client)
        if page is None:
            return
        if text.startswith(b'{"t":"log"'):
            self._take_log(client, page, text, now)
        elif text.startswith(b'{"t":"reactions"'):
            if self.is_measuring and not page.is_moving:
                self.reactions.take(client, text, now)
        elif text.startswith(b'{"t":"welcome"'):
            self._welcome(page, json.loads(text))
        elif text.startswith(b'{"t":"answer"'):
            self.answers += 1
            if b'"error"' in text:
                self.refusals[json.loads(text)["error"]["code"]] += 1
        elif text.startswith(b'{"t":"bye"'):
            self.byes[json.loads(text)["code"]] += 1

    def _take_log(self, client: Client, page: Seated, text: bytes, now: float) -> None:
        frame = self._decoded.get(text)
        if frame is None:
            if len(self._decoded) > 50:
                self._decoded.clear()
            frame = self._decoded[text] = json.loads(text)
            for entry in frame["entries"]:
                self.votes.take(entry)
        _apply(page, frame["entries"])
        if b"session.started" in text:
            self.is_live.set()
        if self.is_measuring and not page.is_moving and b"chat.posted" in text:
            self.lines.take(client, text, now)

    def _welcome(self, page: Seated, frame: Json) -> None:
        page.incarnation = frame["incarnation"]
        if frame["snapshot"] is not None:
            page.gaps += page.seq is not None  # it was here before and could not go on where it was
            page.seq = frame["seq"]
            page.lines = [line["client_id"] for line in frame["snapshot"]["chat"]]
        _apply(page, frame["entries"])
        page.welcomed.set()


def _apply(page: Seated, entries: list[Json]) -> None:
    for entry in entries:
        if page.seq is None or entry["seq"] <= page.seq:
            continue
        page.gaps += entry["seq"] != page.seq + 1
        page.seq = entry["seq"]
        if entry["kind"] == "chat.posted":
            page.lines.append(entry["data"]["client_id"])


@dataclass
class Figures:
    """What our server did in the measured minute, as the bare loop's run says it, and after the loss."""

    run: Run
    memory_kib: float
    bytes_per_client_s: float
    moves: int
    votes: int
    back_s: float
    back_cpu_s: float
    gaps: int
    unlike: int
    lines: int


async def run_ours(people: int, seconds: int) -> Figures:
    movers = MOVES_PER_S * (STAY_S + 1)
    server = MeasuredServer("room_server.py", str(people - 1 + movers))
    try:
        return await _measure(server, people, seconds)
    finally:
        server.stop()


async def _measure(server: MeasuredServer, people: int, seconds: int) -> Figures:
    told = server.told
    seats = [Seated(seat) for seat in (told["host"], *told["attendees"])]
    pages, movers = seats[:people], seats[people:]
    for page in movers:
        page.is_moving = True
    crowd = Crowd(server.port, f"/live/{told['session_id']}", people)
    pinging = asyncio.create_task(crowd.ping())
    await crowd.join(pages[0])
    host = pages[0].client
    assert host is not None
    memory = server.memory_bytes()
    async with asyncio.timeout(PATIENCE_S):
        await in_parallel([lambda page=page: crowd.join(page) for page in pages[1:]], at_once=50)
        host.send('{"t":"call","id":1,"do":"session.start"}')
        await crowd.is_live.wait()
    await asyncio.sleep(2)
    memory = server.memory_bytes() - memory
    crowd.votes.open(host)
    await asyncio.sleep(1)
    crowd.is_measuring = True
    clients = [page.client for page in pages if page.client is not None]
    frames, chars, answers = _sum(clients, "frames_received"), _sum(clients, "bytes_received"), crowd.answers
    cpu, began = server.cpu_s(), time.perf_counter()
    lines, reactions, moves = await _talk(crowd, clients, movers, seconds)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: _count(crowd.lines) == len(lines) and _counted(crowd.reactions) == len(reactions))
    except TimeoutError:
        missed = (
            f"{_count(crowd.lines)} of {len(lines)} lines, {_counted(crowd.reactions)} of {len(reactions)} reactions"
        )
        raise SystemExit(f"did not reach everyone: {missed}; said on the way: {crowd.byes}, {crowd.refusals}") from None
    took, cpu = time.perf_counter() - began, server.cpu_s() - cpu
    frames = _sum(clients, "frames_received") - frames - (crowd.answers - answers)
    chars = _sum(clients, "bytes_received") - chars
    crowd.is_measuring = False
    run = Run(
        lines=percentiles(_line_times(crowd.lines, lines)),
        reactions=percentiles(_reaction_times(crowd.reactions, reactions)),
        cpu_s=cpu,
        frames=frames,
        mean_chars=chars / max(1, frames),
        seconds=took,
    )
    back_s, back_cpu_s = await _lose_and_return(server, crowd, pages, len(lines))
    expected = pages[0].lines
    figures = Figures(
        run=run,
        memory_kib=memory / people / 1024,
        bytes_per_client_s=chars / people / took,
        moves=moves,
        votes=crowd.votes.sent,
        back_s=back_s,
        back_cpu_s=back_cpu_s,
        gaps=sum(page.gaps for page in pages) + (len(set(expected)) != len(expected)),
        unlike=sum(page.lines != expected for page in pages),
        lines=len(expected),
    )
    pinging.cancel()
    await asyncio.wait([pinging])
    for page in seats:
        crowd.leave(page)
    return figures


async def _talk(
    crowd: Crowd, clients: list[Client], movers: list[Seated], seconds: int
) -> tuple[dict[str, float], list[float], int]:
    """Everything at an even pace, each from the next person; when each line and reaction was sent."""
    lines: dict[str, float] = {}
    reactions: list[float] = []
    moving: set[asyncio.Task[None]] = set()
    people, coming, began, moves = cycle(clients), cycle(movers), time.perf_counter(), 0
    for step in range(seconds * REACTIONS_PER_S):
        await asyncio.sleep(max(0.0, began + step / REACTIONS_PER_S - time.perf_counter()))
        reactions.append(time.perf_counter())
        next(people).send(f'{{"t":"call","id":{step},"do":"reaction.send","with":{{"kind":"heart"}}}}')
        if step % (REACTIONS_PER_S // LINES_PER_S) == 0:
            number = f"line-{len(lines)}"
            lines[number] = time.perf_counter()
            next(people).send(_post(10**6 + step, number))
        if step % (REACTIONS_PER_S // VOTES_PER_S) == 0:
            crowd.votes.cast(next(people))
        if step % (REACTIONS_PER_S // MOVES_PER_S) == 0:
            moves += 1
            moving.add(asyncio.create_task(_come_and_go(crowd, next(coming))))
    await asyncio.gather(*moving)
    return lines, reactions, moves


async def _come_and_go(crowd: Crowd, page: Seated) -> None:
    if page.client is not None:  # the machine is too slow for it to have left
        return
    await crowd.join(page)
    await asyncio.sleep(STAY_S)
    crowd.leave(page)


async def _lose_and_return(server: MeasuredServer, crowd: Crowd, pages: list[Seated], said: int) -> tuple[float, float]:
    """Cut everyone while lines are on their way, let all come back, and say those lines again with the same ids."""
    chance = random.Random(5)
    numbers = {f"line-{said + n}": pages[1 + n] for n in range(LINES_IN_FLIGHT)}
    for number, page in numbers.items():
        assert page.client is not None
        page.client.send(_post(2 * 10**6, number))
    cpu, cut_at = server.cpu_s(), time.perf_counter()
    for page in pages:
        crowd.leave(page)
    back = [0.0]

    async def come_back(page: Seated) -> None:
        await asyncio.sleep(chance.uniform(*FIRST_WAIT_S))
        await crowd.join(page)
        back[0] = max(back[0], time.perf_counter() - cut_at)

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(come_back(page) for page in pages))
        cpu = server.cpu_s() - cpu
        for number, page in numbers.items():
            assert page.client is not None
            page.client.send(_post(2 * 10**6 + 1, number))
        await until(lambda: all(len(page.lines) >= said + LINES_IN_FLIGHT for page in pages))
    return back[0], cpu


def _post(call: int, number: str) -> str:
    given = {"text": f"{number} and a few words more, as people write", "client_id": number}
    return json.dumps({"t": "call", "id": call, "do": "chat.post", "with": given})


def _line_times(lines: Watch, sent: dict[str, float]) -> list[float]:
    said = [(json.loads(text)["entries"], at) for text, at in lines.completed]
    return [at - sent[one["data"]["client_id"]] for entries, at in said for one in entries if one["kind"] == CHAT]


def _reaction_times(reactions: Watch, sent: list[float]) -> list[float]:
    """Reactions are summed up, so the k-th one sent is there when the sums reach k."""
    times: list[float] = []
    for text, at in reactions.completed:
        for _ in range(sum(json.loads(text)["counts"].values())):
            times.append(at - sent[len(times)])
    return times


CHAT = "chat.posted"


def _count(lines: Watch) -> int:
    return sum(text.count(b'"kind":"chat.posted"') for text, _ in lines.completed)


def _counted(reactions: Watch) -> int:
    return sum(sum(json.loads(text)["counts"].values()) for text, _ in reactions.completed)


def _sum(clients: list[Client], what: str) -> int:
    return sum(getattr(client, what) for client in clients)


async def main(people: int, seconds: int, *, with_first_load: bool) -> None:
    allow_many_files()
    ours = await run_ours(people, seconds)
    bare = await run_bare(people, ours.run)
    run = ours.run
    said = seconds * (LINES_PER_S + REACTIONS_PER_S) * people
    verdict = "ok" if run.lines.p99 < AIM_P99_MS else f"MISSED (aim {AIM_P99_MS} ms)"
    votes = f"{VOTES_PER_S} votes" if HAS_POLLS else "no votes (this room has no polls)"
    print(f"{people} sockets, each second {LINES_PER_S} lines, {REACTIONS_PER_S} reactions, {votes} and")
    print(f"{MOVES_PER_S} people coming and going, for {seconds} s; {ours.moves} came and went, {ours.votes} votes")
    print(f"line to last receipt       {run.lines}   {verdict}")
    print(f"reaction to last receipt   {run.reactions}")
    print(f"bare broadcast             {bare.lines}")
    print(f"frames delivered: ours {run.frames} ({run.mean_chars:.0f} characters), bare {bare.frames}")
    print(row("CPU s per 1,000 frames", run.cpu_per_1000, bare.cpu_per_1000, unit="s", aim=AIM_CPU))
    print(row("CPU s per 1,000 received", run.cpu_s / said * 1000, bare.cpu_per_1000, unit="s"))
    print(row("server CPU", run.cpu_s / run.seconds * 100, bare.cpu_s / bare.seconds * 100, unit="% of core"))
    print(f"memory per socket          {ours.memory_kib:.1f} KiB")
    print(f"received per client        {ours.bytes_per_client_s:.0f} bytes/s")
    whole = "ok" if not (ours.gaps or ours.unlike) else f"MISSED: {ours.gaps} gaps or doubles, {ours.unlike} unlike"
    print(f"all {people} lost and back     {ours.back_s:.2f} s until the last, {ours.back_cpu_s:.2f} s of CPU")
    print(f"transcripts of {ours.lines} lines, compared line by line: {whole}")
    if with_first_load:
        print(await measure_first_load())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--no-first-load", action="store_true")
    given = parser.parse_args()
    uvloop.run(main(given.people, given.seconds, with_first_load=not given.no_first_load))
