"""The token endpoint: codes, refresh tokens and passwords become tokens."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete

from footlights.kit.database import Db
from footlights.oauth.loading import load_client, load_code, load_refresh_token
from footlights.oauth.models import AuthorizationCode, Token
from footlights.oauth.protocol import Answer, Asked, Ledger, Server, client_ids_of
from footlights.oauth.rules import DIALECTS, DialectName
from footlights.workspace.models import TeamMember

KEPT = timedelta(days=1)
"""How long what has expired stays, to be told from what never was."""


async def exchange(
    db: Db,
    fields: Mapping[str, list[str]],
    dialect: DialectName,
    *,
    authorization: str = "",
    member: TeamMember | None = None,
    allows_password: bool = False,
    now: datetime,
) -> Answer:
    """Answer a request to the token endpoint; `authorization` is its header.

    Commit also when the answer is an error: it may have revoked a family. `member` is whoever the user name and
    password of a password grant belong to.
    """
    asked, ledger = Asked(fields, DIALECTS[dialect], authorization=authorization), Ledger(now, member=member)
    given = asked.payload.data
    await load_client(db, ledger, *client_ids_of(asked))
    if asked.payload.grant_type == "authorization_code" and "code" in given:
        await load_code(db, ledger, given["code"])
    elif asked.payload.grant_type == "refresh_token" and "refresh_token" in given:
        await load_refresh_token(db, ledger, given["refresh_token"])
    answer: Answer = Server(ledger, DIALECTS[dialect], allows_password=allows_password).create_token_response(asked)
    for row in ledger.added:
        db.add(row)
        await db.flush()
    if answer.status == 200:
        await _forget_expired(db, ledger)
    return answer


async def _forget_expired(db: Db, ledger: Ledger) -> None:
    """Of this family: tokens of which neither half can be used any more; of everyone: old codes."""
    before = ledger.now - KEPT
    family = next(row.grant_id for row in ledger.added if isinstance(row, Token))
    is_over = (Token.access_expires_at < before) & (Token.refresh_expires_at < before)
    await db.execute(
        delete(Token).where(Token.grant_id == family, is_over).execution_options(synchronize_session=False)
    )
    await db.execute(
        delete(AuthorizationCode)
        .where(AuthorizationCode.expires_at < before)
        .execution_options(synchronize_session=False)
    )
