"""Logos of workspaces."""

from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.kit.errors import NotFound
from footlights.workspace.logos import find_logo

HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "public, max-age=31536000, immutable",
    "cross-origin-resource-policy": "cross-origin",
}


@get("/logos/{name:str}", include_in_schema=False)
async def show_logo(services: Running, name: PathText) -> Response[bytes]:
    """A logo under its random id, which changes with it; mails show it too."""
    async with services.database.read() as db:
        logo = await find_logo(db, name.removesuffix(".png"))
    if logo is None:
        raise NotFound("There is no such picture.")
    return Response(logo.content, media_type="image/png", headers=HEADERS)
