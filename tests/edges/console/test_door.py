"""Settings of the door on a session's page."""

from datetime import datetime, timedelta

from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.database import Database
from tests.edges.console.browser import Browser
from tests.factories import House, make_event, make_session


async def _session(database: Database, house: House, now: datetime) -> Session:
    async with database.write() as db:
        return await make_session(db, house, await make_event(db, house), starts_at=now + timedelta(days=2))


def _fields(session: Session) -> dict[str, str]:
    return {
        "date": session.starts_at.strftime("%Y-%m-%d"),
        "time": session.starts_at.strftime("%H:%M"),
        "time_zone": "UTC",
        "duration_min": "30",
        "name": "",
        "capacity": "",
    }


async def test_waiting_room_passcode_and_guests_are_set_and_taken_away_again(
    database: Database, house: House, ines: Browser, now: datetime
) -> None:
    session = await _session(database, house, now)
    path = f"/console/sessions/{session.id}/edit"
    await ines.open(path)
    fields = _fields(session)

    page = await ines.submit(path, **fields, waiting_room="on", guests="on", passcode="winter 26")
    async with database.read() as db:
        set_ = (await db.scalars(select(Session).where(Session.id == session.id))).one()
    again = await ines.open(path)
    await ines.submit(path, **fields, passcode="")
    async with database.read() as db:
        taken = (await db.scalars(select(Session).where(Session.id == session.id))).one()

    assert (set_.waiting_room, set_.registered_only, set_.passcode) == (True, False, "winter 26")
    assert f"/p/{session.event_id}/live?s={session.id}" in page.html
    assert "winter 26" in page.text
    assert again.value("f-passcode") == "winter 26"
    assert (taken.waiting_room, taken.registered_only, taken.passcode) == (False, True, None)


async def test_replay_of_a_session_is_set_and_shown_on_its_page(
    database: Database, house: House, ines: Browser, now: datetime
) -> None:
    session = await _session(database, house, now)
    async with database.write() as db:
        row = await db.get_one(Session, session.id)
        row.state, row.started_at, row.ended_at = "ended", now - timedelta(hours=2), now - timedelta(hours=1)
    path = f"/console/sessions/{session.id}/edit"
    await ines.open(path)

    wrong = await ines.send(path, name="", capacity="", replay_url="films.example.org")
    await ines.submit(path, name="", capacity="", replay_url="https://films.example.org/heat")

    assert "begins with https://" in wrong.text
    assert (await ines.open(path)).value("f-replay_url") == "https://films.example.org/heat"
    async with database.read() as db:
        assert (await db.get_one(Session, session.id)).replay_url == "https://films.example.org/heat"


async def test_a_passcode_that_is_too_short_is_refused_beside_its_field(
    database: Database, house: House, ines: Browser, now: datetime
) -> None:
    session = await _session(database, house, now)
    path = f"/console/sessions/{session.id}/edit"
    await ines.open(path)

    page = await ines.send(path, **_fields(session), passcode="abc")

    assert "A passcode has 4 to 64 characters." in page.text
