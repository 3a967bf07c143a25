"""Calls about the chat."""

from footlights.edges.socket.commands import Call, command
from footlights.engagement.actions import post_message
from footlights.engagement.queries import read_history
from footlights.kit.clock import utcnow
from footlights.room.actors import require_right
from footlights.room.frames.talk_calls import ChatHistory, ChatHistoryAnswer, ChatPost, ChatPostAnswer


@command("chat.post")
async def post_chat(call: Call[ChatPost]) -> ChatPostAnswer:
    actor = call.visit.actor
    require_right(actor, "chat")
    call.room.limit(call.visit, "chat", "You write faster than others can read. Wait a moment.")
    async with call.rooms.database.write() as db:
        posted = await post_message(
            db,
            actor,
            text=call.given.text,
            client_id=call.given.client_id,
            to=call.given.to,
            thread=call.given.thread,
            reply_to=call.given.reply_to,
            now=utcnow(),
        )
    return ChatPostAnswer(seq=posted.seq, id=posted.id)


@command("chat.history")
async def read_chat(call: Call[ChatHistory]) -> ChatHistoryAnswer:
    actor = call.visit.actor
    async with call.rooms.database.read() as db:
        history = await read_history(
            db,
            actor.session_id,
            before_seq=call.given.before_seq,
            limit=call.given.limit,
            for_team=actor.is_team,
        )
    return ChatHistoryAnswer(messages=history.lines, more=history.more)
