"""`/packages`: how much an account may use."""

from typing import Any

from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.lists import all_of
from footlights.edges.rest.livewebinar.rooms import find_number
from footlights.kit.errors import NotFound
from footlights.workspace.packages import PACKAGES

READ = "identity:read"


@get("/packages")
async def list_packages(services: Running, request: Asked) -> Response[Any]:
    await find_actor(services, request, READ)
    return all_of(request, list(PACKAGES.values()))


@get("/packages/{package_id:str}")
async def show(services: Running, request: Asked, package_id: PathText) -> Response[Any]:
    await find_actor(services, request, READ)
    package = PACKAGES.get(find_number(package_id) or 0)
    if package is None:
        raise NotFound("There is no such package.")
    return one(request, package)
