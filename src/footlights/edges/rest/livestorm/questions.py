"""`/sessions/{id}/questions`."""

from collections.abc import Collection, Sequence
from typing import Any

from litestar import Response, get
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, many
from footlights.edges.rest.livestorm.inputs import includes, order, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.people import read_authors
from footlights.edges.rest.livestorm.resources.questions import asker_id, question_resource
from footlights.engagement.models import Question
from footlights.engagement.queries import select_questions
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.database import Db
from footlights.services import Services

SORTS = {
    "created_at": Question.seq,  # the order in which they were asked
    "updated_at": Question.updated_at,
}


@get(
    "/sessions/{session_id:str}/questions",
    opt=Operation(
        name="listQuestions",
        scopes=("events:read",),
        answers="questions",
        many=True,
        query=("sort",),
        include=("people", "asker", "responder"),
        refusals=(404,),
    ).opt(),
)
async def list_questions(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Questions of a session in the order they were asked, without those that were dismissed or never let through."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        wanted = select_questions(session.id).order_by(None)
        ordered = wanted.order_by(*order(query, SORTS, default="created_at", id=Question.seq))
        counted = select(func.count()).select_from(wanted.subquery())
        meta = page.meta(await db.scalar(counted) or 0)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
        resources = [question_resource(session, row) for row in rows]
        await _relate(db, services, session, rows, resources, includes(query))
    return many(request, resources, meta)


async def _relate(
    db: Db,
    services: Services,
    session: Session,
    questions: Sequence[Question],
    resources: Sequence[Resource],
    included: Collection[str],
) -> None:
    """Add who asked (`asker`), who answered (`responder`), or both (`people`)."""
    wanted = {"asker", "responder"} if "people" in included else {"asker", "responder"} & set(included)
    if not wanted:
        return
    ids = {name: [_person_id(question, name) for question in questions] for name in wanted}
    people = await read_authors(db, services, session, {one for of_name in ids.values() for one in of_name if one})
    for number, resource in enumerate(resources):
        for name in sorted(wanted):
            found = ids[name][number]
            if found is not None:
                resource.related[name] = people[found]


def _person_id(question: Question, name: str) -> str | None:
    return asker_id(question) if name == "asker" else question.answer_person_id
