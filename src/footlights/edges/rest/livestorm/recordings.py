"""`/sessions/{id}/recordings`."""

from typing import Any, Literal

import msgspec
from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import many
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import Query, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.events.queries import get_session_for

DEFAULT_EXPIRY_S, SHORTEST_EXPIRY_S, LONGEST_EXPIRY_S = 43_200, 3_600, 604_800


class RecordingAttributes(msgspec.Struct, kw_only=True):
    """`file_size` is bytes; `url` works without a token for `url_expires_in` seconds."""

    event_id: str
    session_id: str
    file_type: Literal["video"]
    mime_type: Literal["mp4"]
    file_size: int
    file_name: str
    url: str
    url_generated_at: int
    url_expires_in: int


@get(
    "/sessions/{session_id:str}/recordings",
    opt=Operation(
        name="listRecordings",
        scopes=("events:read",),
        answers="recordings",
        many=True,
        query=("url_expires_in",),
        refusals=(404,),
    ).opt(),
)
async def list_recordings(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Recordings of a session. Nothing records yet, so that the list is empty."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    _check_expiry(query)
    async with services.database.read() as db:
        await get_session_for(db, actor, session_id)
    return many(request, [], page.meta(0))


def _check_expiry(query: Query) -> int:
    given = query.get("url_expires_in", "").strip() or str(DEFAULT_EXPIRY_S)
    if given.isdecimal() and given.isascii() and len(given) <= 9:
        seconds = int(given)
        if SHORTEST_EXPIRY_S <= seconds <= LONGEST_EXPIRY_S:
            return seconds
    sentence = f"url_expires_in is {SHORTEST_EXPIRY_S} to {LONGEST_EXPIRY_S} seconds."
    raise BadRequest(sentence, code="invalid_expiry")
