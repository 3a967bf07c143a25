"""What can be done with lines, and what nobody may do with those of others."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from footlights.engagement.actions import Posted
from footlights.engagement.lines import delete_message, edit_message, pin_message, review_message
from footlights.engagement.models import ChatMessage
from footlights.engagement.queries import count_messages, read_history, select_messages
from footlights.engagement.ruling import set_rules, set_words
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.registration.actions import register_person
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import end_session
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.talk import default_rules
from tests.engagement.talk import cast_beside, code_of, live_cast, post, rule
from tests.factories import NOW
from tests.room.rooms import Cast, actor_of, at

NOBODY = "00000000-0000-4000-8000-000000000000"


async def edit(database: Database, actor: RoomActor, line: Posted, text: str = "other", client_id: str = "e") -> int:
    async with database.write() as db:
        return await edit_message(db, actor, line.id, text, client_id=client_id, now=at(2))


async def delete(database: Database, actor: RoomActor, line: Posted, client_id: str = "d") -> int:
    async with database.write() as db:
        return await delete_message(db, actor, line.id, client_id=client_id, now=at(2))


async def pin(database: Database, actor: RoomActor, line: Posted, *, pinned: bool = True) -> int:
    async with database.write() as db:
        return await pin_message(db, actor, line.id, pinned=pinned, client_id=new_id(), now=at(2))


async def review(database: Database, actor: RoomActor, line: Posted, *, approve: bool = True) -> int:
    async with database.write() as db:
        return await review_message(db, actor, line.id, approve=approve, client_id=new_id(), now=at(2))


async def read(database: Database, cast: Cast) -> RoomReading:
    async with database.read() as db:
        return await read_room(db, cast.session.id)


# --- whom a line reaches


async def test_an_attendee_writes_to_the_team_and_to_nobody_else(database: Database) -> None:
    cast = await live_cast(database)

    await post(database, cast.attendee, to="direct")

    other = cast.other.person_id
    assert await code_of(post(database, cast.attendee, to="direct", thread=other)) == "not_allowed"
    assert await code_of(post(database, cast.attendee, to="team")) == "not_allowed"


@pytest.mark.parametrize(
    ("thread", "code"), [(None, "no_thread"), ("nonsense", "no_thread"), (NOBODY, "no_such_person")]
)
async def test_a_direct_line_of_the_team_needs_an_attendee(database: Database, thread: Any, code: str) -> None:
    cast = await live_cast(database)

    assert await code_of(post(database, cast.host, to="direct", thread=thread)) == code
    assert await code_of(post(database, cast.host, to="direct", thread=cast.speaker.person_id)) == "no_such_person"


async def test_someone_of_another_session_gets_no_direct_line(database: Database) -> None:
    cast = await live_cast(database)
    elsewhere = await cast_beside(database, cast)
    thread = elsewhere.attendee.person_id

    assert await code_of(post(database, cast.host, to="direct", thread=thread)) == "no_such_person"


async def test_rules_close_the_chat_for_the_audience_only(database: Database) -> None:
    cast = await live_cast(database, chat_open=False, direct_open=False)

    assert await code_of(post(database, cast.attendee)) == "chat_closed"
    assert await code_of(post(database, cast.attendee, to="direct")) == "direct_closed"
    await post(database, cast.speaker)
    await post(database, cast.host, to="direct", thread=cast.attendee.person_id)


async def test_a_reply_stands_where_its_line_stands(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)
    private = await post(database, cast.attendee, to="direct")

    reply = await post(database, cast.other, "yes", reply_to=line.id)

    assert await code_of(post(database, cast.other, reply_to=private.id)) == "no_such_line"
    assert await code_of(post(database, cast.host, reply_to=private.id)) == "no_such_line"
    assert await code_of(post(database, cast.other, reply_to=new_id())) == "no_such_line"
    (_, answered) = (await read(database, cast)).all.chat
    assert answered.reply is not None
    assert (answered.id, answered.reply.id, answered.reply.name) == (reply.id, line.id, "Attendee Example")


# --- changing and deleting


async def test_only_the_author_changes_a_line(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)

    for actor in (cast.other, cast.speaker, cast.moderator, cast.host):
        assert await code_of(edit(database, actor, line)) == "not_allowed"
    seq = await edit(database, cast.attendee, line)

    assert await edit(database, cast.attendee, line, "again") == seq, "the same client_id"
    (changed,) = (await read(database, cast)).all.chat
    assert (changed.text, changed.seq, changed.edited_at is not None) == ("other", line.seq, True)


async def test_lines_are_deleted_by_their_author_and_by_moderators(database: Database) -> None:
    cast = await live_cast(database)
    lines = [await post(database, cast.attendee) for _ in range(3)]

    for actor in (cast.other, cast.speaker):
        assert await code_of(delete(database, actor, lines[0])) == "not_allowed"
    for actor, line in zip((cast.attendee, cast.moderator, cast.host), lines, strict=True):
        await delete(database, actor, line)

    async with database.read() as db:
        rows = list(await db.scalars(select(ChatMessage)))
        listed = list(await db.scalars(select_messages(cast.session.id)))
        counted = await count_messages(db, [cast.session.id])
    assert {(row.state, row.text) for row in rows} == {("deleted", "")}
    assert (listed, counted[cast.session.id]) == ([], 0)
    assert await code_of(edit(database, cast.attendee, lines[0], client_id="e2")) == "line_gone"


async def test_what_nobody_sees_nobody_changes(database: Database) -> None:
    cast = await live_cast(database, chat_reviewed=True)
    private = await post(database, cast.attendee, to="direct")
    held = await post(database, cast.attendee)

    for line in (private, held):
        assert await code_of(edit(database, cast.other, line)) == "no_such_line"
        assert await code_of(delete(database, cast.other, line)) == "no_such_line"
    for wrong in ("", "x", new_id(), "\x00"):
        assert await code_of(delete(database, cast.host, Posted(1, wrong))) == "no_such_line"


async def test_an_edit_does_not_go_round_the_review(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)
    await rule(database, cast, chat_reviewed=True)

    assert await code_of(edit(database, cast.attendee, line)) == "reviewed"


async def test_after_the_end_lines_stay_but_moderators_may_delete(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)
    async with database.write() as db:
        await end_session(db, cast.host, now=at(5))

    assert await code_of(edit(database, cast.attendee, line)) == "session_over"
    await delete(database, cast.host, line)


# --- pins


async def test_three_lines_are_pinned_at_most_and_only_public_ones(database: Database) -> None:
    cast = await live_cast(database)
    lines = [await post(database, cast.attendee, f"line {number}") for number in range(4)]
    private = await post(database, cast.attendee, to="direct")

    for line in lines[:3]:
        await pin(database, cast.moderator, line)
    assert await code_of(pin(database, cast.moderator, lines[3])) == "too_many_pins"
    assert await code_of(pin(database, cast.host, private)) == "not_pinnable"
    assert await code_of(pin(database, cast.speaker, lines[0])) == "not_allowed"
    assert await code_of(pin(database, cast.attendee, lines[0])) == "not_allowed"
    await pin(database, cast.host, lines[0], pinned=False)
    await delete(database, cast.host, lines[1])

    assert [one.line.text for one in (await read(database, cast)).all.talk.pins] == ["line 2"]


# --- review, slow mode, words


async def test_a_held_line_is_let_through_once(database: Database) -> None:
    cast = await live_cast(database, chat_reviewed=True)
    line = await post(database, cast.attendee, client_id="a1")
    team = await post(database, cast.speaker)

    assert await code_of(review(database, cast.attendee, line)) == "not_allowed"
    assert await code_of(review(database, cast.host, team)) == "not_held"
    await review(database, cast.moderator, line)
    assert await code_of(review(database, cast.host, line)) == "not_held"

    again = await post(database, cast.attendee, client_id="a1")
    async with database.read() as db:
        history = await read_history(db, cast.session.id)
    assert [one.id for one in history.lines] == [team.id, line.id]
    assert (again.id, again.seq) == (line.id, history.lines[-1].seq)


async def test_lines_that_wait_are_no_messages_yet(database: Database) -> None:
    cast = await live_cast(database, chat_reviewed=True)
    line = await post(database, cast.attendee)

    async with database.read() as db:
        assert (await count_messages(db, [cast.session.id]))[cast.session.id] == 0
        assert (await read_history(db, cast.session.id, for_team=True)).messages == []
    await review(database, cast.host, line, approve=False)
    async with database.read() as db:
        assert (await count_messages(db, [cast.session.id]))[cast.session.id] == 0


async def test_few_lines_of_one_person_wait(database: Database) -> None:
    cast = await live_cast(database, chat_reviewed=True)
    for _ in range(5):
        await post(database, cast.attendee)

    assert await code_of(post(database, cast.attendee)) == "held_already"
    await post(database, cast.other)


async def test_the_queue_has_an_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlights.engagement.addressing.HELD_MOST", 1)
    cast = await live_cast(database, chat_reviewed=True)
    await post(database, cast.attendee)

    assert await code_of(post(database, cast.other)) == "queue_full"


async def test_slow_mode_makes_attendees_wait(database: Database) -> None:
    cast = await live_cast(database, slow_s=30)
    await post(database, cast.attendee, minute=1)

    assert await code_of(post(database, cast.attendee, minute=1.4)) == "slow_mode"
    assert await code_of(post(database, cast.attendee, minute=1.4, to="direct")) == "slow_mode"
    await post(database, cast.other, minute=1.4)
    await post(database, cast.attendee, minute=1.5)
    for _ in range(3):
        await post(database, cast.speaker, minute=1.5)


async def test_listed_words_are_held_or_masked_but_not_those_of_the_team(database: Database) -> None:
    cast = await live_cast(database)
    async with database.write() as db:
        await set_words(db, cast.moderator, ["zut"], client_id="w", now=at(0.5))

    await post(database, cast.attendee, "zut alors")
    await post(database, cast.host, "zut indeed")
    await rule(database, cast, masks_words=True)
    await post(database, cast.other, "zut again")

    seen = await read(database, cast)
    assert [line.text for line in seen.all.chat] == ["zut indeed", "••• again"]
    assert [line.text for line in seen.team.talk.review] == ["zut alors"]


async def test_only_hosts_and_moderators_set_rules(database: Database) -> None:
    cast = await live_cast(database)
    rules = default_rules(cast.session.event)

    for actor in (cast.attendee, cast.speaker):
        async with database.write() as db:
            assert await code_of(set_rules(db, actor, rules, client_id="r", now=at(1))) == "not_allowed"
            assert await code_of(set_words(db, actor, [], client_id="w", now=at(1))) == "not_allowed"


# --- abuse


async def test_fifty_thousand_characters_are_refused(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)

    assert await code_of(post(database, cast.attendee, "x" * 50_000)) == "message_too_long"
    assert await code_of(edit(database, cast.attendee, line, "x" * 50_000)) == "message_too_long"


@pytest.mark.parametrize("client_id", ["", "a b", "x" * 65, "\n"])
async def test_every_act_needs_a_usable_client_id(database: Database, client_id: str) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)

    assert await code_of(edit(database, cast.attendee, line, client_id=client_id)) == "invalid_client_id"
    assert await code_of(delete(database, cast.attendee, line, client_id=client_id)) == "invalid_client_id"


async def test_a_line_deleted_from_two_tabs_is_deleted_once(database: Database) -> None:
    cast = await live_cast(database)
    line = await post(database, cast.attendee)

    answers = await asyncio.gather(*(delete(database, cast.attendee, line, "same") for _ in range(4)))

    assert len(set(answers)) == 1
    assert (await read(database, cast)).seq == answers[0]


async def test_names_carry_no_control_characters(database: Database) -> None:
    """Names are cleaned where they come in; the role always is the seat's."""
    cast = await live_cast(database)
    async with database.write() as db:
        registered = await register_person(
            db,
            cast.house.actor,
            cast.session,
            email="trick@example.com",
            first_name="Host\x00\u202e\u200b\n",
            last_name="Example\x1b[31m",
            now=NOW,
        )
        actor = actor_of(cast.session, registered.registration, registered.person)
    assert (actor.name, actor.role) == ("Host Example[31m", "attendee")

    await post(database, actor, "trust me")
    assert [(line.name, line.role) for line in (await read(database, cast)).all.chat] == [
        ("Host Example[31m", "attendee")
    ]
