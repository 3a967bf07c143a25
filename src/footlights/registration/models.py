"""Tables of registration."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.events.models import Session
from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id
from footlights.workspace.models import Person


class Registration(Base):
    """A person's place in a session. Team members have one too; `room_role` says what they may do in the room."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        Index(None, "session_id", "created_at", "id"),
        Index(None, "session_id", "updated_at", "id"),
        Index(None, "event_id", "person_id"),
        Index(None, "person_id"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    room_role: Mapped[str] = mapped_column(String(16), default="attendee")  # host | moderator | speaker | attendee
    registration_type: Mapped[str] = mapped_column(String(24))  # registration_page | API | import | invitation | room
    key_version: Mapped[int] = mapped_column(default=1)  # raised to make earlier join links worthless
    # By field id: a text, or texts of a multiple selection; names, e-mail and picture are the person's.
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    # By field id: {"given": bool, "version": int, "at": ISO time}; what each version said is in consent_wordings.
    consents: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    is_highlighted: Mapped[bool] = mapped_column(default=False)
    link_revoked_at: Mapped[datetime | None]  # the personal link opens nothing until it is replaced
    referrer: Mapped[str | None] = mapped_column(String(2000))
    utm_source: Mapped[str | None] = mapped_column(String(300))
    utm_medium: Mapped[str | None] = mapped_column(String(300))
    utm_term: Mapped[str | None] = mapped_column(String(300))
    utm_content: Mapped[str | None] = mapped_column(String(300))
    utm_campaign: Mapped[str | None] = mapped_column(String(300))
    browser_name: Mapped[str | None] = mapped_column(String(40))
    browser_version: Mapped[str | None] = mapped_column(String(40))
    os_name: Mapped[str | None] = mapped_column(String(40))
    os_version: Mapped[str | None] = mapped_column(String(40))
    screen_width: Mapped[int | None]  # CSS pixels
    screen_height: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(16))  # the browser's first choice
    ip_city: Mapped[str | None] = mapped_column(String(100))
    ip_country_code: Mapped[str | None] = mapped_column(String(2))
    ip_country_name: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    session: Mapped[Session] = relationship(lazy="raise")


class PlaceRequest(Base):
    """Somebody without a place who asked for one, or had one: what they answered waits here for the place.

    `state`: waiting (list of a full session), offered (a place is kept until `offered_until`), pending (approval),
    declined (by the team), expired (offer not taken), canceled (gave the place back, or lost it).
    """

    __tablename__ = "place_requests"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        Index(None, "session_id", "state", "created_at", "id"),
        Index(None, "person_id"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(16))
    offered_until: Mapped[datetime | None]
    registration_type: Mapped[str] = mapped_column(String(24))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    consents: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # columns of the registration to be
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    session: Mapped[Session] = relationship(lazy="raise")


class CodeGroup(Base):
    """Entry codes made together, for one event or several: as soon as an event has a group, attendees need a code."""

    __tablename__ = "entry_code_groups"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]


class CodeGroupEvent(Base):
    __tablename__ = "entry_code_group_events"
    __table_args__ = (Index(None, "event_id"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("entry_code_groups.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)


class EntryCode(Base):
    """A code that admits one person. The code itself is derived from the id; nothing here tells it, nor who used it."""

    __tablename__ = "entry_codes"
    __table_args__ = (UniqueConstraint("workspace_id", "lookup"), Index(None, "group_id", "number"))

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    group_id: Mapped[str] = mapped_column(ForeignKey("entry_code_groups.id", ondelete="CASCADE"))
    number: Mapped[int]  # within the group, from 1 in the order they were made
    lookup: Mapped[str] = mapped_column(String(64))  # keyed digest of the code
    used_at: Mapped[datetime | None]  # by the one it is bound to from then on
    email_digest: Mapped[str | None] = mapped_column(String(64))  # keyed digests of whom it is bound to
    browser_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
