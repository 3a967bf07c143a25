"""A workspace with webhooks, the relay and the worker over a real database, and a clock that tests set."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.subscribers import fact_subscribers
from footlights.webhooks.actions import create_endpoint
from footlights.webhooks.addresses import AddressPolicy
from footlights.webhooks.models import Attempt, Delivery, Endpoint
from footlights.webhooks.subscribers import Ledger, Payload
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import WebhookWorker
from tests.factories import SECRET_KEY, House, make_house

LOOPBACK = AddressPolicy(["127.0.0.1"], http=True)


@dataclass
class Clock:
    """The time of schedules."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return utcnow() + self.ahead

    def pass_(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@dataclass
class Hooks:
    """Everything between a fact and a receiver."""

    database: Database
    house: House
    clock: Clock
    relay: Relay
    worker: WebhookWorker

    async def subscribe(self, url: str, *events: str, policy: str = "park") -> Endpoint:
        async with self.database.write() as db:
            return await create_endpoint(
                db,
                self.house.actor,
                url=url,
                events=events or ("people.registered",),
                policy=policy,
                addresses=LOOPBACK,
                now=utcnow(),
            )

    async def tell(self, number: int, *, subjects: int = 0) -> None:
        """Record facts of registrations; without `subjects`, each about another person."""
        async with self.database.write() as db:
            db.add_all(self.fact("person.registered", f"p{n % subjects if subjects else n}") for n in range(number))
        await self.relay.tell_all()

    def fact(self, kind: str, person: str) -> Fact:
        return Fact(
            workspace_id=self.house.workspace.id,
            kind=kind,
            subject_id=person,
            data={"person_id": person, "session_id": "s"},
            recorded_at=utcnow(),
        )

    async def endpoint(self) -> Endpoint:
        async with self.database.read() as db:
            return (await db.scalars(select(Endpoint))).one()

    async def deliveries(self) -> Sequence[Delivery]:
        async with self.database.read() as db:
            return (await db.scalars(select(Delivery).order_by(Delivery.number))).all()

    async def attempts(self) -> Sequence[Attempt]:
        async with self.database.read() as db:
            return (await db.scalars(select(Attempt).order_by(Attempt.id))).all()


async def write_payload(db: Db, fact: Fact) -> Payload | None:
    """A payload that needs no rows."""
    number = int(fact.data["person_id"][1:])
    person_id = f"00000000-0000-4000-8000-{number:012d}"
    attributes = {"email": f"p{number}@example.com", "fact": fact.id}
    return Payload(person_id, f"Person {number}", {"id": person_id, "type": "people", "attributes": attributes})


@pytest.fixture
async def hooks(database: Database) -> AsyncIterator[Hooks]:
    async with make_hooks(database) as made:
        yield made


@asynccontextmanager
async def make_hooks(database: Database) -> AsyncIterator[Hooks]:
    async with database.write() as db:
        house = await make_house(db)
    clock = Clock()
    only_webhooks = {kind: told[-1:] for kind, told in fact_subscribers(Ledger(write_payload)).items()}
    transport = GuardedTransport(LOOPBACK)
    worker = WebhookWorker(database, SECRET_KEY, transport, clock=clock)
    relay = Relay(database, only_webhooks)
    await relay.tell_all()
    yield Hooks(database, house, clock, relay, worker)
    await transport.aclose()
