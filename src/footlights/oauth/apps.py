"""The programs that a team member has let in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from footlights.kit.database import Db
from footlights.oauth.errors import NoSuchApp
from footlights.oauth.models import Client, Grant, Token
from footlights.workspace.actors import Actor
from footlights.workspace.rules import SCOPES

BY_PASSWORD = "password"  # noqa: S105 (the name of a way)


@dataclass(frozen=True)
class ConnectedApp:
    """A program with access of the member's; `id` is its `client_id`, or "password" for access by password alone."""

    id: str
    name: str | None
    scopes: tuple[str, ...]
    since: datetime
    last_used_at: datetime | None


async def list_connected_apps(db: Db, actor: Actor, *, now: datetime) -> list[ConnectedApp]:
    """Programs whose tokens still work or can be refreshed, by name."""
    works = (Token.access_expires_at > now) | (Token.refresh_expires_at > now)
    alive = select(Token.id).where(Token.grant_id == Grant.id, works).exists()
    own = (Grant.team_member_id == actor.person_id) & Grant.revoked_at.is_(None)
    found = select(Grant).options(joinedload(Grant.client)).where(own, alive).order_by(Grant.created_at)
    by_app: dict[str, list[Grant]] = {}
    for grant in await db.scalars(found):
        by_app.setdefault(str(grant.client.number) if grant.client else BY_PASSWORD, []).append(grant)
    return sorted((_app(app_id, grants) for app_id, grants in by_app.items()), key=lambda app: (app.name or "", app.id))


async def disconnect_app(db: Db, actor: Actor, app_id: str, *, now: datetime) -> None:
    """End all access that the actor has given to a program. Refuses with NoSuchApp."""
    own = (Grant.team_member_id == actor.person_id) & Grant.revoked_at.is_(None)
    if app_id == BY_PASSWORD:
        is_it = Grant.client_id.is_(None)
    elif app_id.isascii() and app_id.isdigit() and int(app_id) < 2**31:
        is_it = Grant.client_id.in_(select(Client.id).where(Client.number == int(app_id)))
    else:
        raise NoSuchApp("There is no such app.")
    ended = await db.scalars(update(Grant).where(own, is_it).values(revoked_at=now).returning(Grant.id))
    if not list(ended):
        raise NoSuchApp("There is no such app.")


def _app(app_id: str, grants: list[Grant]) -> ConnectedApp:
    given = {scope for grant in grants for scope in grant.scopes.split()}
    used = [grant.last_used_at for grant in grants if grant.last_used_at is not None]
    client = grants[0].client
    return ConnectedApp(
        app_id,
        client.name if client else None,
        tuple(scope for scope in SCOPES if scope in given),
        min(grant.created_at for grant in grants),
        max(used, default=None),
    )
