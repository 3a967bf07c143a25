"""API apps: programs that may ask people for access with OAuth2. Register, show the secret once, delete."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_dialog, render_page
from footlights.edges.console.forms import Form, problems_of
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, InvalidFields
from footlights.oauth.clients import get_client_for, list_clients, register_client, remove_client
from footlights.oauth.models import Client
from footlights.services import Services
from footlights.workspace.actions import Issued
from footlights.workspace.queries import list_team_members
from footlights.workspace.rules import SCOPE_ENTITIES, SCOPES


@get("/apps")
async def show_apps(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        return await _apps_page(request, services, db, visitor)


@post("/apps")
async def create(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Html:
    """Register a program. Its secret is in this answer and nowhere else, so there is no redirect."""
    scopes = form.all("scopes")
    try:
        _check(form, scopes)
        async with services.database.write() as db:
            issued = await register_client(
                db,
                visitor.actor,
                name=form.text("name"),
                redirect_uris=form.text("redirect").split(),
                scopes=scopes,
                is_public=form.text("kind") == "public",
                now=utcnow(),
            )
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        problems = problems_of(refusal)
        if refusal.kind == "conflict":
            problems = {"name": _("You have an app of this name, or with one of these addresses, already.")}
        async with services.database.read() as db:
            return await _apps_page(
                request, services, db, visitor, values=form.values(), chosen=scopes, problems=problems
            )
    async with services.database.read() as db:
        return await _apps_page(request, services, db, visitor, issued=issued)


@get("/apps/{number:str}/remove")
async def ask_remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], number: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        client = await get_client_for(db, visitor.actor, number)
        return await render_dialog(request, db, visitor, "ask_remove_app.html", nav="developers", client=client)


@post("/apps/{number:str}/remove")
async def remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], number: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await remove_client(db, visitor.actor, number, now=utcnow())
    return go(request, f"{PATH}/apps", _("The app is deleted. Whoever had let it in has nothing to do."))


def _check(form: Form, scopes: list[str]) -> None:
    problems = {}
    if not form.text("name"):
        problems["name"] = _("Give the app a name.")
    if not form.text("redirect"):
        problems["redirect"] = _("Give the address that people come back to.")
    if not scopes:
        problems["scopes"] = _("Choose what the app may ask for.")
    if problems:
        raise InvalidFields(problems)


async def _apps_page(
    request: Asked,
    services: Services,
    db: Db,
    visitor: Visitor,
    *,
    values: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    issued: Issued[Client] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    owners = {member.id: member.person.name for member in await list_team_members(db, visitor.actor)}
    base = services.settings.base_url
    return await render_page(
        request,
        db,
        visitor,
        "api_apps.html",
        nav="developers",
        clients=await list_clients(db, visitor.actor),
        owners=owners,
        issued=issued,
        entities=SCOPE_ENTITIES,
        chosen=list(SCOPES) if chosen is None else chosen,
        values=values or {"kind": "confidential"},
        authorize_url=f"{base}/oauth/authorize",
        token_url=f"{base}/oauth/token",
        problems=problems,
    )
