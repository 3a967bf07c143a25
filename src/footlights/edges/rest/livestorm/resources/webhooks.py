"""Webhooks and their deliveries."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.webhooks.models import Attempt, Delivery, Endpoint
from footlights.webhooks.signing import message_id

EventName = Literal[
    "event.created",
    "event.published",
    "event.updated",
    "session.created",
    "session.started",
    "session.ended",
    "session.canceled",
    "people.registered",
    "people.unregistered",
    "people.attended",
    "people.not_attended",
    "people.watched_replay",
    "job.ended",
]
DeliveryState = Literal["waiting", "sending", "delivered", "given_up"]


class WebhookAttributes(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`event` is the first of `events`. Only the answers that make or replace a secret carry it."""

    url: str
    event: str
    created_at: int
    updated_at: int
    events: list[str]
    name: str
    policy: Literal["park", "disable"]
    enabled: bool
    disabled_at: int
    paused_at: int
    parked_at: int
    failing_since: int
    last_status: int | None
    secret: str | msgspec.UnsetType = msgspec.UNSET


class AttemptShape(msgspec.Struct, kw_only=True):
    """One try; `response_body` is the first 4 KB."""

    began_at: int
    took_ms: int
    status: int | None
    problem: str | None
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    response_body: str


class DeliveryAttributes(msgspec.Struct, kw_only=True):
    """`number` counts from 1 for each webhook, in the order of what happened, without gaps. `payload` is the body."""

    webhook_id: str
    message_id: str
    number: int
    event: str
    subject_id: str
    state: DeliveryState
    due_at: int
    attempts: int
    last_status: int | None
    last_ms: int | None
    created_at: int
    delivered_at: int
    replayed_at: int
    payload: msgspec.Raw | dict[str, Any]  # Any: JSON
    tries: list[AttemptShape] | None = None


def webhook_resource(endpoint: Endpoint, *, secret: str | None = None) -> Resource:
    attributes = WebhookAttributes(
        url=endpoint.url,
        event=endpoint.events[0],
        created_at=unix(endpoint.created_at),
        updated_at=unix(endpoint.updated_at),
        events=endpoint.events,
        name=endpoint.name,
        policy=endpoint.policy,  # type: ignore[arg-type]
        enabled=endpoint.is_enabled,
        disabled_at=unix(endpoint.disabled_at),
        paused_at=unix(endpoint.paused_at),
        parked_at=unix(endpoint.parked_at),
        failing_since=unix(endpoint.failing_since),
        last_status=endpoint.last_status,
        secret=secret or msgspec.UNSET,
    )
    return Resource("webhooks", endpoint.id, attributes)


def delivery_resource(delivery: Delivery, attempts: Sequence[Attempt] | None = None) -> Resource:
    attributes = DeliveryAttributes(
        webhook_id=delivery.endpoint_id,
        message_id=message_id(delivery.id),
        number=delivery.number,
        event=delivery.event,
        subject_id=delivery.subject_id,
        state=delivery.state,  # type: ignore[arg-type]
        due_at=unix(delivery.due_at),
        attempts=delivery.attempts,
        last_status=delivery.last_status,
        last_ms=delivery.last_ms,
        created_at=unix(delivery.created_at),
        delivered_at=unix(delivery.delivered_at),
        replayed_at=unix(delivery.replayed_at),
        payload=msgspec.Raw(delivery.body.encode()),
        tries=[_attempt(row) for row in attempts] if attempts is not None else None,
    )
    return Resource("deliveries", delivery.id, attributes)


def _attempt(row: Attempt) -> AttemptShape:
    return AttemptShape(
        began_at=unix(row.began_at),
        took_ms=row.took_ms,
        status=row.status,
        problem=row.problem,
        request_headers=row.request_headers,
        response_headers=row.response_headers,
        response_body=row.response_body,
    )
