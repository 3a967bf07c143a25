"""What can be done in the chat."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from footlights.engagement.models import ChatMessage
from footlights.events.models import Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.kit.text import clean_text
from footlights.room.actors import RoomActor, require_right
from footlights.room.errors import NotAllowed, NotLive, SessionIsCanceled, SessionOver
from footlights.room.frames import ChatPostedData
from footlights.room.lifecycle import get_room_session
from footlights.room.log import Audience, append_entry, lock_room

MESSAGE_LENGTH = 2000
CLIENT_ID = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True)
class Posted:
    seq: int
    id: str


async def post_message(db: Db, actor: RoomActor, *, text: str, client_id: str, now: datetime) -> Posted:
    """Write a line in the chat. The same `client_id` of the same person again answers the first line.

    Before the start only the team may write, and the team alone reads it. Refuses with NotAllowed, NotLive,
    SessionOver, and Invalid for a text that is empty once cleaned or longer than MESSAGE_LENGTH.
    """
    require_right(actor, "chat")
    if not CLIENT_ID.fullmatch(client_id):
        raise Invalid("This message has no usable id.", code="invalid_client_id", pointer="client_id")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await _find_by_client_id(db, actor, client_id)
    if earlier is not None:
        return Posted(earlier.seq, earlier.id)
    session = await get_room_session(db, actor)
    audience = _check_open(session, actor)
    line = ChatPostedData(
        id=new_id(),
        seq=room.last_seq + 1,
        at=to_ms(now),
        person_id=actor.person_id,
        name=actor.name,
        role=actor.role,
        text=_clean(text),
        client_id=client_id,
    )
    append_entry(db, room, line, audience=audience, actor_id=actor.person_id, client_id=client_id, now=now)
    await db.flush()  # the entry before the message that refers to it
    db.add(_message(actor, line, audience=audience, now=now))
    return Posted(line.seq, line.id)


async def _find_by_client_id(db: Db, actor: RoomActor, client_id: str) -> ChatMessage | None:
    own = (ChatMessage.session_id == actor.session_id) & (ChatMessage.person_id == actor.person_id)
    return (await db.scalars(select(ChatMessage).where(own, ChatMessage.client_id == client_id))).one_or_none()


def _check_open(session: Session, actor: RoomActor) -> Audience:
    """Who will read a line written now, if it may be written."""
    if session.state == "canceled":
        raise SessionIsCanceled("This session was canceled.")
    if session.state == "ended":
        raise SessionOver("This session has ended. The chat is closed.")
    if not session.event.chat_enabled:
        raise NotAllowed("The chat is closed.", code="chat_closed")
    if not session.is_live and not actor.is_team:
        raise NotLive("The chat opens when the session starts.")
    return "all" if session.is_live else "team"


def _clean(text: str) -> str:
    cleaned = clean_text(text, limit=MESSAGE_LENGTH + 1)
    if not cleaned:
        raise Invalid("Write a message first.", code="empty_message", pointer="text")
    if len(cleaned) > MESSAGE_LENGTH:
        raise Invalid(f"A message has at most {MESSAGE_LENGTH:,} characters.", code="message_too_long", pointer="text")
    return cleaned


def _message(actor: RoomActor, line: ChatPostedData, *, audience: Audience, now: datetime) -> ChatMessage:
    return ChatMessage(
        id=line.id,
        session_id=actor.session_id,
        seq=line.seq,
        person_id=line.person_id,
        name=line.name,
        role=line.role,
        audience=audience,
        text=line.text,
        client_id=line.client_id,
        created_at=now,
    )
