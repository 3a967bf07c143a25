"""Ordering reports and finding them by their links."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from footlights.engagement.reports.facts import ReportOrdered
from footlights.engagement.reports.models import ReportOrder
from footlights.engagement.reports.tables import KINDS
from footlights.events.models import Event
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import find_id, new_id
from footlights.kit.secrets import sign, unsign
from footlights.outbox import record
from footlights.workspace.actors import Actor, require_team

FORMATS = ("xls", "csv", "pdf", "json")
SUFFIXES = {"xls": "xlsx", "csv": "csv", "pdf": "pdf", "json": "json"}
LASTS = timedelta(days=7)
"""A link opens this long; ordering again gives a new one."""
_PURPOSE = "report"


async def order_report(db: Db, actor: Actor, event: Event, *, kind: str, format: str, now: datetime) -> ReportOrder:
    """Order a report; one that still stands is answered again. Tells ReportOrdered for a new one.

    Orders of everyone whose links have expired are forgotten at this moment.
    """
    require_team(actor)
    if kind not in KINDS:
        raise Invalid(f"The type is one of {', '.join(KINDS)}.", code="unknown_type", pointer="type")
    if format not in FORMATS:
        raise Invalid(f"The format is one of {', '.join(FORMATS)}.", code="unknown_format", pointer="format")
    found = await find_order(db, event, kind=kind, format=format, now=now)
    if found is not None:
        return found
    await db.execute(delete(ReportOrder).where(ReportOrder.expires_at <= now))
    order = ReportOrder(
        id=new_id(),
        workspace_id=event.workspace_id,
        event_id=event.id,
        asked_by_id=actor.person_id,
        kind=kind,
        format=format,
        created_at=now,
        expires_at=now + LASTS,
    )
    db.add(order)
    await db.flush()
    if actor.person_id is not None:
        record(db, actor, ReportOrdered(asked_by_id=actor.person_id), about=order.id, now=now)
    return order


async def find_order(db: Db, event: Event, *, kind: str, format: str, now: datetime) -> ReportOrder | None:
    """The newest order whose link still opens."""
    own = (ReportOrder.event_id == event.id) & (ReportOrder.kind == kind) & (ReportOrder.format == format)
    rows = select(ReportOrder).where(own, ReportOrder.expires_at > now).order_by(ReportOrder.created_at.desc())
    return (await db.scalars(rows.limit(1))).one_or_none()


async def drop_orders(db: Db, actor: Actor, event: Event, *, kind: str, format: str) -> None:
    """Make the links of this report worthless."""
    require_team(actor)
    own = (ReportOrder.event_id == event.id) & (ReportOrder.kind == kind) & (ReportOrder.format == format)
    await db.execute(delete(ReportOrder).where(own))


def report_url(base_url: str, secret_key: bytes, order: ReportOrder) -> str:
    """Opens without a sign-in: whoever has the link has the report, until it expires."""
    return f"{base_url}/reports/{sign(secret_key, _PURPOSE, order.id.encode())}.{SUFFIXES[order.format]}"


async def open_report(db: Db, secret_key: bytes, name: str, *, now: datetime) -> tuple[ReportOrder, Event] | None:
    """The order behind the last part of a link, while it stands and the event does."""
    token, _, suffix = name.rpartition(".")
    payload = unsign(secret_key, _PURPOSE, token)
    order_id = find_id(payload.decode("ascii", "replace")) if payload else None
    order = await db.get(ReportOrder, order_id) if order_id else None
    if order is None or order.expires_at <= now or SUFFIXES[order.format] != suffix:
        return None
    wanted = select(Event).options(joinedload(Event.owner)).where(Event.id == order.event_id)
    event = (await db.scalars(wanted.where(Event.removed_at.is_(None)))).one_or_none()
    return (order, event) if event else None
