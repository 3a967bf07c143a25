"""One click on a line of the run of show."""

from datetime import datetime

from footlights.engagement.cards.actions import show_card
from footlights.engagement.cues.actions import list_cue_rows, pick_cue, tell_cues
from footlights.engagement.polls.actions import open_poll
from footlights.kit.database import Db
from footlights.room.actors import RoomActor, require_right
from footlights.room.log import lock_room


async def launch_cue(db: Db, actor: RoomActor, cue_id: str, *, now: datetime) -> int:
    """Open the poll, show the card, or tick the note off; answers the number of the newest entry about it.

    Refuses with NotAllowed, NoSuchCue, and what opening or showing refuses with.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    rows = await list_cue_rows(db, actor.session_id)
    cue = pick_cue(rows, cue_id)
    if cue.kind == "poll" and cue.ref:
        seq = await open_poll(db, actor, cue.ref, now=now)
    elif cue.kind == "card" and cue.ref:
        seq = await show_card(db, actor, cue.ref, is_shown=True, now=now)
    else:
        seq = room.last_seq
    if cue.is_done:
        return seq
    cue.is_done = True
    return await tell_cues(db, room, actor, rows, now=now)
