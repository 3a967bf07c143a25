"""`/events/{id}/tags`."""

from typing import Any

import msgspec
from litestar import Response, delete, post

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, nothing, one
from footlights.edges.rest.livestorm.inputs import read_attributes, read_query, text
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.resources.tags import tag_resource
from footlights.edges.rest.livestorm.writing import in_write
from footlights.events.tags import add_tag, remove_tag
from footlights.kit.clock import utcnow
from footlights.kit.database import Db


class TagInput(msgspec.Struct, kw_only=True):
    title: str


@post(
    "/events/{event_id:str}/tags",
    status_code=201,
    opt=Operation(
        name="addTag", scopes=("events:write",), answers="tags", takes=TagInput, refusals=(400, 404, 409, 422)
    ).opt(),
)
async def add(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Give an event a tag, making the tag if it is new. Twice is the same as once."""
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "tags")

    async def work(db: Db) -> Resource:
        return tag_resource(await add_tag(db, actor, event_id, _title(attributes), now=utcnow()))

    return one(request, await in_write(services, work), status=201)


@delete(
    "/events/{event_id:str}/tags",
    status_code=204,
    opt=Operation(
        name="removeTag", scopes=("events:write",), takes=TagInput, query=("title",), refusals=(400, 404, 409, 422)
    ).opt(),
)
async def remove(services: Running, request: Asked, event_id: PathText) -> Response[None]:
    """Take a tag off an event; the tag itself stays. The title is in the body or the query."""
    actor = await find_actor(services, request)
    query = read_query(request)
    title = query.get("title") or query.get("filter[title]") or ""
    if not title:
        title = _title((await read_attributes(request, "tags"))[0])
    await in_write(services, lambda db: remove_tag(db, actor, event_id, title, now=utcnow()))
    return nothing(request)


def _title(attributes: Document) -> str:
    return text(attributes, "title") or text(attributes, "name") or ""
