"""The table of facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base


class Fact(Base):
    """Something that happened to `subject_id`; `data` holds what a subscriber cannot look up later."""

    __tablename__ = "facts"
    __table_args__ = (
        Index(
            "ix_facts_untold",
            "id",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
        Index(None, "workspace_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[str] = mapped_column(String(36))
    actor_id: Mapped[str | None] = mapped_column(String(36))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: JSON values, typed by each fact class
    recorded_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
