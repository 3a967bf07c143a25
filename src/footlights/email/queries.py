"""Reading the mail ledger."""

from sqlalchemy import select

from footlights.email.models import Mail
from footlights.kit.database import Db


async def list_captured_mails(db: Db, *, limit: int = 100) -> list[Mail]:
    """Mails kept because no server is configured, newest first."""
    kept = select(Mail).where(Mail.state == "captured").order_by(Mail.created_at.desc(), Mail.id)
    return list(await db.scalars(kept.limit(limit)))


async def find_captured_mail(db: Db, mail_id: str) -> Mail | None:
    return (await db.scalars(select(Mail).where(Mail.id == mail_id, Mail.state == "captured"))).one_or_none()
