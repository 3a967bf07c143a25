"""Tables of engagement."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
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
    channel: Mapped[str] = mapped_column(String(8), default="everyone", server_default="everyone")
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))  # the attendee of a direct line
    reply_to_id: Mapped[str | None] = mapped_column(id_type())
    state: Mapped[str] = mapped_column(String(8), default="posted", server_default="posted")
    # posted | held: waits for a moderator | rejected | deleted: the text is gone
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class Question(Base):
    """A question to the stage. `seq` is the number of its entry, which also counts its votes (`tally`)."""

    __tablename__ = "questions"
    __table_args__ = (
        ForeignKeyConstraint(["session_id", "seq"], ["room_entries.session_id", "room_entries.seq"]),
        Index(None, "session_id", "seq", unique=True),
        UniqueConstraint("session_id", "person_id", "client_id"),
        CheckConstraint("status IN ('held', 'open', 'answering', 'answered', 'dismissed')", name="status"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    seq: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(210))
    role: Mapped[str] = mapped_column(String(16))
    is_anonymous: Mapped[bool] = mapped_column(default=False)  # then nobody in the room learns who asked
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str | None] = mapped_column(Text)  # null and answered: by word of mouth
    answer_person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))  # who wrote it, or marked it answered
    answer_name: Mapped[str | None] = mapped_column(String(210))
    answered_at: Mapped[datetime | None]
    client_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QuestionVote(Base):
    """An up-vote; taken back, the row goes."""

    __tablename__ = "question_votes"
    __table_args__ = (Index(None, "session_id", "person_id"),)

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    created_at: Mapped[datetime]
