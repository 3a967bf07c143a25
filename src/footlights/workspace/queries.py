"""Reading the workspace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import joinedload

from footlights.kit.database import Db, Reads, fetch
from footlights.kit.secrets import hash_token
from footlights.kit.snapshot import Prepared
from footlights.workspace.actors import Actor, Via
from footlights.workspace.models import ApiToken, SignIn, TeamMember, Workspace

Role = Literal["owner", "admin", "member"]
SEEN_AFTER = timedelta(minutes=5)
"""Last-seen times are written at most this often, so that reading stays reading."""


async def find_any_workspace(db: Db) -> Workspace | None:
    """The oldest workspace, or None on an empty database."""
    return (await db.scalars(select(Workspace).order_by(Workspace.created_at).limit(1))).one_or_none()


async def get_workspace(db: Db, actor: Actor) -> Workspace:
    return (await db.scalars(select(Workspace).where(Workspace.id == actor.workspace_id))).one()


async def find_workspace_by_slug(db: Db, slug: str) -> Workspace | None:
    return (await db.scalars(select(Workspace).where(Workspace.slug == slug))).one_or_none()


async def list_team_members(db: Db, actor: Actor) -> list[TeamMember]:
    """Everyone on the team with their person, oldest first; pending ones have no `joined_at`."""
    mine = (TeamMember.workspace_id == actor.workspace_id) & TeamMember.removed_at.is_(None)
    rows = await db.scalars(
        select(TeamMember).options(joinedload(TeamMember.person)).where(mine).order_by(TeamMember.created_at)
    )
    return list(rows)


async def list_api_tokens(db: Db, actor: Actor) -> list[ApiToken]:
    """Tokens that are not revoked, newest first."""
    mine = (ApiToken.workspace_id == actor.workspace_id) & ApiToken.revoked_at.is_(None)
    return list(await db.scalars(select(ApiToken).where(mine).order_by(ApiToken.created_at.desc())))


async def list_sign_ins(db: Db, actor: Actor, *, now: datetime) -> list[SignIn]:
    """The actor's own open sign-ins, last used first."""
    own = (SignIn.team_member_id == actor.person_id) & SignIn.revoked_at.is_(None) & (SignIn.expires_at > now)
    return list(await db.scalars(select(SignIn).where(own).order_by(SignIn.last_seen_at.desc())))


async def find_sign_in(db: Db, token: str, *, now: datetime) -> tuple[SignIn, TeamMember] | None:
    """The open sign-in with this cookie value and its team member (with person)."""
    row = (
        await db.execute(
            select(SignIn, TeamMember)
            .join(TeamMember, TeamMember.id == SignIn.team_member_id)
            .options(joinedload(TeamMember.person))
            .where(
                SignIn.token_hash == hash_token(token),
                SignIn.revoked_at.is_(None),
                SignIn.expires_at > now,
                TeamMember.removed_at.is_(None),
                TeamMember.disabled_at.is_(None),
            )
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def actor_of(member: TeamMember, *, via: Via) -> Actor:
    return Actor(member.workspace_id, member.id, cast("Role", member.role), via)


_TOKEN = Prepared(
    select(
        ApiToken.id,
        ApiToken.scopes,
        ApiToken.page_base,
        ApiToken.last_used_at,
        TeamMember.workspace_id,
        TeamMember.id.label("member_id"),
        TeamMember.role,
    )
    .join(TeamMember, TeamMember.id == ApiToken.team_member_id)
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        TeamMember.removed_at.is_(None),
        TeamMember.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom an API token acts for: its maker, within the token's scopes."""

    actor: Actor
    token_id: str
    last_used_at: datetime | None


async def find_caller(db: Reads, token: str) -> Caller | None:
    rows = await fetch(db, _TOKEN, {"token_hash": hash_token(token)})
    if not rows:
        return None
    row = rows[0]
    scopes = frozenset(row.scopes.split())
    actor = Actor(row.workspace_id, row.member_id, row.role, "api", scopes, row.page_base)
    return Caller(actor, row.id, row.last_used_at)


async def note_sign_in_seen(db: Db, sign_in_id: str, *, now: datetime) -> None:
    """Write down that a browser came back."""
    await db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


async def note_token_used(db: Db, token_id: str, *, now: datetime) -> None:
    await db.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def is_stale(seen_at: datetime | None, *, now: datetime) -> bool:
    """Is a last-seen time old enough to be written again?"""
    return seen_at is None or now - seen_at >= SEEN_AFTER
