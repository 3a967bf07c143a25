"""Which deliveries are next, and taking them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from footlights.kit.database import Db
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.rules import slow_step
from footlights.webhooks.sending import Claimed

LEASE = timedelta(seconds=60)
"""Longer than an attempt and its wait in the queue; a worker that died is taken over from after it."""
CLOCK_SLACK = timedelta(seconds=5)


async def find_due_endpoints(db: Db, *, now: datetime) -> list[str]:
    """Endpoints that have something to send now."""
    due = exists().where(Delivery.endpoint_id == Endpoint.id, Delivery.due_at <= now, _is_next())
    return list(await db.scalars(select(Endpoint.id).where(_is_open(now), due)))


async def claim(db: Db, endpoint: Endpoint, *, most: int, now: datetime) -> list[Claimed]:
    """Take the oldest due delivery of each subject, `most` at once; of a parked endpoint one, of those tried least."""
    if not is_open(endpoint, now=now):
        return []
    heads = select(Delivery.id).where(Delivery.endpoint_id == endpoint.id, Delivery.due_at <= now, _is_next())
    if endpoint.parked_at is not None:
        endpoint.probe_at = now + slow_step(endpoint.probes)
        heads = heads.order_by(Delivery.tries, Delivery.number).limit(1)
    else:
        heads = heads.order_by(Delivery.number).limit(most)
    if db.get_bind().dialect.name == "postgresql":
        heads = heads.with_for_update(of=Delivery.__table__, skip_locked=True)
    ids = list(await db.scalars(heads))
    if not ids:
        return []
    columns: Any = (  # Any: SQLAlchemy types at most ten columns
        Delivery.id,
        Delivery.number,
        Delivery.body,
        Delivery.attempts,
        Delivery.tries,
        Delivery.first_tried_at,
        Delivery.event,
    )
    taken = (
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.due_at <= now)
        .values(state="sending", due_at=now + LEASE, touched_at=now)
        .returning(*columns)
        .execution_options(synchronize_session=False)
    )
    return sorted((Claimed(*row) for row in await db.execute(taken)), key=lambda one: one.number)


async def give_back(db: Db, ids: list[str], *, now: datetime) -> None:
    """What was claimed and not sent."""
    mine = Delivery.id.in_(ids) & (Delivery.state == "sending")
    await db.execute(update(Delivery).where(mine).values(state="waiting", due_at=now))


async def free_orphans(db: Db, *, now: datetime) -> None:
    """End all leases; for the start of the only server on its database."""
    await db.execute(update(Delivery).where(Delivery.state == "sending").values(state="waiting", due_at=now))


async def heal_clock(db: Db, *, now: datetime) -> None:
    """After the clock was set back: what was written in the future is due now, on both sides of the outbox."""
    ahead = now + CLOCK_SLACK
    await db.execute(
        update(Delivery)
        .where(Delivery.due_at.is_not(None), Delivery.touched_at > ahead)
        .values(state="waiting", due_at=now, touched_at=now)
    )
    await db.execute(
        update(Endpoint)
        .where(or_(Endpoint.parked_at > ahead, Endpoint.held_until > now + timedelta(hours=25)))
        .values(probe_at=now, held_until=None)
    )


def is_open(endpoint: Endpoint, *, now: datetime) -> bool:
    """May it be sent to now?"""
    if endpoint.disabled_at or endpoint.paused_at or endpoint.removed_at:
        return False
    if endpoint.held_until is not None and endpoint.held_until > now:
        return False
    return endpoint.parked_at is None or (endpoint.probe_at is not None and endpoint.probe_at <= now)


def _is_next() -> ColumnElement[bool]:
    """Is no earlier delivery of the same subject still open?"""
    earlier = aliased(Delivery)
    return ~exists().where(
        earlier.endpoint_id == Delivery.endpoint_id,
        earlier.subject_id == Delivery.subject_id,
        earlier.number < Delivery.number,
        earlier.due_at.is_not(None),
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    """`is_open` for a query; both must agree."""
    return and_(
        Endpoint.disabled_at.is_(None),
        Endpoint.paused_at.is_(None),
        Endpoint.removed_at.is_(None),
        or_(Endpoint.held_until.is_(None), Endpoint.held_until <= now),
        or_(Endpoint.parked_at.is_(None), Endpoint.probe_at <= now),
    )
