"""Calls about lines that were written, about questions, and about the rules of both."""

from footlights.edges.socket.commands import Call, command
from footlights.engagement.lines import delete_message, edit_message, pin_message, review_message
from footlights.engagement.queries import read_mine
from footlights.engagement.questions import answer_question, ask_question, mark_question, vote_question
from footlights.engagement.ruling import set_rules, set_words
from footlights.kit.clock import utcnow
from footlights.room.frames.session_calls import Empty, SeqAnswer
from footlights.room.frames.talk_calls import (
    ChatDelete,
    ChatEdit,
    ChatPin,
    ChatPostAnswer,
    ChatReview,
    QuestionAnswer,
    QuestionAsk,
    QuestionMark,
    QuestionsMineAnswer,
    QuestionVote,
    QuestionVoteAnswer,
    TalkRule,
    TalkWords,
)

TOO_FAST = "That was a lot at once. Wait a moment."


@command("chat.edit")
async def edit(call: Call[ChatEdit]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: edit_message(db, actor, given.id, given.text, client_id=given.client_id, now=utcnow())
    )


@command("chat.delete")
async def delete(call: Call[ChatDelete]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: delete_message(db, actor, given.id, client_id=given.client_id, now=utcnow())
    )


@command("chat.pin")
async def pin(call: Call[ChatPin]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: pin_message(db, actor, given.id, pinned=given.pinned, client_id=given.client_id, now=utcnow())
    )


@command("chat.review")
async def review(call: Call[ChatReview]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: review_message(
            db, actor, given.id, approve=given.approve, client_id=given.client_id, now=utcnow()
        )
    )


@command("talk.rule")
async def rule(call: Call[TalkRule]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(lambda db, actor: set_rules(db, actor, given.rules, client_id=given.client_id, now=utcnow()))


@command("talk.words")
async def list_words(call: Call[TalkWords]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(lambda db, actor: set_words(db, actor, given.words, client_id=given.client_id, now=utcnow()))


@command("question.ask")
async def ask(call: Call[QuestionAsk]) -> ChatPostAnswer:
    given = call.given
    call.room.limit(call.visit, "question", "You ask faster than anyone can answer. Wait a moment.")
    async with call.rooms.database.write() as db:
        asked = await ask_question(
            db,
            call.visit.actor,
            text=given.text,
            anonymous=given.anonymous,
            client_id=given.client_id,
            now=utcnow(),
        )
    return ChatPostAnswer(seq=asked.seq, id=asked.id)


@command("question.vote")
async def vote(call: Call[QuestionVote]) -> QuestionVoteAnswer:
    call.room.limit(call.visit, "up_vote", "That was a lot of votes. Wait a moment.")
    async with call.rooms.database.write() as db:
        votes = await vote_question(db, call.visit.actor, call.given.id, up=call.given.up, now=utcnow())
    return QuestionVoteAnswer(votes=votes)


@command("question.answer")
async def answer(call: Call[QuestionAnswer]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: answer_question(db, actor, given.id, given.text, client_id=given.client_id, now=utcnow())
    )


@command("question.mark")
async def mark(call: Call[QuestionMark]) -> SeqAnswer:
    given = call.given
    call.room.limit(call.visit, "talk", TOO_FAST)
    return await call.act(
        lambda db, actor: mark_question(db, actor, given.id, given.status, client_id=given.client_id, now=utcnow())
    )


@command("question.mine")
async def list_mine(call: Call[Empty]) -> QuestionsMineAnswer:
    async with call.rooms.database.read() as db:
        mine = await read_mine(db, call.visit.actor)
    return QuestionsMineAnswer(asked=mine.asked, voted=mine.voted)
