"""Idempotency-Key: a POST that is sent again with the same key is answered as the first time, and does nothing."""

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.operations import operation_of
from footlights.idempotency.keys import PendingKey, check_key, digest_of, pending_key, refuse_second
from footlights.kit.clock import utcnow
from footlights.services import Services
from footlights.workspace.actors import Actor

HEADER = "idempotency-key"


async def note_key(services: Services, request: Asked, actor: Actor) -> None:
    """Remember the key of a POST for `writing.in_write`. Raises AnsweredBefore and KeyReused.

    What uploads a file looks after its key itself, because its body is not read at once.
    """
    pending_key.set(None)
    given = request.headers.get(HEADER)
    if given is None or request.method != "POST" or operation_of(request).uploads:
        return
    pending = PendingKey(
        actor.workspace_id,
        check_key(given.strip()),
        digest_of(request.url.path.encode(), await request.body()),
        request.route_handler.status_code,
        services.secret_key,
    )
    async with services.database.read() as db:
        await refuse_second(db, pending, now=utcnow())
    pending_key.set(pending)
