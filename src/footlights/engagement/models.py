"""Tables of engagement."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class ChatMessage(Base):
    """A line in the chat. `seq` is the number of its entry in the room's log; name and role are as of then."""

    __tablename__ = "chat_messages"
    __table_args__ = (
        ForeignKeyConstraint(["session_id", "seq"], ["room_entries.session_id", "room_entries.seq"]),
        Index(None, "session_id", "seq", unique=True),
        UniqueConstraint("session_id", "person_id", "client_id"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    seq: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(210))
    role: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(8))  # all | team: what the team wrote before the start
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
