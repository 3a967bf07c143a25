"""Writing a mail into the ledger, with the job that sends it."""

from datetime import datetime

from footlights.email.models import Mail
from footlights.jobs import enqueue
from footlights.kit.database import Db
from footlights.kit.ids import new_id

SEND = "email.send"


async def queue_mail(db: Db, *, workspace_id: str, person_id: str, kind: str, subject_id: str, now: datetime) -> Mail:
    """Send a mail of this kind about `subject_id` as soon as this transaction commits."""
    mail = Mail(id=new_id(), workspace_id=workspace_id, person_id=person_id, kind=kind, subject_id=subject_id)
    mail.created_at = now
    db.add(mail)
    await db.flush()
    await enqueue(db, SEND, {"mail_id": mail.id}, now=now)
    return mail
