"""Writing down what became of attempts, and what it means for the endpoint."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from footlights.kit.database import Db
from footlights.outbox import record
from footlights.webhooks.actions import drop_open, make_due
from footlights.webhooks.facts import WebhookStopped
from footlights.webhooks.models import Attempt, Delivery, Endpoint
from footlights.webhooks.rules import (
    GIVES_UP_AFTER,
    Answer,
    Verdict,
    hold_until,
    is_out_of_fast_tries,
    judge,
    next_try,
    next_widget_try,
    slow_step,
)
from footlights.webhooks.sending import Outcome
from footlights.workspace.actors import Actor


async def record_outcomes(db: Db, endpoint: Endpoint, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """One row for each attempt, the state of its delivery, and the health of the endpoint (which is locked)."""
    was_parked = endpoint.parked_at is not None
    rows = [_settle(db, endpoint, outcome, now=now) for outcome in outcomes]
    await db.execute(update(Delivery), rows)
    await db.execute(insert(Attempt), [_attempt(outcome) for outcome in outcomes])
    await db.flush()
    if endpoint.removed_at is not None:
        await drop_open(db, endpoint)
    if was_parked and endpoint.parked_at is None:
        await make_due(db, endpoint, now=now)


def _settle(db: Db, endpoint: Endpoint, outcome: Outcome, *, now: datetime) -> dict[str, Any]:  # Any: column values
    delivery, answer, verdict = outcome.delivery, outcome.answer, judge(outcome.answer)
    tries = delivery.tries + 1
    first_tried_at = delivery.first_tried_at or outcome.began_at
    state, due_at = "delivered", None
    endpoint.last_status = answer.status
    if verdict == "delivered":
        endpoint.failing_since = endpoint.parked_at = endpoint.probe_at = endpoint.held_until = None
        endpoint.probes = 0
    elif verdict == "gone":
        state = "given_up"
        if endpoint.dialect == "livewebinar":
            endpoint.removed_at = endpoint.updated_at = now
        else:
            _stop(db, endpoint, "disabled", "The receiver answered 410: this address is gone.", now=now)
    else:
        endpoint.failing_since = endpoint.failing_since or outcome.began_at
        _note_failure(db, endpoint, answer, verdict, tries, first_tried_at, now=now)
        if endpoint.dialect == "livewebinar":
            due_at = next_widget_try(tries, now=now)
        else:
            due_at = next_try(tries, verdict, first_tried_at=first_tried_at, now=now)
        state = "waiting" if due_at else "given_up"
        if due_at and endpoint.held_until:
            due_at = max(due_at, endpoint.held_until)
    return {
        "id": delivery.id,
        "state": state,
        "due_at": due_at,
        "attempts": delivery.attempts + 1,
        "tries": tries,
        "first_tried_at": first_tried_at,
        "last_status": answer.status,
        "last_ms": outcome.took_ms,
        "delivered_at": now if state == "delivered" else None,
        "touched_at": now,
    }


def _note_failure(
    db: Db, endpoint: Endpoint, answer: Answer, verdict: Verdict, tries: int, first_tried_at: datetime, *, now: datetime
) -> None:
    """Hold, and stop, an endpoint that takes nothing; one that only refuses this delivery goes on."""
    held = hold_until(answer.headers, now=now)
    if held is not None:
        endpoint.held_until = max(held, endpoint.held_until or held)
    if endpoint.disabled_at is not None or endpoint.dialect == "livewebinar":
        return  # each delivery has its own few tries; nothing waits behind it
    if endpoint.parked_at is not None:
        endpoint.probes += 1
        is_over = now - endpoint.parked_at >= GIVES_UP_AFTER
        endpoint.probe_at = None if is_over else now + slow_step(endpoint.probes)
        return
    took_nothing_since = endpoint.failing_since is not None and endpoint.failing_since <= first_tried_at
    if is_out_of_fast_tries(tries, verdict) and took_nothing_since:
        why = f"The receiver answered {answer.status}." if answer.status else answer.problem or "No answer."
        _stop(db, endpoint, "disabled" if endpoint.policy == "disable" else "parked", why, now=now)


def _stop(db: Db, endpoint: Endpoint, how: str, why: str, *, now: datetime) -> None:
    if how == "disabled":
        endpoint.disabled_at, endpoint.disabled_why = endpoint.disabled_at or now, why[:300]
    else:
        endpoint.parked_at, endpoint.probe_at, endpoint.probes = now, now + slow_step(0), 0
    actor = Actor(endpoint.workspace_id, None, "system", "system")
    record(db, actor, WebhookStopped(how=how, why=why[:300]), about=endpoint.id, now=now)


def _attempt(outcome: Outcome) -> dict[str, Any]:  # Any: column values
    answer = outcome.answer
    return {
        "delivery_id": outcome.delivery.id,
        "began_at": outcome.began_at,
        "took_ms": outcome.took_ms,
        "status": answer.status,
        "problem": answer.problem,
        "request_headers": dict(outcome.sent),
        "response_headers": dict(answer.headers or {}),
        "response_body": answer.body.decode("utf-8", "replace").replace("\x00", "�"),
    }
