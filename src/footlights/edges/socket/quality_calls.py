"""Calls about captions and about how well people are connected."""

from footlights.edges.socket.commands import Call, command
from footlights.kit.clock import utcnow
from footlights.room.captions import set_captioner
from footlights.room.frames.quality_calls import CaptionerSet, CaptionSend, QualityTell
from footlights.room.frames.session_calls import Empty, SeqAnswer


@command("captioner.set")
async def choose_captioner(call: Call[CaptionerSet]) -> SeqAnswer:
    return await call.act(lambda db, actor: set_captioner(db, actor, call.given.person_id, now=utcnow()))


@command("caption.send")
async def send_caption(call: Call[CaptionSend]) -> Empty:
    call.room.limit(call.visit, "caption", "Captions come faster than they can be read. Wait a moment.")
    call.room.moments.caption(call.visit.actor, call.given)
    return Empty()


@command("quality.tell")
async def tell_quality(call: Call[QualityTell]) -> Empty:
    call.room.limit(call.visit, "quality", "The connection was judged too often. Wait a moment.")
    call.room.moments.grade(call.visit.actor.person_id, call.given.grade)
    return Empty()
