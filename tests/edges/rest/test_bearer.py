"""Every credential that the REST APIs take, told apart and found."""

from datetime import timedelta

import pytest

from footlights.edges.rest.bearer import Bearer, find_caller, read_bearer
from footlights.kit.clock import utcnow
from footlights.kit.ids import new_id
from footlights.kit.secrets import hash_token, new_token
from footlights.oauth.access import ACCESS
from footlights.oauth.models import Client, Grant, Token
from footlights.services import Services
from footlights.workspace.actions import create_api_token, remove_team_member
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember
from tests.edges.rest.conftest import Api
from tests.factories import House, make_house

A_MINUTE = timedelta(minutes=1)


async def make_access(
    services: Services, house: House, *, scopes: str = "events:read", lasts: timedelta = A_MINUTE
) -> tuple[str, Grant]:
    """An access token and its grant, without the protocol that leads to it."""
    text, now = new_token(ACCESS), utcnow()
    async with services.database.write() as db:
        client = Client(
            id=new_id(), number=20417, origin="team", name="CRM", redirect_uris=[], scopes=scopes, created_at=now
        )
        grant = Grant(
            id=new_id(),
            workspace_id=house.workspace.id,
            client_id=client.id,
            team_member_id=house.owner.id,
            way="code",
            dialect="livestorm",
            scopes=scopes,
            created_at=now,
        )
        db.add(client)
        await db.flush()
        db.add(grant)
        await db.flush()
        db.add(
            Token(
                grant_id=grant.id,
                access_hash=hash_token(text),
                scopes=scopes,
                created_at=now,
                access_expires_at=now + lasts,
            )
        )
    return text, grant


@pytest.mark.parametrize(
    ("header", "read"),
    [
        (None, Bearer("", False)),
        ("", Bearer("", False)),
        ("  abc ", Bearer("abc", False)),
        ("Bearer abc", Bearer("abc", True)),
        ("bEARER   abc ", Bearer("abc", True)),
        ("Bearer", Bearer("", True)),
        ("x" * 1025, Bearer("", False)),
    ],
)
def test_read_bearer(header: str | None, read: Bearer) -> None:
    assert read_bearer(header) == read


async def test_api_token_is_a_caller_with_and_without_the_word(services: Services, house: House) -> None:
    async with services.database.write() as db:
        made = await create_api_token(db, house.actor, name="CRM", scopes=["events:read"], page_base=0, now=utcnow())

    plain = await find_caller(services, made.token)
    worded = await find_caller(services, f"Bearer {made.token}")

    assert plain is not None
    assert plain == worded
    assert (plain.id, plain.grant_id, plain.expires_at) == (made.row.id, None, None)
    assert plain.actor == Actor(house.workspace.id, house.owner.id, "owner", "api", frozenset({"events:read"}), 0)


async def test_access_token_is_a_caller_counted_by_its_grant(services: Services, house: House) -> None:
    text, grant = await make_access(services, house)

    caller = await find_caller(services, f"Bearer {text}")

    assert caller is not None
    assert (caller.id, caller.grant_id, caller.client_number) == (grant.id, grant.id, 20417)
    assert caller.actor == Actor(house.workspace.id, house.owner.id, "owner", "api", frozenset({"events:read"}), 1)


async def test_first_use_of_an_access_token_is_written_down(services: Services, house: House) -> None:
    text, grant = await make_access(services, house)

    await find_caller(services, text)

    async with services.database.read() as db:
        kept = await db.get_one(Grant, grant.id)
        (token,) = (await db.execute(Token.__table__.select())).all()
    assert kept.last_used_at is not None
    assert token.used_at is not None


async def test_access_token_opens_v1_within_its_scopes(api: Api, services: Services) -> None:
    text, _ = await make_access(services, api.house)

    listed = await api.call("GET", "/events", token=f"Bearer {text}")
    refused = await api.call("GET", "/me", token=f"Bearer {text}")

    assert listed.status_code == 200
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("path", ["/me", "/organization?include=organization"])
async def test_access_token_is_its_user_with_the_organization(api: Api, services: Services, path: str) -> None:
    text, _ = await make_access(services, api.house, scopes="identity:read")

    answer = await api.call("GET", path, token=f"Bearer {text}")

    document, workspace = answer.json(), api.house.workspace
    assert (document["data"]["type"], document["data"]["id"]) == ("users", api.house.owner.id)
    assert document["data"]["attributes"]["role"] == "host"
    linked = {"type": "organizations", "id": workspace.id}
    assert document["data"]["relationships"] == {"organization": {"data": linked}}
    assert [other["attributes"]["name"] for other in document["included"]] == [workspace.name]


async def test_access_token_without_include_is_told_of_the_organization_alone(api: Api, services: Services) -> None:
    text, _ = await make_access(services, api.house, scopes="identity:read")

    document = (await api.call("GET", "/organization", token=f"Bearer {text}")).json()

    assert (document["data"]["type"], document["data"]["id"]) == ("organizations", api.house.workspace.id)


async def test_expired_access_token_is_nobody(services: Services, house: House) -> None:
    text, _ = await make_access(services, house, lasts=-A_MINUTE)

    assert await find_caller(services, text) is None


async def test_revoked_grant_ends_its_tokens(services: Services, house: House) -> None:
    text, grant = await make_access(services, house)
    async with services.database.write() as db:
        (await db.get_one(Grant, grant.id)).revoked_at = utcnow()

    assert await find_caller(services, text) is None


async def test_removed_client_ends_its_tokens(services: Services, house: House) -> None:
    text, grant = await make_access(services, house)
    async with services.database.write() as db:
        (await db.get_one(Client, grant.client_id)).removed_at = utcnow()

    assert await find_caller(services, text) is None


async def test_leaving_the_team_ends_tokens_and_coming_back_does_not_revive_them(services: Services) -> None:
    async with services.database.write() as db:
        house = await make_house(db)
    text, _ = await make_access(services, house)
    async with services.database.write() as db:
        second = await make_house(db, name="Other", email="bo@example.org")
        owner = await db.get_one(TeamMember, house.owner.id)
        helper = Actor(owner.workspace_id, second.owner.id, "owner", "console")
        owner.role = "member"
        await remove_team_member(db, helper, owner.id, now=utcnow())

    assert await find_caller(services, text) is None

    async with services.database.write() as db:
        owner = await db.get_one(TeamMember, house.owner.id)
        owner.removed_at, owner.joined_at = None, utcnow()

    assert await find_caller(services, text) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer fla_unknown", "a.b.c", "fl_unknown", "Basic eDp5"])
async def test_nobody(services: Services, header: str) -> None:
    assert await find_caller(services, header) is None
