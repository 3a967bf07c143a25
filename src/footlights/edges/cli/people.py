"""`footlights people`."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from footlights.edges.cli.databases import with_database
from footlights.events.queries import get_session_for
from footlights.idempotency.keys import digest_of
from footlights.imports.files import Format, check_format
from footlights.imports.models import Batch
from footlights.imports.queries import failed_rows_as_csv
from footlights.imports.running import run_batch
from footlights.imports.staging import Options, stage_file
from footlights.kit.database import Database
from footlights.kit.errors import Invalid, NotFound
from footlights.settings import load_settings
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import actor_of

app = typer.Typer(no_args_is_help=True)


@app.callback()
def people() -> None:
    """People of sessions."""


@app.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="A CSV or NDJSON file.")],
    session: Annotated[str, typer.Option(help="The id of the session.")],
    data: Annotated[Path, typer.Option(help="Data directory.")] = Path("./data"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and register nobody.")] = False,
    no_mails: Annotated[bool, typer.Option("--no-mails", help="Send no confirmation mails.")] = False,
    delimiter: Annotated[str, typer.Option(help="What stands between cells; found out by itself.")] = "",
    encoding: Annotated[str, typer.Option(help="utf-8, windows-1252 or utf-16.")] = "",
    columns: Annotated[list[str] | None, typer.Option("--map", help="HEADING=FIELD; may be given again.")] = None,
    errors: Annotated[Path | None, typer.Option(help="Where to write the rows that failed (CSV).")] = None,
) -> None:
    """Register everyone in FILE to a session. The same command again goes on where it was stopped.

    A running server may do a part of the rows; none is done twice. The exit code is 1 when a row failed.
    """
    if not file.is_file():
        raise Invalid(f"There is no file {file}.")
    if errors is not None and not _may_be_written(errors):
        raise Invalid(f"No file can be written at {errors}.")
    delimiter, encoding = "\t" if delimiter == "tab" else delimiter, encoding.strip().lower()
    form = Format(delimiter=delimiter, encoding=encoding, columns=_map(columns or []))
    check_format(form)
    kind = "dry run" if dry_run else "import"
    content = _digest(file)
    digest = digest_of(kind.encode(), session.encode(), str(no_mails).encode(), repr(form).encode(), content)
    options = Options(
        source="cli",
        is_dry_run=dry_run,
        sends_mails=not no_mails,
        key=digest,
        digest=digest,
        file_name=file.name[:200],
    )
    domain = load_settings(data_dir=str(data)).mail_domain

    async def work(database: Database) -> Batch:
        async with database.read() as db:
            actor = await _owner(database)
            wanted = await get_session_for(db, actor, session)
        batch = await stage_file(database, actor, wanted, file, form, options, domain=domain)
        await _run(database, batch)
        async with database.read() as db:
            done = (await db.scalars(select(Batch).where(Batch.id == batch.id))).one()
        if errors is not None and done.failed:
            await _write_failed(database, done, errors)
        return done

    done = with_database(data, work)
    word = "would be registered" if dry_run else "registered"
    rows = "row" if done.total == 1 else "rows"
    typer.echo(f"{done.total} {rows}: {done.succeeded} {word}, {done.failed} failed.")
    if done.failed:
        if errors is None:
            typer.echo("Use --errors FILE to see why.", err=True)
        raise typer.Exit(1)


def _digest(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError as error:
        raise Invalid(f"The file {file} cannot be read: {error.strerror}.") from error


def _may_be_written(path: Path) -> bool:
    try:
        return path.parent.is_dir() and not path.is_dir()
    except OSError:
        return False


async def _write_failed(database: Database, batch: Batch, path: Path) -> None:
    try:
        with path.open("wb") as out:
            async for part in failed_rows_as_csv(database, batch):
                out.write(part)
    except OSError as error:
        sentence = f"The import is done, but {path} cannot be written: {error.strerror}. The same command tries again."
        raise Invalid(sentence) from error


async def _run(database: Database, batch: Batch) -> None:
    bar = Progress(
        TextColumn("Importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("rows", total=batch.total, completed=batch.failed + batch.succeeded)
        await run_batch(database, batch.id, progress=lambda done: bar.update(task, completed=done))
        while not await _is_over(database, batch):  # noqa: ASYNC110 (a server, another process, does the last rows)
            await asyncio.sleep(0.2)
        bar.update(task, completed=batch.total)


async def _is_over(database: Database, batch: Batch) -> bool:
    async with database.read() as db:
        return await db.scalar(select(Batch.state).where(Batch.id == batch.id)) != "processing"


async def _owner(database: Database) -> Actor:
    async with database.read() as db:
        owners = select(TeamMember).where(TeamMember.role == "owner", TeamMember.removed_at.is_(None))
        owner = (await db.scalars(owners.order_by(TeamMember.created_at).limit(1))).one_or_none()
        if owner is None:
            raise NotFound("There is no workspace yet. Make one with: footlights init")
        return actor_of(owner, via="cli")


def _map(pairs: list[str]) -> dict[str, str]:
    parts = [pair.partition("=") for pair in pairs]
    if not all(mark for _, mark, _ in parts):
        raise Invalid("--map takes HEADING=FIELD.")
    return {heading.strip(): field.strip() for heading, _, field in parts}
