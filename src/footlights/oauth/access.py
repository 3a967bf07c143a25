"""What an access token opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from footlights.kit.database import Db, Reads, fetch
from footlights.kit.secrets import hash_token
from footlights.kit.snapshot import Prepared
from footlights.oauth.models import Client, Grant, Token
from footlights.oauth.rules import scopes_of_role
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember

ACCESS = "fla_"
REFRESH = "flr_"
"""How tokens begin, which tells them from API tokens (`fl_`) and from each other; JWTs have two dots."""

_ACCESS = Prepared(
    select(
        Token.id,
        Token.scopes,
        Token.used_at,
        Token.access_expires_at,
        Token.created_at,
        Grant.id.label("grant_id"),
        Grant.last_used_at,
        Client.number,
        TeamMember.workspace_id,
        TeamMember.id.label("member_id"),
        TeamMember.role,
    )
    .join(Grant, Grant.id == Token.grant_id)
    .join(TeamMember, TeamMember.id == Grant.team_member_id)
    .outerjoin(Client, Client.id == Grant.client_id)
    .where(
        Token.access_hash == bindparam("access_hash"),
        Token.access_expires_at > bindparam("now", type_=Token.access_expires_at.type),
        Token.revoked_at.is_(None),
        Grant.revoked_at.is_(None),
        Client.removed_at.is_(None),
        TeamMember.removed_at.is_(None),
        TeamMember.disabled_at.is_(None),
        TeamMember.joined_at <= Grant.created_at,
    )
)
"""Someone who left the team and was invited again does not bring back what they had let in before."""


@dataclass(frozen=True, slots=True)
class Access:
    """Whom an access token acts for: the team member who let the program in, within the token's scopes.

    `grant_id` stays the same when tokens are refreshed; `client_number` is None for access by password alone.
    """

    actor: Actor
    token_id: str
    grant_id: str
    client_number: int | None
    used_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    expires_at: datetime


def is_access_token(token: str) -> bool:
    """Does it look like a token of this server's OAuth2, opaque or JWT?"""
    return token.startswith(ACCESS) or token.count(".") == 2


async def find_access(db: Reads, token: str, *, page_base: int = 1, now: datetime) -> Access | None:
    rows = await fetch(db, _ACCESS, {"access_hash": hash_token(token), "now": now})
    if not rows:
        return None
    row = rows[0]
    actor = Actor(
        row.workspace_id,
        row.member_id,
        row.role,
        "api",
        frozenset(scopes_of_role(row.scopes, row.role).split()),
        page_base,
    )
    return Access(
        actor, row.id, row.grant_id, row.number, row.used_at, row.last_used_at, row.created_at, row.access_expires_at
    )


async def note_access_used(db: Db, access: Access, *, now: datetime) -> None:
    """Write down that a program came. The first use of an access token ends the refresh token before it."""
    await db.execute(update(Token).where(Token.id == access.token_id, Token.used_at.is_(None)).values(used_at=now))
    await db.execute(update(Grant).where(Grant.id == access.grant_id).values(last_used_at=now))
