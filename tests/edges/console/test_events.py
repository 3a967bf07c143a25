from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select

from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox.models import Fact
from footlights.registration.models import Registration
from footlights.registration.scheduling import schedule_session
from footlights.workspace.models import Person
from tests.edges.console.browser import Browser
from tests.edges.console.conftest import OpenBrowser
from tests.edges.console.team import join_team
from tests.factories import PASSWORD, House, make_event, make_house, make_registrant, make_session

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


async def _event(database: Database) -> Event:
    async with database.read() as db:
        return (await db.scalars(select(Event))).one()


async def _session(database: Database) -> Session:
    async with database.read() as db:
        return (await db.scalars(select(Session))).one()


async def _make_session(
    database: Database, house: House, *, published: bool = True, capacity: int | None = None
) -> Session:
    """A session that starts in three days, by the real clock."""
    async with database.write() as db:
        made = await make_event(db, house, published=published)
        return await schedule_session(
            db,
            house.actor,
            made.id,
            starts_at=utcnow() + timedelta(days=3),
            time_zone="Europe/Amsterdam",
            capacity=capacity,
            now=utcnow(),
        )


def _next_week() -> datetime:
    return (datetime.now(UTC) + timedelta(days=7)).replace(hour=18, minute=30, second=0, microsecond=0, tzinfo=None)


async def test_new_event_is_a_draft_with_its_session_in_its_zone(ines: Browser, database: Database) -> None:
    start = _next_week()
    await ines.open("/console/events/new")

    page = await ines.submit(
        "/console/events",
        title="Heat pumps in old houses",
        kind="webinar",
        date=f"{start:%Y-%m-%d}",
        time="18:30",
        duration_min="60",
        time_zone="Europe/Amsterdam",
    )

    assert "Saved as a draft. Nobody is invited until you publish." in page.text
    made, session = await _event(database), await _session(database)
    assert (made.title, made.slug, made.status, made.duration_min) == (
        "Heat pumps in old houses",
        "heat-pumps-in-old-houses",
        "draft",
        60,
    )
    assert session.starts_at == start.replace(tzinfo=AMSTERDAM)
    assert page.path == f"/console/events/{made.id}/settings"


async def test_new_event_that_cannot_be_saved_keeps_what_was_typed(ines: Browser, database: Database) -> None:
    await ines.open("/console/events/new")

    page = await ines.send(
        "/console/events",
        title="",
        kind="meeting",
        date="2026-02-30",
        time="18:00",
        duration_min="45",
        time_zone="Europe/Paris",
    )

    assert page.status == 422
    assert "Give the event a title." in page.text
    assert (page.value("f-date"), page.value("f-time")) == ("2026-02-30", "18:00")
    async with database.read() as db:
        assert (await db.scalars(select(Event))).all() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"time": ""}, "Choose a time."),
        ({"date": "2026-02-30"}, "Write the date as 2026-11-26 and the time as 18:00."),
        ({"time_zone": "Mars/Olympus"}, "is no time zone"),
        ({"capacity": "many"}, "Write the number of places in digits"),
        ({"capacity": "0"}, "A session has at least one place."),
    ],
)
async def test_session_form_says_what_to_mend(
    ines: Browser, house: House, database: Database, fields: dict[str, str], sentence: str
) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
    await ines.open(f"/console/events/{made.id}/sessions")
    good = {"date": f"{_next_week():%Y-%m-%d}", "time": "18:00", "time_zone": "Europe/Amsterdam", "capacity": ""}

    page = await ines.send(f"/console/events/{made.id}/sessions", **{**good, **fields})

    assert page.status == 422
    assert sentence in page.text
    async with database.read() as db:
        assert (await db.scalars(select(Session))).all() == []


async def test_time_that_a_clock_change_skips_is_told(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
    await ines.open(f"/console/events/{made.id}/sessions")

    page = await ines.submit(
        f"/console/events/{made.id}/sessions", date="2027-03-28", time="02:30", time_zone="Europe/Amsterdam"
    )

    assert (
        "02:30 does not exist on that day in Europe/Amsterdam, because clocks change. It starts at 03:30." in page.text
    )
    assert (await _session(database)).starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


async def test_publish_opens_the_page_and_unpublish_closes_it(ines: Browser, house: House, database: Database) -> None:
    session = await _make_session(database, house, published=False)
    path = f"/console/events/{session.event_id}"
    assert "Review and publish" in (await ines.open(path)).text

    published = await ines.submit(f"{path}/publish")
    assert "Published. The registration page is open." in published.text
    assert published.value("registration-link") == f"http://127.0.0.1:8080/p/{session.event_id}"
    question = await ines.open(f"{path}/unpublish")
    assert "Unpublish “Heat pumps in old houses”?" in question.text
    await ines.submit(f"{path}/unpublish")

    assert (await _event(database)).status == "draft"


async def test_draft_without_session_cannot_be_published_from_its_page(
    ines: Browser, house: House, database: Database
) -> None:
    async with database.write() as db:
        made = await make_event(db, house, published=False)

    page = await ines.open(f"/console/events/{made.id}")

    assert "No session is scheduled, so nobody can register." in page.text
    assert not page.has_form_to(f"/console/events/{made.id}/publish")


async def test_basics_are_saved_and_shown_as_typed(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
    path = f"/console/events/{made.id}/settings"
    await ines.open(path)

    page = await ines.submit(
        f"{path}/basics",
        title="Solar & storage",
        slug="Solar and storage",
        kind="meeting",
        language="de",
        duration_min="90",
        description="First line <3\nsecond\n\nnext",
    )

    saved = await _event(database)
    assert (saved.title, saved.slug, saved.kind, saved.language, saved.duration_min) == (
        "Solar & storage",
        "solar-and-storage",
        "meeting",
        "de",
        90,
    )
    assert saved.description == "<p>First line &lt;3<br>second</p><p>next</p>"
    assert "First line &lt;3\nsecond\n\nnext</textarea>" in page.html
    assert "Saved." in page.text


async def test_section_saved_by_script_comes_back_alone(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
    await ines.open(f"/console/events/{made.id}/settings")

    part = await ines.send(f"/console/events/{made.id}/settings/room", part="room")
    wrong = await ines.send(f"/console/events/{made.id}/settings/basics", part="basics", title="", slug="x")

    assert (part.status, "<html" in part.html, "Saved " in part.text) == (200, False, True)
    assert (wrong.status, "<html" in wrong.html, "Give the event a title." in wrong.text) == (422, False, True)
    assert (await _event(database)).chat_enabled is False


async def test_slug_hint_tells_of_a_collision(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        made = await make_event(db, house)
        await make_event(db, house, title="Solar and storage")
    path = f"/console/events/{made.id}/slug"

    assert "Another event has this address already." in (await ines.open(f"{path}?slug=Solar+and+storage")).text
    assert "ends in solar-only" in (await ines.open(f"{path}?slug=Solar+only")).text
    assert "ends in heat-pumps-in-old-houses" in (await ines.open(f"{path}?slug=heat-pumps-in-old-houses")).text


async def test_session_of_a_permanent_room_has_no_date_to_change(
    ines: Browser, house: House, database: Database
) -> None:
    async with database.write() as db:
        session = await make_session(db, house)
        (await db.get_one(Event, session.event_id)).schedule = "permanent"
    path = f"/console/sessions/{session.id}/edit"

    form = await ines.open(path)
    saved = await ines.submit(path, name="The studio", capacity="", passcode="", replay_url="")
    tab = await ines.open(f"/console/events/{session.event_id}/sessions")

    assert "The room is always open: it has no date." in form.text
    assert [f'name="{name}"' in form.html for name in ("date", "time", "duration_min")] == [False, False, False]
    assert "Saved." in saved.text
    assert tab.has_form_to(f"/console/events/{session.event_id}/sessions") is False
    async with database.read() as db:
        after = await db.get_one(Session, session.id)
    assert (after.name, after.starts_at) == ("The studio", session.starts_at)


async def test_session_is_moved_and_its_limits_changed(ines: Browser, house: House, database: Database) -> None:
    session = await _make_session(database, house, capacity=50)
    start = _next_week()
    path = f"/console/sessions/{session.id}/edit"
    assert (await ines.open(path)).value("f-capacity") == "50"

    await ines.submit(
        path,
        date=f"{start:%Y-%m-%d}",
        time="10:15",
        time_zone="Asia/Tokyo",
        name="Part 2",
        capacity="",
        duration_min="75",
    )

    moved = await _session(database)
    assert moved.starts_at == start.replace(hour=10, minute=15, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert (moved.time_zone, moved.name, moved.capacity) == ("Asia/Tokyo", "Part 2", None)
    assert (await _event(database)).duration_min == 75


async def test_what_is_shown_and_sent_back_moves_nothing(ines: Browser, house: House, database: Database) -> None:
    session = await _make_session(database, house)
    async with database.write() as db:
        precise = session.starts_at.replace(second=42)
        (await db.get_one(Session, session.id)).starts_at = precise
    path = f"/console/sessions/{session.id}/edit"
    form = await ines.open(path)
    shown = {name: form.value(f"f-{name}") for name in ("date", "time", "duration_min")}

    await ines.submit(path, **shown, time_zone="Europe/Amsterdam", capacity="12")

    changed = await _session(database)
    async with database.read() as db:
        facts = list(await db.scalars(select(Fact).where(Fact.kind == "session.updated")))
    assert (changed.starts_at, changed.capacity) == (precise, 12)
    assert [fact.data["moved"] for fact in facts] == [False]


async def test_cancel_asks_first_and_then_closes_the_room(ines: Browser, house: House, database: Database) -> None:
    session = await _make_session(database, house)
    path = f"/console/sessions/{session.id}"

    question = await ines.open(f"{path}/cancel", part="ask")
    page = await ines.submit(f"{path}/cancel")

    assert "Cancel this session for 1 person?" in question.text
    assert "<html" not in question.html
    assert "This session is canceled." in page.text
    assert not page.has_form_to(f"{path}/enter")
    assert (await _session(database)).state == "canceled"


async def test_delete_needs_an_event_without_sessions(ines: Browser, house: House, database: Database) -> None:
    session = await _make_session(database, house)
    kept = await ines.send(f"/console/events/{session.event_id}/delete")
    assert kept.status in {403, 409}
    await ines.open("/console/events")
    assert (await ines.send(f"/console/events/{session.event_id}/delete")).status == 409

    async with database.write() as db:
        lonely = await make_event(db, house, title="Nothing yet")
    page = await ines.submit(f"/console/events/{lonely.id}/delete")

    assert "“Nothing yet” is deleted." in page.text
    assert (await ines.open(f"/console/events/{lonely.id}")).status == 404


async def test_events_are_listed_by_tab_and_title(ines: Browser, house: House, database: Database) -> None:
    await _make_session(database, house)
    async with database.write() as db:
        await make_event(db, house, title="Unfinished", published=False)

    upcoming = await ines.open("/console/events")
    drafts = await ines.open("/console/events?tab=draft")
    found = await ines.open("/console/events?q=PUMPS")
    nothing = await ines.open("/console/events?q=zebra")

    assert ("Heat pumps" in upcoming.text, "Unfinished" in upcoming.text) == (True, False)
    assert ("Heat pumps" in drafts.text, "Unfinished" in drafts.text) == (False, True)
    assert "Heat pumps" in found.text
    assert "No “zebra” among these events." in nothing.text


async def test_event_of_another_workspace_is_not_there(
    ines: Browser, open_browser: OpenBrowser, database: Database
) -> None:
    async with database.write() as db:
        other = await make_house(db, name="Other", email="other@example.org")
    session = await _make_session(database, other)

    for path in (
        f"/console/events/{session.event_id}",
        f"/console/sessions/{session.id}",
        f"/console/sessions/{session.id}/report",
    ):
        assert (await ines.open(path)).status == 404
    await ines.open("/console")
    assert (await ines.send(f"/console/sessions/{session.id}/cancel")).status == 404


async def test_meeting_now_opens_the_hosts_room(ines: Browser, database: Database) -> None:
    await ines.open("/console")

    done = await ines.send("/console/meetings")

    session = await _session(database)
    assert done.status == 303
    assert done.location.startswith(f"/p/{session.event_id}/live?email=ines%40example.org&key=")
    assert ((await _event(database)).status, (await _event(database)).kind) == ("published", "meeting")


async def test_team_member_without_a_place_gets_one_on_entering(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    session = await _make_session(database, house)
    await join_team(database, house, "priya@example.org", role="member", room_role="moderator")
    priya = await open_browser("priya@example.org", PASSWORD)
    await priya.open("/console")

    for _ in range(2):
        done = await priya.send(f"/console/sessions/{session.id}/enter")
        assert done.location.startswith(f"/p/{session.event_id}/live?email=priya%40example.org&key=")

    async with database.read() as db:
        roles = (
            await db.execute(
                select(Person.email, Registration.room_role)
                .join(Person, Person.id == Registration.person_id)
                .order_by(Person.email)
            )
        ).all()
    assert [tuple(row) for row in roles] == [("ines@example.org", "host"), ("priya@example.org", "moderator")]


async def test_lists_take_the_same_number_of_queries_whatever_their_length(
    ines: Browser, house: House, database: Database
) -> None:
    counts: dict[str, list[int]] = {}
    for rounds in (1, 2):
        for n in range(rounds):
            session = await _make_session(database, house)
            async with database.write() as db:
                await make_registrant(db, house, session, n, now=utcnow())
        for path in ("/console/events", "/console"):
            await ines.open(path)
            counts.setdefault(path, []).append(await _count_statements(database, ines, path))

    assert {path: first == second for path, (first, second) in counts.items()} == dict.fromkeys(counts, True)


async def _count_statements(database: Database, browser: Browser, path: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sql_event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        assert (await browser.open(path)).status == 200
    finally:
        sql_event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    return len(seen)
