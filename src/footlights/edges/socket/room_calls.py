"""Calls about the session and the people in its room."""

from footlights.edges.socket.commands import Call, command
from footlights.kit.clock import to_ms, utcnow
from footlights.room.actors import require_right
from footlights.room.frames.media_calls import PingAnswer
from footlights.room.frames.session_calls import Empty, NoteSet, SeqAnswer
from footlights.room.frames.stage_calls import PeopleListAnswer
from footlights.room.frames.talk_calls import ReactionSend
from footlights.room.lifecycle import end_session, set_note, start_session


@command("session.start")
async def start(call: Call[Empty]) -> SeqAnswer:
    actor = call.visit.actor
    require_right(actor, "start")
    await call.rooms.recorder.flush()  # who came in just now is in the ledger before the session starts
    now = utcnow()
    async with call.rooms.database.write() as db:
        seq = await start_session(db, actor, marks=call.room.here_marks(now), now=now)
    return SeqAnswer(seq=seq)


@command("session.end")
async def end(call: Call[Empty]) -> SeqAnswer:
    actor = call.visit.actor
    require_right(actor, "end")
    await call.rooms.recorder.flush()
    now = utcnow()
    async with call.rooms.database.write() as db:
        seq = await end_session(db, actor, marks=call.room.here_marks(now), now=now)
    return SeqAnswer(seq=seq)


@command("note.set")
async def change_note(call: Call[NoteSet]) -> SeqAnswer:
    return await call.act(lambda db, actor: set_note(db, actor, call.given.text, now=utcnow()))


@command("reaction.send")
async def send_reaction(call: Call[ReactionSend]) -> Empty:
    require_right(call.visit.actor, "react")
    call.room.limit(call.visit, "reaction", "That was a lot of reactions. Wait a moment.")
    call.room.moments.react(call.given.kind)
    return Empty()


@command("people.list")
async def list_people(call: Call[Empty]) -> PeopleListAnswer:
    require_right(call.visit.actor, "people")
    return PeopleListAnswer(people=call.room.crowd.people())


@command("ping")
async def ping(call: Call[Empty]) -> PingAnswer:
    return PingAnswer(now=to_ms(utcnow()))
