"""`/ping`, `/me`, `/organization`."""

from typing import Any

import msgspec
from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor, get_caller
from footlights.edges.rest.livestorm.documents import Resource, nothing, one
from footlights.edges.rest.livestorm.inputs import includes, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.users import read_user
from footlights.services import Services
from footlights.workspace.actions import get_team_member_for
from footlights.workspace.actors import Actor
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
    opt=Operation(
        name="getMe",
        scopes=("identity:read",),
        answers="organizations",
        answers_oauth="users",
        include=("organization",),
    ).opt(),
)
async def me(services: Running, request: Asked) -> Response[Any]:
    """Whom the token stands for: an API token for its organization.

    An OAuth2 token stands for the user who let the program in; their organization is in `included`.
    """
    caller = await get_caller(services, request)
    return await (_user if caller.grant_id else _organization)(services, request, caller.actor)


@get(
    "/organization",
    opt=Operation(
        name="getOrganization",
        scopes=("identity:read", "admin:read"),
        answers="organizations",
        answers_oauth="users",
        include=("organization",),
    ).opt(),
)
async def organization(services: Running, request: Asked) -> Response[Any]:
    """The organization that the token belongs to.

    With `include=organization` an OAuth2 token is answered as by `/me`: one client looks for both there.
    """
    caller = await get_caller(services, request)
    is_user = caller.grant_id is not None and _includes_organization(request)
    return await (_user if is_user else _organization)(services, request, caller.actor)


def organization_resource(workspace: Workspace) -> Resource:
    return Resource("organizations", workspace.id, OrganizationAttributes(name=workspace.name, slug=workspace.slug))


async def _user(services: Services, request: Asked, actor: Actor) -> Response[Any]:
    async with services.database.read() as db:
        user = await read_user(db, await get_team_member_for(db, actor, actor.person_id or ""))
        user.related["organization"] = organization_resource(await get_workspace(db, actor))
    return one(request, user)


async def _organization(services: Services, request: Asked, actor: Actor) -> Response[Any]:
    async with services.database.read() as db:
        workspace = await get_workspace(db, actor)
    resource = organization_resource(workspace)
    if _includes_organization(request):
        resource.related["organization"] = organization_resource(workspace)
    return one(request, resource)


def _includes_organization(request: Asked) -> bool:
    return "organization" in includes(read_query(request))
