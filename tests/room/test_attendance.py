"""Attendance in the database: figures follow the ledger, whatever happens to its facts."""

import random

import pytest
from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.database import Database
from footlights.room.attendance import Figures, count_attendees, load_figures, verify_attendance
from footlights.room.lifecycle import end_session, start_session
from footlights.room.models import Attendance
from footlights.room.presence import Mark, PresenceRecorder, record_presence, write_marks
from footlights.room.report import report_session
from tests.room.counting import count_statements
from tests.room.rooms import Cast, at, make_cast


def marks_of(cast: Cast, person_id: str, connection: int, *facts: tuple[str, float]) -> list[Mark]:
    connection_id = f"00000000-0000-4000-8000-{connection:012d}"
    return [Mark(cast.session.id, person_id, connection_id, kind, at(minute)) for kind, minute in facts]  # type: ignore[arg-type]


async def run_session(database: Database, cast: Cast, marks: list[Mark]) -> None:
    """An hour of session with these facts in the ledger before it is sealed."""
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    async with database.write() as db:
        await record_presence(db, marks)
    async with database.write() as db:
        await end_session(db, cast.host, now=at(60))


async def read_session(database: Database, cast: Cast) -> Session:
    async with database.read() as db:
        return (await db.scalars(select(Session).where(Session.id == cast.session.id))).one()


async def test_figures_are_sealed_with_the_end(database: Database) -> None:
    cast = await make_cast(database)
    await run_session(
        database,
        cast,
        [
            *marks_of(cast, cast.attendee.person_id, 1, ("join", -10), ("here", 20), ("leave", 30)),
            *marks_of(cast, cast.attendee.person_id, 2, ("join", 25), ("leave", 45)),
            *marks_of(cast, cast.other.person_id, 3, ("join", -10), ("leave", -1)),
        ],
    )

    session = await read_session(database, cast)
    async with database.read() as db:
        figures = await load_figures(db, session)
        counts = await count_attendees(db, [session.id])
        verified = await verify_attendance(db)

    assert figures == {cast.attendee.person_id: Figures(at(0), at(45), 45 * 60, 75)}
    assert counts == {session.id: 1}
    assert (verified.sessions, verified.figures, verified.differences) == (1, 1, [])


async def test_an_interval_without_an_end_ends_at_its_last_fact(database: Database) -> None:
    cast = await make_cast(database)

    await run_session(database, cast, marks_of(cast, cast.attendee.person_id, 1, ("join", 0), ("here", 1), ("here", 2)))

    session = await read_session(database, cast)
    async with database.read() as db:
        assert await load_figures(db, session) == {cast.attendee.person_id: Figures(at(0), at(2), 120, 3)}


async def test_duplicated_and_reordered_facts_give_the_same_figures(database: Database) -> None:
    cast = await make_cast(database)
    chance = random.Random(7)
    facts = [
        *marks_of(cast, cast.attendee.person_id, 1, ("join", 3), ("here", 4), ("here", 5), ("leave", 9)),
        *marks_of(cast, cast.attendee.person_id, 2, ("join", 7), ("here", 8), ("leave", 21)),
    ]
    muddled = facts * 3
    chance.shuffle(muddled)

    await run_session(database, cast, muddled)

    session = await read_session(database, cast)
    async with database.read() as db:
        assert await load_figures(db, session) == {cast.attendee.person_id: Figures(at(3), at(21), 18 * 60, 30)}


async def test_a_fact_that_comes_late_corrects_the_figures(database: Database) -> None:
    cast = await make_cast(database)
    await run_session(database, cast, marks_of(cast, cast.attendee.person_id, 1, ("join", 0), ("here", 10)))

    async with database.write() as db:
        await record_presence(db, marks_of(cast, cast.attendee.person_id, 1, ("leave", 75)))

    session = await read_session(database, cast)
    async with database.read() as db:
        assert await load_figures(db, session) == {cast.attendee.person_id: Figures(at(0), at(60), 3600, 100)}
        assert (await verify_attendance(db)).differences == []


async def test_verify_names_a_figure_that_was_tampered_with(database: Database) -> None:
    cast = await make_cast(database)
    await run_session(database, cast, marks_of(cast, cast.attendee.person_id, 1, ("join", 0), ("leave", 30)))
    async with database.write() as db:
        (await db.scalars(select(Attendance))).one().duration_s = 1

    async with database.read() as db:
        verified = await verify_attendance(db)

    (difference,) = verified.differences
    assert (difference.person_id, difference.stored, difference.computed) == (
        cast.attendee.person_id,
        Figures(at(0), at(30), 1, 50),
        Figures(at(0), at(30), 1800, 50),
    )


async def test_verify_names_a_person_who_is_in_the_ledger_alone(database: Database) -> None:
    cast = await make_cast(database)
    await run_session(database, cast, [])
    async with database.write() as db:
        await write_marks(db, marks_of(cast, cast.attendee.person_id, 1, ("join", 0), ("leave", 30)))

    async with database.read() as db:
        (difference,) = (await verify_attendance(db)).differences

    assert (difference.stored, difference.computed) == (None, Figures(at(0), at(30), 1800, 50))


async def test_a_live_session_shows_who_attends_and_for_how_long_so_far(database: Database) -> None:
    cast = await make_cast(database)
    waiting = marks_of(cast, cast.attendee.person_id, 1, ("join", -5), ("here", 0))
    async with database.write() as db:
        await start_session(db, cast.host, marks=waiting, now=at(0))
    async with database.write() as db:
        await record_presence(db, marks_of(cast, cast.other.person_id, 2, ("join", 1), ("leave", 3)))

    session = await read_session(database, cast)
    async with database.read() as db:
        figures = await load_figures(db, session, now=at(1.25))
        counts = await count_attendees(db, [session.id])

    assert figures[cast.attendee.person_id] == Figures(at(0), at(1.25), 75, 100)
    assert counts == {session.id: 2}


async def test_the_report_has_every_figure(database: Database) -> None:
    cast = await make_cast(database)
    await run_session(
        database,
        cast,
        [
            *marks_of(cast, cast.host.person_id, 1, ("join", -10), ("leave", 65)),
            *marks_of(cast, cast.attendee.person_id, 2, ("join", 0), ("leave", 30)),
            *marks_of(cast, cast.other.person_id, 3, ("join", 20), ("leave", 50)),
        ],
    )

    session = await read_session(database, cast)
    async with database.read() as db:
        report = await report_session(db, session, now=at(999))

    attended = {row.registration.person_id for row in report.people if row.figures}
    assert attended == {cast.host.person_id, cast.attendee.person_id, cast.other.person_id}
    assert (report.registrants_count, report.attendees_count, report.attendance_rate) == (6, 3, 50)
    assert (report.average_duration_s, report.average_rate) == (40 * 60, 67)
    assert (report.peak, report.peak_at) == (3, at(20))
    assert [report.audience[minute] for minute in (0, 19, 20, 30, 31, 50, 51, 60)] == [2, 2, 3, 3, 2, 2, 1, 1]
    assert len(report.audience) == 61


async def test_the_report_of_a_session_that_never_started_is_empty(database: Database) -> None:
    cast = await make_cast(database)

    async with database.read() as db:
        report = await report_session(db, await read_session(database, cast), now=at(0))

    assert (report.attendees_count, report.peak, report.audience, report.average_rate) == (0, 0, [], None)


@pytest.mark.parametrize("people", [1, 3])
async def test_the_report_takes_the_same_statements_for_any_number_of_people(database: Database, people: int) -> None:
    cast = await make_cast(database)
    chosen = [cast.host, cast.attendee, cast.other][:people]
    facts = [marks_of(cast, one.person_id, n, ("join", 0), ("leave", 5)) for n, one in enumerate(chosen)]
    await run_session(database, cast, [mark for own in facts for mark in own])
    session = await read_session(database, cast)

    with count_statements(database) as statements:
        async with database.read() as db:
            await report_session(db, session, now=at(60))

    assert len(statements) == 2


async def test_the_recorder_keeps_facts_that_could_not_be_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await make_cast(database)
    recorder = PresenceRecorder(database)
    fact = marks_of(cast, cast.attendee.person_id, 1, ("join", 0))[0]
    monkeypatch.setattr("footlights.room.presence.record_presence", _disk_is_full)
    recorder.add(fact)
    with pytest.raises(OSError, match="full"):
        await recorder.flush()

    monkeypatch.undo()
    await recorder.close()

    await run_session(database, cast, marks_of(cast, cast.attendee.person_id, 1, ("leave", 6)))
    async with database.read() as db:
        figures = await load_figures(db, await read_session(database, cast))
    assert figures == {cast.attendee.person_id: Figures(at(0), at(6), 360, 10)}


async def _disk_is_full(*_: object) -> None:
    raise OSError("disk full")
