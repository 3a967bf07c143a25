"""Who asks, and whether they may."""

import re

from footlights.edges.rest.bearer import find_caller, has_scope, read_bearer
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.errors import UNKNOWN_VERSION, BadRequest, BadToken
from footlights.edges.rest.livewebinar.limits import count_call
from footlights.kit.errors import Forbidden
from footlights.services import Services
from footlights.workspace.actors import Actor

_VERSION = re.compile(r"application/vnd\.archiebot\.([^+;,\s]+)\+", re.IGNORECASE)


async def find_actor(services: Services, request: Asked, scope: str) -> Actor:
    """The actor behind `Authorization: Bearer …`, whose credential has the scope.

    Refuses with BadToken (401), TooManyCalls (429) and Forbidden (403), in this order.
    """
    header = request.headers.get("authorization")
    caller = await find_caller(services, header) if read_bearer(header).is_bearer else None
    if caller is None:
        raise BadToken
    actor = caller.actor
    await count_call(services, request, workspace_id=actor.workspace_id, caller_id=caller.id)
    if not has_scope(actor, scope):
        raise Forbidden(f"This token lacks the scope {scope}.", code="scope_missing")
    return actor


def check_version(request: Asked) -> None:
    """`Accept` may name version 1 of the vendor's media type, or anything else; another version is a BadRequest."""
    versions = {version.lower() for version in _VERSION.findall(request.headers.get("accept", ""))}
    if versions - {"v1"}:
        raise BadRequest(UNKNOWN_VERSION, code="unknown_version")
