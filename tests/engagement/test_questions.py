"""Questions: who asks, who votes, and what becomes of them."""

import asyncio

import pytest
from sqlalchemy import func, select

from footlights.engagement.actions import Posted
from footlights.engagement.models import Question, QuestionVote
from footlights.engagement.queries import (
    Talk,
    count_questions,
    count_questions_by_person,
    count_talk,
    count_up_votes,
    count_up_votes_by_person,
    read_mine,
)
from footlights.engagement.questions import Mark, answer_question, mark_question, vote_question
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import end_session
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.talk_reading import read_votes
from tests.engagement.talk import ask, cast_beside, code_of, live_cast, post
from tests.room.rooms import Cast, at, make_cast


async def vote(database: Database, actor: RoomActor, question: Posted, *, up: bool = True) -> int:
    async with database.write() as db:
        return await vote_question(db, actor, question.id, up=up, now=at(2))


async def mark(database: Database, actor: RoomActor, question: Posted, status: Mark, client_id: str = "") -> int:
    async with database.write() as db:
        return await mark_question(db, actor, question.id, status, client_id=client_id or new_id(), now=at(3))


async def answer(database: Database, actor: RoomActor, question: Posted, text: str = "Yes.") -> int:
    async with database.write() as db:
        return await answer_question(db, actor, question.id, text, client_id=new_id(), now=at(3))


async def read(database: Database, cast: Cast) -> RoomReading:
    async with database.read() as db:
        return await read_room(db, cast.session.id)


async def test_asking_again_with_the_same_client_id_asks_once(database: Database) -> None:
    cast = await live_cast(database)

    answers = await asyncio.gather(*(ask(database, cast.attendee, client_id="q1") for _ in range(5)))

    assert len(set(answers)) == 1
    (question,) = (await read(database, cast)).all.talk.questions
    assert (question.id, question.name, question.status) == (answers[0].id, "Attendee Example", "open")


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty_question"), (" \x00\n", "empty_question"), ("x" * 501, "question_too_long")]
)
async def test_what_is_no_question_is_refused(database: Database, text: str, code: str) -> None:
    cast = await live_cast(database)

    assert await code_of(ask(database, cast.attendee, text)) == code
    assert await code_of(ask(database, cast.attendee, "x" * 50_000)) == "question_too_long"


async def test_questions_are_for_live_sessions_that_want_them(database: Database) -> None:
    early = await make_cast(database)
    assert await code_of(ask(database, early.attendee)) == "not_live"

    cast = await cast_beside(database, early, event={"questions_enabled": False})
    assert await code_of(ask(database, cast.attendee)) == "questions_closed"
    async with database.write() as db:
        await end_session(db, cast.host, now=at(1))
    assert await code_of(ask(database, cast.attendee)) == "session_over"


async def test_a_name_is_hidden_where_the_room_allows_it(database: Database) -> None:
    cast = await live_cast(database)
    assert await code_of(ask(database, cast.attendee, anonymous=True)) == "anonymous_off"

    allowed = await cast_beside(database, cast, anonymous_allowed=True)
    hidden = await ask(database, allowed.attendee, anonymous=True)

    reading = await read(database, allowed)
    for seen in (reading.team, reading.all):
        (question,) = seen.talk.questions
        assert (question.person_id, question.name, question.role) == (None, None, None)
    async with database.read() as db:
        assert (await read_mine(db, allowed.attendee)).asked == [hidden.id]
        assert (await read_mine(db, allowed.other)).asked == []


async def test_votes_count_once_per_person_from_any_number_of_tabs(database: Database) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)

    await asyncio.gather(*(vote(database, cast.other, question) for _ in range(5)))
    counted = await vote(database, cast.speaker, question)

    async with database.read() as db:
        rows = await db.scalar(select(func.count()).select_from(QuestionVote))
        votes = await read_votes(db, cast.session.id)
    assert (counted, rows, votes) == (2, 2, {question.seq: 2})


async def test_a_vote_is_taken_back_once(database: Database) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)
    await vote(database, cast.other, question)

    counts = [await vote(database, cast.other, question, up=False) for _ in range(3)]

    assert counts == [0, 0, 0]
    async with database.read() as db:
        assert await read_votes(db, cast.session.id) == {}
        assert (await read_mine(db, cast.other)).voted == []


async def test_nobody_votes_for_their_own_question(database: Database) -> None:
    cast = await live_cast(database, anonymous_allowed=True)
    for question in (await ask(database, cast.attendee), await ask(database, cast.attendee, anonymous=True)):
        assert await code_of(vote(database, cast.attendee, question)) == "own_question"


async def test_votes_end_with_the_question_and_with_the_session(database: Database) -> None:
    cast = await live_cast(database)
    question, other = await ask(database, cast.attendee), await ask(database, cast.attendee)
    await mark(database, cast.host, question, "answered")

    assert await code_of(vote(database, cast.other, question)) == "question_closed"
    async with database.write() as db:
        await end_session(db, cast.host, now=at(4))
    assert await code_of(vote(database, cast.other, other)) == "session_over"


async def test_nobody_votes_for_what_they_do_not_see(database: Database) -> None:
    cast = await live_cast(database, questions_reviewed=True)
    held = await ask(database, cast.attendee)

    for wrong in (held, Posted(1, new_id()), Posted(1, "x"), Posted(1, "")):
        assert await code_of(vote(database, cast.other, wrong)) == "no_such_question"


@pytest.mark.parametrize("status", ["open", "answering", "answered", "dismissed"])
async def test_only_hosts_and_moderators_mark(database: Database, status: Mark) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)

    for actor in (cast.attendee, cast.other, cast.speaker):
        assert await code_of(mark(database, actor, question, status)) == "not_allowed"
    await mark(database, cast.moderator, question, status)


async def test_the_team_answers_in_writing(database: Database) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)

    for actor in (cast.attendee, cast.other):
        assert await code_of(answer(database, actor, question)) == "not_allowed"
    assert await code_of(answer(database, cast.speaker, question, " ")) == "empty_answer"
    await answer(database, cast.speaker, question, "Yes.\r\nAlways.")

    (seen,) = (await read(database, cast)).all.talk.questions
    assert seen.answer is not None
    assert (seen.status, seen.answer.text, seen.answer.name) == ("answered", "Yes.\nAlways.", "Speaker Example")


async def test_an_answer_given_live_has_no_text_and_can_be_taken_back(database: Database) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)
    first = await mark(database, cast.host, question, "answered", "m1")

    assert await mark(database, cast.host, question, "dismissed", "m1") == first, "the same client_id"
    (seen,) = (await read(database, cast)).all.talk.questions
    assert (seen.status, seen.answer, seen.answered_at is not None) == ("answered", None, True)

    await mark(database, cast.host, question, "open")
    (seen,) = (await read(database, cast)).all.talk.questions
    assert (seen.status, seen.answered_at) == ("open", None)


async def test_a_held_question_is_let_through_under_its_number(database: Database) -> None:
    cast = await live_cast(database, questions_reviewed=True)
    held = await ask(database, cast.attendee)
    before = await read(database, cast)
    await mark(database, cast.moderator, held, "open")

    assert before.all.talk.questions == []
    assert [one.status for one in before.seen_by(cast.attendee.person_id).talk.questions] == ["held"]
    (seen,) = (await read(database, cast)).all.talk.questions
    assert (seen.seq, seen.status) == (held.seq, "open")


async def test_one_person_asks_so_much_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlights.engagement.questions.ASKED_BY_ONE", 2)
    cast = await live_cast(database)
    for _ in range(2):
        await ask(database, cast.attendee)

    assert await code_of(ask(database, cast.attendee)) == "asked_enough"


async def test_talk_is_counted_per_person_and_session(database: Database) -> None:
    cast = await live_cast(database, anonymous_allowed=True)
    await post(database, cast.attendee)
    open_one = await ask(database, cast.attendee)
    await ask(database, cast.attendee, anonymous=True)
    dismissed = await ask(database, cast.other)
    await vote(database, cast.attendee, dismissed)
    await vote(database, cast.other, open_one)
    await mark(database, cast.host, dismissed, "dismissed")

    attendee, other = cast.attendee.person_id, cast.other.person_id
    session, event = cast.session.id, cast.session.event_id
    async with database.read() as db:
        assert await count_questions_by_person(db, session) == {attendee: 2}
        assert await count_up_votes_by_person(db, session) == {attendee: 1, other: 1}
        assert await count_questions(db, [session, event]) == {session: 2, event: 0}
        assert await count_up_votes(db, [session]) == {session: 2}
        assert await count_talk(db, [session]) == {
            (session, attendee): Talk(messages=1, questions=2, up_votes=1),
            (session, other): Talk(messages=0, questions=0, up_votes=1),
        }


async def test_the_same_client_id_changes_nothing_more(database: Database) -> None:
    cast = await live_cast(database)
    question = await ask(database, cast.attendee)
    seq = await mark(database, cast.host, question, "answering", "m")

    assert await mark(database, cast.host, question, "answering", "m") == seq
    async with database.read() as db:
        assert (await db.scalars(select(Question.status))).all() == ["answering"]


async def test_a_client_id_belongs_to_one_act(database: Database) -> None:
    cast = await live_cast(database)
    await post(database, cast.attendee, client_id="one")

    assert await code_of(ask(database, cast.attendee, client_id="one")) == "invalid_client_id"
    await ask(database, cast.attendee, client_id="two")
    assert await code_of(post(database, cast.attendee, client_id="two")) == "invalid_client_id"
