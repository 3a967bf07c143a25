"""The team: who belongs to it, inviting, disabling, removing."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_dialog, render_page
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.services import Services
from footlights.workspace.accounts import AccountChange, update_account
from footlights.workspace.actions import (
    get_team_member_for,
    invite_team_member,
    remove_team_member,
    resend_invitation,
)
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import list_team_members


@get("/team")
async def show_team(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        return await _team_page(request, db, visitor)


@post("/team")
async def invite(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    async def act(db: Db) -> TeamMember:
        return await invite_team_member(
            db,
            visitor.actor,
            email=form.text("email"),
            role=form.text("role") or "member",
            room_role=form.text("room_role") or "moderator",
            now=utcnow(),
        )

    try:
        await write(services.database, act)
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        async with services.database.read() as db:
            return await _team_page(request, db, visitor, values=form.values(), problems=problems_of(refusal))
    told = _("The invitation to %(email)s is on its way.") % {"email": form.text("email")}
    return go(request, f"{PATH}/team", told)


@post("/team/{member_id:str}/invitation")
async def resend(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], member_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await resend_invitation(db, visitor.actor, member_id, now=utcnow())
    return go(request, f"{PATH}/team", _("A new invitation is on its way; the earlier link no longer works."))


@post("/team/{member_id:str}/disable")
async def disable(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], member_id: FromPath[str]
) -> Response[Any]:
    told = _("%(name)s is signed out and keeps out of the console and the APIs until enabled again.")
    return await _switch(request, services, visitor, member_id, is_active=False, told=told)


@post("/team/{member_id:str}/enable")
async def enable(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], member_id: FromPath[str]
) -> Response[Any]:
    return await _switch(request, services, visitor, member_id, is_active=True, told=_("%(name)s can sign in again."))


@get("/team/{member_id:str}/remove")
async def ask_remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], member_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        member = await get_team_member_for(db, visitor.actor, member_id)
        return await render_dialog(request, db, visitor, "ask_remove_member.html", nav="team", member=member)


@post("/team/{member_id:str}/remove")
async def remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], member_id: FromPath[str]
) -> Response[Any]:
    try:
        async with services.database.write() as db:
            name = (await get_team_member_for(db, visitor.actor, member_id)).person.name
            await remove_team_member(db, visitor.actor, member_id, now=utcnow())
    except AppError as refusal:
        if refusal.kind != "invalid":
            raise
        return go(request, f"{PATH}/team", _(refusal.sentence), tone="warning")
    return go(request, f"{PATH}/team", _("%(name)s is no longer on the team.") % {"name": name})


async def _switch(
    request: Asked, services: Services, visitor: Visitor, member_id: str, *, is_active: bool, told: str
) -> Response[Any]:
    """`told` has a place for the name. A refusal that the button can meet, such as the last owner's, stands above."""
    try:
        async with services.database.write() as db:
            change = AccountChange(is_active=is_active)
            name = (await update_account(db, visitor.actor, member_id, change, now=utcnow())).person.name
    except AppError as refusal:
        if refusal.kind != "invalid":
            raise
        return go(request, f"{PATH}/team", _(refusal.sentence), tone="warning")
    return go(request, f"{PATH}/team", told % {"name": name})


async def _team_page(
    request: Asked,
    db: Db,
    visitor: Visitor,
    *,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    members = await list_team_members(db, visitor.actor)
    return await render_page(
        request,
        db,
        visitor,
        "team.html",
        nav="team",
        members=members,
        values=values or {"role": "member", "room_role": "moderator"},
        problems=problems,
    )
