"""The workspace's logo."""

import asyncio
from typing import Any

from litestar import Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import go
from footlights.edges.console.settings import settings_page_with
from footlights.edges.look import _
from footlights.kit.clock import utcnow
from footlights.kit.errors import AppError, Invalid
from footlights.services import Services
from footlights.workspace.actors import require_admin
from footlights.workspace.logos import LARGEST_BYTES, draw_logo, remove_logo, set_logo


@post("/settings/logo")
async def save_logo(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]
) -> Response[Any]:
    require_admin(visitor.actor)
    file = (await request.form()).get("logo")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid(_("Choose a file first."), code="no_file", pointer="logo")
        png = await asyncio.to_thread(draw_logo, await file.read(LARGEST_BYTES + 1))
    except AppError as refusal:
        return await settings_page_with(request, services, visitor, refusal)
    async with services.database.write() as db:
        await set_logo(db, visitor.actor, png, now=utcnow())
    return go(request, f"{PATH}/settings#logo", _("Saved."), place="logo")


@post("/settings/logo/remove")
async def drop_logo(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]
) -> Response[Any]:
    async with services.database.write() as db:
        await remove_logo(db, visitor.actor, now=utcnow())
    return go(request, f"{PATH}/settings#logo", _("The logo is removed."), place="logo")
