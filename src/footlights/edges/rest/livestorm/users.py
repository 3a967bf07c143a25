"""`/users`: the team."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Resource, many, unix
from footlights.edges.rest.livestorm.inputs import Query, choice, email_filter, email_keys, flag_filter, read_query
from footlights.edges.rest.livestorm.paging import read_page
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import list_team_members


@get("/users")
async def list_users(services: Running, request: Asked) -> Response[Any]:
    """The team, newest first; filters email, role, pending_invite."""
    actor = await find_actor(services, request, "admin:read")
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        members = (await list_team_members(db, actor))[::-1]
    wanted = _filtered(members, query)
    rows = wanted[page.offset : page.offset + page.size]
    return many(request, [user_resource(member) for member in rows], page.meta(len(wanted)))


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


def _filtered(members: list[TeamMember], query: Query) -> list[TeamMember]:
    emails = email_keys(email_filter(query))
    roles, pending = choice(query, "role", ("host", "moderator")), flag_filter(query, "pending_invite")
    return [
        member
        for member in members
        if (not emails or member.person.email_key in emails)
        and (not roles or member.room_role in roles)
        and (pending is None or (member.joined_at is None) == pending)
    ]
