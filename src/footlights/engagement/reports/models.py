"""The table of ordered reports."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class ReportOrder(Base):
    """That somebody wants a report of an event's sessions. What it says is read when its link is opened."""

    __tablename__ = "report_orders"
    __table_args__ = (Index(None, "event_id", "kind", "format"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))  # `tables.KINDS`
    format: Mapped[str] = mapped_column(String(8))  # xls | csv | pdf | json
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
