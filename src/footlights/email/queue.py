"""Writing a mail into the ledger, with the job that sends it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from footlights.email.models import Mail
from footlights.jobs import enqueue, enqueue_many
from footlights.kit.database import Db, insert_rows
from footlights.kit.ids import new_id

SEND = "email.send"


async def queue_mail(
    db: Db,
    *,
    workspace_id: str,
    person_id: str,
    kind: str,
    subject_id: str,
    removed: dict[str, Any] | None = None,  # Any: JSON values
    now: datetime,
) -> Mail:
    """Send a mail of this kind about `subject_id` as soon as this transaction commits.

    `removed` says what the session was when nothing of it can be looked up any more (`removed.load_removed`).
    """
    mail = Mail(id=new_id(), workspace_id=workspace_id, person_id=person_id, kind=kind, subject_id=subject_id)
    mail.created_at = now
    db.add(mail)
    await db.flush()
    await enqueue(db, SEND, {"mail_id": mail.id} | ({"removed": removed} if removed else {}), now=now)
    return mail


class Letter(NamedTuple):
    """A mail to be."""

    workspace_id: str
    person_id: str
    kind: str
    subject_id: str


async def queue_mails(db: Db, letters: Sequence[Letter], *, now: datetime) -> None:
    """`queue_mail` for many, in two statements."""
    if not letters:
        return
    rows = [
        {"id": new_id(), "state": "queued", "attempts": 0, "created_at": now, **letter._asdict()} for letter in letters
    ]
    await insert_rows(db, Mail, rows)
    await enqueue_many(db, SEND, [{"mail_id": row["id"]} for row in rows], now=now)
