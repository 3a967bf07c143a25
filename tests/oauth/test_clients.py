"""Registering and forgetting programs, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.kit.database import Database
from footlights.kit.errors import Forbidden
from footlights.oauth.clients import (
    find_client,
    get_client_for,
    has_secret,
    register_client,
    register_unowned_client,
    remove_client,
)
from footlights.oauth.errors import ClientExists, NoSuchClient
from footlights.oauth.models import AuthorizationCode, Client
from footlights.workspace.actors import Actor
from tests.factories import NOW, House, make_house

URI = "https://crm.example.org/callback"


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await make_house(db)


async def test_secret_is_proved_and_not_kept(database: Database, house: House) -> None:
    async with database.write() as db:
        made = await register_client(db, house.actor, name="CRM", redirect_uris=[URI], now=NOW)

    assert has_secret(made.row, made.token)
    assert not has_secret(made.row, made.token[:-1])
    assert made.row.secret_hash != made.token


async def test_public_client_has_no_secret(database: Database, house: House) -> None:
    async with database.write() as db:
        made = await register_client(db, house.actor, name="CRM", redirect_uris=[URI], is_public=True, now=NOW)

    assert made.token == ""
    assert not has_secret(made.row, "")


@pytest.mark.parametrize(("name", "uri"), [("CRM", "https://other.example/"), ("Other", URI)])
async def test_same_name_or_address_of_the_same_owner(database: Database, house: House, name: str, uri: str) -> None:
    async with database.write() as db:
        await register_client(db, house.actor, name="CRM", redirect_uris=[URI], now=NOW)

    with pytest.raises(ClientExists):
        async with database.write() as db:
            await register_client(db, house.actor, name=name, redirect_uris=[uri], now=NOW)


async def test_removed_client_makes_room_for_the_same(database: Database, house: House) -> None:
    async with database.write() as db:
        first = await register_client(db, house.actor, name="CRM", redirect_uris=[URI], now=NOW)
        await remove_client(db, house.actor, first.row.number, now=NOW)
        second = await register_client(db, house.actor, name="CRM", redirect_uris=[URI], now=NOW)

    assert second.row.number != first.row.number


async def test_only_admins_register_and_remove(database: Database, house: House) -> None:
    member = Actor(house.workspace.id, house.owner.id, "member", "console")
    async with database.write() as db:
        made = await register_client(db, house.actor, name="CRM", redirect_uris=[URI], now=NOW)
        with pytest.raises(Forbidden):
            await register_client(db, member, name="Other", redirect_uris=["https://o.example/"], now=NOW)
        with pytest.raises(Forbidden):
            await remove_client(db, member, made.row.number, now=NOW)


async def test_client_of_another_workspace_is_not_there(database: Database, house: House) -> None:
    async with database.write() as db:
        other = await make_house(db, name="Other", email="bo@example.org")
        made = await register_client(db, other.actor, name="CRM", redirect_uris=[URI], now=NOW)

        with pytest.raises(NoSuchClient):
            await get_client_for(db, house.actor, made.row.number)


@pytest.mark.parametrize("text", ["", "0", "-1", "１２３", "99999999999", "3000000000", "x"])
async def test_find_client_takes_digits_alone(database: Database, text: str) -> None:
    async with database.read() as db:
        assert await find_client(db, text) is None


async def test_unused_programs_that_registered_themselves_are_forgotten(database: Database, house: House) -> None:
    later = NOW + timedelta(days=2)
    async with database.write() as db:
        _unused, asking = [
            await register_unowned_client(db, "dynamic", name=name, redirect_uris=[URI], is_public=True, now=NOW)
            for name in ("unused", "asking")
        ]
        db.add(
            AuthorizationCode(
                code_hash="x",
                client_id=asking.row.id,
                team_member_id=house.owner.id,
                redirect_uri=URI,
                scopes="events:read",
                dialect="livestorm",
                created_at=NOW,
                expires_at=later,
            )
        )
    async with database.write() as db:
        await register_unowned_client(db, "dynamic", name="new", redirect_uris=[URI], is_public=True, now=later)

    async with database.read() as db:
        names = await db.scalars(select(Client.name).order_by(Client.name))
    assert list(names) == ["asking", "new"]
