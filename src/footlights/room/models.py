"""Tables of the room."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from footlights.kit.database import Base, id_type


class Room(Base):
    """One per session, made with its first entry or visitor. The row is the lock that orders the log."""

    __tablename__ = "rooms"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    last_seq: Mapped[int] = mapped_column(default=0)  # number of the newest entry; 0 without any
    incarnation: Mapped[str] = mapped_column(id_type())  # changes if the log ever starts anew
    note: Mapped[str | None] = mapped_column(String(500))
    note_person_id: Mapped[str | None] = mapped_column(id_type())
    note_name: Mapped[str | None] = mapped_column(String(210))
    talk: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # typed by `talk.Standing`; null: as the event says
    layout: Mapped[str | None] = mapped_column(String(16))  # what the host arranged for everyone
    spotlight_id: Mapped[str | None] = mapped_column(id_type())
    is_locked: Mapped[bool] = mapped_column(default=False, server_default=false())  # nobody new but the team
    captioner_id: Mapped[str | None] = mapped_column(id_type())  # who of the team writes captions
    captioner_name: Mapped[str | None] = mapped_column(String(210))
    created_at: Mapped[datetime]


class RoomPerson(Base):
    """How someone stands to the stage and the door of one room; made when something first happens to them.

    The numbers are those of the entries that brought each state about, and so give the order.
    """

    __tablename__ = "room_people"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(210))  # as of the newest entry about them
    hand_seq: Mapped[int | None]  # raised
    hand_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(8), default="off")  # off | invited | on
    stage_seq: Mapped[int | None]
    invited_by: Mapped[str | None] = mapped_column(String(210))
    door: Mapped[str | None] = mapped_column(String(8))  # admitted | denied | removed | banned
    door_seq: Mapped[int | None]


class RoomEntry(Base):
    """Something lasting that happened in the room. `data` is what the protocol page shows for the kind.

    Rows keep their number for ever. A chat line and a question are kept as they stand: an edit changes `data` and adds
    an entry that says so, and a line that was deleted is gone from here too.
    """

    __tablename__ = "room_entries"
    __table_args__ = (
        UniqueConstraint("session_id", "actor_id", "client_id"),
        Index(None, "session_id", "kind", "seq"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(8))  # all | team
    also_for: Mapped[str | None] = mapped_column(ForeignKey("people.id"))  # one outside of the team who gets it too
    tally: Mapped[int] = mapped_column(default=0, server_default="0")  # up-votes of a question
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    client_id: Mapped[str | None] = mapped_column(String(64))  # given by the client so that a retry is recognised
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: JSON values, typed by each class in `frames`


class RoomItem(Base):
    """A thing of the room as its newest entry left it (poll, card, handout, deck, film), or a single state (cues, what
    is on stage)."""

    __tablename__ = "room_items"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[str] = mapped_column(id_type(), primary_key=True)  # the session's own for a single state
    seq: Mapped[int] = mapped_column(Integer)  # of the newest entry about it
    audience: Mapped[str] = mapped_column(String(8))  # all | team
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: as in RoomEntry


class PresenceFact(Base):
    """The ledger: one connection of one person joined, was still here, or left. Rows are never changed."""

    __tablename__ = "presence_facts"
    __table_args__ = (Index(None, "session_id", "person_id", "connection_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    connection_id: Mapped[str] = mapped_column(id_type())
    kind: Mapped[str] = mapped_column(String(8))  # join | here | leave
    at: Mapped[datetime]


class Attendance(Base):
    """Figures of a person who was in the room while it was live; no row means did not attend.

    Computed from the ledger (`attendance`), never counted up. While the session is live the row is there from the
    first moment, and its figures are as of the person's last coming or going.
    """

    __tablename__ = "attendances"
    __table_args__ = (Index(None, "person_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    attended_at: Mapped[datetime]  # first moment inside the session
    left_at: Mapped[datetime]  # last moment inside the session
    duration_s: Mapped[int]  # union of all connections, cut to the session
    rate: Mapped[int | None]  # percent of the session, 0 to 100; null for a session of no length
