"""Who is told of which fact, and who runs which job."""

from collections.abc import Sequence

from footlights.email.mailings import RUN, Mailer
from footlights.email.queue import SEND
from footlights.email.sending import Sender
from footlights.email.subscribers import (
    plan_event_mailings,
    plan_follow_ups,
    plan_mailings,
    queue_confirmation,
    queue_decline,
    queue_invitation,
    queue_offer,
    queue_release,
    queue_request,
)
from footlights.jobs.worker import Handler
from footlights.outbox.relay import Subscriber
from footlights.registration.requests import EXPIRE_OFFER
from footlights.registration.subscribers import OfferClock, offer_added_places, offer_free_places
from footlights.room.subscribers import announce_canceled, announce_rescheduled, refresh_rooms, show_out


def fact_subscribers() -> dict[str, Sequence[Subscriber]]:
    return {
        "person.registered": [queue_confirmation],
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
        "session.canceled": [announce_canceled, plan_mailings],
        "session.ended": [plan_follow_ups],
    }


def job_handlers(sender: Sender) -> dict[str, Handler]:
    return {
        SEND: sender.send,
        RUN: Mailer(sender).run,
        EXPIRE_OFFER: OfferClock(sender.database).expire,
    }
