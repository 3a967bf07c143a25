"""How fast webhooks go out: one worker to a receiver on this machine, beside as many bare httpx posts.

    .venv/bin/python benchmarks/bench_webhooks.py [--deliveries 5000] [--backlog 100000]

Then: what the ledger costs per fact, whether memory stays flat while a backlog is drained, and whether an endpoint that
takes five seconds an answer delays one that answers at once.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import uvloop
from sqlalchemy import func, insert, select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.kit.ids import new_id
from footlights.migrations import upgrade
from footlights.outbox import Fact
from footlights.outbox.relay import Relay, Together
from footlights.webhooks.actions import create_endpoint
from footlights.webhooks.addresses import AddressPolicy
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.subscribers import Ledger, Payload
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import PARALLEL, WebhookWorker
from footlights.workspace.actions import create_workspace
from footlights.workspace.queries import actor_of
from measuring import PAGE, MeasuredServer

LEAST_SHARE = 0.6
MOST_GROWTH_MB = 20
FACTS = 500
SECRET = b"0" * 32
LOOPBACK = AddressPolicy(["127.0.0.1"], http=True)
BODY = '{"data":{"id":"%s","type":"people","attributes":{"filler":"' + "x" * 1200 + '"}}}'


class Bench:
    """A database with a workspace, and a worker."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.url = url
        self.transport = GuardedTransport(LOOPBACK)
        self.worker = WebhookWorker(database, SECRET, self.transport)

    async def endpoint(self, path: str = "/") -> Endpoint:
        async with self.database.write() as db:
            made = await create_workspace(
                db,
                name=path,
                email=f"{new_id()}@example.org",
                password="a lamp and a curve",
                time_zone="UTC",
                now=utcnow(),
            )
            return await create_endpoint(
                db,
                actor_of(made.owner, via="console"),
                url=self.url + path,
                events=["people.registered"],
                addresses=LOOPBACK,
                now=utcnow(),
            )

    async def fill(self, endpoint: Endpoint, number: int) -> None:
        """Deliveries about `number` people, as the ledger writes them."""
        now = utcnow()
        for start in range(0, number, 5000):
            rows = [
                {
                    "id": new_id(),
                    "endpoint_id": endpoint.id,
                    "workspace_id": endpoint.workspace_id,
                    "number": one + 1,
                    "event": "people.registered",
                    "subject_id": (person := new_id()),
                    "about": "Somebody",
                    "body": BODY % person,
                    "due_at": now,
                    "created_at": now,
                    "touched_at": now,
                }
                for one in range(start, min(start + 5000, number))
            ]
            async with self.database.write() as db:
                await db.execute(insert(Delivery), rows)
                await db.execute(update(Endpoint).where(Endpoint.id == endpoint.id).values(last_number=number))

    async def left(self, endpoint: Endpoint) -> int:
        async with self.database.read() as db:
            waiting = (Delivery.endpoint_id == endpoint.id) & Delivery.due_at.is_not(None)
            return await db.scalar(select(func.count()).select_from(Delivery).where(waiting)) or 0


async def main(deliveries: int, backlog: int) -> None:
    receiver = MeasuredServer("receiver.py")
    try:
        async with _bench(f"http://127.0.0.1:{receiver.port}") as bench:
            await compare(bench, deliveries)
            await append(bench)
            await drain(bench, backlog)
            await slow_beside_fast(bench)
    finally:
        receiver.stop()


@contextlib.asynccontextmanager
async def _bench(url: str) -> AsyncIterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="footlights-bench-") as folder:
        address = f"sqlite+aiosqlite:///{Path(folder) / 'footlights.db'}"
        await upgrade(address)
        database = Database(address)
        await database.open()
        bench = Bench(database, url)
        yield bench
        await bench.transport.aclose()
        await database.close()


async def compare(bench: Bench, number: int) -> None:
    """Bare posts before and after ours, because machines have moods."""
    bare = [await _bare(bench.url, number)]
    endpoint = await bench.endpoint()
    await bench.fill(endpoint, number)
    began = time.perf_counter()
    await bench.worker.run_due()
    ours = number / (time.perf_counter() - began)
    assert await bench.left(endpoint) == 0
    bare.append(await _bare(bench.url, number))
    reference = sum(bare) / 2
    verdict = "ok" if ours >= LEAST_SHARE * reference else f"MISSED (aim {LEAST_SHARE:.0%})"
    print(f"deliveries/s     ours {ours:8.0f}   bare httpx {reference:8.0f}   {ours / reference:.0%}   {verdict}")


async def _bare(url: str, number: int) -> float:
    """As many posts of the same size, PARALLEL at once, by httpx alone."""
    left = iter(range(number))
    body = BODY % new_id()
    limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
    async with httpx.AsyncClient(limits=limits) as client:

        async def send() -> None:
            for _ in left:
                answer = await client.post(url, content=body, headers={"content-type": "application/json"})
                assert answer.status_code == 204

        began = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(PARALLEL)))
    return number / (time.perf_counter() - began)


async def append(bench: Bench) -> None:
    """Telling facts with the ledger as their subscriber, and without any."""
    endpoint = await bench.endpoint("/append")

    async def payload(db: Db, fact: Fact) -> Payload:
        return Payload(fact.subject_id, "Somebody", {"id": fact.subject_id, "type": "people", "attributes": {}})

    with_ledger = await _tell(bench, endpoint, {"person.registered": [Together(Ledger(payload).write)]})
    without = await _tell(bench, endpoint, {})
    cost, alone = (with_ledger - without) * 1000, without * 1000
    print(f"ledger append    {cost:.2f} ms per fact, beside {alone:.2f} ms for telling it to nobody")
    async with bench.database.write() as db:
        await db.execute(update(Endpoint).where(Endpoint.id == endpoint.id).values(removed_at=utcnow()))


async def _tell(bench: Bench, endpoint: Endpoint, subscribers: dict[str, list[object]]) -> float:
    async with bench.database.write() as db:
        db.add_all(
            Fact(
                workspace_id=endpoint.workspace_id,
                kind="person.registered",
                subject_id=new_id(),
                data={},
                recorded_at=utcnow(),
            )
            for _ in range(FACTS)
        )
    began = time.perf_counter()
    await Relay(bench.database, subscribers).tell_all()  # type: ignore[arg-type]
    return (time.perf_counter() - began) / FACTS


async def drain(bench: Bench, number: int) -> None:
    """Memory of this process at a tenth of the way, and the most of it afterwards."""
    endpoint = await bench.endpoint("/drain")
    await bench.fill(endpoint, number)
    draining = asyncio.create_task(bench.worker.run_due())
    began = time.perf_counter()
    early, most = 0, 0
    while not draining.done():
        await asyncio.wait([draining], timeout=1)
        left = await bench.left(endpoint)
        if left <= number * 0.9:
            early = early or _memory_mb()
            most = max(most, _memory_mb())
    await draining
    took = time.perf_counter() - began
    assert await bench.left(endpoint) == 0
    verdict = "ok" if most - early <= MOST_GROWTH_MB else f"MISSED (aim {MOST_GROWTH_MB} MB)"
    print(f"backlog          {number} in {took:.0f} s, {number / took:.0f}/s")
    print(f"                 memory {early} MB early on, at most {most} MB   {verdict}")


async def slow_beside_fast(bench: Bench) -> None:
    slow, fast = await bench.endpoint("/slow"), await bench.endpoint("/fast")
    await bench.fill(slow, 64)
    await bench.fill(fast, 1000)
    running = asyncio.create_task(bench.worker.run())
    began = time.perf_counter()
    while await bench.left(fast):  # noqa: ASYNC110 (what is measured tells nobody when it is done)
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    left = await bench.left(slow)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    verdict = "ok" if took < 5 and left else "MISSED"
    print(f"slow beside fast 1000 delivered in {took:.1f} s while {left} wait for 5 s an answer   {verdict}")


def _memory_mb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE // 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--deliveries", type=int, default=5000)
    parser.add_argument("--backlog", type=int, default=100_000)
    asked = parser.parse_args()
    uvloop.run(main(asked.deliveries, asked.backlog))
