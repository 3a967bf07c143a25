"""`/ping`, `/me`, `/organization`."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Resource, answer, one
from footlights.edges.rest.livestorm.inputs import includes, read_query
from footlights.services import Services
from footlights.workspace.models import Workspace
from footlights.workspace.queries import get_workspace


@get("/ping")
async def ping(services: Running, request: Asked) -> Response[Any]:
    """Is the credential good? Needs no scope; the body is empty."""
    await find_actor(services, request)
    return answer(request, None)


@get("/me")
async def me(services: Running, request: Asked) -> Response[Any]:
    """Whom an API token stands for: its organization."""
    return await _organization(services, request, "identity:read")


@get("/organization")
async def organization(services: Running, request: Asked) -> Response[Any]:
    return await _organization(services, request, "identity:read", "admin:read")


def organization_resource(workspace: Workspace) -> Resource:
    return Resource("organizations", workspace.id, {"name": workspace.name, "slug": workspace.slug, "parent_id": None})


async def _organization(services: Services, request: Asked, *scopes: str) -> Response[Any]:
    actor = await find_actor(services, request, *scopes)
    async with services.database.read() as db:
        workspace = await get_workspace(db, actor)
    resource = organization_resource(workspace)
    if "organization" in includes(read_query(request)):
        resource.related["organization"] = organization_resource(workspace)
    return one(request, resource)
