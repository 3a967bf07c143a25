"""The programs that a team member has let in, on the page of their account."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_dialog
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound
from footlights.oauth.apps import disconnect_app, list_connected_apps
from footlights.services import Services


@get("/account/apps/{app_id:str}/disconnect")
async def ask_disconnect(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], app_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        apps = await list_connected_apps(db, visitor.actor, now=utcnow())
        app = next((app for app in apps if app.id == app_id), None)
        if app is None:
            raise NotFound(_("There is no such app."))
        return await render_dialog(request, db, visitor, "ask_disconnect.html", nav="account", app=app)


@post("/account/apps/{app_id:str}/disconnect")
async def disconnect(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], app_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await disconnect_app(db, visitor.actor, app_id, now=utcnow())
    return go(request, f"{PATH}/account#apps", _("The app has no access any more."), place="apps")
