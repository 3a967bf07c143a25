"""Importing people in the console."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from footlights.events.models import Session
from footlights.imports.models import Batch
from footlights.imports.running import run_batch
from footlights.kit.database import Database
from footlights.registration.models import Registration
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.console.browser import ORIGIN, Browser, Page
from tests.factories import House, make_event, make_session

FILE = "\ufeffE-Mail;Vorname;Tarif\r\nada@example.com;Ada;1\r\nnobody;X;2\r\n=1+1;Y;3\r\nbo@example.com;Bo;4\r\n"


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    services.settings = Settings(data_dir=str(tmp_path))
    return services


@pytest.fixture
async def session(database: Database, house: House) -> Session:
    async with database.write() as db:
        event = await make_event(db, house)
        return await make_session(db, house, event, starts_at=event.created_at.replace(year=2099))


async def upload(browser: Browser, session: Session, content: bytes, name: str = "people.csv") -> Page:
    path = f"/console/sessions/{session.id}/import"
    await browser.open(path)
    answer = await browser.client.post(
        path,
        data={"form_token": browser.token},
        files={"file": (name, content, "text/csv")},
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
    )
    return browser._page(answer)


async def newest(database: Database) -> Batch:
    async with database.read() as db:
        batch = await db.scalar(select(Batch).order_by(Batch.created_at.desc()).limit(1))
    assert batch is not None
    return batch


async def test_upload_map_try_import_and_result(ines: Browser, database: Database, session: Session) -> None:
    uploaded = await upload(ines, session, FILE.encode())
    columns = await ines.open(uploaded.location)
    chosen = {"heading": ["E-Mail", "Vorname", "Tarif"], "field": ["email", "first_name", ""], "send_mails": "on"}

    tried = await ines.submit(uploaded.location, **{"do": "try", **chosen})  # type: ignore[arg-type]
    trial = await newest(database)
    await run_batch(database, trial.id)
    tried_out = await ines.open(f"/console/imports/{trial.id}", part="import")
    started = await ines.submit(uploaded.location, **{"do": "import", **chosen})  # type: ignore[arg-type]
    again = await ines.submit(uploaded.location, **{"do": "import", **chosen})  # type: ignore[arg-type]
    real = await newest(database)
    await run_batch(database, real.id)
    result = await ines.open(f"/console/imports/{real.id}")
    errors = await ines.open(f"/console/imports/{real.id}/errors.csv")

    assert re.search(r'<option value="email" selected', columns.html)
    assert "ada@example.com" in columns.text
    assert "0 of 4 rows" in tried.text
    assert "2 can be registered, 2 with errors" in tried_out.text
    assert (started.path, again.path) == (f"/console/imports/{real.id}",) * 2
    assert "2 registered, 2 with errors" in result.text
    assert "'=1+1" in errors.html
    assert errors.html.count("\r\n") == 3
    async with database.read() as db:
        own = Registration.registration_type == "import"
        assert await db.scalar(select(func.count()).select_from(Registration).where(own)) == 2


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "The file is empty."), (b"\x00\x01" * 50, "This is no text file."), (b"\n\n", "empty")]
)
async def test_file_that_cannot_be_read_is_said_at_once(
    ines: Browser, session: Session, content: bytes, words: str
) -> None:
    page = await upload(ines, session, content)

    assert page.status == 422
    assert words in page.text


async def test_no_column_for_the_email_is_said_with_the_columns(ines: Browser, session: Session) -> None:
    uploaded = await upload(ines, session, b"name\nNoor\n")

    page = await ines.send(uploaded.location, do="import", heading=["name"], field=[""])

    assert page.status == 422
    assert "The file has no column for the e-mail." in page.text


async def test_files_of_others_and_odd_names_lead_nowhere(ines: Browser, session: Session) -> None:
    path = f"/console/sessions/{session.id}/import"
    uploaded = await upload(ines, session, b"email\na@example.com\n", name="../../etc/päople.csv")
    opened = await ines.open(uploaded.location)

    assert opened.status == 200
    for name in ("nothing.csv", "..%2f..%2ffootlights.db", ".hidden"):
        assert (await ines.open(f"{path}/{name}")).status == 404
