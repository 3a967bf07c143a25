"""From facts to deliveries."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.outbox import Fact
from footlights.webhooks.events import FACTS, WIDGET_FACTS
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.rules import write_body, write_widget_body

WAKE = "webhooks"
"""Key in `db.info`: there is something to deliver."""


@dataclass(frozen=True)
class Payload:
    """What a fact looks like outside: `data` is the resource, `subject_id` whose deliveries keep their order."""

    subject_id: str
    about: str
    data: Mapping[str, Any]  # Any: JSON, or structs that become it


WritePayload = Callable[[Db, Fact], Awaitable[Payload | None]]
"""Writes what a fact is about as it is now; None when there is nothing left of it."""


@dataclass(frozen=True)
class Told:
    """What a fact looks like in LiveWebinar's dialect: `event` of `events.WIDGET_NAMES`, about the event `event_id` if
    it is about one; `flat` are texts by name."""

    event: str
    event_id: str | None
    subject_id: str
    about: str
    flat: Mapping[str, str]
    data: Mapping[str, Any]  # Any: JSON


WriteTold = Callable[[Db, Fact], Awaitable[Told | None]]
"""As WritePayload, in LiveWebinar's dialect."""


class Ledger:
    """`write` is told of every fact in `events.FACTS` and `events.WIDGET_FACTS`."""

    def __init__(self, write_payload: WritePayload, write_told: WriteTold | None = None) -> None:
        self._write_payload = write_payload
        self._write_told = write_told

    async def write(self, db: Db, fact: Fact) -> None:
        """Add one delivery for each endpoint that wants the fact."""
        if fact.data.get("again"):
            return
        endpoints = await _enabled(db, fact.workspace_id)
        if fact.kind in FACTS:
            await self._write_resource(db, fact, [row for row in endpoints if row.dialect == "livestorm"])
        names = WIDGET_FACTS.get(fact.kind, ())
        concerned = [row for row in endpoints if row.dialect == "livewebinar" and {*row.events} & {*names}]
        if concerned and self._write_told is not None:
            await self._write_widget(db, fact, concerned, self._write_told)

    async def _write_resource(self, db: Db, fact: Fact, enabled: list[Endpoint]) -> None:
        event = FACTS[fact.kind]
        endpoints = [row for row in enabled if event in row.events]
        payload = await self._write_payload(db, fact) if endpoints else None
        if payload is None:
            return
        body = write_body(payload.data, event=event, organization_id=fact.workspace_id)
        for endpoint in endpoints:
            await add_delivery(db, endpoint, payload, event=event, body=body, fact_id=fact.id)

    async def _write_widget(self, db: Db, fact: Fact, concerned: list[Endpoint], write_told: WriteTold) -> None:
        told = await write_told(db, fact)
        if told is None:
            return
        body = write_widget_body(told.flat, told.data, event=told.event, at=fact.recorded_at)
        payload = Payload(told.subject_id, told.about, told.data)
        for endpoint in concerned:
            if told.event in endpoint.events and endpoint.event_id in (None, told.event_id):
                await add_delivery(db, endpoint, payload, event=told.event, body=body, fact_id=fact.id)


async def add_delivery(
    db: Db, endpoint: Endpoint, payload: Payload, *, event: str, body: str, fact_id: int | None = None
) -> Delivery:
    """Add a delivery with the endpoint's next number, which stays locked until the commit: numbers have no gaps."""
    now = utcnow()
    counted = update(Endpoint).where(Endpoint.id == endpoint.id).values(last_number=Endpoint.last_number + 1)
    number = await db.scalar(
        counted.returning(Endpoint.last_number).execution_options(synchronize_session=False),
    )
    delivery = Delivery(
        id=new_id(),
        endpoint_id=endpoint.id,
        workspace_id=endpoint.workspace_id,
        number=number,
        fact_id=fact_id,
        event=event,
        subject_id=payload.subject_id,
        about=payload.about[:200],
        body=body,
        state="waiting",
        due_at=now,
        attempts=0,
        tries=0,
        created_at=now,
        touched_at=now,
    )
    db.add(delivery)
    await db.flush()
    db.info[WAKE] = True
    return delivery


async def _enabled(db: Db, workspace_id: str) -> list[Endpoint]:
    mine = (Endpoint.workspace_id == workspace_id) & Endpoint.removed_at.is_(None) & Endpoint.disabled_at.is_(None)
    ordered = select(Endpoint).where(mine).order_by(Endpoint.id)  # always locked in this order
    return list(await db.scalars(ordered))
