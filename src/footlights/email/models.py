"""The mail ledger."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Mail(Base):
    """One mail to one person. `subject_id` is the registration, invitation or webhook it is about."""

    __tablename__ = "mails"
    __table_args__ = (Index(None, "workspace_id", "created_at"), Index(None, "subject_id", "kind", "created_at"))

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))  # confirmation | invitation | webhook
    subject_id: Mapped[str] = mapped_column(id_type())
    state: Mapped[str] = mapped_column(String(16), default="queued")  # queued | sent | captured | failed | dropped
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(String(500))  # what the mail server said last
    message: Mapped[bytes | None] = mapped_column(LargeBinary)  # the whole message, only when captured
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
