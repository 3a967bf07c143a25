"""Reading a room whole: what someone sees who comes now."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from footlights.events.models import Event, Session
from footlights.events.room_options import is_classroom
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.ids import find_id
from footlights.room.errors import NoSuchRoom
from footlights.room.frames.state import (
    Captioner,
    ChatLine,
    EventState,
    Hand,
    Invitation,
    Note,
    SessionState,
    Snapshot,
    Speaker,
    StagePerson,
    StageState,
    TalkState,
)
from footlights.room.frames.talk_entries import ChatPostedData
from footlights.room.frames.words import CHAT_KEPT
from footlights.room.items import Items, read_items
from footlights.room.log import Audience
from footlights.room.models import Room, RoomEntry, RoomPerson
from footlights.room.people_actions import read_speakers
from footlights.room.rules import room_status
from footlights.room.talk import with_own
from footlights.room.talk_reading import read_own, read_talk

AUDIENCES: tuple[Audience, ...] = ("team", "all")


@dataclass(frozen=True)
class RoomReading:
    """A room at number `seq`, for both audiences. Without any entry or visitor `incarnation` is empty.

    `own` holds the parts of those outside of the team who have any, by person.
    """

    workspace_id: str
    incarnation: str
    seq: int
    team: Snapshot
    all: Snapshot
    own: dict[str, TalkState]

    def seen_by(self, person_id: str) -> Snapshot:
        """What someone outside of the team sees."""
        return with_own(self.all, self.own.get(person_id))


async def read_room(db: Db, session_id: str) -> RoomReading:
    """The state of a room, all of one moment; `db` must be fresh, so that the moment is now. Refuses NoSuchRoom."""
    if db.get_bind().dialect.name == "postgresql" and not db.info.get("write"):
        await db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session = await _read_session(db, session_id)
    room = (await db.scalars(select(Room).where(Room.session_id == session.id))).one_or_none()
    speakers = await read_speakers(db, session.id)
    stages = await _read_stage(db, session, room)
    seen = {audience: await _read_chat(db, session.id, audience) for audience in AUDIENCES}
    talks = {audience: await read_talk(db, session, room, audience) for audience in AUDIENCES}
    items = await read_items(db, session.id)
    team, everyone = (
        _snapshot(session, speakers, room, seen[one], talks[one], items[one], stages[one]) for one in AUDIENCES
    )
    return RoomReading(
        session.workspace_id,
        room.incarnation if room else "",
        room.last_seq if room else 0,
        team,
        everyone,
        await read_own(db, session.id),
    )


async def _read_session(db: Db, session_id: str) -> Session:
    wanted = find_id(session_id)
    query = select(Session).join(Event, Event.id == Session.event_id).options(contains_eager(Session.event))
    session = (await db.scalars(query.where(Session.id == wanted))).one_or_none() if wanted else None
    if session is None:
        raise NoSuchRoom("There is no such room.")
    return session


async def _read_stage(db: Db, session: Session, room: Room | None) -> dict[Audience, StageState]:
    query = select(RoomPerson).where(RoomPerson.session_id == session.id)
    people = list(await db.scalars(query.order_by(RoomPerson.person_id)))
    on = sorted((one for one in people if one.stage == "on"), key=lambda one: one.stage_seq or 0)
    everyone = StageState(
        layout=room.layout if room else None,  # type: ignore[arg-type]
        spotlight=room.spotlight_id if room else None,
        locked=room.is_locked if room else False,
        waiting_room=session.waiting_room,
        on=[_stage_person(one) for one in on],
        hands=[],
        invited=[],
        kept_out=[],
    )
    hands = sorted((one for one in people if one.hand_seq is not None), key=lambda one: one.hand_seq or 0)
    invited = sorted((one for one in people if one.stage == "invited"), key=lambda one: one.stage_seq or 0)
    kept_out = sorted((one for one in people if one.door in {"denied", "banned"}), key=lambda one: one.door_seq or 0)
    team = replace(
        everyone,
        hands=[Hand(person_id=one.person_id, name=one.name, at=_ms(one.hand_at) or 0) for one in hands],
        invited=[Invitation(person_id=one.person_id, name=one.name, by=one.invited_by or "") for one in invited],
        kept_out=[_stage_person(one) for one in kept_out],
    )
    return {"team": team, "all": everyone}


def _stage_person(standing: RoomPerson) -> StagePerson:
    return StagePerson(person_id=standing.person_id, name=standing.name)


async def _read_chat(db: Db, session_id: str, audience: Audience) -> list[ChatLine]:
    """The newest lines of an audience, oldest first, and one more than a snapshot keeps if there are more."""
    newest = select(RoomEntry.data).where(RoomEntry.session_id == session_id, RoomEntry.kind == ChatPostedData.kind)
    if audience == "all":
        newest = newest.where(RoomEntry.audience == "all")
    rows = (await db.scalars(newest.order_by(RoomEntry.seq.desc()).limit(CHAT_KEPT + 1))).all()
    return [msgspec.convert(data, ChatLine) for data in reversed(rows)]


def _snapshot(
    session: Session,
    speakers: list[Speaker],
    room: Room | None,
    chat: list[ChatLine],
    talk: TalkState,
    items: Items,
    stage: StageState,
) -> Snapshot:
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
            classroom=is_classroom(event),
            speakers=speakers,
        ),
        note=_note(room),
        chat=chat[-CHAT_KEPT:],
        chat_before=len(chat) > CHAT_KEPT,
        talk=talk,
        polls=items.polls,
        cards=items.cards,
        handouts=items.handouts,
        decks=items.decks,
        cues=items.cues,
        slides=items.slides,
        films=items.films,
        film=items.film,
        stage=stage,
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
