"""Reading chat and questions beside the public lines, from the log and the room's row."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, select

from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.room.frames.state import ChatLine, Pin, Question, TalkRules, TalkState
from footlights.room.frames.talk_entries import ChatHeldData, ChatPostedData, ChatToldData, QuestionAskedData
from footlights.room.frames.wire import Wire
from footlights.room.frames.words import PRIVATE_KEPT, QUESTIONS_KEPT
from footlights.room.log import Audience
from footlights.room.models import Room, RoomEntry
from footlights.room.talk import NOTHING_OWN, default_rules, redact_question

OWN_MOST = 10_000
"""Private entries read of one room, the newest."""
Rows = Sequence[dict[str, Any]]  # Any: JSON values


class PinnedLine(Wire, frozen=True, kw_only=True):
    seq: int
    by: str


class Standing(Wire, frozen=True, kw_only=True):
    """`rooms.talk`: what was set in this room. Without `rules` the event's own hold."""

    rules: TalkRules | None = None
    words: list[str] = msgspec.field(default_factory=list)
    pins: list[PinnedLine] = msgspec.field(default_factory=list)


def read_standing(room: Room | None) -> Standing:
    return msgspec.convert(room.talk, Standing) if room is not None and room.talk else Standing()


def rules_in(room: Room | None, session: Session) -> TalkRules:
    """What holds in the room now; `session.event` is loaded."""
    return read_standing(room).rules or default_rules(session.event)


def keep_standing(room: Room, standing: Standing) -> None:
    room.talk = msgspec.to_builtins(standing)


async def read_talk(db: Db, session: Session, room: Room | None, audience: Audience) -> TalkState:
    """What an audience sees; of private things the team sees all, and the others none here (`read_own`)."""
    standing, is_team = read_standing(room), audience == "team"
    questions = await _read_questions(db, session.id, audience)
    return TalkState(
        rules=rules_in(room, session),
        words=standing.words if is_team else [],
        pins=await read_pins(db, session.id, standing.pins),
        private=_lines(await _newest(db, session.id, ChatToldData.kind, most=PRIVATE_KEPT)) if is_team else [],
        review=_lines(await _newest(db, session.id, ChatHeldData.kind, most=None)) if is_team else [],
        questions=questions if is_team else [redact_question(question) for question in questions],
    )


async def read_pins(db: Db, session_id: str, pinned: Sequence[PinnedLine]) -> list[Pin]:
    """The pinned lines as they are now, in the order they were pinned."""
    if not pinned:
        return []
    posted = (RoomEntry.session_id == session_id) & (RoomEntry.kind == ChatPostedData.kind)
    numbers = [pin.seq for pin in pinned]
    rows = await db.execute(select(RoomEntry.seq, RoomEntry.data).where(posted, RoomEntry.seq.in_(numbers)))
    lines = {seq: msgspec.convert(data, ChatLine) for seq, data in rows}
    return [Pin(line=lines[pin.seq], by=pin.by) for pin in pinned if pin.seq in lines and not lines[pin.seq].deleted]


async def read_own(db: Db, session_id: str) -> dict[str, TalkState]:
    """The own parts of everyone outside of the team who has one."""
    kinds = (ChatToldData.kind, ChatHeldData.kind, QuestionAskedData.kind)
    private = (RoomEntry.session_id == session_id) & RoomEntry.kind.in_(kinds) & (RoomEntry.audience == "team")
    newest = select(RoomEntry.also_for, RoomEntry.kind, RoomEntry.data).where(private, RoomEntry.also_for.is_not(None))
    rows = (await db.execute(newest.order_by(RoomEntry.seq.desc()).limit(OWN_MOST))).all()
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {kind: [] for kind in kinds})  # Any: as above
    for person_id, kind, data in reversed(rows):
        found[person_id][kind].append(data)
    return {
        person_id: replace(
            NOTHING_OWN,
            private=_lines(parts[ChatToldData.kind][-PRIVATE_KEPT:]),
            review=_lines(parts[ChatHeldData.kind]),
            questions=[redact_question(one) for one in _questions(parts[QuestionAskedData.kind][-QUESTIONS_KEPT:])],
        )
        for person_id, parts in found.items()
    }


async def read_votes(db: Db, session_id: str) -> dict[int, int]:
    """Votes by the number of their question; those without any are not in it."""
    asked = (RoomEntry.session_id == session_id) & (RoomEntry.kind == QuestionAskedData.kind)
    rows = await db.execute(select(RoomEntry.seq, RoomEntry.tally).where(asked, RoomEntry.tally > 0))
    return {row.seq: row.tally for row in rows}


async def _read_questions(db: Db, session_id: str, audience: Audience) -> list[Question]:
    seen = RoomEntry.audience == "all" if audience == "all" else None
    return _questions(await _newest(db, session_id, QuestionAskedData.kind, seen, most=QUESTIONS_KEPT))


async def _newest(
    db: Db, session_id: str, kind: str, *conditions: ColumnElement[bool] | None, most: int | None
) -> Rows:
    """Data of the newest entries of a kind, oldest first."""
    wanted = [condition for condition in conditions if condition is not None]
    query = select(RoomEntry.data).where(RoomEntry.session_id == session_id, RoomEntry.kind == kind, *wanted)
    rows = (await db.scalars(query.order_by(RoomEntry.seq.desc()).limit(most))).all()
    return rows[::-1]


def _lines(rows: Rows) -> list[ChatLine]:
    return [msgspec.convert(data, ChatLine) for data in rows]


def _questions(rows: Rows) -> list[Question]:
    return [msgspec.convert(data, Question) for data in rows]
