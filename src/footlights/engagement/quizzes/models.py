"""Tables of quizzes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Quiz(Base):
    """Questions with right answers. They are one document, typed by `rules.Question`."""

    __tablename__ = "quizzes"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(200))
    time_limit_s: Mapped[int | None]  # from opening the page to sending the answers
    pass_score: Mapped[float] = mapped_column(Float)  # share of the points, 0 to 1
    questions: Mapped[list[Any]] = mapped_column(JSON)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class EventQuiz(Base):
    __tablename__ = "event_quizzes"
    __table_args__ = (Index(None, "quiz_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    quiz_id: Mapped[str] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]


class QuizTake(Base):
    """One person's only attempt in a session. Until `finished_at` the clock runs."""

    __tablename__ = "quiz_takes"
    __table_args__ = (Index(None, "person_id"), Index(None, "session_id"))

    quiz_id: Mapped[str] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # by question number: numbers of options
    score: Mapped[float | None] = mapped_column(Float)  # share of the points, 0 to 1
    passed: Mapped[bool | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
