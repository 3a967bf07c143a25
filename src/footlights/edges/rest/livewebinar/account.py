"""`/me`."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.resources.users import read_users
from footlights.edges.rest.livewebinar.working import in_read
from footlights.kit.database import Db
from footlights.workspace.actions import get_team_member_for


@get("/me")
async def me(services: Running, request: Asked) -> Response[Any]:
    """Whom the token stands for, with the profile."""
    actor = await find_actor(services, request, "identity:read")

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        member = await get_team_member_for(db, actor, actor.person_id or "")
        (user,) = await read_users(db, [member], include=frozenset({"profile"}))
        return user

    return one(request, await in_read(services, work))
