"""Registering programs, and what becomes of their tokens when they go."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.kit.secrets import hash_token
from footlights.oauth.errors import BroaderThanToken, ClientExists, NoSuchClient
from footlights.oauth.models import AuthorizationCode, Client, Grant
from footlights.oauth.rules import (
    EVERYTHING,
    Origin,
    check_client_name,
    check_redirect_uris,
    is_within,
)
from footlights.workspace.actions import Issued
from footlights.workspace.actors import Actor, require_admin
from footlights.workspace.rules import check_scopes

SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105 (not a secret)
SECRET_LENGTH = 40
"""LiveWebinar's form of a secret; 238 bits."""
UNUSED_LASTS = timedelta(days=1)
"""A program that registered itself and was never let in is forgotten after this."""


async def register_client(
    db: Db,
    actor: Actor,
    *,
    name: str,
    redirect_uris: Sequence[str],
    scopes: Sequence[str] | None = None,
    is_public: bool = False,
    now: datetime,
) -> Issued[Client]:
    """Register a program for the actor; the secret (empty for a public client) is in the answer and nowhere else.

    `scopes` None: everything. Only owners and admins may, and a token only up to its own scopes, with `admin:write`.
    Refuses with ClientExists when the actor has one of this name, or one that leads to one of these addresses.
    """
    require_admin(actor)
    wanted = EVERYTHING if scopes is None else check_scopes(list(scopes))
    if actor.scopes:
        most = " ".join(actor.scopes)
        if not is_within("admin:write", most) or (scopes is not None and not is_within(wanted, most)):
            raise BroaderThanToken("This token lacks the scope admin:write.")
        wanted = wanted if scopes is not None else check_scopes(sorted(actor.scopes))
    label, uris = check_client_name(name), check_redirect_uris(list(redirect_uris))
    for other in await list_clients(db, actor):
        is_same = other.owner_id == actor.person_id and (other.name == label or set(other.redirect_uris) & set(uris))
        if is_same:
            raise ClientExists("3rd party client already exists.")
    return await _add_client(
        db, "team", actor.workspace_id, actor.person_id, label, uris, wanted, is_public=is_public, now=now
    )


async def register_unowned_client(
    db: Db,
    origin: Origin,
    *,
    name: str,
    redirect_uris: Sequence[str],
    scopes: str = EVERYTHING,
    is_public: bool,
    now: datetime,
) -> Issued[Client]:
    """Register a program that nobody vouches for (RFC 7591): it can ask people for access and nothing else.

    An anonymous one whose address is registered already by another is refused with ClientExists.
    """
    label, uris = check_client_name(name), check_redirect_uris(list(redirect_uris))
    await _forget_unused(db, now=now)
    if origin == "anonymous":
        own = (Client.origin == "anonymous") & Client.removed_at.is_(None)
        for known in await db.scalars(select(Client.redirect_uris).where(own)):
            if set(known) & set(uris):
                raise ClientExists("3rd party client already exists.")
    return await _add_client(db, origin, None, None, label, uris, scopes, is_public=is_public, now=now)


async def list_clients(db: Db, actor: Actor) -> list[Client]:
    """The workspace's programs, newest first."""
    mine = (Client.workspace_id == actor.workspace_id) & Client.removed_at.is_(None)
    return list(await db.scalars(select(Client).where(mine).order_by(Client.created_at.desc(), Client.number)))


async def get_client_for(db: Db, actor: Actor, number: str | int) -> Client:
    found = await find_client(db, str(number))
    if found is None or found.workspace_id != actor.workspace_id:
        raise NoSuchClient("There is no such app.")
    return found


async def remove_client(db: Db, actor: Actor, number: str | int, *, now: datetime) -> Client:
    """Delete a program: every token it has stops working at once."""
    require_admin(actor)
    if actor.scopes and not is_within("admin:write", " ".join(actor.scopes)):
        raise BroaderThanToken("This token lacks the scope admin:write.")
    client = await get_client_for(db, actor, number)
    client.removed_at = now
    await db.execute(
        update(Grant).where(Grant.client_id == client.id, Grant.revoked_at.is_(None)).values(revoked_at=now)
    )
    return client


async def find_client(db: Db, client_id: str) -> Client | None:
    """The client with this `client_id`, compared as text."""
    if not (client_id.isascii() and client_id.isdigit() and len(client_id) < 11 and int(client_id) < 2**31):
        return None
    own = (Client.number == int(client_id)) & Client.removed_at.is_(None)
    found = (await db.scalars(select(Client).where(own))).one_or_none()
    return found if found is not None and str(found.number) == client_id else None


def has_secret(client: Client, secret: str) -> bool:
    """Is it the client's secret? Never for a public client."""
    return client.secret_hash is not None and secrets.compare_digest(client.secret_hash, hash_token(secret))


async def _add_client(
    db: Db,
    origin: Origin,
    workspace_id: str | None,
    owner_id: str | None,
    name: str,
    uris: list[str],
    scopes: str,
    *,
    is_public: bool,
    now: datetime,
) -> Issued[Client]:
    secret = "" if is_public else "".join(secrets.choice(SECRET_ALPHABET) for _ in range(SECRET_LENGTH))
    client = Client(
        id=new_id(),
        number=await _free_number(db),
        workspace_id=workspace_id,
        owner_id=owner_id,
        origin=origin,
        name=name,
        redirect_uris=uris,
        secret_hash=hash_token(secret) if secret else None,
        scopes=scopes,
        created_at=now,
    )
    db.add(client)
    await db.flush()
    return Issued(client, secret)


async def _free_number(db: Db) -> int:
    while True:
        number = secrets.randbelow(9 * 10**8) + 10**8
        if await db.scalar(select(Client.id).where(Client.number == number)) is None:
            return number


async def _forget_unused(db: Db, *, now: datetime) -> None:
    used = select(Grant.client_id).where(Grant.client_id == Client.id).exists()
    asking = select(AuthorizationCode.client_id).where(AuthorizationCode.client_id == Client.id).exists()
    old = (Client.origin != "team") & (Client.created_at < now - UNUSED_LASTS)
    await db.execute(delete(Client).where(old, ~used, ~asking).execution_options(synchronize_session=False))
