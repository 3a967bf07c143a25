"""Tables of the workspace."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id
from footlights.workspace.stand_ins import holds_stand_in, is_stand_in


class Workspace(Base):
    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # Sites that may show its rooms and forms in a frame, such as https://example.org; empty: see edges/framing.
    embed_origins: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    logo_id: Mapped[str | None] = mapped_column(id_type())  # the row of Logo; without one, initials stand there
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def logo_path(self) -> str | None:
        """Where this server shows the logo."""
        return f"/logos/{self.logo_id}.png" if self.logo_id else None


class Person(Base):
    """Anyone known to the workspace. `email_key` is the e-mail in the form that decides identity."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("workspace_id", "email_key"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "workspace_id", "updated_at", "id"),
        Index(None, "workspace_id", "role", "created_at", "id"),
        Index(None, "workspace_id", "erased_at", "created_at", "id"),  # counts everyone who is still there
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    role: Mapped[str] = mapped_column(String(16), default="participant")  # participant | team_member
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    avatar_url: Mapped[str | None] = mapped_column(String(2000))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None]  # nothing personal is left; the row keeps totals right
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """What others see; the part before @ when there is no name yet."""
        names = " ".join(part for part in (self.first_name, self.last_name) if part)
        return names or ("Guest" if self.is_anonymous else self.email.partition("@")[0])

    @hybrid_property
    def is_anonymous(self) -> bool:
        """Nobody knows this person's e-mail: the address is made up (`stand_ins`), and no mail goes there."""
        return is_stand_in(self.email)

    @is_anonymous.inplace.expression
    @classmethod
    def _is_anonymous(cls) -> ColumnElement[bool]:
        return holds_stand_in(cls.email_key)


class PeopleAttribute(Base):
    """Something a registration form can ask for; `slug` is the field's id in forms and answers."""

    __tablename__ = "people_attributes"
    __table_args__ = (UniqueConstraint("workspace_id", "slug"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    placeholder: Mapped[str | None] = mapped_column(String(300))
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(24))  # `attributes.TYPES`
    builtin: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[Any]] = mapped_column(JSON, default=list)  # of selects: texts, in order
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TeamMember(Base):
    """A person who signs in. The id is the person's id."""

    __tablename__ = "team_members"

    id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))  # owner | admin | member
    room_role: Mapped[str] = mapped_column(String(16))  # host | moderator
    password_hash: Mapped[str | None] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(8), default="auto")  # auto | paper | house
    joined_at: Mapped[datetime | None]  # null while the invitation is pending
    removed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]  # neither signs in nor calls the APIs, until enabled again
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class Account(Base):
    """What a team member told of themselves beyond their name, and how they like things; made with the first of it."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("user_name_key"),)

    id: Mapped[str] = mapped_column(ForeignKey("team_members.id", ondelete="CASCADE"), primary_key=True)
    user_name: Mapped[str | None] = mapped_column(String(64))
    user_name_key: Mapped[str | None] = mapped_column(String(64))  # in small letters
    phone_number: Mapped[str | None] = mapped_column(String(40))
    package_id: Mapped[int | None]  # `packages.PACKAGES`; null: the default one
    data_location: Mapped[str | None] = mapped_column(String(64))  # kept as told, without effect
    created_ip: Mapped[str | None] = mapped_column(String(45))
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")  # `accounts.Profile`
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")  # `accounts.Settings`
    updated_at: Mapped[datetime]


class Invitation(Base):
    """A way in for one pending team member; the link's token is stored as a hash."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignIn(Base):
    """A browser that is signed in, until it expires or is revoked."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """A credential of the REST API. `scopes` is a space-separated list of `<entity>:<read|write>`."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), index=True)
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id"))  # who made it
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(300))
    page_base: Mapped[int] = mapped_column(default=1)  # 0: the first page of a list is 0, as Livestorm counts
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Picture(Base):
    """A picture that somebody gave of themselves, as it came: shown, never decoded here."""

    __tablename__ = "pictures"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), unique=True)
    media_type: Mapped[str] = mapped_column(String(16))  # image/png | image/jpeg
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Logo(Base):
    """A workspace's logo as `logos.draw_logo` made it: a PNG."""

    __tablename__ = "logos"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Segment(Base):
    """A saved filter of the list of people: the query part of its address."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime]
