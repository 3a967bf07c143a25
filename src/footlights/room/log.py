"""Writing and reading the numbered log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from footlights.events.models import Event, Session
from footlights.events.room_options import options_of
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.room.frames.entries import ENTRY_KINDS, Entry, HiddenData
from footlights.room.frames.wire import EntryData
from footlights.room.frames.words import Layout
from footlights.room.models import Room, RoomEntry
from footlights.room.talk import redacted

Audience = Literal["all", "team"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
TOUCHED = "rooms_touched"
"""Key in `db.info`: sessions that got entries in this transaction, for whoever listens to commits."""
VOTED = "rooms_voted"
"""Key in `db.info`: sessions in which votes were counted in this transaction."""


LAYOUTS: dict[int, Layout] = {2: "grid", 3: "presentation", 4: "spotlight"}
"""Of LiveWebinar's layouts 1 to 6, whose pictures nobody published; the others are the usual one."""
MEETING = 3
"""LiveWebinar's template in which everybody is seen alike."""


async def lock_room(db: Db, session_id: str, *, now: datetime) -> Room:
    """The session's room, made if new, with its row locked until the transaction ends.

    Take the lock before reading what a decision rests on: then two people pressing at once come one after the other.
    """
    room = await _find_locked(db, session_id)
    if room is None:
        await _insert_room(db, session_id, now=now)
        room = await _find_locked(db, session_id)
    if room is None:
        raise RuntimeError("a room that was just made is not there")
    return room


def append_entry(
    db: Db,
    room: Room,
    data: EntryData,
    *,
    audience: Audience = "all",
    also_for: str | None = None,
    actor_id: str | None = None,
    client_id: str | None = None,
    now: datetime,
) -> int:
    """Add an entry under the next number, and answer the number. `room` comes from `lock_room` in this transaction.

    `also_for` is a person outside of the team who gets an entry of the team too; for everyone else it is hidden.
    """
    room.last_seq += 1
    entry = RoomEntry(
        session_id=room.session_id,
        seq=room.last_seq,
        at=now,
        kind=data.kind,
        audience=audience,
        also_for=also_for,
        actor_id=actor_id,
        client_id=client_id,
        data=msgspec.to_builtins(data),
    )
    db.add(entry)
    db.info.setdefault(TOUCHED, set()).add(room.session_id)
    return room.last_seq


async def rewrite_entry(
    db: Db, session_id: str, seq: int, data: EntryData, *, audience: Audience | None = None
) -> RoomEntry:
    """Keep a line or a question as it stands now, for those who come later; an entry of its own tells the others."""
    entry = await db.get_one(RoomEntry, (session_id, seq))
    entry.kind, entry.data = data.kind, msgspec.to_builtins(data)
    entry.audience = audience or entry.audience
    return entry


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry as the server holds it: whole, with its audience."""

    entry: Entry
    audience: Audience
    also_for: str | None = None

    def seen_by(self, audience: Audience, person_id: str | None = None) -> Entry:
        """The entry as an audience, or someone in it, gets it, or a hidden one under the same number."""
        if audience == "team":
            return self.entry
        if self.audience == "all" or (person_id is not None and person_id == self.also_for):
            return redacted(self.entry)
        return Entry(seq=self.entry.seq, at=self.entry.at, kind=HiddenData.kind, data=HiddenData())


async def read_entries(db: Db, session_id: str, *, after: int, limit: int = 1000) -> list[LoggedEntry]:
    """Entries with numbers above `after`, in order."""
    columns = (RoomEntry.seq, RoomEntry.at, RoomEntry.kind, RoomEntry.audience, RoomEntry.also_for, RoomEntry.data)
    rows = await db.execute(
        select(*columns)
        .where(RoomEntry.session_id == session_id, RoomEntry.seq > after)
        .order_by(RoomEntry.seq)
        .limit(limit)
    )
    return [
        LoggedEntry(
            Entry(seq=seq, at=to_ms(at), kind=kind, data=msgspec.convert(data, ENTRY_KINDS[kind])), audience, also_for
        )
        for seq, at, kind, audience, also_for, data in rows
    ]


async def find_done(db: Db, session_id: str, actor_id: str, client_id: str) -> int | None:
    """The number under which this actor's act of this `client_id` was taken before."""
    own = (RoomEntry.session_id == session_id) & (RoomEntry.actor_id == actor_id)
    return await db.scalar(select(RoomEntry.seq).where(own, RoomEntry.client_id == client_id))


async def find_entry_seq(db: Db, session_id: str, kind: str) -> int:
    """The number of the newest entry of a kind; 0 without one."""
    newest = (
        select(RoomEntry.seq)
        .where(RoomEntry.session_id == session_id, RoomEntry.kind == kind)
        .order_by(RoomEntry.seq.desc())
        .limit(1)
    )
    return await db.scalar(newest) or 0


async def read_last_seqs(db: Db, session_ids: Iterable[str]) -> dict[str, int]:
    rows = await db.execute(select(Room.session_id, Room.last_seq).where(Room.session_id.in_(list(session_ids))))
    return {row.session_id: row.last_seq for row in rows}


async def _find_locked(db: Db, session_id: str) -> Room | None:
    locked = select(Room).where(Room.session_id == session_id).with_for_update()
    return (await db.scalars(locked.execution_options(populate_existing=True))).one_or_none()


async def _insert_room(db: Db, session_id: str, *, now: datetime) -> None:
    values = {"session_id": session_id, "last_seq": 0, "incarnation": new_id(), "created_at": now}
    values["layout"] = await _first_layout(db, session_id)
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    await db.execute(dialect.insert(Room).values(values).on_conflict_do_nothing(index_elements=["session_id"]))


async def _first_layout(db: Db, session_id: str) -> str | None:
    """How the event's room begins for everyone; None: as each likes."""
    event = await db.scalar(select(Event).join(Session, Session.event_id == Event.id).where(Session.id == session_id))
    if event is None:
        return None
    options = options_of(event)
    return LAYOUTS.get(options.initial_layout or 0, "grid" if options.initial_template == MEETING else None)
