"""Who asks, and whether they may."""

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.errors import BadToken
from footlights.edges.rest.livestorm.limits import count_call
from footlights.edges.rest.livestorm.once import note_key
from footlights.edges.rest.livestorm.operations import operation_of
from footlights.kit.clock import utcnow
from footlights.kit.errors import Forbidden
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.queries import find_caller, is_stale, note_token_used

LONGEST = 1024


async def find_actor(services: Services, request: Asked) -> Actor:
    """The actor behind `Authorization: TOKEN` or `Authorization: Bearer TOKEN`, with a scope of the operation.

    Writing implies reading. Refuses with BadToken (401), TooManyCalls (429) and Forbidden (403), in this order.
    """
    header = request.headers.get("authorization", "").strip()
    word, _, rest = header.partition(" ")
    is_bearer = word.lower() == "bearer"
    token = rest.strip() if is_bearer else header
    if not token or len(token) > LONGEST:
        raise BadToken(is_bearer=is_bearer)
    now = utcnow()
    async with services.database.read() as db:
        caller = await find_caller(db, token)
    if caller is None:
        raise BadToken(is_bearer=is_bearer)
    actor = caller.actor
    await count_call(services.limits, request, workspace_id=actor.workspace_id, token_id=caller.token_id)
    if is_stale(caller.last_used_at, now=now):
        async with services.database.write() as db:
            await note_token_used(db, caller.token_id, now=now)
    scopes = operation_of(request).scopes
    if scopes and not any(_has(actor, scope) for scope in scopes):
        raise Forbidden(f"This token lacks the scope {scopes[0]}.", code="scope_missing")
    await note_key(services, request, actor)
    return actor


def _has(actor: Actor, scope: str) -> bool:
    entity, _, level = scope.partition(":")
    return scope in actor.scopes or (level == "read" and f"{entity}:write" in actor.scopes)
