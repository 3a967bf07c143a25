"""Who is told of which fact, and who runs which job."""

from collections.abc import Sequence

from footlights.email.sending import Sender
from footlights.email.subscribers import SEND, queue_confirmation, queue_invitation, queue_webhook_alert
from footlights.imports.running import BatchRunner
from footlights.imports.staging import RUN
from footlights.jobs.worker import Handler
from footlights.outbox.relay import Subscriber
from footlights.room.attended import tell_attendance
from footlights.room.subscribers import (
    announce_canceled,
    announce_rescheduled,
    announce_role,
    refresh_rooms,
    show_out,
)
from footlights.webhooks.events import FACTS
from footlights.webhooks.subscribers import Ledger


def fact_subscribers(ledger: Ledger | None = None) -> dict[str, Sequence[Subscriber]]:
    """`ledger` is told last, of every fact that has a webhook name."""
    subscribers: dict[str, list[Subscriber]] = {
        "person.registered": [queue_confirmation],
        "team_member.invited": [queue_invitation],
        "person.unregistered": [show_out],
        "person.role_changed": [announce_role],
        "event.updated": [refresh_rooms],
        "event.published": [refresh_rooms],
        "session.updated": [announce_rescheduled],
        "session.canceled": [announce_canceled],
        "session.ended": [tell_attendance],
        "webhook.stopped": [queue_webhook_alert],
    }
    if ledger is not None:
        for kind in FACTS:
            subscribers.setdefault(kind, []).append(ledger.write)
    return {kind: tuple(told) for kind, told in subscribers.items()}


def job_handlers(sender: Sender, batches: BatchRunner) -> dict[str, Handler]:
    return {SEND: sender.send, RUN: batches.run}
