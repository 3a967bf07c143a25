"""Tables of batches."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Batch(Base):
    """Many registrations to one session. `state` is staging, processing, ended or failed (a row at least)."""

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("workspace_id", "unique_key"),
        Index(None, "workspace_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    session_id: Mapped[str] = mapped_column(id_type())
    made_by_id: Mapped[str | None] = mapped_column(id_type())
    source: Mapped[str] = mapped_column(String(24))  # api | import
    state: Mapped[str] = mapped_column(String(12), default="staging")
    is_dry_run: Mapped[bool] = mapped_column(default=False)
    sends_mails: Mapped[bool] = mapped_column(default=True)
    registration_type: Mapped[str] = mapped_column(String(24))
    domain: Mapped[str] = mapped_column(String(255))  # of addresses made up for people without an e-mail
    unique_key: Mapped[str | None] = mapped_column(String(80))  # what makes the same import the same one
    digest: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of what was given
    file_name: Mapped[str | None] = mapped_column(String(200))
    total: Mapped[int] = mapped_column(default=0)
    succeeded: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BatchRow(Base):
    """One registration of a batch: what was given, and what became of it."""

    __tablename__ = "batch_rows"
    __table_args__ = (
        Index(
            "ix_batch_rows_waiting",
            "batch_id",
            "number",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1, in the order given
    line: Mapped[int | None]  # in the file
    given: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: answers by field id
    source: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: texts: referrer and utm parts
    email: Mapped[str | None] = mapped_column(String(320))  # as given
    state: Mapped[str] = mapped_column(String(12), default="processing")  # processing | succeeded | failed
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str | None] = mapped_column(String(20))  # of the refusal, see `kit.errors`
    problem: Mapped[str | None] = mapped_column(String(500))
    person_id: Mapped[str | None] = mapped_column(id_type())
    ended_at: Mapped[datetime | None]
