"""The table of numbers."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type


class Number(Base):
    """The integer by which a row of another table is known outside; never given to a second row."""

    __tablename__ = "numbers"
    __table_args__ = (UniqueConstraint("row_id", "kind"), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str] = mapped_column(String(24))  # what the number stands for: event, registration, poll, …
    row_id: Mapped[str] = mapped_column(id_type())
