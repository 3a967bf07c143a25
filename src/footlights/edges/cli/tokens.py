"""`footlights token`."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import select

from footlights.edges.cli.databases import with_database
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import NotFound
from footlights.settings import load_settings
from footlights.workspace.actions import create_api_token
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import actor_of

app = typer.Typer(no_args_is_help=True)


@app.callback()
def tokens() -> None:
    """API tokens."""


@app.command("create")
def create(
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scopes: Annotated[str, typer.Option(help="Scopes with commas between, such as events:read,identity:read.")],
    data: Annotated[Path, typer.Option(help="Data directory.")] = Path("./data"),
    page_base: Annotated[int | None, typer.Option(help="First page number of lists: 0 or 1.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Create an API token for the workspace's owner and print it, this once."""

    base = load_settings().page_base if page_base is None else page_base

    async def work(database: Database) -> str:
        async with database.write() as db:
            owners = select(TeamMember).where(TeamMember.role == "owner", TeamMember.removed_at.is_(None))
            owner = (await db.scalars(owners.order_by(TeamMember.created_at).limit(1))).one_or_none()
            if owner is None:
                raise NotFound("There is no workspace yet. Make one with: footlights init")
            actor = actor_of(owner, via="cli")
            wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
            made = await create_api_token(
                db,
                actor,
                name=name,
                scopes=wanted,
                page_base=base,
                now=utcnow(),
            )
            return made.token

    token = with_database(data, work)
    typer.echo(msgspec.json.encode({"token": token}).decode() if as_json else token)
