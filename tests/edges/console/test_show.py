"""Preparing a session in the console."""

from datetime import timedelta
from pathlib import Path

import pytest

from footlights.engagement.polls.models import PollRow
from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.room.items import Items, read_items
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.console.browser import Browser, Page
from tests.engagement import pdfs
from tests.engagement.activities import count_rows
from tests.factories import House, make_house, make_session


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    services.settings = Settings(data_dir=str(tmp_path / "data"))
    return services


@pytest.fixture
async def session(database: Database, house: House) -> Session:
    async with database.write() as db:
        return await make_session(db, house, starts_at=utcnow() + timedelta(days=1))


async def items(database: Database, session: Session) -> Items:
    async with database.read() as db:
        return (await read_items(db, session.id))["team"]


async def upload(browser: Browser, path: str, name: str, content: bytes) -> Page:
    answer = await browser.client.post(
        path, data={"form_token": browser.token}, files={"file": (name, content)}, headers=browser.sent
    )
    return Page(answer.status_code, answer.url.path, answer.text, answer.headers)


async def test_polls_cards_and_notes_line_up(ines: Browser, database: Database, session: Session) -> None:
    base = f"/console/sessions/{session.id}/show"
    await ines.open(base)

    await ines.submit(f"{base}/poll", poll_question="When was it built?", poll_options="Before 1930\nLater\n")
    await ines.submit(f"{base}/card", card_title="Book", card_label="Go", card_url="https://example.org")
    page = await ines.submit(f"{base}/note", note_text="Thank Noor")
    planned = await items(database, session)
    page = await ines.submit(f"{base}/cues/{planned.cues[2].id}/move", to="0")

    assert [cue.kind for cue in planned.cues] == ["poll", "card", "note"]
    assert [option.text for option in planned.polls[0].options] == ["Before 1930", "Later"]
    assert [cue.kind for cue in (await items(database, session)).cues] == ["note", "poll", "card"]
    assert "Before 1930 · Later" in page.text
    page = await ines.submit(f"{base}/poll/{planned.polls[0].id}/remove")
    assert "When was it built?" not in page.text


async def test_what_breaks_a_rule_is_shown_where_it_was_typed(
    ines: Browser, database: Database, session: Session
) -> None:
    base = f"/console/sessions/{session.id}/show"
    await ines.open(base)

    page = await ines.send(f"{base}/poll", poll_question="When?", poll_options="one")
    other = await ines.send(f"{base}/card", card_title="a", card_label="b", card_url="javascript:alert(1)")

    assert (page.status, other.status) == (422, 422)
    assert "2 to 12 choices" in page.text
    assert page.value("f-poll_question") == "When?"
    assert "begins with https://" in other.text
    assert await count_rows(database, PollRow) == 0


async def test_files_are_shared_and_slides_drawn(
    ines: Browser, database: Database, services: Services, session: Session
) -> None:
    base = f"/console/sessions/{session.id}/show"
    await ines.open(base)

    answers = [
        await upload(ines, f"{base}/files/handout", "study.pdf", pdfs.slides(1) + b"\n" * 3_000_000),
        await upload(ines, f"{base}/files/deck", "talk.pdf", pdfs.slides(2)),
        await upload(ines, f"{base}/files/handout", "setup.exe", b"MZ\x90\x00"),
        await upload(ines, f"{base}/files/deck", "talk.pdf", pdfs.with_script()),
    ]

    assert [answer.status for answer in answers] == [303, 303, 422, 422]
    assert "Programs are not taken" in answers[2].text
    assert "carries scripts" in answers[3].text
    planned = await items(database, session)
    assert [handout.name for handout in planned.handouts] == ["study.pdf"]
    for what, thing in (("handout", planned.handouts[0]), ("deck", planned.decks[0])):
        await ines.submit(f"{base}/{what}/{thing.id}/remove")
    left = [path for path in services.settings.data_path.rglob("*") if path.parent != services.settings.data_path]
    assert left == []
    assert [(deck.name, deck.pages) for deck in planned.decks] == [("talk.pdf", 2)]


async def test_another_workspace_finds_nothing(ines: Browser, database: Database) -> None:
    async with database.write() as db:
        strangers = await make_house(db, name="Others", email="else@example.com")
        foreign = await make_session(db, strangers)

    pages = [
        await ines.open(f"/console/sessions/{foreign.id}/show"),
        await ines.send(f"/console/sessions/{foreign.id}/show/note", note_text="psst"),
        await upload(ines, f"/console/sessions/{foreign.id}/show/files/handout", "study.pdf", pdfs.slides(1)),
    ]

    assert [page.status for page in pages] == [404, 404, 404]
