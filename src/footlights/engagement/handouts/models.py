"""Tables of handouts."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class HandoutRow(Base):
    """A file for the people of a session. Its bytes lie in the data directory under `stored_as`, a random name."""

    __tablename__ = "handouts"
    __table_args__ = (Index(None, "session_id", "created_at"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    name: Mapped[str] = mapped_column(String(150))  # as it is offered for saving
    media_type: Mapped[str] = mapped_column(String(100))  # by content
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class HandoutDownload(Base):
    """That a person took a file, and how often."""

    __tablename__ = "handout_downloads"

    handout_id: Mapped[str] = mapped_column(ForeignKey("handouts.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    times: Mapped[int]
    first_at: Mapped[datetime]
