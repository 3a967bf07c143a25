"""Making, changing and looking after webhooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, select, update

from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.webhooks.addresses import AddressPolicy, check_url
from footlights.webhooks.events import TEST, event_name, widget_event_name
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.rules import write_body, write_widget_body
from footlights.webhooks.subscribers import WAKE, Payload, add_delivery
from footlights.workspace.actors import Actor, require_admin

OVERLAP = timedelta(hours=24)
"""How long the secret before counts after a new one is made."""
POLICIES = ("park", "disable")
MOST_ENDPOINTS = 100


async def create_endpoint(
    db: Db,
    actor: Actor,
    *,
    url: str,
    events: Sequence[str],
    name: str = "",
    policy: str = "park",
    dialect: str = "livestorm",
    event_id: str | None = None,
    sealed_secret: str | None = None,
    addresses: AddressPolicy,
    now: datetime,
) -> Endpoint:
    """Subscribe an address to events, of `event_id` alone when given.

    Refuses with UnknownEvent, and with addresses that may not be used.
    """
    require_admin(actor)
    checked = check_url(url, addresses)
    mine = (Endpoint.workspace_id == actor.workspace_id) & Endpoint.removed_at.is_(None)
    if (await db.scalar(select(func.count()).where(mine)) or 0) >= MOST_ENDPOINTS:
        raise Invalid(
            filled("A workspace has at most %(most)s webhooks.", most=MOST_ENDPOINTS), code="too_many_webhooks"
        )
    endpoint = Endpoint(
        id=new_id(),
        workspace_id=actor.workspace_id,
        made_by_id=actor.person_id,
        name=_name(name, checked),
        url=checked,
        events=_events(events, dialect),
        dialect=dialect,
        event_id=event_id,
        sealed_secret=sealed_secret,
        policy=_policy(policy),
        secret_version=1,
        last_number=0,
        probes=0,
        created_at=now,
        updated_at=now,
    )
    db.add(endpoint)
    await db.flush()
    return endpoint


async def update_endpoint(
    db: Db,
    actor: Actor,
    endpoint: Endpoint,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    name: str | None = None,
    policy: str | None = None,
    addresses: AddressPolicy,
    now: datetime,
) -> None:
    require_admin(actor)
    if url is not None:
        endpoint.url = check_url(url, addresses)
    if events is not None:
        endpoint.events = _events(events, endpoint.dialect)
    if name is not None:
        endpoint.name = _name(name, endpoint.url)
    if policy is not None:
        endpoint.policy = _policy(policy)
    endpoint.updated_at = now


async def pause_endpoint(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> None:
    """Deliveries are written and wait."""
    require_admin(actor)
    endpoint.paused_at = endpoint.paused_at or now
    endpoint.updated_at = now


async def disable_endpoint(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> None:
    """No deliveries are written until it is enabled again."""
    require_admin(actor)
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_why, endpoint.updated_at = now, None, now


async def resume_endpoint(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> None:
    """Whatever stopped it (a pause, parking, disabling): everything that waits is due now."""
    require_admin(actor)
    endpoint.paused_at = endpoint.disabled_at = endpoint.disabled_why = None
    endpoint.parked_at = endpoint.probe_at = endpoint.held_until = endpoint.failing_since = None
    endpoint.probes, endpoint.updated_at = 0, now
    await db.flush()
    await make_due(db, endpoint, now=now)


async def rotate_secret(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> None:
    """Make a new secret; requests carry signatures by both for OVERLAP. A second rotation ends the oldest at once.

    A secret that was given ends at once; LiveWebinar's dialect has room for one signature.
    """
    require_admin(actor)
    endpoint.secret_version, endpoint.sealed_secret = endpoint.secret_version + 1, None
    endpoint.old_secret_until, endpoint.updated_at = now + OVERLAP, now


async def remove_endpoint(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> None:
    """Nothing more is sent; the ledger stays in the database."""
    require_admin(actor)
    endpoint.removed_at = endpoint.updated_at = now
    await drop_open(db, endpoint)


async def drop_open(db: Db, endpoint: Endpoint) -> None:
    """Give up everything that is not delivered yet."""
    open_ones = (Delivery.endpoint_id == endpoint.id) & Delivery.due_at.is_not(None)
    dropped = update(Delivery).where(open_ones).values(state="given_up", due_at=None)
    await db.execute(dropped.execution_options(synchronize_session=False))


async def send_test(db: Db, actor: Actor, endpoint: Endpoint, *, now: datetime) -> Delivery:
    """Send an event `webhook.test` about the webhook itself; in LiveWebinar's dialect its own event, marked a test."""
    require_admin(actor)
    if endpoint.dialect == "livewebinar":
        event = str(endpoint.events[0])
        body = write_widget_body({"test": "1"}, {}, event=event, at=now)
        return await add_delivery(db, endpoint, Payload(endpoint.id, endpoint.name, {}), event=event, body=body)
    attributes = {"url": endpoint.url, "events": endpoint.events, "sent_at": int(now.timestamp())}
    data = {"id": endpoint.id, "type": "webhooks", "attributes": attributes}
    body = write_body(data, event=TEST, organization_id=endpoint.workspace_id)
    return await add_delivery(db, endpoint, Payload(endpoint.id, endpoint.name, data), event=TEST, body=body)


async def replay_deliveries(
    db: Db,
    actor: Actor,
    endpoint: Endpoint,
    *,
    ids: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    only_failed: bool = False,
    now: datetime,
) -> int:
    """Send again, with the same `webhook-id` and in the old order: these, those of a time, or all that failed.

    Returns how many. What waits is due at once; what is on its way stays there.
    """
    require_admin(actor)
    if not (ids is not None or since or until or only_failed):
        raise Invalid("Say what to replay: deliveries, a time, or all that failed.", code="nothing_chosen")
    chosen: list[ColumnElement[bool]] = [Delivery.endpoint_id == endpoint.id, Delivery.state != "sending"]
    chosen += [Delivery.id.in_(ids)] if ids is not None else []
    chosen += [Delivery.created_at >= since] if since else []
    chosen += [Delivery.created_at <= until] if until else []
    if only_failed:
        chosen.append((Delivery.state == "given_up") | ((Delivery.state == "waiting") & (Delivery.tries > 0)))
    again = (
        update(Delivery)
        .where(*chosen)
        .values(state="waiting", due_at=now, touched_at=now, tries=0, first_tried_at=None, replayed_at=now)
    )
    done = await db.execute(again.execution_options(synchronize_session=False))
    db.info[WAKE] = True
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


async def make_due(db: Db, endpoint: Endpoint, *, now: datetime) -> None:
    """Let go of everything that waits, with a fresh schedule."""
    waiting = (Delivery.endpoint_id == endpoint.id) & Delivery.due_at.is_not(None) & (Delivery.state == "waiting")
    await db.execute(
        update(Delivery)
        .where(waiting)
        .values(due_at=now, touched_at=now, tries=0)
        .execution_options(synchronize_session=False)
    )
    db.info[WAKE] = True


def _events(names: Sequence[str], dialect: str) -> list[str]:
    read = widget_event_name if dialect == "livewebinar" else event_name
    found = [*dict.fromkeys(read(name) for name in names)]
    if not found:
        raise Invalid("Choose at least one event.", code="no_event", pointer="event")
    return found


def _policy(policy: str) -> str:
    if policy not in POLICIES:
        raise Invalid("The policy is park or disable.", code="unknown_policy", pointer="policy")
    return policy


def _name(name: str, url: str) -> str:
    return clean_line(name, limit=100) or clean_line(urlsplit(url).hostname or url, limit=100)
