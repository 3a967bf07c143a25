"""API tokens: make, show once, revoke."""

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
from footlights.kit.errors import AppError, InvalidFields, NotFound
from footlights.services import Services
from footlights.workspace.actions import Issued, create_api_token, revoke_api_token
from footlights.workspace.models import ApiToken
from footlights.workspace.queries import list_api_tokens, list_team_members
from footlights.workspace.rules import SCOPE_ENTITIES


@get("/developers")
async def show_tokens(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        return await _tokens_page(request, services, db, visitor)


@post("/developers/tokens")
async def create(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Html:
    """Make a token. Its text is in this answer and nowhere else, so there is no redirect."""
    scopes = form.all("scopes")
    try:
        _check(form, scopes)
        async with services.database.write() as db:
            issued = await create_api_token(
                db,
                visitor.actor,
                name=form.text("name"),
                scopes=scopes,
                page_base=0 if form.text("page_base") == "0" else 1,
                now=utcnow(),
            )
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        async with services.database.read() as db:
            return await _tokens_page(
                request,
                services,
                db,
                visitor,
                values=form.values(),
                chosen=scopes,
                problems=problems_of(refusal),
            )
    async with services.database.read() as db:
        return await _tokens_page(request, services, db, visitor, issued=issued)


@get("/developers/tokens/{token_id:str}/revoke")
async def ask_revoke(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], token_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        token = next((token for token in await list_api_tokens(db, visitor.actor) if token.id == token_id), None)
        if token is None:
            raise NotFound(_("There is no such token."))
        return await render_dialog(request, db, visitor, "ask_revoke.html", nav="developers", token=token)


@post("/developers/tokens/{token_id:str}/revoke")
async def revoke(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], token_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await revoke_api_token(db, visitor.actor, token_id, now=utcnow())
    return go(request, f"{PATH}/developers", _("The token is revoked. Programs that use it are refused from now on."))


def _check(form: Form, scopes: list[str]) -> None:
    problems = {}
    if not form.text("name"):
        problems["name"] = _("Give the token a name.")
    if not scopes:
        problems["scopes"] = _("Choose what the token may do.")
    if problems:
        raise InvalidFields(problems)


async def _tokens_page(
    request: Asked,
    services: Services,
    db: Db,
    visitor: Visitor,
    *,
    values: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    issued: Issued[ApiToken] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    makers = {member.id: member.person.name for member in await list_team_members(db, visitor.actor)}
    return await render_page(
        request,
        db,
        visitor,
        "developers.html",
        nav="developers",
        tokens=await list_api_tokens(db, visitor.actor),
        makers=makers,
        issued=issued,
        entities=SCOPE_ENTITIES,
        chosen=chosen or [],
        values=values or {"page_base": str(services.settings.page_base)},
        api_url=f"{services.settings.api_base}/v1",
        problems=problems,
    )
