import asyncio

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from footlights.events.actions import EventChange, update_event
from footlights.events.models import Session
from footlights.events.sessions import cancel_session, update_session
from footlights.kit.clock import to_ms
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.room.errors import NotAllowed, NotLive, NotPublished, SessionIsCanceled, SessionOver
from footlights.room.frames.session_entries import (
    NoteSetData,
    SessionCanceledData,
    SessionRescheduledData,
    SessionStartedData,
)
from footlights.room.frames.stage_entries import RoomChangedData
from footlights.room.lifecycle import end_session, set_note, start_session
from footlights.room.log import read_entries
from footlights.room.subscribers import announce_canceled, announce_rescheduled
from footlights.workspace.models import Account
from footlights.workspace.packages import OverPackage
from tests.factories import NOW, make_session
from tests.room.rooms import at, make_cast


async def test_start_makes_the_session_live_and_tells_it_once(database: Database) -> None:
    cast = await make_cast(database)

    async with database.write() as db:
        seq = await start_session(db, cast.host, now=at(0))

    async with database.read() as db:
        session = (await db.scalars(select(Session))).one()
        entries = await read_entries(db, cast.session.id, after=0)
        facts = (await db.scalars(select(Fact).where(Fact.kind == "session.started"))).all()
    assert (session.state, session.started_at, seq) == ("live", at(0), 1)
    assert [(one.entry.seq, one.entry.data) for one in entries] == [(1, SessionStartedData(started_at=to_ms(at(0))))]
    assert [(fact.subject_id, fact.actor_id) for fact in facts] == [(session.id, cast.host.person_id)]


async def test_two_hosts_pressing_start_at_once_start_it_once(database: Database) -> None:
    cast = await make_cast(database)

    async def press(minute: float) -> int:
        async with database.write() as db:
            return await start_session(db, cast.host, now=at(minute))

    seqs = await asyncio.gather(*(press(n / 1000) for n in range(8)))

    async with database.read() as db:
        entries = await read_entries(db, cast.session.id, after=0)
        facts = (await db.scalars(select(Fact).where(Fact.kind == "session.started"))).all()
    assert (set(seqs), len(entries), len(facts)) == ({1}, 1, 1)


async def test_entries_written_at_once_are_numbered_without_gaps_in_commit_order(database: Database) -> None:
    cast = await make_cast(database)

    async def write(number: int) -> int:
        async with database.write() as db:
            return await set_note(db, cast.host, f"note {number}", now=at(number))

    seqs = await asyncio.gather(*(write(number) for number in range(12)))

    async with database.read() as db:
        entries = await read_entries(db, cast.session.id, after=0)
    assert sorted(seqs) == list(range(1, 13))
    assert [one.entry.seq for one in entries] == list(range(1, 13))


async def test_a_number_taken_by_a_transaction_that_fails_is_given_again(database: Database) -> None:
    cast = await make_cast(database)

    with pytest.raises(RuntimeError):
        async with database.write() as db:
            await set_note(db, cast.host, "lost", now=at(0))
            raise RuntimeError
    async with database.write() as db:
        seq = await set_note(db, cast.host, "kept", now=at(1))

    assert seq == 1


async def test_end_answers_the_first_number_again(database: Database) -> None:
    cast = await make_cast(database)
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))

    seqs = []
    for minute in (30, 31):
        async with database.write() as db:
            seqs.append(await end_session(db, cast.host, now=at(minute)))

    async with database.read() as db:
        session = (await db.scalars(select(Session))).one()
        (fact,) = (await db.scalars(select(Fact).where(Fact.kind == "session.ended"))).all()
    assert (seqs, session.ended_at) == ([2, 2], at(30))
    assert fact.data == {
        "event_id": session.event_id,
        "registrants_count": 6,
        "attendees_count": 0,
        "duration_s": 1800,
    }


@pytest.mark.parametrize("who", ["moderator", "speaker", "attendee"])
async def test_only_a_host_starts_and_ends(database: Database, who: str) -> None:
    cast = await make_cast(database)

    for action in (start_session, end_session):
        async with database.read() as db:
            with pytest.raises(NotAllowed) as refusal:
                await action(db, getattr(cast, who), now=at(0))
        assert refusal.value.code == "not_a_host"


@pytest.mark.parametrize(
    ("state", "refusal"), [("canceled", SessionIsCanceled), ("ended", SessionOver), ("scheduled", NotPublished)]
)
async def test_start_is_refused_when_it_cannot_be(database: Database, state: str, refusal: type[Exception]) -> None:
    cast = await make_cast(database, published=state != "scheduled")
    async with database.write() as db:
        await db.execute(update(Session).values(state=state))

    with pytest.raises(refusal):
        async with database.write() as db:
            await start_session(db, cast.host, now=at(0))


async def test_end_before_the_start_is_refused(database: Database) -> None:
    cast = await make_cast(database)

    with pytest.raises(NotLive):
        async with database.write() as db:
            await end_session(db, cast.host, now=at(0))


async def test_a_blank_note_clears_it(database: Database) -> None:
    cast = await make_cast(database)

    for text in ("The speaker is on the way", " \n\x07 "):
        async with database.write() as db:
            await set_note(db, cast.moderator, text, now=at(0))

    async with database.read() as db:
        notes = [one.entry.data for one in await read_entries(db, cast.session.id, after=0)]
    assert [note.text for note in notes if isinstance(note, NoteSetData)] == ["The speaker is on the way", None]


async def test_the_room_hears_of_a_new_time_and_of_a_cancellation(database: Database) -> None:
    cast = await make_cast(database)
    subscribers = {"session.updated": [announce_rescheduled], "session.canceled": [announce_canceled]}
    relay = Relay(database, subscribers)
    async with database.write() as db:
        await update_session(db, cast.house.actor, cast.session.id, starts_at=at(60), now=NOW)
    async with database.write() as db:
        await update_session(db, cast.house.actor, cast.session.id, name="Second try", now=NOW)
    await relay.tell_all()
    async with database.write() as db:
        await update_event(db, cast.house.actor, cast.session.event_id, EventChange(duration_min=90), now=NOW)
    await relay.tell_all()
    async with database.write() as db:
        await cancel_session(db, cast.house.actor, cast.session.id, now=at(-5))
    await relay.tell_all()

    async with database.read() as db:
        entries = [one.entry.data for one in await read_entries(db, cast.session.id, after=0)]
    changed = entries.pop(1)
    assert isinstance(changed, RoomChangedData)
    assert (changed.name, changed.title, changed.status) == ("Second try", "Heat pumps in old houses", "upcoming")
    assert entries == [
        SessionRescheduledData(starts_at=to_ms(at(60)), time_zone="Europe/Amsterdam", duration_min=30),
        SessionRescheduledData(starts_at=to_ms(at(60)), time_zone="Europe/Amsterdam", duration_min=90),
        SessionCanceledData(canceled_at=to_ms(at(-5))),
    ]


async def test_package_of_the_owner_limits_live_sessions(database: Database) -> None:
    cast = await make_cast(database)
    async with database.write() as db:
        session = await db.get_one(Session, cast.session.id, options=[joinedload(Session.event)])
        owner_id = session.event.owner_id
        db.add(Account(id=owner_id, package_id=3, profile={}, settings={}, updated_at=NOW))
        other = await make_session(db, cast.house, session.event)
        other.state = "live"

    with pytest.raises(OverPackage):
        async with database.write() as db:
            await start_session(db, cast.host, now=at(0))
    async with database.write() as db:
        (await db.get_one(Account, owner_id)).package_id = 2
        assert await start_session(db, cast.host, now=at(0)) == 1
