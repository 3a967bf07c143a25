"""The consent page of OAuth2: which program asks, for what, and where the browser goes afterwards.

`/oauth/authorize` and its like lead here with the program's parameters, which are checked again at each step. The page
cannot be framed, and its forms carry the token of every console form.
"""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from footlights.edges.console.access import Asked, Visitor
from footlights.edges.console.answers import Html, render_bare
from footlights.edges.console.forms import Form
from footlights.edges.rest.oauth.authorizing import OPENER
from footlights.edges.rest.oauth.fields import read_query
from footlights.edges.web import content_policy
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound
from footlights.oauth.asking import Question, Refused, decide, read_question
from footlights.oauth.rules import DIALECTS, DialectName, origin_of
from footlights.services import Services
from footlights.workspace.queries import get_workspace


@get("/authorize/{dialect:str}")
async def show_consent(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], dialect: FromPath[str]
) -> Response[Any]:
    fields = read_query(request)
    async with services.database.read() as db:
        try:
            question = await read_question(
                db,
                fields,
                _known(dialect),
                issuer=services.settings.base_url,
                member=visitor.member,
                now=utcnow(),
            )
        except Refused as refused:
            return _lead(refused.location)
        workspace = await get_workspace(db, visitor.actor)
    return _page(request, services, question, visitor=visitor, workspace=workspace)


@post("/authorize/{dialect:str}")
async def answer(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    form: NamedDependency[Form],
    dialect: FromPath[str],
) -> Response[Any]:
    """Lead the browser back to the program, with a code if the person said yes."""
    async with services.database.write() as db:
        try:
            location = await decide(
                db,
                visitor.actor,
                read_query(request),
                _known(dialect),
                allow=form.text("decision") == "allow",
                issuer=services.settings.base_url,
                now=utcnow(),
            )
        except Refused as refused:
            location = refused.location
    return _lead(location)


def _known(dialect: str) -> DialectName:
    if dialect not in DIALECTS:
        raise NotFound("There is nothing here.")
    return DIALECTS[dialect].name


def _lead(location: str) -> Response[Any]:
    return Redirect(location, status_code=302, headers=OPENER)


def _page(request: Asked, services: Services, question: Question, **view: Any) -> Html:  # Any: values for the template
    """Browsers check where a form's answer leads to, too, so the policy names the program's address."""
    query = bytes(request.scope.get("query_string", b"")).decode("ascii", "replace")
    rights = [scope.partition(":") for scope in question.scopes.split()]
    levels = {entity: level for entity, _colon, level in rights}  # write, which implies reading, comes after it
    page = render_bare(
        request,
        "consent.html",
        client=question.client,
        leads_to=origin_of(question.redirect_uri),
        levels=levels,
        action=f"{request.url.path}?{query}",
        **view,
    )
    policy = content_policy(services.settings.base_url)
    page.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {origin_of(question.redirect_uri)}"
    )
    page.headers["cross-origin-opener-policy"] = OPENER["cross-origin-opener-policy"]
    return page
