"""Reading chat and questions."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from footlights.engagement.models import ChatMessage, Question, QuestionVote
from footlights.kit.database import Db, Narrowable, Reads, fetch_only, narrowable
from footlights.room.actors import RoomActor
from footlights.room.frames.state import ChatLine
from footlights.room.models import RoomEntry

MOST = 100
"""Messages in one answer."""
ASKED = ("open", "answering", "answered")
"""Questions that count: those that were let through and not dismissed."""


@dataclass(frozen=True)
class History:
    """Messages, oldest first, and whether there are older ones. Those that were deleted keep their places."""

    messages: list[ChatMessage]
    lines: list[ChatLine]
    more: bool


async def read_history(
    db: Db, session_id: str, *, before_seq: int | None = None, limit: int = 50, for_team: bool = False
) -> History:
    """The newest public messages below `before_seq`; without `for_team`, those that everybody may read."""
    limit = max(1, min(limit, MOST))
    entry = (RoomEntry.session_id == ChatMessage.session_id) & (RoomEntry.seq == ChatMessage.seq)
    public = (ChatMessage.session_id == session_id) & (ChatMessage.channel == "everyone")
    query = select(ChatMessage, RoomEntry.data).join(RoomEntry, entry)
    query = query.where(public, ChatMessage.state.in_(("posted", "deleted")), RoomEntry.kind == "chat.posted")
    if before_seq is not None:
        query = query.where(ChatMessage.seq < before_seq)
    if not for_team:
        query = query.where(ChatMessage.audience == "all")
    rows = (await db.execute(query.order_by(ChatMessage.seq.desc()).limit(limit + 1))).all()
    kept = rows[:limit][::-1]
    return History(
        [message for message, _ in kept], [msgspec.convert(data, ChatLine) for _, data in kept], len(rows) > limit
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """Ids of questions."""

    asked: list[str]
    voted: list[str]


async def read_mine(db: Db, actor: RoomActor) -> Mine:
    """What the actor asked and voted for in this session."""
    asked = select(Question.id).where(Question.session_id == actor.session_id, Question.person_id == actor.person_id)
    own = (QuestionVote.session_id == actor.session_id) & (QuestionVote.person_id == actor.person_id)
    voted = select(QuestionVote.question_id).where(own)
    return Mine(list(await db.scalars(asked)), list(await db.scalars(voted)))


@dataclass(frozen=True, slots=True)
class Talk:
    """How much one person said in one session."""

    messages: int = 0
    questions: int = 0
    up_votes: int = 0


async def count_talk(
    db: Reads, session_ids: Collection[str], *, person_ids: Collection[str] | None = None
) -> dict[tuple[str, str], Talk]:
    """By session and person, in three statements; who said nothing is not in it."""
    messages = await _count(db, _MESSAGES, session_ids, person_ids)
    questions = await _count(db, _QUESTIONS, session_ids, person_ids)
    votes = await _count(db, _UP_VOTES, session_ids, person_ids)
    keys = {*messages, *questions, *votes}
    return {key: Talk(messages.get(key, 0), questions.get(key, 0), votes.get(key, 0)) for key in keys}


async def count_messages_by_person(
    db: Db, session_id: str, *, person_ids: Collection[str] | None = None
) -> dict[str, int]:
    """How many messages each person wrote; people without any are not in it. One statement."""
    return await _count_by_person(db, _MESSAGES, session_id, person_ids)


async def count_questions_by_person(
    db: Db, session_id: str, *, person_ids: Collection[str] | None = None
) -> dict[str, int]:
    """How many questions each person asked, also with their name hidden. One statement."""
    return await _count_by_person(db, _QUESTIONS, session_id, person_ids)


async def count_up_votes_by_person(
    db: Db, session_id: str, *, person_ids: Collection[str] | None = None
) -> dict[str, int]:
    """How many up-votes each person gave. One statement."""
    return await _count_by_person(db, _UP_VOTES, session_id, person_ids)


async def count_messages(db: Db, session_ids: Collection[str]) -> dict[str, int]:
    """How many messages each session has; 0 for the others. One statement."""
    return await _count_by_session(db, ChatMessage.session_id, session_ids, _WRITTEN)


async def count_questions(db: Db, session_ids: Collection[str]) -> dict[str, int]:
    """How many questions each session has; 0 for the others. One statement."""
    return await _count_by_session(db, Question.session_id, session_ids, _PUT)


async def count_up_votes(db: Db, session_ids: Collection[str]) -> dict[str, int]:
    """How many up-votes were given in each session; 0 for the others. One statement."""
    return await _count_by_session(db, QuestionVote.session_id, session_ids)


def select_messages(session_id: str) -> Select[ChatMessage]:
    """What everybody could read, in the order it was written."""
    public = (ChatMessage.audience == "all") & (ChatMessage.channel == "everyone") & _WRITTEN
    return select(ChatMessage).where(ChatMessage.session_id == session_id, public).order_by(ChatMessage.seq)


def select_questions(session_id: str) -> Select[Question]:
    """Questions that were let through and not dismissed, in the order they were asked."""
    return select(Question).where(Question.session_id == session_id, _PUT).order_by(Question.seq)


_WRITTEN = ChatMessage.state == "posted"
_PUT = Question.status.in_(ASKED)
Id = InstrumentedAttribute[str]


def _by_person(session: Id, person: Id, *conditions: ColumnElement[bool]) -> Narrowable:
    """Counts by session and person."""
    of_sessions = session.in_(bindparam("session_ids", expanding=True))
    counts = select(session, person, func.count()).where(of_sessions, *conditions).group_by(session, person)
    return narrowable(counts, person)


_MESSAGES = _by_person(ChatMessage.session_id, ChatMessage.person_id, _WRITTEN)
_QUESTIONS = _by_person(Question.session_id, Question.person_id, _PUT)
_UP_VOTES = _by_person(QuestionVote.session_id, QuestionVote.person_id)


async def _count(
    db: Reads, counts: Narrowable, session_ids: Collection[str], person_ids: Collection[str] | None
) -> dict[tuple[str, str], int]:
    rows = await fetch_only(db, counts, {"session_ids": list(session_ids)}, person_ids)
    return {(session_id, person_id): int(number) for session_id, person_id, number in rows}


async def _count_by_person(
    db: Reads, counts: Narrowable, session_id: str, person_ids: Collection[str] | None
) -> dict[str, int]:
    counted = await _count(db, counts, [session_id], person_ids)
    return {person_id: number for (_, person_id), number in counted.items()}


async def _count_by_session(
    db: Db, session: Id, session_ids: Collection[str], *conditions: ColumnElement[bool]
) -> dict[str, int]:
    query = select(session, func.count()).where(session.in_(session_ids), *conditions).group_by(session)
    counts = {session_id: int(number) for session_id, number in await db.execute(query)}
    return dict.fromkeys(session_ids, 0) | counts
