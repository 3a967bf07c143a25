"""`footlights attendance`."""

from pathlib import Path
from typing import Annotated

import typer

from footlights.edges.cli.databases import with_database
from footlights.kit.database import Database
from footlights.room.attendance import Verified, verify_attendance

app = typer.Typer(no_args_is_help=True)


@app.callback()
def attendance() -> None:
    """The attendance ledger."""


@app.command("verify")
def verify(data: Annotated[Path, typer.Option(help="Data directory.")] = Path("./data")) -> None:
    """Recompute every attendance figure from the ledger and compare; exit code 1 when one differs."""

    async def work(database: Database) -> Verified:
        async with database.read() as db:
            return await verify_attendance(db)

    verified = with_database(data, work)
    for difference in verified.differences:
        typer.echo(f"differs: {difference}", err=True)
    typer.echo(
        f"{verified.sessions} ended sessions, {verified.figures} figures recomputed, "
        f"{len(verified.differences)} differ."
    )
    if verified.differences:
        raise typer.Exit(1)
