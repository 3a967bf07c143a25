"""`/sessions/{id}/chat_messages`."""

from html import escape
from typing import Any

from litestar import Response, get
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Asked, Resource, many, unix
from footlights.edges.rest.livestorm.inputs import read_query
from footlights.edges.rest.livestorm.paging import read_page
from footlights.engagement.models import ChatMessage
from footlights.events.models import Session
from footlights.events.queries import get_session_for


@get(["/sessions/{session_id:str}/chat_messages", "/sessions/{session_id:str}/chat-messages"])
async def list_messages(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Chat of a session in the order it was written, without what the team wrote to itself before the start."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(read_query(request), base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        own = (ChatMessage.session_id == session.id) & (ChatMessage.audience == "all")
        meta = page.meta(await db.scalar(select(func.count()).select_from(ChatMessage).where(own)) or 0)
        ordered = select(ChatMessage).where(own).order_by(ChatMessage.seq)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
    return many(request, [message_resource(session, row) for row in rows], meta)


def message_resource(session: Session, message: ChatMessage) -> Resource:
    return Resource(
        "chat_messages",
        message.id,
        {
            "author_id": message.person_id,
            "text_content": message.text,
            "html_content": escape(message.text).replace("\n", "<br>"),
            "from_team_member": message.role in {"host", "moderator"},
            "from_guest_speaker": message.role == "speaker",
            "created_at": unix(message.created_at),
            "updated_at": unix(message.created_at),
            "session_id": message.session_id,
            "event_id": session.event_id,
        },
    )
