import re
from datetime import datetime, timedelta

import pytest

from footlights.events.models import Session
from footlights.events.queries import find_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.kit.ids import new_id
from footlights.registration.scheduling import schedule_session
from footlights.room.attendance import refresh_attendance
from footlights.room.presence import Mark, write_marks
from footlights.room.report import report_session
from tests.edges.console.browser import Browser
from tests.factories import House, make_event, make_registrant


async def _take_place(db: Db, house: House, *, ended: bool, now: datetime) -> Session:
    """Forty minutes: the owner for all of them, one person too, with two tabs, one for ten minutes, one not at all."""
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=40)
    made = await make_event(db, house)
    session = await schedule_session(
        db, house.actor, made.id, starts_at=start, time_zone="Europe/Amsterdam", now=start - timedelta(days=1)
    )
    people = [(await make_registrant(db, house, session, n, now=start - timedelta(days=1))).person for n in (1, 2, 3)]
    stays = [(house.owner.id, 0, 40), (people[0].id, 0, 40), (people[0].id, 5, 40), (people[1].id, 10, 20)]
    marks = []
    for person_id, first, last in stays:
        connection = new_id()
        for kind, minute in (("join", first), ("here", (first + last) // 2), ("leave", last)):
            at = start + timedelta(minutes=minute)
            marks.append(Mark(session.id, person_id, connection, kind, at))  # type: ignore[arg-type]
    session.state, session.started_at = "live", start
    if ended:
        session.state, session.ended_at = "ended", start + timedelta(minutes=40)
    await write_marks(db, marks)
    await db.flush()
    await refresh_attendance(db, session, now=now)
    return session


@pytest.mark.parametrize("ended", [True, False])
async def test_report_shows_the_figures_of_the_ledger(
    ines: Browser, house: House, database: Database, ended: bool
) -> None:
    now = utcnow()
    async with database.write() as db:
        session = await _take_place(db, house, ended=ended, now=now)
    async with database.read() as db:
        known = await find_session(db, session.id)
        assert known is not None
        report = await report_session(db, known, now=now)
    assert (report.registrants_count, report.attendees_count, report.peak) == (4, 3, 3)

    page = await ines.open(f"/console/sessions/{session.id}/report")

    assert page.status == 200
    assert ("Final" in page.text, "Provisional" in page.text) == (ended, not ended)
    figures = [
        re.sub(r"\s+", "", text) for text in re.findall(r'<span class="figure">(.*?)</span>', page.html, re.DOTALL)
    ]
    assert figures == ["4", "3", "30", "3"]
    assert "75 %" in page.text
    assert page.text.count("did not attend") == 1
    rows = re.findall(r"<tr><td>(\d\d:\d\d)</td><td class=\"number\">(\d+)</td></tr>", page.html)
    assert [int(count) for _, count in rows] == report.audience


async def test_report_of_a_live_session_refreshes_its_figures(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        session = await _take_place(db, house, ended=False, now=utcnow())
    path = f"/console/sessions/{session.id}/report"

    figures = await ines.open(path, part="report-figures")
    people = await ines.open(f"{path}?q=first2", part="report-list")

    assert ("<html" in figures.html, "Registered" in figures.text) == (False, True)
    assert ("First2 Last2" in people.text, "First1 Last1" in people.text) == (True, False)


async def test_report_before_the_start_says_what_will_come(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
        session = await schedule_session(
            db, house.actor, made.id, starts_at=utcnow() + timedelta(days=1), time_zone="UTC", now=utcnow()
        )

    page = await ines.open(f"/console/sessions/{session.id}/report")

    assert "Nothing to count yet." in page.text


async def test_home_shows_what_is_live_what_comes_and_what_came_of_it(
    ines: Browser, house: House, database: Database
) -> None:
    now = utcnow()
    async with database.write() as db:
        await _take_place(db, house, ended=True, now=now)
        live = await _take_place(db, house, ended=False, now=now)
        made = await make_event(db, house, title="Reading an energy bill")
        await schedule_session(
            db,
            house.actor,
            made.id,
            starts_at=now + timedelta(days=5, hours=3, minutes=1),
            time_zone="Europe/Amsterdam",
            now=now,
        )

    page = await ines.open("/console")

    assert "Next up, in 5 days 3 hours" in page.text
    assert "Reading an energy bill" in page.text
    assert "LIVE" in page.text
    assert page.has_form_to(f"/console/sessions/{live.id}/enter")
    assert "75 %" in page.text
    assert "30 min" in page.text
    assert "LIVE" in (await ines.open("/console/live", part="live")).text
