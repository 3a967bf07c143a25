"""Who is told of which fact, and who runs which job."""

from footlights.email.mailings import RUN, Mailer
from footlights.email.queue import SEND
from footlights.email.sending import Sender
from footlights.email.subscribers import (
    plan_event_mailings,
    plan_follow_ups,
    plan_mailings,
    queue_confirmations,
    queue_decline,
    queue_invitation,
    queue_offer,
    queue_release,
    queue_report,
    queue_request,
    queue_webhook_alert,
)
from footlights.imports.running import BatchRunner
from footlights.imports.staging import RUN as RUN_BATCH
from footlights.jobs.worker import Handler
from footlights.outbox.relay import Subscriber, Subscribers, Together
from footlights.registration.requests import EXPIRE_OFFER
from footlights.registration.rooms import reopen_room
from footlights.registration.subscribers import OfferClock, offer_added_places, offer_free_places
from footlights.room.attended import tell_attendance
from footlights.room.subscribers import (
    announce_canceled,
    announce_rescheduled,
    announce_role,
    refresh_rooms,
    show_out,
)
from footlights.webhooks.events import FACTS, WIDGET_FACTS
from footlights.webhooks.subscribers import Ledger

TOLD_AT_ONCE = ("person.registered",)
"""Facts that are many at a time and whose mail must be there as soon as they are."""


def fact_subscribers(ledger: Ledger | None = None) -> Subscribers:
    """`ledger` is told last, of every fact that has a webhook name."""
    subscribers: dict[str, list[Subscriber | Together]] = {
        "person.registered": [Together(queue_confirmations)],
        "team_member.invited": [queue_invitation],
        "person.unregistered": [show_out, offer_free_places, queue_release],
        "place.requested": [queue_request],
        "place.offered": [queue_offer],
        "place.declined": [offer_free_places, queue_decline],
        "place.expired": [offer_free_places],
        "event.updated": [refresh_rooms, plan_event_mailings],
        "event.published": [refresh_rooms, plan_event_mailings],
        "session.created": [plan_mailings],
        "session.updated": [announce_rescheduled, offer_added_places, plan_mailings],
        "session.canceled": [reopen_room, announce_canceled, plan_mailings],
        "session.ended": [reopen_room, tell_attendance, plan_follow_ups],
        "person.role_changed": [announce_role],
        "webhook.stopped": [queue_webhook_alert],
        "report.ordered": [queue_report],
    }
    if ledger is not None:
        for kind in dict.fromkeys((*FACTS, *WIDGET_FACTS)):
            subscribers.setdefault(kind, []).append(Together(ledger.write))
    return {kind: tuple(told) for kind, told in subscribers.items()}


def job_handlers(sender: Sender, batches: BatchRunner) -> dict[str, Handler]:
    return {
        SEND: sender.send,
        RUN: Mailer(sender).run,
        EXPIRE_OFFER: OfferClock(sender.database).expire,
        RUN_BATCH: batches.run,
    }
