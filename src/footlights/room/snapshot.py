"""Reading a room whole: what someone sees who comes now."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from footlights.events.models import Event, Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.ids import find_id
from footlights.registration.models import Registration
from footlights.room.errors import NoSuchRoom
from footlights.room.frames import (
    CHAT_KEPT,
    Captioner,
    ChatLine,
    ChatPostedData,
    EventState,
    Note,
    SessionState,
    Snapshot,
    Speaker,
)
from footlights.room.log import Audience
from footlights.room.models import Room, RoomEntry
from footlights.room.rules import room_status
from footlights.workspace.models import Person


@dataclass(frozen=True)
class RoomReading:
    """A room at number `seq`, for both audiences. Without any entry or visitor `incarnation` is empty."""

    workspace_id: str
    incarnation: str
    seq: int
    team: Snapshot
    all: Snapshot


async def read_room(db: Db, session_id: str) -> RoomReading:
    """The state of a room, all of one moment; `db` must be fresh, so that the moment is now. Refuses NoSuchRoom."""
    if db.get_bind().dialect.name == "postgresql" and not db.info.get("write"):
        await db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session = await _read_session(db, session_id)
    room = (await db.scalars(select(Room).where(Room.session_id == session.id))).one_or_none()
    speakers = await _read_speakers(db, session.id)
    seen = {audience: await _read_chat(db, session.id, audience) for audience in ("team", "all")}
    team, everyone = (_snapshot(session, speakers, room, seen[audience]) for audience in ("team", "all"))
    return RoomReading(
        session.workspace_id, room.incarnation if room else "", room.last_seq if room else 0, team, everyone
    )


async def _read_session(db: Db, session_id: str) -> Session:
    wanted = find_id(session_id)
    query = select(Session).join(Event, Event.id == Session.event_id).options(contains_eager(Session.event))
    session = (await db.scalars(query.where(Session.id == wanted))).one_or_none() if wanted else None
    if session is None:
        raise NoSuchRoom("There is no such room.")
    return session


async def _read_speakers(db: Db, session_id: str) -> list[Speaker]:
    """Those announced: hosts and speakers in the order they were added."""
    on_stage = (Registration.session_id == session_id) & Registration.room_role.in_(("host", "speaker"))
    rows = await db.scalars(
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(on_stage)
        .order_by(Registration.created_at, Registration.id)
        .limit(50)
    )
    return [Speaker(person_id=person.id, name=person.name) for person in rows]


async def _read_chat(db: Db, session_id: str, audience: Audience) -> list[ChatLine]:
    """The newest lines of an audience, oldest first, and one more than a snapshot keeps if there are more."""
    newest = select(RoomEntry.data).where(RoomEntry.session_id == session_id, RoomEntry.kind == ChatPostedData.kind)
    if audience == "all":
        newest = newest.where(RoomEntry.audience == "all")
    rows = (await db.scalars(newest.order_by(RoomEntry.seq.desc()).limit(CHAT_KEPT + 1))).all()
    return [msgspec.convert(data, ChatLine) for data in reversed(rows)]


def _snapshot(session: Session, speakers: list[Speaker], room: Room | None, chat: list[ChatLine]) -> Snapshot:
    event = session.event
    return Snapshot(
        session=SessionState(
            id=session.id,
            name=session.name,
            status=room_status(session, event),
            starts_at=to_ms(session.starts_at),
            started_at=_ms(session.started_at),
            ended_at=_ms(session.ended_at),
            time_zone=session.time_zone,
            duration_min=event.duration_min,
        ),
        event=EventState(
            id=event.id,
            title=event.title,
            kind="meeting" if event.kind == "meeting" else "webinar",
            chat_enabled=event.chat_enabled,
            everyone_can_speak=event.everyone_can_speak,
            speakers=speakers,
        ),
        note=_note(room),
        chat=chat[-CHAT_KEPT:],
        chat_before=len(chat) > CHAT_KEPT,
        captioner=_captioner(room),
    )


def _note(room: Room | None) -> Note | None:
    if room is None or room.note is None:
        return None
    return Note(text=room.note, person_id=room.note_person_id or "", name=room.note_name or "")


def _captioner(room: Room | None) -> Captioner | None:
    if room is None or room.captioner_id is None:
        return None
    return Captioner(person_id=room.captioner_id, name=room.captioner_name or "")


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)
