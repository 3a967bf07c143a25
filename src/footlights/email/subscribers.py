"""Facts that become mails."""

from datetime import timedelta

from sqlalchemy import select

from footlights.email.models import Mail
from footlights.jobs import enqueue
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.outbox import Fact
from footlights.registration.models import Registration
from footlights.workspace.models import Person, TeamMember

SEND = "email.send"
AGAIN_AFTER = timedelta(minutes=2)
"""A form sent again sooner than this does not send the same mail again: nobody's mailbox is a target."""


async def queue_confirmation(db: Db, fact: Fact) -> None:
    """`person.registered`: mail the personal link to whoever registered; the team adds its own people without one."""
    registration = await db.get(Registration, fact.subject_id)
    if registration is None or fact.data.get("quiet"):
        return
    person = await db.get(Person, registration.person_id)
    if person is None or person.is_anonymous:
        return
    recent = await db.scalar(
        select(Mail.id).where(
            Mail.subject_id == registration.id,
            Mail.kind == "confirmation",
            Mail.created_at > fact.recorded_at - AGAIN_AFTER,
        )
    )
    if recent is None:
        await _queue(db, fact, person_id=registration.person_id, kind="confirmation", subject_id=registration.id)


async def queue_invitation(db: Db, fact: Fact) -> None:
    """`team_member.invited`: mail the way in."""
    invitation_id = fact.data["invitation_id"]
    await _queue(db, fact, person_id=fact.subject_id, kind="invitation", subject_id=invitation_id)


async def queue_webhook_alert(db: Db, fact: Fact) -> None:
    """`webhook.stopped`: tell the workspace's owners that a receiver takes nothing."""
    owners = (TeamMember.workspace_id == fact.workspace_id) & (TeamMember.role == "owner")
    for owner_id in await db.scalars(select(TeamMember.id).where(owners, TeamMember.removed_at.is_(None))):
        await _queue(db, fact, person_id=owner_id, kind="webhook", subject_id=fact.subject_id)


async def _queue(db: Db, fact: Fact, *, person_id: str, kind: str, subject_id: str) -> None:
    now = utcnow()
    mail = Mail(workspace_id=fact.workspace_id, person_id=person_id, kind=kind, subject_id=subject_id, created_at=now)
    db.add(mail)
    await db.flush()
    await enqueue(db, SEND, {"mail_id": mail.id}, now=now)
