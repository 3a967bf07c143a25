"""Who is told of which fact, and who runs which job."""

from collections.abc import Sequence

from footlights.email.sending import Sender
from footlights.email.subscribers import SEND, queue_confirmation, queue_invitation
from footlights.jobs.worker import Handler
from footlights.outbox.relay import Subscriber
from footlights.room.subscribers import (
    announce_canceled,
    announce_rescheduled,
    announce_role,
    refresh_rooms,
    show_out,
)


def fact_subscribers() -> dict[str, Sequence[Subscriber]]:
    return {
        "person.registered": [queue_confirmation],
        "team_member.invited": [queue_invitation],
        "person.unregistered": [show_out],
        "person.role_changed": [announce_role],
        "event.updated": [refresh_rooms],
        "event.published": [refresh_rooms],
        "session.updated": [announce_rescheduled],
        "session.canceled": [announce_canceled],
    }


def job_handlers(sender: Sender) -> dict[str, Handler]:
    return {SEND: sender.send}
