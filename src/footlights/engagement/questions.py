"""Questions to the stage: asking, voting, answering, and what becomes of them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from footlights.engagement.actions import Posted
from footlights.engagement.addressing import check_unused
from footlights.engagement.judging import Judged, check_client_id, clean_question, judge
from footlights.engagement.models import Question, QuestionVote
from footlights.events.models import Session
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound
from footlights.kit.ids import find_id, new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.errors import NotAllowed, NotLive, SessionIsCanceled, SessionOver, TooFast
from footlights.room.frames.state import Answer, TalkRules
from footlights.room.frames.talk_entries import QuestionAskedData, QuestionChangedData, QuestionData
from footlights.room.frames.words import QuestionStatus, Role
from footlights.room.lifecycle import get_room_session
from footlights.room.log import VOTED, append_entry, find_done, lock_room, rewrite_entry
from footlights.room.models import Room, RoomEntry
from footlights.room.talk_reading import read_standing, rules_in

ASKED_BY_ONE = 30
HELD_BY_ONE = 5
VOTABLE = {"open", "answering"}
Mark = Literal["open", "answering", "answered", "dismissed"]


async def ask_question(
    db: Db, actor: RoomActor, *, text: str, anonymous: bool, client_id: str, now: datetime
) -> Posted:
    """Ask; the same `client_id` of the same person again answers the first question.

    Held for a moderator where questions are reviewed first or a listed word is in it. Refuses with NotLive,
    SessionOver, TooFast beyond ASKED_BY_ONE, NotAllowed where questions are off or the asker may not stay hidden.
    """
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await _find_by_client_id(db, actor, client_id)
    if earlier is not None:
        return Posted(earlier.seq, earlier.id)
    await check_unused(db, actor, client_id)
    session = await get_room_session(db, actor)
    rules = rules_in(room, session)
    _check_open(session, rules, anonymous=anonymous)
    await _check_number(db, actor)
    judged = _judge(actor, room, rules, clean_question(text))
    question = Question(
        id=new_id(),
        session_id=session.id,
        seq=room.last_seq + 1,
        person_id=actor.person_id,
        name=actor.name,
        role=actor.role,
        is_anonymous=anonymous,
        text=judged.text,
        status="held" if judged.is_held else "open",
        client_id=client_id,
        created_at=now,
        updated_at=now,
    )
    append_entry(
        db,
        room,
        _data(QuestionAskedData, question),
        audience="team" if judged.is_held else "all",
        also_for=actor.person_id if judged.is_held else None,
        actor_id=actor.person_id,
        client_id=client_id,
        now=now,
    )
    await db.flush()  # the entry before the question that refers to it
    db.add(question)
    return Posted(question.seq, question.id)


async def vote_question(db: Db, actor: RoomActor, question_id: str, *, up: bool, now: datetime) -> int:
    """Vote for someone else's question, or take the vote back; answers the votes it has then.

    Voting twice counts once, from any number of tabs. Refuses with NotAllowed for one's own question, Conflict once it
    is answered.
    """
    session = await get_room_session(db, actor)
    _check_live(session)
    question = await get_question_for(db, actor, question_id)
    if question.person_id == actor.person_id:
        raise NotAllowed("Others vote for your question.", code="own_question")
    if question.status not in VOTABLE:
        raise Conflict("This question is not open any more.", code="question_closed")
    changed = await (_add_vote(db, actor, question, now=now) if up else _remove_vote(db, actor, question))
    entry = (RoomEntry.session_id == question.session_id) & (RoomEntry.seq == question.seq)
    step = changed if up else -changed
    counted = update(RoomEntry).where(entry).values(tally=RoomEntry.tally + step).returning(RoomEntry.tally)
    votes = (await db.execute(counted.execution_options(synchronize_session=False))).scalar_one()
    db.info.setdefault(VOTED, set()).add(question.session_id)
    return votes


async def answer_question(
    db: Db, actor: RoomActor, question_id: str, text: str, *, client_id: str, now: datetime
) -> int:
    """Answer in writing, for everyone to read; a second answer takes the place of the first."""
    require_right(actor, "answer")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    question = await get_question_for(db, actor, question_id)
    question.answer = clean_question(text, what="answer")
    return await _move(db, room, actor, question, "answered", client_id=client_id, now=now)


async def mark_question(
    db: Db, actor: RoomActor, question_id: str, status: Mark, *, client_id: str, now: datetime
) -> int:
    """Let a question through or open it again, take it up, mark it answered by word of mouth, or dismiss it.

    One question is taken up at a time: the one before goes back among the open ones.
    """
    require_right(actor, "moderate")
    check_client_id(client_id)
    room = await lock_room(db, actor.session_id, now=now)
    if (done := await find_done(db, actor.session_id, actor.person_id, client_id)) is not None:
        return done
    question = await get_question_for(db, actor, question_id)
    if status == "answering":
        await _lay_aside(db, room, actor, question, now=now)
    return await _move(db, room, actor, question, status, client_id=client_id, now=now)


async def get_question_for(db: Db, actor: RoomActor, question_id: str) -> Question:
    """A question that the actor may see. Refuses with NotFound."""
    found = find_id(question_id)
    question = await db.get(Question, found) if found else None
    is_there = question is not None and question.session_id == actor.session_id
    if question is None or not is_there or not (actor.is_team or question.status not in {"held", "dismissed"}):
        raise NotFound("This question is not there any more.", code="no_such_question")
    return question


async def _find_by_client_id(db: Db, actor: RoomActor, client_id: str) -> Question | None:
    own = (Question.session_id == actor.session_id) & (Question.person_id == actor.person_id)
    return (await db.scalars(select(Question).where(own, Question.client_id == client_id))).one_or_none()


def _check_live(session: Session) -> None:
    if session.state == "canceled":
        raise SessionIsCanceled("This session was canceled.")
    if session.state == "ended":
        raise SessionOver("This session has ended.")
    if not session.is_live:
        raise NotLive("Questions open when the session starts.")


def _check_open(session: Session, rules: TalkRules, *, anonymous: bool) -> None:
    _check_live(session)
    if not rules.questions_open:
        raise NotAllowed("Questions are closed.", code="questions_closed")
    if anonymous and not rules.anonymous_allowed:
        raise NotAllowed("Questions carry a name here.", code="anonymous_off")


async def _check_number(db: Db, actor: RoomActor) -> None:
    own = (Question.session_id == actor.session_id) & (Question.person_id == actor.person_id)
    held = func.count().filter(Question.status == "held")
    asked, waiting = (await db.execute(select(func.count(), held).where(own))).one()
    if asked >= ASKED_BY_ONE:
        raise TooFast("You have asked many questions. Vote for others now.", code="asked_enough")
    if waiting >= HELD_BY_ONE:
        raise TooFast("A moderator reads your earlier questions first.", code="held_already")


def _judge(actor: RoomActor, room: Room, rules: TalkRules, text: str) -> Judged:
    if actor.is_team:
        return Judged(text, False)
    judged = judge(text, read_standing(room).words, masks=rules.masks_words)
    return Judged(judged.text, judged.is_held or rules.questions_reviewed)


async def _add_vote(db: Db, actor: RoomActor, question: Question, *, now: datetime) -> int:
    """1 for a new vote, 0 if it was there."""
    values = {
        "question_id": question.id,
        "person_id": actor.person_id,
        "session_id": question.session_id,
        "created_at": now,
    }
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(QuestionVote).values(values).on_conflict_do_nothing()
    return len((await db.execute(added.returning(QuestionVote.person_id))).all())


async def _remove_vote(db: Db, actor: RoomActor, question: Question) -> int:
    own = (QuestionVote.question_id == question.id) & (QuestionVote.person_id == actor.person_id)
    return len((await db.execute(delete(QuestionVote).where(own).returning(QuestionVote.person_id))).all())


async def _lay_aside(db: Db, room: Room, actor: RoomActor, taken_up: Question, *, now: datetime) -> None:
    """What was being answered until now is open again."""
    others = (Question.session_id == actor.session_id) & (Question.id != taken_up.id)
    for question in await db.scalars(select(Question).where(others, Question.status == "answering")):
        await _move(db, room, actor, question, "open", client_id=None, now=now)


async def _move(
    db: Db,
    room: Room,
    actor: RoomActor,
    question: Question,
    status: QuestionStatus,
    *,
    client_id: str | None,
    now: datetime,
) -> int:
    """Change the status, keep the question as it is now, and say so to all who see it."""
    is_answered = status == "answered"
    question.status, question.updated_at = status, now
    question.answered_at = now if is_answered else None
    question.answer_person_id = actor.person_id if is_answered else None
    question.answer_name = actor.name if is_answered else None
    if not is_answered:
        question.answer = None if status == "open" else question.answer
    entry = await db.get_one(RoomEntry, (question.session_id, question.seq))
    is_public = entry.audience == "all" or status != "dismissed"
    entry = await rewrite_entry(
        db,
        question.session_id,
        question.seq,
        _data(QuestionAskedData, question),
        audience="all" if is_public else "team",
    )
    return append_entry(
        db,
        room,
        _data(QuestionChangedData, question),
        audience="all" if is_public else "team",
        also_for=entry.also_for,
        actor_id=actor.person_id,
        client_id=client_id,
        now=now,
    )


def _data(kind: type[QuestionData], question: Question) -> QuestionData:
    """As the room sees it: without the asker where they stay hidden."""
    is_hidden = question.is_anonymous
    return kind(
        id=question.id,
        seq=question.seq,
        at=to_ms(question.created_at),
        person_id=None if is_hidden else question.person_id,
        name=None if is_hidden else question.name,
        role=None if is_hidden else _role(question.role),
        text=question.text,
        status=_status(question.status),
        answer=_answer(question),
        answered_at=to_ms(question.answered_at) if question.answered_at else None,
        client_id=question.client_id,
    )


def _answer(question: Question) -> Answer | None:
    if question.answer is None or question.answer_person_id is None:
        return None
    return Answer(text=question.answer, person_id=question.answer_person_id, name=question.answer_name or "")


def _role(stored: str) -> Role:
    roles: dict[str, Role] = {"host": "host", "moderator": "moderator", "speaker": "speaker"}
    return roles.get(stored, "attendee")


def _status(stored: str) -> QuestionStatus:
    statuses: dict[str, QuestionStatus] = {
        "held": "held",
        "answering": "answering",
        "answered": "answered",
        "dismissed": "dismissed",
    }
    return statuses.get(stored, "open")
