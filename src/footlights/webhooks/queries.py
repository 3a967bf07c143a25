"""Reading endpoints and their ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from footlights.kit.database import Db, has_words
from footlights.kit.ids import find_id
from footlights.webhooks.errors import NoSuchDelivery, NoSuchWebhook
from footlights.webhooks.models import Attempt, Delivery, Endpoint
from footlights.workspace.actors import Actor

HOURS = 24


@dataclass(frozen=True)
class Hour:
    delivered: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Health:
    """The last 24 hours of an endpoint, hour by hour with the newest last; `share` is a percentage."""

    waiting: int
    given_up: int
    share: float | None
    typical_ms: int | None
    hours: Sequence[Hour]


async def get_endpoint_for(db: Db, actor: Actor, endpoint_id: str, *, dialect: str | None = None) -> Endpoint:
    """A webhook of the workspace, or NoSuchWebhook; only one that speaks `dialect` when given."""
    wanted = find_id(endpoint_id)
    mine = (Endpoint.workspace_id == actor.workspace_id) & Endpoint.removed_at.is_(None)
    row = (await db.scalars(select(Endpoint).where(Endpoint.id == wanted, mine))).one_or_none() if wanted else None
    if row is None or dialect not in (None, row.dialect):
        raise NoSuchWebhook("There is no such webhook.")
    return row


async def list_endpoints(db: Db, actor: Actor, *, dialect: str | None = None) -> list[Endpoint]:
    """All of them, or those that speak `dialect`, newest first; a workspace has a handful."""
    mine = (Endpoint.workspace_id == actor.workspace_id) & Endpoint.removed_at.is_(None)
    if dialect is not None:
        mine &= Endpoint.dialect == dialect
    return list(await db.scalars(select(Endpoint).where(mine).order_by(Endpoint.created_at.desc(), Endpoint.id)))


async def get_delivery_for(db: Db, endpoint: Endpoint, delivery_id: str) -> Delivery:
    wanted = find_id(delivery_id)
    own = (Delivery.id == wanted) & (Delivery.endpoint_id == endpoint.id)
    row = (await db.scalars(select(Delivery).where(own))).one_or_none() if wanted else None
    if row is None:
        raise NoSuchDelivery("There is no such delivery.")
    return row


async def list_attempts(db: Db, delivery: Delivery) -> list[Attempt]:
    """Newest first."""
    own = Attempt.delivery_id == delivery.id
    return list(await db.scalars(select(Attempt).where(own).order_by(Attempt.id.desc()).limit(200)))


async def list_deliveries_after(
    db: Db, endpoint: Endpoint, *, after: int, state: Sequence[str] = (), limit: int
) -> list[Delivery]:
    """Deliveries with higher numbers, in their order: whoever reads on from the last number misses none."""
    wanted = select(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.number > after)
    if state:
        wanted = wanted.where(Delivery.state.in_(state))
    return list(await db.scalars(wanted.order_by(Delivery.number).limit(limit)))


async def list_deliveries(
    db: Db, endpoint: Endpoint, *, show: str = "all", search: str = "", limit: int, offset: int
) -> tuple[list[Delivery], int]:
    """A page of the ledger, newest first, and the number of all; `show` is all, waiting or given_up."""
    wanted = select(Delivery).where(Delivery.endpoint_id == endpoint.id, *_shown(show), *_found(search))
    total = await db.scalar(select(func.count()).select_from(wanted.with_only_columns(Delivery.id).subquery()))
    rows = await db.scalars(wanted.order_by(Delivery.number.desc()).limit(limit).offset(offset))
    return list(rows), total or 0


async def read_health(db: Db, endpoint: Endpoint, *, now: datetime) -> Health:
    states = dict.fromkeys(("waiting", "sending", "given_up", "delivered"), 0)
    own = Delivery.endpoint_id == endpoint.id
    states["waiting"] = await db.scalar(select(func.count()).where(own, Delivery.due_at.is_not(None))) or 0
    states["given_up"] = await db.scalar(select(func.count()).where(own, Delivery.state == "given_up")) or 0
    recent = (
        select(Attempt.began_at, Attempt.status, Attempt.problem, Attempt.took_ms)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .where(own, Attempt.began_at > now - timedelta(hours=HOURS))
        .order_by(Attempt.id.desc())
        .limit(20_000)
    )
    hours = [[0, 0] for _ in range(HOURS)]
    times: list[int] = []
    for began_at, status, _, took_ms in await db.execute(recent):
        is_good = status is not None and 200 <= status < 300
        age = min(HOURS - 1, max(0, int((now - began_at).total_seconds() // 3600)))
        hours[HOURS - 1 - age][0 if is_good else 1] += 1
        times += [took_ms] if status is not None else []
    good, bad = sum(hour[0] for hour in hours), sum(hour[1] for hour in hours)
    return Health(
        waiting=states["waiting"],
        given_up=states["given_up"],
        share=round(100 * good / (good + bad), 1) if good + bad else None,
        typical_ms=sorted(times)[len(times) // 2] if times else None,
        hours=[Hour(*hour) for hour in hours],
    )


async def count_waiting(db: Db, endpoint_ids: Sequence[str]) -> dict[str, int]:
    counted = (
        select(Delivery.endpoint_id, func.count())
        .where(Delivery.endpoint_id.in_(endpoint_ids), Delivery.due_at.is_not(None))
        .group_by(Delivery.endpoint_id)
    )
    return dict.fromkeys(endpoint_ids, 0) | {row[0]: int(row[1]) for row in await db.execute(counted)}


def _shown(show: str) -> list[ColumnElement[bool]]:
    if show == "waiting":
        return [Delivery.due_at.is_not(None)]
    return [Delivery.state == "given_up"] if show == "given_up" else []


def _found(search: str) -> list[ColumnElement[bool]]:
    word = search.strip()
    if not word:
        return []
    wanted = find_id(word.removeprefix("msg_"))
    matches = [has_words(Delivery.event, word), has_words(Delivery.about, word)]
    if wanted:
        matches += [Delivery.id == wanted, Delivery.subject_id == wanted]
    return [or_(*matches)]
