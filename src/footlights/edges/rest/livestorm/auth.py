"""Who asks, and whether they may."""

from footlights.edges.rest.bearer import Caller, find_caller, has_scope, read_bearer
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.errors import BadToken
from footlights.edges.rest.livestorm.limits import count_call
from footlights.edges.rest.livestorm.once import note_key
from footlights.edges.rest.livestorm.operations import operation_of
from footlights.kit.errors import Forbidden
from footlights.services import Services
from footlights.workspace.actors import Actor


async def find_actor(services: Services, request: Asked) -> Actor:
    """Whom the caller acts for. Refuses as `get_caller`."""
    return (await get_caller(services, request)).actor


async def get_caller(services: Services, request: Asked) -> Caller:
    """The caller behind the `Authorization` header, whose credential has a scope of the operation.

    Refuses with BadToken (401), TooManyCalls (429) and Forbidden (403), in this order.
    """
    header = request.headers.get("authorization")
    caller = await find_caller(services, header)
    if caller is None:
        raise BadToken(is_bearer=read_bearer(header).is_bearer)
    actor = caller.actor
    await count_call(services.limits, request, workspace_id=actor.workspace_id, token_id=caller.id)
    scopes = operation_of(request).scopes
    if scopes and not any(has_scope(actor, scope) for scope in scopes):
        raise Forbidden(f"This token lacks the scope {scopes[0]}.", code="scope_missing")
    await note_key(services, request, actor)
    return caller
