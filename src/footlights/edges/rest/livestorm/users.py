"""`/users`: the team."""

from typing import Any, Literal, get_args

import msgspec
from litestar import Response, delete, get, post
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, many, nothing, one, unix
from footlights.edges.rest.livestorm.inputs import (
    Query,
    choice,
    email_filter,
    email_keys,
    flag_filter,
    order,
    read_attributes,
    read_id,
    read_query,
    text,
)
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.writing import in_write
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.workspace.actions import get_team_member_for, invite_team_member, remove_team_member
from footlights.workspace.errors import NoSuchTeamMember
from footlights.workspace.models import Person, TeamMember, Workspace

SORTS = {"created_at": TeamMember.created_at, "updated_at": TeamMember.updated_at}
RoomRole = Literal["host", "moderator"]


class UserAttributes(msgspec.Struct, kw_only=True):
    """A team member; names are null until the invitation is accepted."""

    role: RoomRole
    created_at: int
    updated_at: int
    first_name: str | None
    last_name: str | None
    email: str
    avatar_link: str | None
    locale: str
    pending_invite: bool
    website_link: str | None = None
    linkedin_link: str | None = None
    facebook_link: str | None = None
    twitter_handle: str | None = None


class UserInput(msgspec.Struct, kw_only=True):
    email: str
    role: RoomRole = "moderator"


@get(
    "/users",
    opt=Operation(
        name="listUsers",
        scopes=("admin:read",),
        answers="users",
        many=True,
        query=("filter[email]", "filter[role:team]", "filter[pending_invite]", "sort"),
    ).opt(),
)
async def list_users(services: Running, request: Asked) -> Response[Any]:
    """The team, newest first."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    team = (TeamMember.workspace_id == actor.workspace_id) & TeamMember.removed_at.is_(None)
    wanted = (
        select(TeamMember, Workspace.language)
        .join(Person, Person.id == TeamMember.id)
        .join(Workspace, Workspace.id == TeamMember.workspace_id)
        .options(contains_eager(TeamMember.person))
        .where(team, *_filters(query))
    )
    count = select(func.count()).select_from(wanted.with_only_columns(TeamMember.id).subquery())
    ordered = wanted.order_by(*order(query, SORTS, default="-created_at", id=TeamMember.id))
    async with services.database.read() as db:
        meta = page.meta(await db.scalar(count) or 0)
        rows = (await db.execute(ordered.limit(page.size).offset(page.offset))).all()
    return many(request, [user_resource(member, language) for member, language in rows], meta)


@post(
    "/users",
    status_code=201,
    opt=Operation(
        name="inviteUser", scopes=("admin:write",), answers="users", takes=UserInput, refusals=(400, 409, 422)
    ).opt(),
)
async def invite(services: Running, request: Asked) -> Response[Any]:
    """Invite somebody to the team by mail, as host or moderator."""
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "users")
    email, role = text(attributes, "email") or "", text(attributes, "role") or "moderator"
    if role not in get_args(RoomRole):
        raise Invalid("Choose host or moderator.", code="unknown_role", pointer="role")

    async def work(db: Db) -> Resource:
        member = await invite_team_member(db, actor, email=email, room_role=role, now=utcnow())
        await db.flush()
        return await read_user(db, await get_team_member_for(db, actor, member.id))

    return one(request, await in_write(services, work), status=201)


@get(
    "/users/{user_id:str}",
    opt=Operation(name="getUser", scopes=("admin:read",), answers="users", refusals=(404,)).opt(),
)
async def show(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """One team member. (Livestorm has no such address.)"""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        return one(request, await read_user(db, await get_team_member_for(db, actor, _id(user_id))))


@delete(
    "/users/{user_id:str}",
    status_code=204,
    opt=Operation(name="removeUser", scopes=("admin:write",), refusals=(404, 422)).opt(),
)
async def remove(services: Running, request: Asked, user_id: PathText) -> Response[None]:
    """End somebody's membership, sign-ins and tokens. The last owner stays."""
    actor = await find_actor(services, request)
    await in_write(services, lambda db: remove_team_member(db, actor, _id(user_id), now=utcnow()))
    return nothing(request)


def user_resource(member: TeamMember, language: str) -> Resource:
    person, is_pending = member.person, member.joined_at is None
    return Resource(
        "users",
        member.id,
        UserAttributes(
            role=member.room_role,  # type: ignore[arg-type]
            created_at=unix(member.created_at),
            updated_at=unix(member.updated_at),
            first_name=None if is_pending else person.first_name,
            last_name=None if is_pending else person.last_name,
            email=person.email,
            avatar_link=person.avatar_url,
            locale=language,
            pending_invite=is_pending,
        ),
    )


async def read_user(db: Db, member: TeamMember) -> Resource:
    """`member.person` is loaded."""
    language = await db.scalar(select(Workspace.language).where(Workspace.id == member.workspace_id))
    return user_resource(member, language or "en")


def _id(text: str) -> str:
    found = read_id(text)
    if found is None:
        raise NoSuchTeamMember("There is no such team member.")
    return found


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    emails = email_filter(query)
    if emails:
        found.append(Person.email_key.in_(email_keys(emails)))
    roles = choice(query, "role", ("host", "moderator"))
    if roles:
        found.append(TeamMember.room_role.in_(roles))
    pending = flag_filter(query, "pending_invite")
    if pending is not None:
        found.append(TeamMember.joined_at.is_(None) if pending else TeamMember.joined_at.is_not(None))
    return found
