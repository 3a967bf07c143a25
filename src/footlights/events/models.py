"""Tables of events."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id, new_room_number
from footlights.workspace.models import PeopleAttribute, Person, Workspace


class Event(Base):
    """A webinar or a meeting, with one session or many."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slug"),
        UniqueConstraint("room_number"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "workspace_id", "updated_at", "id"),
        CheckConstraint("status IN ('draft', 'published')", name="status"),
        CheckConstraint("schedule IN ('scheduled', 'permanent', 'evergreen')", name="schedule"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16), default="webinar")  # webinar | meeting
    title: Mapped[str] = mapped_column(String(300))
    slug: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)  # HTML as given; sanitised wherever it is shown
    status: Mapped[str] = mapped_column(String(16), default="draft")  # draft | published
    language: Mapped[str] = mapped_column(String(2))
    duration_min: Mapped[int] = mapped_column(default=30)
    everyone_can_speak: Mapped[bool] = mapped_column(default=False)
    recording_enabled: Mapped[bool] = mapped_column(default=True)
    recording_public: Mapped[bool | None]
    chat_enabled: Mapped[bool] = mapped_column(default=True)
    polls_enabled: Mapped[bool] = mapped_column(default=True)
    questions_enabled: Mapped[bool] = mapped_column(default=True)
    show_in_company_page: Mapped[bool] = mapped_column(default=False)
    registration_page: Mapped[str] = mapped_column(String(16), default="light")  # light | detailed | none
    is_template: Mapped[bool] = mapped_column(default=False, server_default=false())  # copied from, never published
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    waiting_list: Mapped[bool] = mapped_column(default=False, server_default=false())
    offer_hours: Mapped[int] = mapped_column(default=24, server_default="24")  # how long a free place is kept
    opens_at: Mapped[datetime | None]  # registration; null: with publishing
    closes_before_min: Mapped[int | None]  # registration ends this long before the start; null: with the session
    room_number: Mapped[str] = mapped_column(String(11), default=new_room_number)  # 123-456-789, for short addresses
    role_key_version: Mapped[int] = mapped_column(default=1, server_default="1")  # raised to replace all role links
    # scheduled: it has dates. permanent: its room is always there. evergreen: a recording played as if it were live.
    schedule: Mapped[str] = mapped_column(String(16), default="scheduled", server_default="scheduled")
    room_options: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )  # `room_options.RoomOptions`
    published_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]  # nobody sees it any more; its past sessions stay in the figures
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    owner: Mapped[Person] = relationship(lazy="raise")
    workspace: Mapped[Workspace] = relationship(lazy="raise")

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    @property
    def can_everyone_speak(self) -> bool:
        return self.everyone_can_speak or self.kind == "meeting"


class FormField(Base):
    """A people attribute that the registration form of an event asks for, in the order of `position`."""

    __tablename__ = "form_fields"

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    attribute_id: Mapped[str] = mapped_column(ForeignKey("people_attributes.id"), primary_key=True)
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(String(300))  # in place of the attribute's name
    help: Mapped[str | None] = mapped_column(Text)
    options: Mapped[list[Any] | None] = mapped_column(JSON)  # in place of the attribute's
    wording_version: Mapped[int | None]  # of a consent: which `ConsentWording` is shown

    attribute: Mapped[PeopleAttribute] = relationship(lazy="raise")


class ConsentWording(Base):
    """What a consent field said, in every version that anyone may have agreed to; rows never change."""

    __tablename__ = "consent_wordings"

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    attribute_id: Mapped[str] = mapped_column(ForeignKey("people_attributes.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class LibraryForm(Base):
    """A form kept for events to come: attached to one, its fields become the event's registration form."""

    __tablename__ = "library_forms"
    __table_args__ = (
        Index(None, "workspace_id", "created_at", "id"),
        CheckConstraint("kind IN ('registration', 'lead', 'survey')", name="kind"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))  # registration | lead: asked on entry | survey: no way in
    description: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    fields: Mapped[list["LibraryField"]] = relationship(
        lazy="raise", order_by="LibraryField.position", cascade="all, delete-orphan", passive_deletes=True
    )


class LibraryField(Base):
    """A people attribute that a form of the library asks for."""

    __tablename__ = "library_fields"
    __table_args__ = (UniqueConstraint("form_id", "attribute_id"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    form_id: Mapped[str] = mapped_column(ForeignKey("library_forms.id", ondelete="CASCADE"))
    attribute_id: Mapped[str] = mapped_column(ForeignKey("people_attributes.id"))
    position: Mapped[int]
    input: Mapped[str] = mapped_column(String(16))  # `form_library.INPUTS`: how it is asked
    required: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(String(300))
    options: Mapped[list[Any] | None] = mapped_column(JSON)  # texts, in place of the attribute's

    attribute: Mapped[PeopleAttribute] = relationship(lazy="raise")


class AttachedForm(Base):
    """Which form of the library an event's registration form was written from."""

    __tablename__ = "attached_forms"
    __table_args__ = (Index(None, "form_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("library_forms.id", ondelete="CASCADE"))


class Presenter(Base):
    """Somebody who is announced on event pages. The e-mail, if any, is that of the person it refers to."""

    __tablename__ = "presenters"
    __table_args__ = (Index(None, "workspace_id", "created_at", "id"), Index(None, "person_id"))

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    bio: Mapped[str | None] = mapped_column(Text)  # plain text
    photo_url: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name) if part)


class EventPresenter(Base):
    __tablename__ = "event_presenters"
    __table_args__ = (Index(None, "presenter_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    presenter_id: Mapped[str] = mapped_column(ForeignKey("presenters.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]


class Tag(Base):
    """A word that groups events; `title_key` is the title without regard to case."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("workspace_id", "title_key"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    title: Mapped[str] = mapped_column(String(100))
    title_key: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]


class EventTag(Base):
    __tablename__ = "event_tags"
    __table_args__ = (Index(None, "tag_id", "event_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Session(Base):
    """One date of an event, and the room that opens then.

    `state` is what happened: scheduled, live, ended, canceled. What people are told also depends on the event
    (`rules.session_status`).
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "workspace_id", "starts_at", "id"),
        Index(None, "event_id", "starts_at", "id"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "workspace_id", "updated_at", "id"),
        Index(None, "workspace_id", "state"),
        CheckConstraint("state IN ('scheduled', 'live', 'ended', 'canceled')", name="state"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str | None] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(16), default="scheduled")
    starts_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    capacity: Mapped[int | None]  # registrants with a place, at most; null is no limit
    series_id: Mapped[str | None] = mapped_column(id_type())  # sessions of one recurring schedule share it
    revision: Mapped[int] = mapped_column(default=0, server_default="0")  # SEQUENCE of the calendar entry
    cancel_reason: Mapped[str | None] = mapped_column(String(500))  # shown on the page and in the mail
    embed_url: Mapped[str | None] = mapped_column(String(2000))
    passcode: Mapped[str | None] = mapped_column(String(64))  # asked of all but the team; readable, to be told
    waiting_room: Mapped[bool] = mapped_column(default=False, server_default=false())  # newcomers wait to be let in
    registered_only: Mapped[bool] = mapped_column(default=True, server_default=true())  # false: a name is enough
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    event: Mapped[Event] = relationship(lazy="raise")

    @property
    def is_live(self) -> bool:
        return self.state == "live"

    @property
    def is_over(self) -> bool:
        return self.state in {"ended", "canceled"}

    @property
    def duration(self) -> timedelta | None:
        """How long it was live; None until it ended."""
        return self.ended_at - self.started_at if self.ended_at and self.started_at else None
