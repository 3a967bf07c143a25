"""Pictures of people, as they gave them."""

from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.kit.errors import NotFound
from footlights.workspace.pictures import find_picture


@get("/pictures/{name:str}", include_in_schema=False)
async def show_picture(services: Running, name: PathText) -> Response[bytes]:
    """A picture under its random id; nothing in it can run."""
    async with services.database.read() as db:
        picture = await find_picture(db, name.partition(".")[0])
    if picture is None:
        raise NotFound("There is no such picture.")
    headers = {
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
        "cross-origin-resource-policy": "same-site",
    }
    return Response(picture.content, media_type=picture.media_type, headers=headers)
