"""The server-to-server login: a program's own credentials become a JWT for whoever registered it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import delete, select, update

from footlights.kit.clock import to_unix
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.kit.secrets import derive, hash_token
from footlights.oauth.clients import find_client, has_secret
from footlights.oauth.errors import WrongClient
from footlights.oauth.loading import find_member
from footlights.oauth.models import Client, Grant, Token
from footlights.oauth.rules import EVERYTHING, JWT_LASTS, JWT_LEEWAY, scopes_of_role
from footlights.workspace.models import TeamMember


@dataclass(frozen=True)
class SignedToken:
    """A JWT and how long it says it works, in seconds."""

    token: str
    expires_in: int


async def sign_in_client(db: Db, client_id: str, secret: str, *, key: bytes, issuer: str, now: datetime) -> SignedToken:
    """Sign a program in by itself: it acts as the team member who registered it. Refuses with WrongClient.

    Programs that registered themselves have nobody to act for, and public ones nothing to prove themselves with.
    """
    client = await find_client(db, client_id)
    if client is None or client.owner_id is None or not has_secret(client, secret):
        raise WrongClient("The client_id and client_secret do not match.")
    owner = await find_member(db, client.owner_id, since=client.created_at)
    if owner is None:
        raise WrongClient("The client_id and client_secret do not match.")
    return await _issue(db, owner, client, key=key, issuer=issuer, now=now)


async def sign_in_member(db: Db, member: TeamMember, *, key: bytes, issuer: str, now: datetime) -> SignedToken:
    """A JWT for someone whose password was right; the older form of the login, without a program."""
    return await _issue(db, member, None, key=key, issuer=issuer, now=now)


async def refresh_signed(db: Db, grant_id: str, token: str, *, key: bytes, issuer: str, now: datetime) -> SignedToken:
    """A new JWT in exchange for one that works, which ends."""
    grant = await db.get_one(Grant, grant_id)
    member = await db.get_one(TeamMember, grant.team_member_id)
    await sign_out_signed(db, token, now=now)
    return await _add_token(db, grant, member, key=key, issuer=issuer, now=now)


async def sign_out_signed(db: Db, token: str, *, now: datetime) -> None:
    """End one token; others of the same program go on."""
    await db.execute(
        update(Token).where(Token.access_hash == hash_token(token), Token.revoked_at.is_(None)).values(revoked_at=now)
    )


async def _issue(
    db: Db, member: TeamMember, client: Client | None, *, key: bytes, issuer: str, now: datetime
) -> SignedToken:
    """In the one grant that the program has for this; a revoked one is followed by another."""
    client_id = client.id if client else None
    is_it = (Grant.client_id == client_id) if client_id else Grant.client_id.is_(None)
    own = (Grant.team_member_id == member.id) & (Grant.way == "server") & Grant.revoked_at.is_(None)
    grant = (await db.scalars(select(Grant).where(own, is_it).order_by(Grant.created_at.desc()).limit(1))).first()
    if grant is None or (member.joined_at is not None and grant.created_at < member.joined_at):
        grant = Grant(
            id=new_id(),
            workspace_id=member.workspace_id,
            client_id=client_id,
            team_member_id=member.id,
            way="server",
            dialect="livewebinar",
            scopes=scopes_of_role(client.scopes if client else EVERYTHING, member.role),
            created_at=now,
        )
        db.add(grant)
        await db.flush()
    return await _add_token(db, grant, member, key=key, issuer=issuer, now=now)


async def _add_token(
    db: Db, grant: Grant, member: TeamMember, *, key: bytes, issuer: str, now: datetime
) -> SignedToken:
    expires_at = now + JWT_LASTS
    claims = {
        "iss": issuer,
        "sub": member.id,
        "iat": to_unix(now),
        "nbf": to_unix(now - JWT_LEEWAY),
        "exp": to_unix(expires_at),
        "jti": secrets.token_urlsafe(16),
    }
    is_over = (Token.grant_id == grant.id) & (Token.access_expires_at < now)
    await db.execute(delete(Token).where(is_over).execution_options(synchronize_session=False))
    text = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(bytes.fromhex(derive(key, "oauth jwt"))))
    db.add(
        Token(
            grant_id=grant.id,
            access_hash=hash_token(text),
            scopes=grant.scopes,
            created_at=now,
            access_expires_at=expires_at + JWT_LEEWAY,
        )
    )
    return SignedToken(text, int(JWT_LASTS.total_seconds()))
