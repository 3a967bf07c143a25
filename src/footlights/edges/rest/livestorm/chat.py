"""`/sessions/{id}/chat_messages`."""

from html import escape
from typing import Any

import msgspec
from litestar import Response, get
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, many, unix
from footlights.edges.rest.livestorm.inputs import Sortable, includes, order, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.people import read_authors
from footlights.engagement.models import ChatMessage
from footlights.engagement.queries import select_messages
from footlights.events.models import Session
from footlights.events.queries import get_session_for

SORTS: dict[str, Sortable] = {
    "created_at": ChatMessage.seq,  # the order in which they were written
    "updated_at": func.coalesce(ChatMessage.edited_at, ChatMessage.created_at),
}


class MessageAttributes(msgspec.Struct, kw_only=True):
    """`author_id` is the id of a person; `html_content` is safe to show."""

    author_id: str
    text_content: str
    html_content: str
    from_team_member: bool
    from_guest_speaker: bool
    created_at: int
    updated_at: int
    session_id: str
    event_id: str


@get(
    ["/sessions/{session_id:str}/chat_messages", "/sessions/{session_id:str}/chat-messages"],
    opt=Operation(
        name="listChatMessages",
        scopes=("events:read",),
        answers="chat_messages",
        many=True,
        query=("sort",),
        include=("people",),
        refusals=(404,),
    ).opt(),
)
async def list_messages(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Public chat of a session in the order it was written, without what was deleted or never let through."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        wanted = select_messages(session.id).order_by(None)
        ordered = wanted.order_by(*order(query, SORTS, default="created_at", id=ChatMessage.seq))
        counted = select(func.count()).select_from(wanted.subquery())
        meta = page.meta(await db.scalar(counted) or 0)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
        resources = [message_resource(session, row) for row in rows]
        if "people" in includes(query):
            people = await read_authors(db, services, session, {row.person_id for row in rows})
            for row, resource in zip(rows, resources, strict=True):
                resource.related["people"] = people[row.person_id]
    return many(request, resources, meta)


def message_resource(session: Session, message: ChatMessage) -> Resource:
    attributes = MessageAttributes(
        author_id=message.person_id,
        text_content=message.text,
        html_content=escape(message.text).replace("\n", "<br>"),
        from_team_member=message.role in {"host", "moderator"},
        from_guest_speaker=message.role == "speaker",
        created_at=unix(message.created_at),
        updated_at=unix(message.edited_at or message.created_at),
        session_id=message.session_id,
        event_id=session.event_id,
    )
    return Resource("chat_messages", message.id, attributes)
