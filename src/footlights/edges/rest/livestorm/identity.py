"""`/ping`, `/me`, `/organization`, `/users`."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Resource, answer, many, one, unix
from footlights.edges.rest.livestorm.inputs import choice, email_filter, flag_filter, read_query
from footlights.edges.rest.livestorm.paging import read_page
from footlights.services import Services
from footlights.workspace.models import TeamMember, Workspace
from footlights.workspace.queries import get_workspace, list_team_members


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


@get("/users")
async def list_users(services: Running, request: Asked) -> Response[Any]:
    """The team, newest first."""
    actor = await find_actor(services, request, "admin:read")
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    emails = {email.lower() for email in email_filter(query)}
    roles, pending = choice(query, "role", ("host", "moderator")), flag_filter(query, "pending_invite")
    async with services.database.read() as db:
        members = (await list_team_members(db, actor))[::-1]
    wanted = [
        member
        for member in members
        if (not emails or member.person.email.lower() in emails)
        and (not roles or member.room_role in roles)
        and (pending is None or (member.joined_at is None) == pending)
    ]
    rows = wanted[page.offset : page.offset + page.size]
    return many(request, [user_resource(member) for member in rows], page.meta(len(wanted)))


def organization_resource(workspace: Workspace) -> Resource:
    return Resource("organizations", workspace.id, {"name": workspace.name, "slug": workspace.slug, "parent_id": None})


def user_resource(member: TeamMember) -> Resource:
    person = member.person
    return Resource(
        "users",
        member.id,
        {
            "role": member.room_role,
            "created_at": unix(member.created_at),
            "updated_at": unix(member.updated_at),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "avatar_link": person.avatar_url,
            "locale": "en",
            "pending_invite": member.joined_at is None,
            "website_link": None,
            "linkedin_link": None,
            "facebook_link": None,
            "twitter_handle": None,
        },
    )


async def _organization(services: Services, request: Asked, *scopes: str) -> Response[Any]:
    actor = await find_actor(services, request, *scopes)
    async with services.database.read() as db:
        workspace = await get_workspace(db, actor)
    return one(request, organization_resource(workspace))
