"""The table of kept answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base


class KeptAnswer(Base):
    """`digest` is of method, path and body: the same key with another one is a mistake of the client."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index(None, "expires_at"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    document: Mapped[str] = mapped_column(Text)  # JSON, sealed
    expires_at: Mapped[datetime]
