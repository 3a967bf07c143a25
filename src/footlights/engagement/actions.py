"""Writing in the chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from footlights.engagement.addressing import Address, address_line, check_pace, check_queue, check_unused, find_reply
from footlights.engagement.judging import MESSAGE_LENGTH, Judged, check_client_id, clean_message, judge
from footlights.engagement.models import ChatMessage
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import TalkRules
from footlights.room.frames.talk_entries import ChatHeldData, ChatPostedData, ChatToldData, LineData
from footlights.room.frames.words import Channel
from footlights.room.lifecycle import get_room_session
from footlights.room.log import append_entry, lock_room
from footlights.room.models import Room
from footlights.room.talk_reading import read_standing, rules_in

__all__ = ["MESSAGE_LENGTH", "Posted", "post_message"]


@dataclass(frozen=True, slots=True)
class Posted:
    seq: int
    id: str


async def post_message(
    db: Db,
    actor: RoomActor,
    *,
    text: str,
    client_id: str,
    to: Channel = "everyone",
    thread: str | None = None,
    reply_to: str | None = None,
    now: datetime,
) -> Posted:
    """Write a line in the chat. The same `client_id` of the same person again answers the first line.

    Before the start only the team may write, and the team alone reads it. A direct line is read by the team and one
    attendee, `thread`. An attendee's line for everyone is held where lines are reviewed first or a listed word is in
    it. Refuses with NotAllowed, NotLive, SessionOver, TooFast in slow mode, NotFound for an unknown `reply_to`, and
    Invalid for a text that is empty once cleaned or longer than MESSAGE_LENGTH.
    """
    require_right(actor, "chat")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await _find_by_client_id(db, actor, client_id)
    if earlier is not None:
        return Posted(earlier.seq, earlier.id)
    await check_unused(db, actor, client_id)
    session = await get_room_session(db, actor)
    rules = rules_in(room, session)
    address = await address_line(db, actor, session, rules, to=to, thread=thread)
    judged = judge_line(actor, room, rules, clean_message(text), address.channel)
    await check_pace(db, actor, rules, now=now)
    if judged.is_held:
        await check_queue(db, actor)
    kind = _kind(address, judged)
    line = kind(
        id=new_id(),
        seq=room.last_seq + 1,
        at=to_ms(now),
        person_id=actor.person_id,
        name=actor.name,
        role=actor.role,
        text=judged.text,
        client_id=client_id,
        to=address.channel,
        thread=address.thread,
        reply=await find_reply(db, actor, address, reply_to),
    )
    audience = "team" if judged.is_held else address.audience
    also_for = actor.person_id if judged.is_held else address.thread
    append_entry(
        db, room, line, audience=audience, also_for=also_for, actor_id=actor.person_id, client_id=client_id, now=now
    )
    await db.flush()  # the entry before the message that refers to it
    db.add(_message(actor, line, address, state="held" if judged.is_held else "posted", now=now))
    return Posted(line.seq, line.id)


def judge_line(actor: RoomActor, room: Room, rules: TalkRules, text: str, channel: str) -> Judged:
    """Only what an attendee writes for everyone is looked at."""
    if actor.is_team or channel != "everyone":
        return Judged(text, False)
    judged = judge(text, read_standing(room).words, masks=rules.masks_words)
    return Judged(judged.text, judged.is_held or rules.chat_reviewed)


async def _find_by_client_id(db: Db, actor: RoomActor, client_id: str) -> ChatMessage | None:
    own = (ChatMessage.session_id == actor.session_id) & (ChatMessage.person_id == actor.person_id)
    return (await db.scalars(select(ChatMessage).where(own, ChatMessage.client_id == client_id))).one_or_none()


def _kind(address: Address, judged: Judged) -> type[LineData]:
    if address.channel != "everyone":
        return ChatToldData
    return ChatHeldData if judged.is_held else ChatPostedData


def _message(actor: RoomActor, line: LineData, address: Address, *, state: str, now: datetime) -> ChatMessage:
    return ChatMessage(
        id=line.id,
        session_id=actor.session_id,
        seq=line.seq,
        person_id=line.person_id,
        name=line.name,
        role=line.role,
        audience="team" if state == "held" else address.audience,
        channel=address.channel,
        thread_id=address.thread,
        reply_to_id=line.reply.id if line.reply else None,
        state=state,
        text=line.text,
        client_id=line.client_id,
        created_at=now,
    )
