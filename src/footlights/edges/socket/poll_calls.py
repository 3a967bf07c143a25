"""Calls about polls."""

from footlights.edges.socket.commands import Call, command
from footlights.engagement.polls import actions
from footlights.engagement.polls.queries import list_votes_of, read_answers
from footlights.engagement.polls.rules import PollDraft
from footlights.kit.clock import to_ms, utcnow
from footlights.room.actors import require_right
from footlights.room.frames.activity_calls import (
    ItemAnswer,
    OwnVote,
    PollAdd,
    PollAnswers,
    PollAnswersAnswer,
    PollChange,
    PollMineAnswer,
    PollNamed,
    PollShare,
    PollVote,
    PollVoteAnswer,
    WrittenAnswer,
)
from footlights.room.frames.session_calls import Empty, SeqAnswer


@command("poll.add")
async def add(call: Call[PollAdd]) -> ItemAnswer:
    given = call.given
    async with call.rooms.database.write() as db:
        added = await actions.add_poll(
            db, call.visit.actor, _draft(given), client_id=given.client_id, is_opened=given.open, now=utcnow()
        )
    return ItemAnswer(seq=added.seq, id=added.id)


@command("poll.change")
async def change(call: Call[PollChange]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        draft = _draft(call.given)
        seq = await actions.change_poll(db, call.visit.actor, call.given.poll_id, draft, now=utcnow())
    return SeqAnswer(seq=seq)


@command("poll.open")
async def open_(call: Call[PollNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: actions.open_poll(db, actor, call.given.poll_id, now=utcnow()))


@command("poll.close")
async def close(call: Call[PollNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: actions.close_poll(db, actor, call.given.poll_id, now=utcnow()))


@command("poll.share")
async def share(call: Call[PollShare]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: actions.share_results(db, actor, given.poll_id, is_shared=given.is_shared, now=utcnow())
    )


@command("poll.remove")
async def remove(call: Call[PollNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: actions.remove_poll(db, actor, call.given.poll_id, now=utcnow()))


@command("poll.vote")
async def vote(call: Call[PollVote]) -> PollVoteAnswer:
    given, now = call.given, utcnow()
    call.room.limit(call.visit, "vote", "You answer faster than anybody can count. Wait a moment.")
    async with call.rooms.database.write() as db:
        await actions.cast_vote(
            db, call.visit.actor, given.poll_id, option_ids=given.option_ids, text=given.text, now=now
        )
    return PollVoteAnswer(at=to_ms(now))


@command("poll.mine")
async def list_own(call: Call[Empty]) -> PollMineAnswer:
    actor = call.visit.actor
    async with call.rooms.database.read() as db:
        votes = await list_votes_of(db, actor.session_id, actor.person_id)
    return PollMineAnswer(
        votes=[OwnVote(poll_id=vote.poll_id, option_ids=vote.option_ids, text=vote.text) for vote in votes]
    )


@command("poll.answers")
async def list_answers(call: Call[PollAnswers]) -> PollAnswersAnswer:
    actor = call.visit.actor
    require_right(actor, "activities")
    async with call.rooms.database.read() as db:
        answers, more = await read_answers(db, actor.session_id, call.given.poll_id, offset=call.given.offset)
    written = [
        WrittenAnswer(person_id=one.person_id, name=one.name, text=one.text, at=to_ms(one.voted_at)) for one in answers
    ]
    return PollAnswersAnswer(answers=written, more=more)


def _draft(given: PollAdd | PollChange) -> PollDraft:
    return PollDraft(given.kind, given.question, tuple(given.options), given.is_shared)
