"""The table of the run of show."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class CueRow(Base):
    """A line of the run of show: a poll, a card, or a private note of the host."""

    __tablename__ = "cues"
    __table_args__ = (Index(None, "session_id", "position"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    position: Mapped[int]  # rises along the list, from 0
    kind: Mapped[str] = mapped_column(String(8))  # poll | card | note
    ref: Mapped[str | None] = mapped_column(id_type())  # of the poll or card, which takes its cue along when removed
    note: Mapped[str | None] = mapped_column(String(500))
    is_done: Mapped[bool] = mapped_column(default=False)  # launched once
    created_at: Mapped[datetime]
