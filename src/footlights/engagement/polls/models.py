"""Tables of polls."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class PollRow(Base):
    """A question of one session. A rating has five options, an open text none."""

    __tablename__ = "polls"
    __table_args__ = (Index(None, "session_id", "created_at"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    kind: Mapped[str] = mapped_column(String(8))  # single | multiple | text | rating
    question: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(8), default="prepared")  # prepared | open | closed
    is_shared: Mapped[bool]  # everyone sees the results, also while it is open
    created_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]  # the last time
    closed_at: Mapped[datetime | None]  # the last time; null while it is open

    options: Mapped[list["PollOptionRow"]] = relationship(
        lazy="raise", order_by="PollOptionRow.position", cascade="all, delete-orphan", passive_deletes=True
    )


class PollOptionRow(Base):
    __tablename__ = "poll_options"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # from 0
    text: Mapped[str] = mapped_column(String(120))


class PollVoteRow(Base):
    """The answer of one person, as last changed. The key allows no second one."""

    __tablename__ = "poll_votes"
    __table_args__ = (Index(None, "person_id"), Index(None, "poll_id", "voted_at"))

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    text: Mapped[str | None] = mapped_column(String(280))  # of an open text
    voted_at: Mapped[datetime]


class PollChoiceRow(Base):
    """One option that somebody chose."""

    __tablename__ = "poll_choices"
    __table_args__ = (
        ForeignKeyConstraint(
            ["poll_id", "person_id"], ["poll_votes.poll_id", "poll_votes.person_id"], ondelete="CASCADE"
        ),
        Index(None, "poll_id", "option_id"),
    )

    poll_id: Mapped[str] = mapped_column(id_type(), primary_key=True)
    person_id: Mapped[str] = mapped_column(id_type(), primary_key=True)
    option_id: Mapped[str] = mapped_column(ForeignKey("poll_options.id"), primary_key=True)
