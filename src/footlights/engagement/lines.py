"""What can be done with a chat line that was written: change, delete, pin, review."""

from datetime import datetime

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import select

from footlights.engagement.actions import judge_line
from footlights.engagement.addressing import check_not_over, get_line_for
from footlights.engagement.judging import check_client_id, clean_message
from footlights.engagement.models import ChatMessage
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, filled
from footlights.room.actors import RoomActor, require_right
from footlights.room.errors import NotAllowed
from footlights.room.frames.entries import HiddenData
from footlights.room.frames.talk_entries import (
    ChatChangedData,
    ChatHeldData,
    ChatPinnedData,
    ChatPostedData,
    ChatReviewedData,
    ChatToldData,
    LineData,
)
from footlights.room.frames.words import PINS_MOST
from footlights.room.lifecycle import get_room_session
from footlights.room.log import append_entry, find_done, lock_room, rewrite_entry
from footlights.room.models import Room, RoomEntry
from footlights.room.talk_reading import PinnedLine, keep_standing, read_pins, read_standing, rules_in

_KINDS: dict[str, type[LineData]] = {kind.kind: kind for kind in (ChatPostedData, ChatToldData, ChatHeldData)}


async def edit_message(db: Db, actor: RoomActor, line_id: str, text: str, *, client_id: str, now: datetime) -> int:
    """Change one's own line. Refuses with NotAllowed for lines of others and words that a moderator should see."""
    require_right(actor, "chat")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    session = await get_room_session(db, actor)
    check_not_over(session)
    line = await get_line_for(db, actor, line_id)
    if line.person_id != actor.person_id:
        raise NotAllowed("Only who wrote a message can change it.")
    _check_there(line)
    judged = judge_line(actor, room, rules_in(room, session), clean_message(text), line.channel)
    if judged.is_held and line.state == "posted" and line.channel == "everyone":
        raise NotAllowed("Messages are reviewed now. Write a new one instead.", code="reviewed")
    line.text, line.edited_at = judged.text, now
    return await _tell_changed(db, room, actor, line, client_id=client_id, now=now)


async def delete_message(db: Db, actor: RoomActor, line_id: str, *, client_id: str, now: datetime) -> int:
    """Take a line away, with its text: one's own, or any as a host or moderator."""
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    line = await get_line_for(db, actor, line_id)
    if line.person_id != actor.person_id:
        require_right(actor, "moderate")
    _check_there(line)
    if line.state == "held":
        line.state, line.text = "deleted", ""
        return await _tell_reviewed(db, room, actor, line, approved=False, client_id=client_id, now=now)
    line.state, line.text = "deleted", ""
    await _unpin_deleted(db, room, line)
    return await _tell_changed(db, room, actor, line, client_id=client_id, now=now)


async def pin_message(db: Db, actor: RoomActor, line_id: str, *, pinned: bool, client_id: str, now: datetime) -> int:
    """Put a line above the chat, or take it from there. Refuses with Conflict beyond PINS_MOST."""
    require_right(actor, "moderate")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    line = await get_line_for(db, actor, line_id)
    if line.state != "posted" or line.channel != "everyone" or line.audience != "all":
        raise NotAllowed("Only messages that everyone reads can be pinned.", code="not_pinnable")
    standing = read_standing(room)
    pins = [pin for pin in standing.pins if pin.seq != line.seq]
    if pinned and len(pins) >= PINS_MOST:
        raise Conflict(
            filled("At most %(most)s messages can be pinned. Take one down first.", most=PINS_MOST),
            code="too_many_pins",
        )
    if pinned:
        pins.append(PinnedLine(seq=line.seq, by=actor.name))
    keep_standing(room, replace(standing, pins=pins))
    data = ChatPinnedData(pins=await read_pins(db, actor.session_id, pins))
    return append_entry(db, room, data, actor_id=actor.person_id, client_id=client_id, now=now)


async def review_message(
    db: Db, actor: RoomActor, line_id: str, *, approve: bool, client_id: str, now: datetime
) -> int:
    """Let a held line through, under a new number at the foot of the chat, or turn it down."""
    require_right(actor, "moderate")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    line = await get_line_for(db, actor, line_id)
    if line.state != "held":
        raise Conflict("Someone has looked at this message already.", code="not_held")
    line.state = "posted" if approve else "rejected"
    held = await db.get_one(RoomEntry, (line.session_id, line.seq))
    data = msgspec.convert(held.data, ChatHeldData)
    seq = await _tell_reviewed(db, room, actor, line, approved=approve, client_id=client_id, now=now)
    if approve:
        posted = ChatPostedData(**{**asdict(data), "seq": room.last_seq + 1, "at": to_ms(now)})
        line.audience = "all"
        seq = append_entry(db, room, posted, actor_id=actor.person_id, now=now)
        await db.flush()  # the entry before the message that refers to it
        line.seq = posted.seq
    return seq


def _check_there(line: ChatMessage) -> None:
    if line.state not in {"posted", "held"}:
        raise Conflict("This message is not there any more.", code="line_gone")


async def _tell_changed(
    db: Db, room: Room, actor: RoomActor, line: ChatMessage, *, client_id: str, now: datetime
) -> int:
    """Keep the line as it is now, and say so to all who see it."""
    entry = await db.get_one(RoomEntry, (line.session_id, line.seq))
    before = msgspec.convert(entry.data, _KINDS[entry.kind])
    edited_at = to_ms(line.edited_at) if line.edited_at else None
    data = replace(before, text=line.text, edited_at=edited_at, deleted=line.state == "deleted")
    await rewrite_entry(db, line.session_id, line.seq, data)
    changed = ChatChangedData(**asdict(data))
    if changed.deleted:
        await _forget_edits(db, line, changed)
    return append_entry(
        db,
        room,
        changed,
        audience="all" if entry.audience == "all" else "team",
        also_for=entry.also_for,
        actor_id=actor.person_id,
        client_id=client_id,
        now=now,
    )


async def _tell_reviewed(
    db: Db, room: Room, actor: RoomActor, line: ChatMessage, *, approved: bool, client_id: str, now: datetime
) -> int:
    await rewrite_entry(db, line.session_id, line.seq, HiddenData())
    data = ChatReviewedData(id=line.id, person_id=line.person_id, approved=approved)
    return append_entry(
        db,
        room,
        data,
        audience="team",
        also_for=line.person_id,
        actor_id=actor.person_id,
        client_id=client_id,
        now=now,
    )


async def _forget_edits(db: Db, line: ChatMessage, deleted: ChatChangedData) -> None:
    """Earlier wordings of a deleted line go from the log too."""
    changed = (RoomEntry.session_id == line.session_id) & (RoomEntry.kind == ChatChangedData.kind)
    for entry in await db.scalars(select(RoomEntry).where(changed, RoomEntry.seq > line.seq)):
        if entry.data["id"] == line.id:
            entry.data = msgspec.to_builtins(deleted)


async def _unpin_deleted(db: Db, room: Room, line: ChatMessage) -> None:
    standing = read_standing(room)
    pins = [pin for pin in standing.pins if pin.seq != line.seq]
    if len(pins) == len(standing.pins):
        return
    keep_standing(room, replace(standing, pins=pins))
    pinned = (RoomEntry.session_id == line.session_id) & (RoomEntry.kind == ChatPinnedData.kind)
    for entry in await db.scalars(select(RoomEntry).where(pinned)):
        kept = [pin for pin in entry.data["pins"] if pin["line"]["id"] != line.id]
        entry.data = {**entry.data, "pins": kept}
