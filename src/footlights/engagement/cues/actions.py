"""What can be done with the run of show. Launching is in `cues.launching`, which knows polls and cards."""

from datetime import datetime

from sqlalchemy import delete, select

from footlights.engagement.cues.models import CueRow
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, Invalid, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_text
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import Cue
from footlights.room.frames.words import CueKind
from footlights.room.items import find_earlier, put_cues
from footlights.room.log import lock_room
from footlights.room.models import Room

NOTE_LENGTH = 500
MOST_CUES = 300


class NoSuchCue(NotFound):
    code = "no_such_cue"


async def add_note(db: Db, actor: RoomActor, text: str, *, client_id: str, now: datetime) -> tuple[int, str]:
    """Write a private note at the end of the run of show; answers number and id. A retry answers the first ones."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        cues = earlier.data.get("cues") or [{"id": ""}]
        return earlier.seq, str(cues[-1]["id"])
    note = clean_text(text, limit=NOTE_LENGTH + 1)
    if not note or len(note) > NOTE_LENGTH:
        raise Invalid(
            filled("A note has 1 to %(most)s characters.", most=NOTE_LENGTH), code="invalid_note", pointer="note"
        )
    return await add_cue(db, room, actor, "note", note=note, client_id=client_id, now=now)


async def add_cue(
    db: Db,
    room: Room,
    actor: RoomActor,
    kind: CueKind,
    *,
    ref: str | None = None,
    note: str | None = None,
    is_done: bool = False,
    client_id: str | None = None,
    now: datetime,
) -> tuple[int, str]:
    """Put something at the end of the run of show, in the transaction of whoever made it."""
    rows = await list_cue_rows(db, room.session_id)
    if len(rows) >= MOST_CUES:
        raise Conflict(filled("A run of show has at most %(most)s lines.", most=MOST_CUES), code="too_many_cues")
    cue = CueRow(
        id=new_id(),
        session_id=room.session_id,
        position=rows[-1].position + 1 if rows else 0,
        kind=kind,
        ref=ref,
        note=note,
        is_done=is_done,
        created_at=now,
    )
    db.add(cue)
    await db.flush()
    return await tell_cues(db, room, actor, [*rows, cue], client_id=client_id, now=now), cue.id


async def move_cue(db: Db, actor: RoomActor, cue_id: str, *, to: int, now: datetime) -> int:
    """Give a line its new place, from 0. Refuses with NotAllowed, NoSuchCue."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    rows = await list_cue_rows(db, actor.session_id)
    moved = pick_cue(rows, cue_id)
    rows.remove(moved)
    rows.insert(min(to, len(rows)), moved)
    for position, row in enumerate(rows):
        row.position = position
    return await tell_cues(db, room, actor, rows, now=now)


async def remove_note(db: Db, actor: RoomActor, cue_id: str, *, now: datetime) -> int:
    """Remove a note; polls and cards are removed themselves. Refuses with NotAllowed, NoSuchCue, Conflict."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    rows = await list_cue_rows(db, actor.session_id)
    gone = pick_cue(rows, cue_id)
    if gone.kind != "note":
        raise Conflict("Remove the poll or card itself.", code="not_a_note")
    rows.remove(gone)
    await db.delete(gone)
    return await tell_cues(db, room, actor, rows, now=now)


async def drop_cues(db: Db, room: Room, actor: RoomActor, ref: str, *, now: datetime) -> None:
    """What a line was about is removed, and the line with it."""
    await db.execute(delete(CueRow).where(CueRow.session_id == room.session_id, CueRow.ref == ref))
    await tell_cues(db, room, actor, await list_cue_rows(db, room.session_id), now=now)


async def list_cue_rows(db: Db, session_id: str) -> list[CueRow]:
    query = select(CueRow).where(CueRow.session_id == session_id)
    return list(await db.scalars(query.order_by(CueRow.position, CueRow.created_at, CueRow.id)))


def pick_cue(rows: list[CueRow], cue_id: str) -> CueRow:
    wanted = find_id(cue_id)
    found = next((row for row in rows if row.id == wanted), None)
    if found is None:
        raise NoSuchCue("There is no such line.")
    return found


async def tell_cues(
    db: Db, room: Room, actor: RoomActor, rows: list[CueRow], *, client_id: str | None = None, now: datetime
) -> int:
    kinds: dict[str, CueKind] = {"poll": "poll", "card": "card", "note": "note"}
    cues = [Cue(id=row.id, kind=kinds[row.kind], ref=row.ref, note=row.note, is_done=row.is_done) for row in rows]
    return await put_cues(db, room, actor, cues, client_id=client_id, now=now)
