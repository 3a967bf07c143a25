"""`/users`: the team, whose members are sub-accounts to the owner and admins."""

from typing import Any

from litestar import Response, delete, get, post, put, route
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.lists import includes, many, order, read_page
from footlights.edges.rest.livewebinar.resources.users import KIND, read_users, settings_document
from footlights.edges.rest.livewebinar.rooms import find_number
from footlights.edges.rest.livewebinar.user_input import read_settings, read_user
from footlights.edges.rest.livewebinar.widgets import answer_created, answer_list
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, has_words
from footlights.kit.errors import Invalid
from footlights.numbering import find_numbered, number_all
from footlights.numbering.models import Number
from footlights.services import Services
from footlights.workspace.accounts import (
    AccountChange,
    accounts_of,
    create_account,
    get_visible_member_for,
    remove_account,
    update_account,
    visible_members,
)
from footlights.workspace.actors import Actor
from footlights.workspace.errors import NoSuchTeamMember
from footlights.workspace.models import Account, Person, TeamMember
from footlights.workspace.rules import check_email

READ, WRITE = "admin:read", "admin:write"
SORTS = {
    "email": Person.email_key,
    "first_name": Person.first_name,
    "last_name": Person.last_name,
    "created_at": TeamMember.created_at,
}


@get("/users")
async def list_users(services: Running, request: Asked) -> Response[Any]:
    """Whom the account sees: itself, and as an owner or admin everyone on the team. `email` is an exact match."""
    actor = await find_actor(services, request, READ)
    email = request.query_params.get("email", "").strip()
    return await _list(services, request, actor, *([_has_email(email)] if email else []))


@get("/users/search")
async def search_users(services: Running, request: Asked) -> Response[Any]:
    """Those with `phrase` in a name or the e-mail; every word must be found."""
    actor = await find_actor(services, request, READ)
    words = request.query_params.get("phrase", "").split()[:5]
    return await _list(services, request, actor, *(_has_word(word) for word in words))


@post("/users", status_code=201)
async def create(services: Running, request: Asked) -> Response[Any]:
    """Make a sub-account; with `confirmed` it can be used at once, else a mail leads in."""
    actor = await find_actor(services, request, WRITE)
    change = read_user(await read_body(request), is_new=True)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        return await _read(db, request, await create_account(db, actor, change, now=utcnow()))

    return one(request, await in_write(services, work), status=201)


@get("/users/{user_id:str}")
async def show(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, READ)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        return await _read(db, request, await _member(db, actor, user_id))

    return one(request, await in_read(services, work))


@route("/users/{user_id:str}", http_method=["PUT", "PATCH"])
async def update(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """Set what the body names; nothing is required."""
    return await _change(services, request, user_id, read_user(await read_body(request), is_new=False))


@delete("/users/{user_id:str}", status_code=204)
async def remove(services: Running, request: Asked, user_id: PathText) -> Response[None]:
    """Take somebody off the team; their rooms stay."""
    actor = await find_actor(services, request, WRITE)

    async def work(db: Db) -> None:
        member = await _member(db, actor, user_id)
        await remove_account(db, actor, member.id, now=utcnow())

    await in_write(services, work)
    return nothing(request)


@route("/users/{user_id:str}/enable", http_method=["PUT", "POST"], status_code=200)
async def enable(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    return await _change(services, request, user_id, AccountChange(is_active=True))


@route("/users/{user_id:str}/disable", http_method=["PUT", "POST"], status_code=200)
async def disable(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """Keep somebody out of the console and the APIs."""
    return await _change(services, request, user_id, AccountChange(is_active=False))


@get("/users/{user_id:str}/settings")
async def show_settings(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """What rooms of this account begin with."""
    actor = await find_actor(services, request, READ)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        return await _read_settings(db, await _member(db, actor, user_id))

    return one(request, await in_read(services, work))


@put("/users/{user_id:str}/settings")
async def update_settings(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    actor = await find_actor(services, request, WRITE)
    wanted = read_settings(await read_body(request))

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        member = await _member(db, actor, user_id)
        return await _read_settings(db, await update_account(db, actor, member.id, wanted, now=utcnow()))

    return one(request, await in_write(services, work))


@get("/users/{user_id:str}/widgets")
async def list_widgets(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """Rooms of this user, as `/widgets` lists them."""
    actor = await find_actor(services, request, "events:read")
    async with services.database.read() as db:
        member = await _member(db, actor, user_id)
    return await answer_list(services, request, actor, Event.owner_id == member.id)


@post("/users/{user_id:str}/widgets", status_code=201)
async def create_widget(services: Running, request: Asked, user_id: PathText) -> Response[Any]:
    """Make a room that belongs to this user."""
    actor = await find_actor(services, request, "events:write")
    async with services.database.read() as db:
        member = await _member(db, actor, user_id)
    return await answer_created(services, request, actor, owner_id=member.id)


async def _list(services: Services, request: Asked, actor: Actor, *conditions: ColumnElement[bool]) -> Response[Any]:
    page, include = read_page(request), includes(request)
    visible = visible_members(actor)
    by = order(request, SORTS, id=Number.number)

    async def work(db: Db) -> tuple[list[dict[str, Any]], int]:  # Any: JSON
        joined = (TeamMember.created_at, TeamMember.id)
        await number_all(db, KIND, TeamMember.id, TeamMember.workspace_id, *visible, by=joined)
        rows = (
            select(TeamMember)
            .join(Person, Person.id == TeamMember.id)
            .join(Number, (Number.row_id == TeamMember.id) & (Number.kind == KIND))
            .outerjoin(Account, Account.id == TeamMember.id)
            .where(*visible, *conditions)
        )
        total = await db.scalar(rows.with_only_columns(func.count())) or 0
        paged = rows.options(contains_eager(TeamMember.person)).order_by(*by).limit(page.size).offset(page.offset)
        return await read_users(db, list(await db.scalars(paged)), include=include), total

    users, total = await in_read(services, work)
    return many(request, users, page, total)


async def _change(services: Services, request: Asked, user_id: str, wanted: AccountChange) -> Response[Any]:
    actor = await find_actor(services, request, WRITE)

    async def work(db: Db) -> dict[str, Any]:  # Any: JSON
        member = await _member(db, actor, user_id)
        return await _read(db, request, await update_account(db, actor, member.id, wanted, now=utcnow()))

    return one(request, await in_write(services, work))


async def _member(db: Db, actor: Actor, user_id: str) -> TeamMember:
    number = find_number(user_id)
    member_id = await find_numbered(db, actor.workspace_id, KIND, number) if number else None
    if member_id is None:
        raise NoSuchTeamMember("There is no such user.")
    return await get_visible_member_for(db, actor, member_id)


async def _read(db: Db, request: Asked, member: TeamMember) -> dict[str, Any]:  # Any: JSON
    (user,) = await read_users(db, [member], include=includes(request))
    return user


async def _read_settings(db: Db, member: TeamMember) -> dict[str, Any]:  # Any: JSON
    return settings_document(member, (await accounts_of(db, [member.id])).get(member.id))


def _has_email(email: str) -> ColumnElement[bool]:
    """A blank may have been a plus that was not encoded."""
    keys = []
    for text in {email, email.replace(" ", "+")}:
        try:
            keys.append(check_email(text)[1])
        except Invalid:
            continue
    return Person.email_key.in_(keys)


def _has_word(word: str) -> ColumnElement[bool]:
    columns = (Person.email, Person.first_name, Person.last_name, Account.user_name)
    return or_(*(has_words(column, word) for column in columns))
