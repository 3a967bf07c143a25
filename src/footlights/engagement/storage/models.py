"""The table of the workspace's files."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class StoredFile(Base):
    """A file of the workspace. Its bytes lie in the data directory under `stored_as`, a random name."""

    __tablename__ = "stored_files"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(150))  # as it is offered for saving
    media_type: Mapped[str] = mapped_column(String(100))  # by content
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
