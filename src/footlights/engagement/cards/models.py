"""Tables of call-to-action cards."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class CardRow(Base):
    __tablename__ = "cards"
    __table_args__ = (Index(None, "session_id", "created_at"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(500))
    label: Mapped[str] = mapped_column(String(40))  # of the button
    url: Mapped[str] = mapped_column(String(2000))  # https; the only place its button leads to
    is_shown: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class CardClick(Base):
    """That a person followed a card, and how often."""

    __tablename__ = "card_clicks"

    card_id: Mapped[str] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    times: Mapped[int]
    first_at: Mapped[datetime]
