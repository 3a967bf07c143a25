"""Tables of mail: the ledger, what is sent when, own texts, and addresses that get nothing more."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Mail(Base):
    """One mail to one person. `subject_id` is what it is about: a registration, a request for a place, an invitation.

    `state`: queued, deferred (tried, again later), sent, captured (kept for /dev/mail), bounced (refused for good),
    failed (given up), suppressed (the address gets no mail of this kind), dropped (its reason is gone).
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index(None, "workspace_id", "created_at"),
        Index(None, "subject_id", "kind", "created_at"),
        Index(
            "ix_mails_waiting",
            "mailing_id",
            "id",
            sqlite_where=text("state IN ('queued', 'deferred')"),
            postgresql_where=text("state IN ('queued', 'deferred')"),
        ),
        UniqueConstraint("mailing_id", "subject_id"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))  # `kinds.KINDS`
    subject_id: Mapped[str] = mapped_column(id_type())
    mailing_id: Mapped[str | None] = mapped_column(id_type())  # of a mail to everybody in a session
    state: Mapped[str] = mapped_column(String(16), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(String(500))  # what the mail server said last
    message: Mapped[bytes | None] = mapped_column(LargeBinary)  # the whole message, only when captured
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Mailing(Base):
    """A mail to everybody in a session at a moment: due, done, or called off when the session is."""

    __tablename__ = "mailings"
    __table_args__ = (UniqueConstraint("session_id", "name"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(48))  # reminder-1440, attended, moved-<revision> ...
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="due")  # due | done | off
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class MailPlan(Base):
    """Which mails an event sends by itself; without a row, those of the workspace, without that, `plans.DEFAULT`."""

    __tablename__ = "mail_plans"
    __table_args__ = (UniqueConstraint("workspace_id", "event_id"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    reminders: Mapped[str] = mapped_column(String(200))  # minutes before the start, separated by blanks
    confirmation: Mapped[bool] = mapped_column(default=True)
    attended: Mapped[bool] = mapped_column(default=True)
    missed: Mapped[bool] = mapped_column(default=True)
    follow_up_min: Mapped[int] = mapped_column(default=60)  # after the end
    updated_at: Mapped[datetime]


class MailText(Base):
    """Own words of a mail: subject and body as Jinja with merge fields; the frame around them stays."""

    __tablename__ = "mail_texts"
    __table_args__ = (UniqueConstraint("workspace_id", "event_id", "kind"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))  # null: every event
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]


class Suppression(Base):
    """An address that gets no more mail: `unsubscribed` stops what nobody asked for, `bounced` stops everything."""

    __tablename__ = "suppressions"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # outlives the erasing of a person
    reason: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
