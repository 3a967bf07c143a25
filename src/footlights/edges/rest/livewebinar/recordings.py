"""`/recordings`: there are none yet, since this server does not record."""

from typing import Any

from litestar import Response, delete, get, put

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.lists import many, read_page
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read
from footlights.kit.errors import NotFound


@get("/widgets/{number:str}/recordings")
async def of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Recordings of a room."""
    actor = await find_actor(services, request, "events:read")
    await in_read(services, lambda db: get_room_for(db, actor, number))
    return many(request, [], read_page(request), 0)


@get("/recordings")
async def list_recordings(services: Running, request: Asked) -> Response[Any]:
    """Recordings of all rooms."""
    await find_actor(services, request, "events:read")
    return many(request, [], read_page(request), 0)


@get("/recordings/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    await find_actor(services, request, "events:read")
    raise NotFound("There is no such recording.")


@put("/recordings/{number:str}")
async def update(services: Running, request: Asked, number: PathText) -> Response[Any]:
    await find_actor(services, request, "events:write")
    raise NotFound("There is no such recording.")


@delete("/recordings/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> None:
    await find_actor(services, request, "events:write")
    raise NotFound("There is no such recording.")


routes = [of_room, list_recordings, show, update, remove]
