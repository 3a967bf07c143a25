"""Reading the workspace."""

from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from footlights.kit.database import Db
from footlights.kit.secrets import hash_token
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
            )
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def actor_of(member: TeamMember, *, via: Via) -> Actor:
    return Actor(member.workspace_id, member.id, cast("Role", member.role), via)


async def find_actor_by_api_token(db: Db, token: str) -> tuple[Actor, ApiToken] | None:
    """Whom an API token acts for: its maker, within the token's scopes."""
    row = (
        await db.execute(
            select(ApiToken, TeamMember)
            .join(TeamMember, TeamMember.id == ApiToken.team_member_id)
            .where(
                ApiToken.token_hash == hash_token(token),
                ApiToken.revoked_at.is_(None),
                TeamMember.removed_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    api_token, member = row[0], row[1]
    actor = Actor(
        member.workspace_id,
        member.id,
        cast("Role", member.role),
        "api",
        frozenset(api_token.scopes.split()),
        api_token.page_base,
    )
    return actor, api_token


async def note_seen(db: Db, row: SignIn | ApiToken, *, now: datetime) -> None:
    """Write down that a credential was used."""
    if isinstance(row, SignIn):
        await db.execute(update(SignIn).where(SignIn.id == row.id).values(last_seen_at=now))
    else:
        await db.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=now))


def is_stale(seen_at: datetime | None, *, now: datetime) -> bool:
    """Is a last-seen time old enough to be written again?"""
    return seen_at is None or now - seen_at >= SEEN_AFTER
