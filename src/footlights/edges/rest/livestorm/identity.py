"""`/ping`, `/me`, `/organization`."""

from typing import Any

import msgspec
from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, nothing, one
from footlights.edges.rest.livestorm.inputs import includes, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.services import Services
from footlights.workspace.models import Workspace
from footlights.workspace.queries import get_workspace


class OrganizationAttributes(msgspec.Struct, kw_only=True):
    name: str
    slug: str
    parent_id: str | None = None


@get("/ping", opt=Operation(name="ping").opt())
async def ping(services: Running, request: Asked) -> Response[None]:
    """Is the credential good? Needs no scope; the body is empty."""
    await find_actor(services, request)
    return nothing(request, status=200)


@get(
    "/me",
    opt=Operation(name="getMe", scopes=("identity:read",), answers="organizations", include=("organization",)).opt(),
)
async def me(services: Running, request: Asked) -> Response[Any]:
    """Whom an API token stands for: its organization."""
    return await _organization(services, request)


@get(
    "/organization",
    opt=Operation(
        name="getOrganization",
        scopes=("identity:read", "admin:read"),
        answers="organizations",
        include=("organization",),
    ).opt(),
)
async def organization(services: Running, request: Asked) -> Response[Any]:
    """The organization that the token belongs to."""
    return await _organization(services, request)


def organization_resource(workspace: Workspace) -> Resource:
    return Resource("organizations", workspace.id, OrganizationAttributes(name=workspace.name, slug=workspace.slug))


async def _organization(services: Services, request: Asked) -> Response[Any]:
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        workspace = await get_workspace(db, actor)
    resource = organization_resource(workspace)
    if "organization" in includes(read_query(request)):
        resource.related["organization"] = organization_resource(workspace)
    return one(request, resource)
