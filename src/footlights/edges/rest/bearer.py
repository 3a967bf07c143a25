"""Who calls one of the REST APIs: API tokens, OAuth2 access tokens and JWTs, all in the `Authorization` header."""

from dataclasses import dataclass
from datetime import datetime

from footlights.kit.clock import utcnow
from footlights.oauth.access import find_access, is_access_token, note_access_used
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.queries import find_caller as find_token
from footlights.workspace.queries import is_stale, note_token_used

LONGEST = 1024
"""Characters of a credential."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A credential as it was sent; `token` is empty when there is none, or one that is too long to be ours."""

    token: str
    is_bearer: bool  # sent after the word Bearer


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a credential acts for.

    `actor` has workspace, team member (`person_id`), role, scopes and `page_base`. `id` is what call budgets count: the
    API token, or the grant, which stays the same when its tokens are refreshed.
    """

    actor: Actor
    id: str
    grant_id: str | None = None  # of an OAuth2 token or JWT
    client_number: int | None = None
    expires_at: datetime | None = None  # None: an API token


def read_bearer(header: str | None) -> Bearer:
    """The credential in `Authorization: TOKEN` or `Authorization: Bearer TOKEN`, in any case, blanks aside."""
    text = (header or "").strip()
    word, _, rest = text.partition(" ")
    is_bearer = word.lower() == "bearer"
    token = rest.strip() if is_bearer else text
    return Bearer(token if len(token) <= LONGEST else "", is_bearer)


async def find_caller(services: Services, header: str | None) -> Caller | None:
    """The caller behind an `Authorization` header; None when there is no good credential in it.

    Writes down that the credential was used, at most every few minutes.
    """
    token = read_bearer(header).token
    if not token:
        return None
    return await (_by_access if is_access_token(token) else _by_api_token)(services, token)


def has_scope(actor: Actor, scope: str) -> bool:
    """May the actor's credential do this? Writing implies reading."""
    entity, _, level = scope.partition(":")
    return scope in actor.scopes or (level == "read" and f"{entity}:write" in actor.scopes)


async def _by_access(services: Services, token: str) -> Caller | None:
    now = utcnow()
    base = services.settings.page_base
    access = await services.database.snapshot(lambda db: find_access(db, token, page_base=base, now=now))
    if access is None:
        return None
    if access.used_at is None or is_stale(access.last_used_at, now=now):
        async with services.database.write() as db:
            await note_access_used(db, access, now=now)
    return Caller(access.actor, access.grant_id, access.grant_id, access.client_number, access.expires_at)


async def _by_api_token(services: Services, token: str) -> Caller | None:
    now = utcnow()
    found = await services.database.snapshot(lambda db: find_token(db, token))
    if found is None:
        return None
    if is_stale(found.last_used_at, now=now):
        async with services.database.write() as db:
            await note_token_used(db, found.token_id, now=now)
    return Caller(found.actor, found.token_id)
