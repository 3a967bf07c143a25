"""`/sessions/{id}/chat_messages`."""

from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec
from litestar import Response, get
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, many, unix
from footlights.edges.rest.livestorm.inputs import includes, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.resources.people import base_resource, read_people, select_places
from footlights.engagement.models import ChatMessage
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.database import Db, fetch
from footlights.registration.models import Registration
from footlights.services import Services
from footlights.workspace.models import Person


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
        include=("people",),
        refusals=(404,),
    ).opt(),
)
async def list_messages(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Chat of a session in the order it was written, without what the team wrote to itself before the start."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        own = (ChatMessage.session_id == session.id) & (ChatMessage.audience == "all")
        meta = page.meta(await db.scalar(select(func.count()).select_from(ChatMessage).where(own)) or 0)
        ordered = select(ChatMessage).where(own).order_by(ChatMessage.seq)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
        resources = [message_resource(session, row) for row in rows]
        if "people" in includes(query):
            people = await _authors(db, services, session, rows)
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
        updated_at=unix(message.created_at),
        session_id=message.session_id,
        event_id=session.event_id,
    )
    return Resource("chat_messages", message.id, attributes)


async def _authors(
    db: Db, services: Services, session: Session, messages: Sequence[ChatMessage]
) -> dict[str, Resource]:
    """Who wrote: with the details of their place, or without for those who lost it since."""
    ids = {message.person_id for message in messages}
    own = select_places(Registration.session_id == session.id, Registration.person_id.in_(ids))
    placed = await read_people(db, services, session, await fetch(db, own))
    everyone = await db.scalars(select(Person).where(Person.id.in_(ids)))
    plain = {person.id: base_resource(person) for person in everyone}
    return plain | {resource.id: resource for resource in placed}
