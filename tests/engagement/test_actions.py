import asyncio

import pytest
from sqlalchemy import select

from footlights.engagement.actions import Posted, post_message
from footlights.engagement.models import ChatMessage
from footlights.engagement.queries import count_messages, count_messages_by_person, read_history
from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import end_session, start_session
from footlights.room.log import read_entries
from tests.room.rooms import Cast, at, make_cast


async def live_cast(database: Database, **event: object) -> Cast:
    cast = await make_cast(database, **event)
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    return cast


async def post(database: Database, actor: RoomActor, text: str, client_id: str = "c1", minute: float = 1) -> Posted:
    async with database.write() as db:
        return await post_message(db, actor, text=text, client_id=client_id, now=at(minute))


async def refusal_of(database: Database, actor: RoomActor, text: str = "hello", client_id: str = "c1") -> str:
    with pytest.raises(AppError) as refusal:
        await post(database, actor, text, client_id)
    return refusal.value.code


async def test_a_message_is_an_entry_and_a_row_under_the_same_number(database: Database) -> None:
    cast = await live_cast(database)

    posted = await post(database, cast.attendee, "Does it work\r\nin winter?\x07")

    async with database.read() as db:
        row = (await db.scalars(select(ChatMessage))).one()
        (logged,) = await read_entries(db, cast.session.id, after=1)
    assert (row.id, row.seq, row.text, row.role) == (posted.id, 2, "Does it work\nin winter?", "attendee")
    assert (logged.entry.seq, logged.audience) == (2, "all")
    assert getattr(logged.entry.data, "text", None) == row.text


async def test_the_same_client_id_again_answers_the_same_line(database: Database) -> None:
    cast = await live_cast(database)

    answers = await asyncio.gather(*(post(database, cast.attendee, "hello") for _ in range(5)))
    other = await post(database, cast.other, "hello")

    async with database.read() as db:
        assert len((await db.scalars(select(ChatMessage))).all()) == 2
    assert len(set(answers)) == 1
    assert other.seq == answers[0].seq + 1


async def test_html_is_kept_as_it_was_written(database: Database) -> None:
    cast = await live_cast(database)

    await post(database, cast.attendee, "<b onclick=x>&amp;</b>\u202e")

    async with database.read() as db:
        assert (await db.scalars(select(ChatMessage.text))).one() == "<b onclick=x>&amp;</b>"


@pytest.mark.parametrize(
    ("text", "client_id", "code"),
    [
        ("", "c1", "empty_message"),
        (" \n\t\x00\x1b ", "c1", "empty_message"),
        ("x" * 2001, "c1", "message_too_long"),
        ("hello", "", "invalid_client_id"),
        ("hello", "x" * 65, "invalid_client_id"),
        ("hello", "a\x00b", "invalid_client_id"),
    ],
)
async def test_what_is_no_message_is_refused(database: Database, text: str, client_id: str, code: str) -> None:
    cast = await live_cast(database)

    assert await refusal_of(database, cast.attendee, text, client_id) == code


async def test_before_the_start_the_team_alone_writes(database: Database) -> None:
    cast = await make_cast(database)

    assert await refusal_of(database, cast.attendee) == "not_live"
    assert (await post(database, cast.moderator, "sound check")).seq == 1


async def test_after_the_end_nobody_writes(database: Database) -> None:
    cast = await live_cast(database)
    async with database.write() as db:
        await end_session(db, cast.host, now=at(2))

    assert await refusal_of(database, cast.host) == "session_over"


async def test_a_closed_chat_is_closed_for_everyone(database: Database) -> None:
    cast = await live_cast(database, chat_enabled=False)

    assert await refusal_of(database, cast.host) == "chat_closed"


async def test_a_refused_message_leaves_no_gap(database: Database) -> None:
    cast = await live_cast(database)

    await refusal_of(database, cast.attendee, "")

    assert (await post(database, cast.attendee, "hello")).seq == 2


async def test_history_pages_backwards(database: Database) -> None:
    cast = await make_cast(database)
    await post(database, cast.host, "team", "t")
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    for number in range(5):
        await post(database, cast.attendee, f"line {number}", f"c{number}")

    async with database.read() as db:
        newest = await read_history(db, cast.session.id, limit=2)
        older = await read_history(db, cast.session.id, before_seq=newest.messages[0].seq, limit=3)
        team = await read_history(db, cast.session.id, limit=100, for_team=True)

    assert ([one.text for one in newest.messages], newest.more) == (["line 3", "line 4"], True)
    assert ([one.text for one in older.messages], older.more) == (["line 0", "line 1", "line 2"], False)
    assert (team.messages[0].text, team.more) == ("team", False)


async def test_messages_are_counted_per_person_and_session(database: Database) -> None:
    cast = await live_cast(database)
    for number in range(3):
        await post(database, cast.attendee, "hello", f"c{number}")
    await post(database, cast.other, "hello")

    async with database.read() as db:
        by_person = await count_messages_by_person(db, cast.session.id)
        chosen = await count_messages_by_person(db, cast.session.id, person_ids=[cast.other.person_id])
        by_session = await count_messages(db, [cast.session.id, cast.host.event_id])

    assert by_person == {cast.attendee.person_id: 3, cast.other.person_id: 1}
    assert chosen == {cast.other.person_id: 1}
    assert by_session == {cast.session.id: 4, cast.host.event_id: 0}
