"""The command line: `footlights`. A command parses, calls actions, prints; refusals end with code 1 and one line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from footlights.edges.cli import attendance, demo, oauth, people, tokens, workspaces
from footlights.kit.data_dir import DataDirError
from footlights.kit.errors import AppError
from footlights.migrations import NewerDatabase
from footlights.settings import SettingsError, load_settings
from footlights.starting import CannotServe

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(tokens.app, name="token", help="API tokens.")
app.add_typer(oauth.app, name="oauth", help="The OAuth2 server.")
app.add_typer(attendance.app, name="attendance", help="The attendance ledger.")
app.add_typer(people.app, name="people", help="People of sessions.")
app.command("init")(workspaces.init)
app.command("demo")(demo.run)


@app.command("serve")
def serve_command(
    data: Annotated[Path | None, typer.Option(help="Data directory.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
) -> None:
    """Migrate the database, then serve until SIGTERM."""
    settings = load_settings(file=config, data_dir=str(data) if data else None, port=port, host=host)
    from footlights.serve import serve  # every page and route: a second that no other command should take

    serve(settings)


def main() -> None:
    """Run the command line; an expected refusal is one line on standard error and exit code 1."""
    try:
        app()
    except (AppError, CannotServe, DataDirError, NewerDatabase, SettingsError) as error:
        typer.echo(f"footlights: {error}", err=True)
        sys.exit(1)
