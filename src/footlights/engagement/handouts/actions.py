"""What can be done with handouts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from footlights.engagement.files import Kept, clean_file_name
from footlights.engagement.handouts.models import HandoutDownload, HandoutRow
from footlights.engagement.handouts.rules import MOST_HANDOUTS, FileRefused
from footlights.engagement.inserting import upsert
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import Handout
from footlights.room.items import find_earlier, put_item, remove_item
from footlights.room.log import lock_room
from footlights.room.tallies import counts_changed

FOLDER = "handouts"
"""In the data directory."""


class NoSuchHandout(NotFound):
    code = "no_such_file"


@dataclass(frozen=True)
class ReceivedFile:
    """An upload that was looked at and found fit."""

    path: Path
    name: str
    media_type: str
    size_bytes: int


async def add_handout(db: Db, actor: RoomActor, file: ReceivedFile, *, client_id: str, now: datetime) -> Kept:
    """Share a file that lies in place already; a retry answers the first one.

    Refuses with NotAllowed, FileRefused (no usable name), and Conflict beyond MOST_HANDOUTS.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        return Kept(earlier.seq, str(earlier.data.get("handout", {}).get("id", "")), is_new=False)
    name = clean_file_name(file.name)
    if not name:
        raise FileRefused("This file has no usable name.", pointer="file")
    own = HandoutRow.session_id == actor.session_id
    if (await db.scalar(select(func.count()).where(own)) or 0) >= MOST_HANDOUTS:
        raise Conflict(filled("A session has at most %(most)s files.", most=MOST_HANDOUTS), code="too_many_files")
    row = HandoutRow(
        id=new_id(),
        session_id=actor.session_id,
        name=name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        stored_as=file.path.name,
        created_by=actor.person_id,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    seq = await put_item(db, room, actor, handout_wire(row), audience="all", client_id=client_id, now=now)
    return Kept(seq, row.id)


async def remove_handout(db: Db, actor: RoomActor, handout_id: str, *, now: datetime) -> tuple[int, str]:
    """Take a file away; answers the number and the stored name, whose bytes the edge removes after the commit."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    row = await _get_handout(db, actor, handout_id)
    stored_as = row.stored_as
    await db.delete(row)
    await db.flush()
    return await remove_item(db, room, actor, Handout, row.id, audience="all", now=now), stored_as


async def take_handout(db: Db, actor: RoomActor, handout_id: str, *, now: datetime) -> HandoutRow:
    """Count a download and answer the file. Refuses with NoSuchHandout what is not of the actor's session."""
    row = await _get_handout(db, actor, handout_id)
    key = {"handout_id": row.id, "person_id": actor.person_id}
    change = {"times": HandoutDownload.times + 1}
    await upsert(db, HandoutDownload, key, {"times": 1, "first_at": now}, change=change)
    counts_changed(db, actor.session_id, row.id)
    return row


def handout_wire(row: HandoutRow) -> Handout:
    return Handout(
        id=row.id, at=to_ms(row.created_at), name=row.name, media_type=row.media_type, size_bytes=row.size_bytes
    )


async def _get_handout(db: Db, actor: RoomActor, handout_id: str) -> HandoutRow:
    wanted = find_id(handout_id)
    own = (HandoutRow.id == wanted) & (HandoutRow.session_id == actor.session_id)
    row = (await db.scalars(select(HandoutRow).where(own))).one_or_none() if wanted else None
    if row is None:
        raise NoSuchHandout("There is no such file.")
    return row
