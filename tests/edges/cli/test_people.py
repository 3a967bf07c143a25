"""`footlights people import` on a data directory: what is typed wrong is told in one line."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from footlights.edges.cli import app
from footlights.edges.cli.databases import with_database
from footlights.events.actions import EventChange, create_event
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.registration.scheduling import schedule_session
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import actor_of

PEOPLE = "email,first_name\nnoor@example.com,Noor\nnobody,Tom\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = run("init", "--data", str(tmp_path / "data"), "--workspace", "Hearth", "--email", "ines@example.org")
    assert made.exit_code == 0, made.output
    return tmp_path / "data"


@pytest.fixture
def session_id(data: Path) -> str:
    async def work(database: Database) -> str:
        now = utcnow()
        async with database.write() as db:
            actor = actor_of((await db.scalars(select(TeamMember))).one(), via="cli")
            event = await create_event(db, actor, EventChange(title="Tour"), now=now)
            start = now + timedelta(days=1)
            return (await schedule_session(db, actor, event.id, starts_at=start, time_zone="UTC", now=now)).id

    return with_database(data, work)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def import_people(data: Path, file: Path, session_id: str, *arguments: str) -> Result:
    return run("people", "import", str(file), "--session", session_id, "--data", str(data), *arguments)


def test_rows_that_fail_are_written_where_they_are_wanted(data: Path, file: Path, session_id: str) -> None:
    errors = file.parent / "errors.csv"

    done = import_people(data, file, session_id, "--errors", str(errors))

    assert (done.exit_code, done.stdout) == (1, "2 rows: 1 registered, 1 failed.\n")
    assert "nobody,Tom" in errors.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--delimiter", "ab"), "is one character"),
        (("--delimiter", '"'), "no quotation mark"),
        (("--encoding", "utf-7"), "The encoding is one of utf-8, windows-1252, utf-16."),
        (("--encoding", "latin99"), "The encoding is one of"),
        (("--map", "first_name"), "--map takes HEADING=FIELD."),
        (("--map", "first_name=shoe_size"), "The field 'shoe_size' doesn't exist"),
        (("--errors", "/nowhere/errors.csv"), "No file can be written at /nowhere/errors.csv."),
        (("--errors", "/"), "No file can be written at /."),
        (("--errors", "/tmp/" + "x" * 300), "No file can be written at"),
    ],
)
def test_refusals_leave_nothing_done(
    data: Path, file: Path, session_id: str, arguments: tuple[str, ...], words: str
) -> None:
    refused = import_people(data, file, session_id, *arguments)
    after = import_people(data, file, session_id)

    assert isinstance(refused.exception, AppError)
    assert words in str(refused.exception)
    assert after.stdout == "2 rows: 1 registered, 1 failed.\n"


def test_file_that_cannot_be_read_or_written_is_told(data: Path, file: Path, session_id: str) -> None:
    missing = import_people(data, file.with_name("nothing.csv"), session_id)
    unwritable = import_people(data, file, session_id, "--errors", "/dev/full")

    assert isinstance(missing.exception, AppError)
    assert isinstance(unwritable.exception, AppError)
    assert "cannot be written: No space left on device. The same command tries again." in str(unwritable.exception)


def test_encoding_is_taken_in_any_case(data: Path, file: Path, session_id: str) -> None:
    file.write_bytes("email,first_name\nrene@example.com,René\n".encode("windows-1252"))

    done = import_people(data, file, session_id, "--encoding", "Windows-1252")

    assert (done.exit_code, done.stdout) == (0, "1 row: 1 registered, 0 failed.\n")
