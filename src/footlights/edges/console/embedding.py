"""Which web sites may show rooms and forms of the workspace."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_page
from footlights.edges.console.forms import Form, problems_of
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.services import Services
from footlights.workspace.queries import get_workspace
from footlights.workspace.sites import set_sites


@get("/settings/embedding")
async def show_sites(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        workspace = await get_workspace(db, visitor.actor)
        return await _page(request, db, visitor, {"sites": "\n".join(workspace.embed_origins)})


@post("/settings/embedding")
async def save_sites(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    """Take the list, a site a line."""
    try:
        async with services.database.write() as db:
            await set_sites(db, visitor.actor, form.text("sites").splitlines(), now=utcnow())
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        async with services.database.read() as db:
            return await _page(request, db, visitor, form.values(), problems_of(refusal))
    return go(request, f"{PATH}/settings/embedding", _("Saved."), place="sites")


async def _page(
    request: Asked, db: Db, visitor: Visitor, values: dict[str, str], problems: dict[str, str] | None = None
) -> Html:
    services: Services = request.app.state.services
    base_url = services.settings.embed_base
    return await render_page(
        request, db, visitor, "embedding.html", nav="settings", values=values, problems=problems, base_url=base_url
    )
