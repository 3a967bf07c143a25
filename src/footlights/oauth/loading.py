"""Rows that a request of the protocol names."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from footlights.kit.database import Db
from footlights.kit.secrets import hash_token
from footlights.oauth.clients import find_client
from footlights.oauth.models import AuthorizationCode, Client, Grant, Token
from footlights.oauth.protocol import Ledger
from footlights.workspace.models import TeamMember


async def load_client(db: Db, ledger: Ledger, *client_ids: str) -> None:
    for client_id in client_ids:
        found = await find_client(db, client_id)
        if found is not None:
            ledger.clients[client_id] = found


async def load_code(db: Db, ledger: Ledger, code: str) -> None:
    """The code, locked until the transaction ends, so that of two who come with it one comes second."""
    wanted = select(AuthorizationCode).where(AuthorizationCode.code_hash == hash_token(code)).with_for_update()
    ledger.code = (await db.scalars(wanted)).one_or_none()
    if ledger.code is None:
        return
    if ledger.code.grant_id is not None:
        ledger.grant = await db.get(Grant, ledger.code.grant_id)
    ledger.member = await find_member(db, ledger.code.team_member_id, since=ledger.code.created_at)


async def load_refresh_token(db: Db, ledger: Ledger, token: str) -> None:
    """The refresh token, locked as codes are, its family and what came of it before."""
    await _load_token(db, ledger, Token.refresh_hash == hash_token(token))
    if ledger.token is not None and ledger.token.rotated_at is not None:
        ledger.successors = list(await db.scalars(select(Token).where(Token.previous_id == ledger.token.id)))


async def load_any_token(db: Db, ledger: Ledger, token: str) -> None:
    """An access or a refresh token; the client of its family is loaded with it."""
    await _load_token(db, ledger, Token.access_hash == hash_token(token))
    ledger.is_access = ledger.token is not None
    if ledger.token is None:
        await _load_token(db, ledger, Token.refresh_hash == hash_token(token))
    if ledger.grant is not None and ledger.grant.client_id is not None:
        client = await db.get_one(Client, ledger.grant.client_id)
        if client.removed_at is None:
            ledger.clients[str(client.number)] = client


async def find_member(db: Db, member_id: str, *, since: datetime) -> TeamMember | None:
    """A team member who has been on the team without a break since then."""
    found = await db.get(TeamMember, member_id)
    if found is None or found.removed_at is not None or found.joined_at is None or found.joined_at > since:
        return None
    if found.disabled_at is not None:
        return None
    return found


async def _load_token(db: Db, ledger: Ledger, is_it: ColumnElement[bool]) -> None:
    ledger.token = (await db.scalars(select(Token).where(is_it).with_for_update())).one_or_none()
    if ledger.token is not None:
        ledger.grant = await db.get_one(Grant, ledger.token.grant_id)
        ledger.member = await find_member(db, ledger.grant.team_member_id, since=ledger.grant.created_at)
