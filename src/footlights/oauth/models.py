"""Tables of the OAuth2 server."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Client(Base):
    """A program that may ask people for access; its `client_id` is `number`, whatever dialect it speaks.

    `owner_id` is who registered it and whom it acts for when it signs in by itself. Programs that registered themselves
    have neither owner nor workspace: any team member of any workspace may let them in.
    """

    __tablename__ = "oauth_clients"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("team_members.id"))
    origin: Mapped[str] = mapped_column(String(16))  # team | anonymous | dynamic: who registered it
    name: Mapped[str] = mapped_column(String(100))
    redirect_uris: Mapped[list[Any]] = mapped_column(JSON)  # texts, compared exactly
    secret_hash: Mapped[str | None] = mapped_column(String(64))  # null: a public client, which has PKCE instead
    scopes: Mapped[str] = mapped_column(String(300))  # the most it may ask for
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Grant(Base):
    """What one team member lets one client do. Revoking it ends every token of the family."""

    __tablename__ = "oauth_grants"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    client_id: Mapped[str | None] = mapped_column(ForeignKey("oauth_clients.id"), index=True)  # null: by password alone
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id"), index=True)
    way: Mapped[str] = mapped_column(String(16))  # code | password | server: how it came about
    dialect: Mapped[str] = mapped_column(String(16))  # livestorm | livewebinar: `rules.LIFETIMES`
    scopes: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    client: Mapped[Client | None] = relationship(lazy="raise")


class AuthorizationCode(Base):
    """A code on its way through the browser. `grant_id` is what came of it."""

    __tablename__ = "oauth_codes"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"), index=True)
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id"))
    redirect_uri: Mapped[str] = mapped_column(String(2000))
    scopes: Mapped[str] = mapped_column(String(300))
    challenge: Mapped[str | None] = mapped_column(String(128))  # PKCE, always S256
    dialect: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("oauth_grants.id", ondelete="SET NULL"))

    grant: Mapped[Grant | None] = relationship(lazy="raise")


class Token(Base):
    """An access token and the refresh token that came with it."""

    __tablename__ = "oauth_tokens"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    grant_id: Mapped[str] = mapped_column(ForeignKey("oauth_grants.id", ondelete="CASCADE"), index=True)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("oauth_tokens.id", ondelete="SET NULL"), index=True)
    access_hash: Mapped[str] = mapped_column(String(64), unique=True)
    refresh_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    access_expires_at: Mapped[datetime]
    refresh_expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  # the first use of the access token
    rotated_at: Mapped[datetime | None]  # the first use of the refresh token
    revoked_at: Mapped[datetime | None]  # of the access token alone; the family ends with its grant


class SignInPass(Base):
    """A way into the console for one browser, made by a program for the member it acts for."""

    __tablename__ = "oauth_sign_in_passes"

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    team_member_id: Mapped[str] = mapped_column(ForeignKey("team_members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
