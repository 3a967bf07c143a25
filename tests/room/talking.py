"""Acts of chat and questions for histories: each picks one of the lines or questions there are."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select

from footlights.engagement.actions import post_message
from footlights.engagement.lines import delete_message, edit_message, pin_message, review_message
from footlights.engagement.models import ChatMessage, Question
from footlights.engagement.questions import Mark, answer_question, ask_question, mark_question, vote_question
from footlights.engagement.ruling import set_rules, set_words
from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.room.frames.words import Channel
from footlights.room.talk import default_rules
from tests.room.rooms import Cast

Act = Callable[[Db, Cast, datetime], Awaitable[object]]
WHO = st.sampled_from(["host", "moderator", "speaker", "attendee", "other"])
AUDIENCE = st.sampled_from(["attendee", "other"])
TEAM = st.sampled_from(["host", "moderator"])
TEXT = st.sampled_from(["hello", "zut alors", "one more", "ＺＵＴ", "a\nb"])
NUMBER = st.integers(0, 30)


async def some_line(db: Db, cast: Cast, number: int) -> str:
    found = select(ChatMessage.id).where(ChatMessage.session_id == cast.session.id).order_by(ChatMessage.seq)
    return _pick(list(await db.scalars(found)), number)


async def some_question(db: Db, cast: Cast, number: int) -> str:
    found = select(Question.id).where(Question.session_id == cast.session.id).order_by(Question.seq)
    return _pick(list(await db.scalars(found)), number)


def _pick(found: list[str], number: int) -> str:
    if not found:
        raise NotFound("none yet")
    return found[number % len(found)]


def tell(who: str, text: str, client: int, to: Channel, thread: str) -> Act:
    def act(db: Db, cast: Cast, now: datetime) -> Awaitable[object]:
        actor, other = getattr(cast, who), getattr(cast, thread).person_id
        to_whom = other if to == "direct" and actor.is_team else None
        return post_message(db, actor, text=text, client_id=f"t{client}", to=to, thread=to_whom, now=now)

    return act


def reply(who: str, text: str, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        line = await some_line(db, cast, number)
        await post_message(db, getattr(cast, who), text=text, client_id=f"r{client}", reply_to=line, now=now)

    return act


def edit(who: str, text: str, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        line = await some_line(db, cast, number)
        await edit_message(db, getattr(cast, who), line, text, client_id=f"e{client}", now=now)

    return act


def delete(who: str, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        line = await some_line(db, cast, number)
        await delete_message(db, getattr(cast, who), line, client_id=f"d{client}", now=now)

    return act


def pin(who: str, pinned: bool, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        line = await some_line(db, cast, number)
        await pin_message(db, getattr(cast, who), line, pinned=pinned, client_id=f"p{client}", now=now)

    return act


def review(who: str, approve: bool, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        held = (ChatMessage.session_id == cast.session.id) & (ChatMessage.state == "held")
        found = await db.scalars(select(ChatMessage.id).where(held).order_by(ChatMessage.seq))
        line = _pick(list(found), number)
        await review_message(db, getattr(cast, who), line, approve=approve, client_id=f"v{client}", now=now)

    return act


def rule(who: str, client: int, chat_reviewed: bool, questions_reviewed: bool, masks_words: bool) -> Act:
    def act(db: Db, cast: Cast, now: datetime) -> Awaitable[object]:
        rules = replace(
            default_rules(cast.session.event),
            chat_reviewed=chat_reviewed,
            questions_reviewed=questions_reviewed,
            masks_words=masks_words,
            anonymous_allowed=True,
        )
        return set_rules(db, getattr(cast, who), rules, client_id=f"u{client}", now=now)

    return act


def words(who: str, listed: list[str], client: int) -> Act:
    return lambda db, cast, now: set_words(db, getattr(cast, who), listed, client_id=f"w{client}", now=now)


def ask(who: str, text: str, anonymous: bool, client: int) -> Act:
    return lambda db, cast, now: ask_question(
        db, getattr(cast, who), text=text, anonymous=anonymous, client_id=f"q{client}", now=now
    )


def vote(who: str, up: bool, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        question = await some_question(db, cast, number)
        await vote_question(db, getattr(cast, who), question, up=up, now=now)

    return act


def answer(who: str, text: str, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        question = await some_question(db, cast, number)
        await answer_question(db, getattr(cast, who), question, text, client_id=f"a{client}", now=now)

    return act


def mark(who: str, status: Mark, client: int, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        question = await some_question(db, cast, number)
        await mark_question(db, getattr(cast, who), question, status, client_id=f"m{client}", now=now)

    return act


CHANNELS = st.sampled_from(["everyone", "team", "direct"])
MARKS = st.sampled_from(["open", "answering", "answered", "dismissed"])
TALK = st.one_of(
    st.builds(tell, WHO, TEXT, NUMBER, CHANNELS, AUDIENCE),
    st.builds(tell, WHO, TEXT, NUMBER, st.just("direct"), AUDIENCE),
    st.builds(reply, WHO, TEXT, NUMBER, NUMBER),
    st.builds(edit, WHO, TEXT, NUMBER, NUMBER),
    st.builds(delete, WHO, NUMBER, NUMBER),
    st.builds(delete, TEAM, NUMBER, NUMBER),
    st.builds(pin, TEAM, st.booleans(), NUMBER, NUMBER),
    st.builds(review, TEAM, st.booleans(), NUMBER, NUMBER),
    st.builds(rule, TEAM, NUMBER, st.booleans(), st.booleans(), st.booleans()),
    st.builds(words, TEAM, st.sampled_from([[], ["zut"]]), NUMBER),
    st.builds(ask, WHO, TEXT, st.booleans(), NUMBER),
    st.builds(vote, WHO, st.booleans(), NUMBER),
    st.builds(answer, TEAM, TEXT, NUMBER, NUMBER),
    st.builds(mark, TEAM, MARKS, NUMBER, NUMBER),
)
