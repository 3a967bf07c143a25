"""`/sessions/{id}/questions`."""

from typing import Any

import msgspec
from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import many
from footlights.edges.rest.livestorm.inputs import read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.events.queries import get_session_for


class QuestionAttributes(msgspec.Struct, kw_only=True):
    """Authors are ids of people; `response`, its author and its time are null until there is an answer."""

    event_id: str
    session_id: str
    question: str
    question_author_id: str
    response: str | None
    response_author_id: str | None
    responded_orally: bool
    response_orally: bool
    responded_at: int | None
    created_at: int
    updated_at: int


@get(
    "/sessions/{session_id:str}/questions",
    opt=Operation(
        name="listQuestions",
        scopes=("events:read",),
        answers="questions",
        many=True,
        include=("people", "asker", "responder"),
        refusals=(404,),
    ).opt(),
)
async def list_questions(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Questions of a session in the order they were asked. The room takes none yet, so that the list is empty."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        await get_session_for(db, actor, session_id)
    return many(request, [], page.meta(0))
