import asyncio
from typing import Any

import pytest

from footlights.engagement.polls.actions import add_poll, cast_vote, change_poll, remove_poll
from footlights.engagement.polls.models import PollChoiceRow, PollRow, PollVoteRow
from footlights.engagement.polls.queries import (
    count_votes,
    count_votes_by_person,
    list_votes_of,
    read_answers,
    tally_polls,
)
from footlights.engagement.tallies import read_tallies
from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.frames.server import Tally
from footlights.room.lifecycle import end_session
from footlights.room.log import read_entries
from footlights.room.snapshot import read_room
from tests.engagement.activities import close, count_rows, draft, live_cast, make_poll, reopen, share, vote
from tests.room.rooms import at, cast_session, make_cast


async def tally(database: Database, poll: PollRow) -> Tally:
    async with database.read() as db:
        (found,) = await tally_polls(db, poll.session_id, [poll.id])
        return found


async def refusal(database: Database, actor: RoomActor, poll: PollRow, *choices: str, text: str | None = None) -> str:
    with pytest.raises(AppError) as refused:
        async with database.write() as db:
            await cast_vote(db, actor, poll.id, option_ids=choices, text=text, now=at(9))
    return refused.value.code


async def test_a_prepared_poll_is_for_the_team_until_it_is_opened(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, is_opened=False)

    async with database.read() as db:
        before = await read_room(db, cast.session.id)
    await reopen(database, cast.moderator, poll)
    async with database.read() as db:
        after = await read_room(db, cast.session.id)

    assert ([one.id for one in before.team.polls], before.all.polls) == ([poll.id], [])
    assert [(one.id, one.status) for one in after.all.polls] == [(poll.id, "open")]
    assert after.all.polls == after.team.polls
    assert (len(after.team.cues), after.all.cues) == (1, [])


async def test_the_same_client_id_again_answers_the_same_poll(database: Database) -> None:
    cast = await live_cast(database)

    async def add() -> Any:
        async with database.write() as db:
            return await add_poll(db, cast.host, draft(), client_id="same", now=at(1))

    answers = await asyncio.gather(*(add() for _ in range(4)))

    assert len(set(answers)) == 1
    assert await count_rows(database, PollRow) == 1


async def test_votes_are_counted_once_for_each_person_and_the_newest_holds(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, kind="multiple")

    await vote(database, cast.attendee, poll, 0, 1)
    await vote(database, cast.attendee, poll, 1, 2)
    await vote(database, cast.other, poll, 2)

    found = await tally(database, poll)
    assert (found.count, [found.options.get(option.id, 0) for option in poll.options]) == (2, [0, 1, 2])


async def test_two_tabs_at_once_are_one_vote(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)

    await asyncio.gather(*(vote(database, cast.attendee, poll, tab % 3) for tab in range(8)))

    assert (await tally(database, poll)).count == 1
    assert (await count_rows(database, PollVoteRow), await count_rows(database, PollChoiceRow)) == (1, 1)


async def test_votes_after_the_close_are_refused_and_count_again_after_reopening(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)
    await vote(database, cast.attendee, poll, 0)
    first = await close(database, cast.host, poll)

    late = await refusal(database, cast.other, poll, poll.options[0].id)
    again = await close(database, cast.moderator, poll)
    await reopen(database, cast.host, poll)
    await vote(database, cast.other, poll, 1)

    assert (late, again) == ("poll_closed", first)
    assert (await tally(database, poll)).count == 2


async def test_nobody_votes_when_the_session_is_over(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)
    async with database.write() as db:
        await end_session(db, cast.host, now=at(8))

    assert await refusal(database, cast.attendee, poll, poll.options[0].id) == "poll_closed"


async def test_forged_and_foreign_choices_are_refused(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)
    neighbour = await make_poll(database, cast.host, client_id="p2")
    prepared = await make_poll(database, cast.host, client_id="p3", is_opened=False)
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)
    own = [option.id for option in poll.options]

    assert await refusal(database, cast.attendee, poll, new_id()) == "unknown_choice"
    assert await refusal(database, cast.attendee, poll, neighbour.options[0].id) == "unknown_choice"
    assert await refusal(database, cast.attendee, poll, own[0], own[1]) == "too_many_choices"
    assert await refusal(database, cast.attendee, poll, "x' or 1=1") == "unknown_choice"
    assert await refusal(database, cast.attendee, poll) == "no_choice"
    assert await refusal(database, elsewhere.attendee, poll, own[0]) == "no_such_poll"
    assert await refusal(database, cast.attendee, prepared, prepared.options[0].id) == "no_such_poll"
    assert await count_rows(database, PollVoteRow) == 0


async def test_written_answers_are_clean_bounded_and_listed(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, kind="text")
    await vote(database, cast.attendee, poll, text="The\x07 noise\nat night", minute=2)
    await vote(database, cast.other, poll, text="Nothing", minute=3)

    async with database.read() as db:
        answers, more = await read_answers(db, cast.session.id, poll.id, offset=0)
        (own,) = await list_votes_of(db, cast.session.id, cast.attendee.person_id)

    assert ([(one.name, one.text) for one in answers], more) == (
        [("Other Example", "Nothing"), ("Attendee Example", "The noise at night")],
        False,
    )
    assert (await tally(database, poll)).answers == ["Nothing", "The noise at night"]
    assert (own.text, own.option_ids) == ("The noise at night", [])
    assert await refusal(database, cast.attendee, poll, text="x" * 281) == "too_long"
    assert await refusal(database, cast.attendee, poll, text=" \n") == "empty_answer"


async def test_a_rating_has_five_options_and_takes_one(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, kind="rating", options=("forged",))

    await vote(database, cast.attendee, poll, 4)

    assert [option.text for option in poll.options] == ["1", "2", "3", "4", "5"]
    assert await refusal(database, cast.other, poll, *(one.id for one in poll.options[:2])) == "too_many_choices"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"question": " \u202e "}, "empty_question"),
        ({"question": "x" * 301}, "too_long"),
        ({"options": ("only one", " ")}, "wrong_options"),
        ({"options": tuple(str(n) for n in range(13))}, "wrong_options"),
        ({"options": ("same", "same")}, "same_options"),
        ({"options": ("x" * 121, "y")}, "too_long"),
    ],
)
async def test_polls_that_break_a_rule_are_refused(database: Database, values: dict[str, Any], code: str) -> None:
    cast = await live_cast(database)

    with pytest.raises(AppError) as refused:
        await make_poll(database, cast.host, **values)

    assert refused.value.code == code
    assert await count_rows(database, PollRow) == 0


async def test_a_session_has_a_hundred_polls_and_no_more(database: Database) -> None:
    cast = await live_cast(database)
    codes = []
    for number in range(103):
        try:
            await make_poll(database, cast.host, client_id=f"p{number}", is_opened=False, options=("a", "b"))
        except AppError as refused:
            codes.append(refused.code)

    assert codes == ["too_many_polls"] * 3
    assert await count_rows(database, PollRow) == 100


@pytest.mark.parametrize("who", ["speaker", "attendee"])
async def test_only_hosts_and_moderators_run_polls(database: Database, who: str) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)

    for act in (close, reopen, share):
        with pytest.raises(AppError) as refused:
            await act(database, getattr(cast, who), poll)
        assert refused.value.code == "not_allowed"
    with pytest.raises(AppError):
        await make_poll(database, getattr(cast, who), client_id="p9")


async def test_polls_of_another_session_do_not_exist(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host)
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)

    for act in (close, share):
        with pytest.raises(AppError) as refused:
            await act(database, elsewhere.host, poll)
        assert refused.value.code == "no_such_poll"


async def test_polls_open_only_while_the_session_is_live(database: Database) -> None:
    cast = await make_cast(database)
    poll = await make_poll(database, cast.host, is_opened=False)

    with pytest.raises(AppError) as refused:
        await reopen(database, cast.host, poll)

    assert refused.value.code == "not_live"


async def test_a_prepared_poll_may_change_and_go_an_opened_one_stays(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, is_opened=False)
    async with database.write() as db:
        await change_poll(db, cast.host, poll.id, draft(question="Another?", options=("x", "y")), now=at(2))
    opened = await make_poll(database, cast.host, client_id="p2")

    for act in (change_poll, remove_poll):
        with pytest.raises(AppError) as refused:
            async with database.write() as db:
                given = [draft()] if act is change_poll else []
                await act(db, cast.host, opened.id, *given, now=at(3))  # type: ignore[operator]
        assert refused.value.code == "poll_started"
    async with database.write() as db:
        await remove_poll(db, cast.host, poll.id, now=at(4))
    async with database.read() as db:
        room = await read_room(db, cast.session.id)
        log = await read_entries(db, cast.session.id, after=0)

    assert [one.id for one in room.team.polls] == [opened.id]
    assert [cue.ref for cue in room.team.cues] == [opened.id]
    assert all(one.audience == "team" for one in log if poll.id in str(one.entry.data))


async def test_votes_are_counted_by_person_and_session(database: Database) -> None:
    cast = await live_cast(database)
    first, second = [await make_poll(database, cast.host, client_id=f"p{number}") for number in (1, 2)]
    await vote(database, cast.attendee, first, 0)
    await vote(database, cast.attendee, second, 1)
    await vote(database, cast.other, second, 1)
    session_id = cast.session.id

    async with database.read() as db:
        by_person = await count_votes_by_person(db, [session_id])
        some = await count_votes_by_person(db, [session_id], person_ids=[cast.other.person_id])
        by_session = await count_votes(db, [session_id, "00000000-0000-4000-8000-000000000000"])
        everything = await read_tallies(db, session_id)

    assert by_person == {(session_id, cast.attendee.person_id): 2, (session_id, cast.other.person_id): 1}
    assert some == {(session_id, cast.other.person_id): 1}
    assert list(by_session.values()) == [3, 0]
    assert sorted(one.count for one in everything) == [1, 2]
