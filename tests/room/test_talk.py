"""What each person sees of chat and questions: old snapshot and entries since equal a fresh one, for every person."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.room.frames.entries import ENTRY_KINDS, Entry
from footlights.room.frames.state import ChatLine, Snapshot
from footlights.room.lifecycle import start_session
from footlights.room.log import Audience, LoggedEntry, read_entries
from footlights.room.reducer import apply_entries
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.views import View
from tests.factories import make_house
from tests.room.rooms import START, Cast, cast_session
from tests.room.talking import (
    TALK,
    Act,
    answer,
    ask,
    delete,
    edit,
    mark,
    pin,
    reply,
    review,
    rule,
    tell,
    words,
)


@pytest.fixture(params=["windows", "small windows"])
def windows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with room for very few, so that the oldest go."""
    if request.param == "windows":
        return
    for module in ("talk", "talk_reading"):
        monkeypatch.setattr(f"footlights.room.{module}.PRIVATE_KEPT", 2)
        monkeypatch.setattr(f"footlights.room.{module}.QUESTIONS_KEPT", 2)
    for module in ("reducer", "snapshot"):
        monkeypatch.setattr(f"footlights.room.{module}.CHAT_KEPT", 3)


async def play(database: Database, history: list[Act], *, name: str = "One") -> tuple[Cast, list[RoomReading]]:
    """A live session in which all of this was tried, and what it was after each act."""
    async with database.write() as db:
        house = await make_house(db, name=name, email=f"o{id(history)}@example.org")
        cast = await cast_session(db, house)
        await start_session(db, cast.host, now=START)
    readings = [await read(database, cast)]
    for number, act in enumerate(history, start=1):
        try:
            async with database.write() as db:
                await act(db, cast, START + timedelta(seconds=number))
        except AppError:
            continue
        readings.append(await read(database, cast))
    return cast, readings


async def read(database: Database, cast: Cast) -> RoomReading:
    async with database.read() as db:
        return await read_room(db, cast.session.id)


async def read_log(database: Database, cast: Cast) -> list[LoggedEntry]:
    async with database.read() as db:
        return await read_entries(db, cast.session.id, after=0)


def since(old: Snapshot, log: list[LoggedEntry], seq: int, person_id: str | None) -> Snapshot:
    """What a page has that knew `old` at `seq`; `None` for the team."""
    audience: Audience = "team" if person_id is None else "all"
    return apply_entries(old, [one.seen_by(audience, person_id) for one in log if one.entry.seq > seq])


@pytest.mark.usefixtures("windows")
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=st.lists(TALK, min_size=3, max_size=25))
async def test_for_every_person_old_snapshot_and_entries_equal_a_fresh_one(
    database: Database, history: list[Act]
) -> None:
    cast, readings = await play(database, history)
    log, newest = await read_log(database, cast), readings[-1]

    for old in readings:
        assert since(old.team, log, old.seq, None) == newest.team
        for person_id in (cast.attendee.person_id, cast.other.person_id, "nobody"):
            assert since(old.seen_by(person_id), log, old.seq, person_id) == newest.seen_by(person_id)


@pytest.mark.usefixtures("windows")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=st.lists(TALK, min_size=3, max_size=20))
async def test_a_view_in_memory_shows_what_a_fresh_reading_shows(database: Database, history: list[Act]) -> None:
    """Entries taken as they came, some of which were rewritten since."""
    views: dict[str, View] = {}
    taken = 0
    async with database.write() as db:
        house = await make_house(db, name="Two", email=f"v{id(history)}@example.org")
        cast = await cast_session(db, house)
        await start_session(db, cast.host, now=START)
    first = await read(database, cast)
    for audience in ("team", "all"):
        views[audience] = View(audience, getattr(first, audience), first.seq, [], first.own)
    taken = first.seq
    for number, act in enumerate(history, start=1):
        try:
            async with database.write() as db:
                await act(db, cast, START + timedelta(seconds=number))
        except AppError:
            continue
        for logged in await read_log(database, cast):
            if logged.entry.seq > taken:
                taken = logged.entry.seq
                for view in views.values():
                    view.apply(logged)
    newest = await read(database, cast)

    assert views["team"].snapshot == newest.team
    for person_id in (cast.attendee.person_id, cast.other.person_id, "nobody"):
        assert views["all"].snapshot_for(person_id) == newest.seen_by(person_id)
        entries = msgspec.json.decode(bytes(views["all"].encoded_entries(first.seq, person_id)))
        resumed = apply_entries(first.seen_by(person_id), [_entry(one) for one in entries])
        assert resumed == newest.seen_by(person_id)


def _entry(one: dict[str, object]) -> Entry:
    kind = str(one["kind"])
    data = msgspec.convert(one["data"], ENTRY_KINDS[kind])
    return Entry(seq=int(str(one["seq"])), at=int(str(one["at"])), kind=kind, data=data)


def texts(lines: list[ChatLine]) -> list[str]:
    return [line.text for line in lines]


async def test_direct_lines_are_seen_by_their_two_sides(database: Database) -> None:
    history = [
        tell("attendee", "a word with you", 1, "direct", "attendee"),
        tell("speaker", "go on", 2, "direct", "attendee"),
        tell("host", "and you?", 3, "direct", "other"),
        tell("host", "among us", 4, "team", "other"),
    ]

    cast, (*_, newest) = await play(database, history)

    assert texts(newest.team.talk.private) == ["a word with you", "go on", "and you?", "among us"]
    assert texts(newest.seen_by(cast.attendee.person_id).talk.private) == ["a word with you", "go on"]
    assert texts(newest.seen_by(cast.other.person_id).talk.private) == ["and you?"]
    assert newest.all.talk.private == []


async def test_held_lines_are_seen_by_the_team_and_their_author_until_they_are_let_through(database: Database) -> None:
    history = [
        rule("host", 1, True, False, False),
        tell("attendee", "may I?", 1, "everyone", "attendee"),
        tell("other", "me too", 2, "everyone", "attendee"),
        tell("host", "of course", 3, "everyone", "attendee"),
    ]
    cast, (*_, waiting) = await play(database, history)

    assert (texts(waiting.team.talk.review), texts(waiting.team.chat)) == (["may I?", "me too"], ["of course"])
    assert texts(waiting.seen_by(cast.attendee.person_id).talk.review) == ["may I?"]
    assert waiting.all.talk.review == []

    history += [review("moderator", True, 1, 0), review("moderator", False, 2, 0)]
    cast, (*_, newest) = await play(database, history, name="Two")

    assert texts(newest.all.chat) == ["of course", "may I?"]
    assert newest.team.talk.review == newest.seen_by(cast.attendee.person_id).talk.review == []


async def test_a_deleted_line_is_gone_from_the_log(database: Database) -> None:
    history = [
        tell("attendee", "secret one", 1, "everyone", "attendee"),
        edit("attendee", "secret two", 1, 0),
        pin("host", True, 1, 0),
        reply("other", "answer", 2, 0),
        delete("moderator", 1, 0),
    ]

    cast, (*_, newest) = await play(database, history)
    log = await read_log(database, cast)

    assert newest.seq == 6
    assert b"secret" not in msgspec.json.encode([one.entry for one in log])
    assert newest.all.talk.pins == []
    assert [(line.text, line.deleted) for line in newest.all.chat] == [("", True), ("answer", False)]


async def test_dismissed_questions_keep_their_words_with_the_team(database: Database) -> None:
    history = [ask("attendee", "why?", False, 1), mark("host", "dismissed", 1, 0)]

    _, (*_, newest) = await play(database, history)

    (team,), (others,) = newest.team.talk.questions, newest.all.talk.questions
    assert (team.text, team.status, team.name) == ("why?", "dismissed", "Attendee Example")
    assert (others.text, others.status, others.name) == ("", "dismissed", None)


async def test_the_word_list_stays_with_the_team(database: Database) -> None:
    _, (*_, newest) = await play(database, [words("host", ["zut"], 1)])

    assert (newest.team.talk.words, newest.all.talk.words) == (["zut"], [])


async def test_one_question_is_answered_at_a_time(database: Database) -> None:
    history = [
        rule("host", 1, False, False, False),
        ask("attendee", "one?", False, 1),
        ask("other", "two?", True, 2),
        mark("host", "answering", 1, 0),
        mark("host", "answering", 2, 1),
        answer("moderator", "so it is", 9, 1),
    ]

    _, readings = await play(database, history)

    statuses = [[question.status for question in reading.all.talk.questions] for reading in readings[4:]]
    assert statuses == [["answering", "open"], ["open", "answering"], ["open", "answered"]]
    assert readings[-1].all.talk.questions[1].name is None
