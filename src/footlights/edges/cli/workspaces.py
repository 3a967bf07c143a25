"""`footlights init`."""

import secrets
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from footlights.edges.cli.databases import with_database
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.settings import load_settings
from footlights.workspace.actions import create_api_token, create_workspace
from footlights.workspace.queries import actor_of
from footlights.workspace.rules import SCOPES


def init(
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    email: Annotated[str, typer.Option(help="E-mail of the owner.")],
    data: Annotated[Path, typer.Option(help="Data directory.")] = Path("./data"),
    page_base: Annotated[int | None, typer.Option(help="First page number of lists with the token: 0 or 1.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Create a workspace with its owner and an API token for everything, without a server."""
    base = load_settings().page_base if page_base is None else page_base
    password = secrets.token_urlsafe(12)

    async def work(database: Database) -> dict[str, str]:
        now = utcnow()
        async with database.write() as db:
            made = await create_workspace(db, name=workspace, email=email, password=password, now=now)
            actor = actor_of(made.owner, via="cli")
            token = await create_api_token(
                db,
                actor,
                name="Made by footlights init",
                scopes=list(SCOPES),
                page_base=base,
                now=now,
            )
        return {
            "workspace_id": made.workspace.id,
            "user_id": made.owner.id,
            "email": email,
            "password": password,
            "token": token.token,
        }

    made = with_database(data, work)
    if as_json:
        typer.echo(msgspec.json.encode(made).decode())
        return
    for name, value in made.items():
        typer.echo(f"{name:>13}  {value}")
