"""API apps and connected apps in the console."""

from datetime import datetime, timedelta

import pytest

from footlights.kit.database import Database
from footlights.oauth.clients import find_client, has_secret, register_client
from footlights.oauth.models import Grant, Token
from footlights.workspace.actors import Actor
from tests.edges.console.browser import Browser
from tests.edges.console.conftest import OpenBrowser
from tests.edges.console.team import join_team
from tests.factories import House

REDIRECT = "https://crm.example.org/callback"
GIVEN = {"name": "CRM bridge", "redirect": REDIRECT, "kind": "confidential", "scopes": ["events:read"]}


async def connect(database: Database, house: House, *, now: datetime, owner: Actor | None = None) -> int:
    """A program that the owner has let in; its number."""
    async with database.write() as db:
        made = await register_client(db, owner or house.actor, name="CRM", redirect_uris=[REDIRECT], now=now)
        grant = Grant(
            workspace_id=house.workspace.id,
            client_id=made.row.id,
            team_member_id=house.owner.id,
            way="code",
            dialect="livestorm",
            scopes="events:read",
            created_at=now,
        )
        db.add(grant)
        await db.flush()
        later = now + timedelta(hours=2)
        db.add(Token(grant_id=grant.id, access_hash="x", scopes="events:read", created_at=now, access_expires_at=later))
        return made.row.number


async def test_register_an_app(ines: Browser, database: Database) -> None:
    await ines.open("/console/apps")
    page = await ines.send("/console/apps", **GIVEN)

    assert page.status == 200
    assert "“CRM bridge” is registered" in page.text
    async with database.read() as db:
        client = await find_client(db, page.value("client-id"))
    assert client is not None
    assert has_secret(client, page.value("client-secret"))
    assert (client.redirect_uris, client.scopes) == ([REDIRECT], "events:read")
    assert page.value("client-secret") not in (await ines.open("/console/apps")).html


async def test_public_app_has_no_secret(ines: Browser) -> None:
    await ines.open("/console/apps")
    page = await ines.send("/console/apps", **{**GIVEN, "kind": "public"})

    assert page.status == 200
    assert 'id="client-secret"' not in page.html
    assert "public, with PKCE" in page.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Give the app a name."),
        ({"redirect": ""}, "Give the address that people come back to."),
        ({"redirect": "http://crm.example.org/"}, "beginning with https://"),
        ({"scopes": []}, "Choose what the app may ask for."),
    ],
)
async def test_register_refuses_and_keeps_what_was_typed(ines: Browser, given: dict[str, str], said: str) -> None:
    await ines.open("/console/apps")
    page = await ines.send("/console/apps", **{**GIVEN, **given})

    assert page.status == 422
    assert said in page.text


async def test_register_twice(ines: Browser) -> None:
    await ines.open("/console/apps")
    await ines.send("/console/apps", **GIVEN)
    page = await ines.send("/console/apps", **GIVEN)

    assert page.status == 422
    assert "You have an app of this name" in page.text


async def test_names_are_escaped(ines: Browser) -> None:
    await ines.open("/console/apps")
    page = await ines.send("/console/apps", **{**GIVEN, "name": "<b>CRM</b>"})

    assert "&lt;b&gt;CRM&lt;/b&gt;" in page.html
    assert "<b>CRM</b>" not in page.html


async def test_delete_an_app(ines: Browser, database: Database, house: House, now: datetime) -> None:
    number = await connect(database, house, now=now)
    asked = await ines.open(f"/console/apps/{number}/remove")
    page = await ines.submit(f"/console/apps/{number}/remove")

    assert "Delete “CRM”?" in asked.text
    assert "The app is deleted." in page.text
    assert "No app is registered yet." in page.text
    assert "You have let no app in." in (await ines.open("/console/account")).text


async def test_members_register_and_delete_nothing(
    database: Database, house: House, open_browser: OpenBrowser, now: datetime
) -> None:
    number = await connect(database, house, now=now)
    await join_team(database, house, "priya@example.org", role="member", room_role="moderator")
    priya = await open_browser("priya@example.org")
    page = await priya.open("/console/apps")

    assert "New app" not in page.text
    assert (await priya.send("/console/apps", **GIVEN)).status == 403
    assert (await priya.send(f"/console/apps/{number}/remove")).status == 403


async def test_connected_apps_and_disconnecting(ines: Browser, database: Database, house: House, now: datetime) -> None:
    number = await connect(database, house, now=now)
    page = await ines.open("/console/account")
    asked = await ines.open(f"/console/account/apps/{number}/disconnect")
    after = await ines.submit(f"/console/account/apps/{number}/disconnect")

    assert "Connected apps 1" in page.text
    assert "End the access of “CRM”?" in asked.text
    assert "The app has no access any more." in after.text
    assert "You have let no app in." in after.text


@pytest.mark.parametrize("app_id", ["123456789", "password", "x", "９"])
async def test_disconnecting_what_is_not_connected(ines: Browser, app_id: str) -> None:
    assert (await ines.open(f"/console/account/apps/{app_id}/disconnect")).status == 404
    assert (await ines.send(f"/console/account/apps/{app_id}/disconnect")).status == 404
