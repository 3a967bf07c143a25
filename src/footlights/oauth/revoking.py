"""Revocation (RFC 7009) and introspection (RFC 7662)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from footlights.kit.database import Db
from footlights.oauth.loading import load_any_token, load_client
from footlights.oauth.protocol import Answer, Asked, Ledger, Server, client_ids_of
from footlights.oauth.rules import DIALECTS


async def revoke_token(db: Db, fields: Mapping[str, list[str]], *, authorization: str = "", now: datetime) -> Answer:
    """Revoke the token in `token`: an access token alone, or with a refresh token its whole family."""
    return await _ask(db, "revocation", fields, authorization, issuer="", now=now)


async def introspect_token(
    db: Db, fields: Mapping[str, list[str]], *, authorization: str = "", issuer: str, now: datetime
) -> Answer:
    """What the token in `token` is good for; `{"active": false}` for any that is not, or not the client's business."""
    return await _ask(db, "introspection", fields, authorization, issuer=issuer, now=now)


async def _ask(
    db: Db,
    endpoint: Literal["revocation", "introspection"],
    fields: Mapping[str, list[str]],
    authorization: str,
    *,
    issuer: str,
    now: datetime,
) -> Answer:
    dialect = DIALECTS["livestorm"]
    asked, ledger = Asked(fields, dialect, authorization=authorization), Ledger(now)
    await load_client(db, ledger, *client_ids_of(asked))
    own = dict(ledger.clients)
    if "token" in asked.payload.data:
        await load_any_token(db, ledger, asked.payload.data["token"])
    ledger.clients = ledger.clients | own
    answer: Answer = Server(ledger, dialect, issuer=issuer).create_endpoint_response(endpoint, asked)
    return answer
