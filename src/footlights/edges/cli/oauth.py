"""`footlights oauth client`."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import select

from footlights.edges.cli.databases import with_database
from footlights.kit.clock import to_unix, utcnow
from footlights.kit.database import Database, Db
from footlights.kit.errors import NotFound
from footlights.oauth.clients import list_clients, register_client, remove_client
from footlights.oauth.models import Client
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember
from footlights.workspace.queries import actor_of

app = typer.Typer(no_args_is_help=True)
clients = typer.Typer(no_args_is_help=True)
app.add_typer(clients, name="client", help="API apps: programs that may ask people for access.")
Data = Annotated[Path, typer.Option(help="Data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
HERE = Path("./data")


@clients.command("create")
def create(
    name: Annotated[str, typer.Option(help="What people read when it asks for access.")],
    redirect: Annotated[list[str], typer.Option(help="Where people come back to; may be given several times.")],
    data: Data = HERE,
    scopes: Annotated[str, typer.Option(help="The most it may ask for, with commas between; empty: all.")] = "",
    public: Annotated[bool, typer.Option("--public", help="It cannot keep a secret, and uses PKCE.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register an API app for the workspace's owner and print its secret, this once."""

    async def work(database: Database) -> dict[str, object]:
        async with database.write() as db:
            wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
            made = await register_client(
                db,
                await _owner(db),
                name=name,
                redirect_uris=redirect,
                scopes=wanted or None,
                is_public=public,
                now=utcnow(),
            )
            return {
                "client_id": made.row.number,
                "client_secret": made.token or None,
                "redirect_uri": made.row.redirect_uris[0],
            }

    _print(with_database(data, work), as_json=as_json)


@clients.command("list")
def show(data: Data = HERE, as_json: AsJson = False) -> None:
    """List the API apps of the workspace."""

    async def work(database: Database) -> list[dict[str, object]]:
        async with database.read() as db:
            return [_row(client) for client in await list_clients(db, await _owner(db))]

    rows = with_database(data, work)
    if as_json:
        typer.echo(msgspec.json.encode(rows).decode())
        return
    for row in rows:
        typer.echo(f"{row['client_id']}  {row['name']}  {row['redirect_uri']}")


@clients.command("revoke")
def revoke(
    client_id: Annotated[str, typer.Argument(help="The client ID.")], data: Data = HERE, as_json: AsJson = False
) -> None:
    """Delete an API app; every token it has stops working at once."""

    async def work(database: Database) -> dict[str, object]:
        async with database.write() as db:
            return _row(await remove_client(db, await _owner(db), client_id, now=utcnow()))

    _print(with_database(data, work), as_json=as_json)


async def _owner(db: Db) -> Actor:
    owners = select(TeamMember).where(TeamMember.role == "owner", TeamMember.removed_at.is_(None))
    owner = (await db.scalars(owners.order_by(TeamMember.created_at).limit(1))).one_or_none()
    if owner is None:
        raise NotFound("There is no workspace yet. Make one with: footlights init")
    return actor_of(owner, via="cli")


def _row(client: Client) -> dict[str, object]:
    return {
        "client_id": client.number,
        "name": client.name,
        "redirect_uri": client.redirect_uris[0],
        "scopes": client.scopes.split(),
        "created_at": to_unix(client.created_at),
    }


def _print(values: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode(values).decode())
        return
    for name, value in values.items():
        typer.echo(f"{name}: {' '.join(value) if isinstance(value, list) else value}")
