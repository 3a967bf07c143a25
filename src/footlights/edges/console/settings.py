"""The workspace's settings and one's own account."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor, sign_in_cookie
from footlights.edges.console.answers import Html, go, render_page
from footlights.edges.console.choices import LANGUAGES, time_zones
from footlights.edges.console.forms import Form, problems_of
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid
from footlights.oauth.apps import list_connected_apps
from footlights.services import Services
from footlights.workspace.actions import (
    change_password,
    open_sign_in,
    revoke_sign_in,
    set_theme,
    update_workspace,
)
from footlights.workspace.queries import get_workspace, list_sign_ins


@get("/settings")
async def show_settings(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    return await settings_page_with(request, services, visitor)


@post("/settings")
async def save_settings(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    try:
        if form.text("language") not in dict(LANGUAGES):
            raise Invalid(_("Choose a language from the list."), pointer="language")
        async with services.database.write() as db:
            await update_workspace(
                db,
                visitor.actor,
                name=form.text("name"),
                time_zone=form.text("time_zone"),
                language=form.text("language"),
                now=utcnow(),
            )
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        async with services.database.read() as db:
            return await _settings_page(request, db, visitor, form.values(), problems_of(refusal))
    return go(request, f"{PATH}/settings", _("Saved."), place="workspace")


async def settings_page_with(
    request: Asked, services: Services, visitor: Visitor, refusal: AppError | None = None
) -> Html:
    """The page as the workspace is, with what is wrong with a file that was sent to it."""
    async with services.database.read() as db:
        workspace = await get_workspace(db, visitor.actor)
        values = {"name": workspace.name, "time_zone": workspace.time_zone, "language": workspace.language}
        return await _settings_page(request, db, visitor, values, problems_of(refusal) if refusal else None)


@get("/account")
async def show_account(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        return await _account_page(request, db, visitor)


@post("/account/password")
async def save_password(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    """Change the password. Every sign-in ends, and this browser gets a new one."""
    try:
        if form.secret("new_password") != form.secret("repeat_password"):
            raise Invalid(_("The two new passwords differ."), pointer="repeat_password")
        async with services.database.write() as db:
            now = utcnow()
            await change_password(
                db,
                visitor.actor,
                current=form.secret("current_password"),
                new=form.secret("new_password"),
                now=now,
            )
            issued = open_sign_in(db, visitor.member.id, user_agent=visitor.sign_in.user_agent, now=now)
    except AppError as refusal:
        problems = problems_of(refusal, current="current_password", new="new_password")
        async with services.database.read() as db:
            return await _account_page(request, db, visitor, problems=problems)
    told = _("The password is changed. Every other browser is signed out.")
    answer = go(request, f"{PATH}/account#password", told, place="password")
    answer.set_cookie(sign_in_cookie(services, issued.token))
    return answer


@post("/account/theme")
async def save_theme(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    async with services.database.write() as db:
        await set_theme(db, visitor.actor, form.text("theme"), now=utcnow())
    return go(request, f"{PATH}/account#theme", _("Saved."), place="theme")


@post("/account/sign-ins/{sign_in_id:str}/revoke")
async def end_sign_in(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], sign_in_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await revoke_sign_in(db, visitor.actor, sign_in_id, now=utcnow())
    return go(request, f"{PATH}/account#sign-ins", _("That browser is signed out."), place="sign-ins")


@get("/more")
async def show_more(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    """On phones, where the bar at the foot has four places: everything else."""
    async with services.database.read() as db:
        return await render_page(request, db, visitor, "more.html", nav="more")


async def _settings_page(
    request: Asked, db: Db, visitor: Visitor, values: dict[str, str], problems: dict[str, str] | None = None
) -> Html:
    return await render_page(
        request,
        db,
        visitor,
        "settings.html",
        nav="settings",
        values=values,
        languages=LANGUAGES,
        zones=time_zones(),
        problems=problems,
    )


async def _account_page(request: Asked, db: Db, visitor: Visitor, *, problems: dict[str, str] | None = None) -> Html:
    now = utcnow()
    return await render_page(
        request,
        db,
        visitor,
        "account.html",
        nav="account",
        sign_ins=await list_sign_ins(db, visitor.actor, now=now),
        apps=await list_connected_apps(db, visitor.actor, now=now),
        problems=problems,
    )
