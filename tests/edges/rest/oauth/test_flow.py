"""The authorization code flow as Livestorm has it: consent, code, tokens, refresh, revocation."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.oauth.models import AuthorizationCode, Grant, Token
from tests.edges.rest.oauth.conftest import (
    CALLBACK,
    PKCE,
    VERIFIER,
    Program,
)
from tests.factories import House


async def test_code_flow_ends_with_tokens_that_open_v1(program: Program) -> None:
    location = await program.decide()
    answer = await program.exchange(location.params["code"])

    assert str(location).startswith(f"{CALLBACK}?code=")
    assert (location.params["state"], location.params["iss"]) == ("s-1", "http://127.0.0.1:8080")
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 7200, "identity:read events:read")
    assert sorted(body) == ["access_token", "created_at", "expires_in", "refresh_token", "scope", "token_type"]
    assert answer.headers["cache-control"] == "no-store"
    assert await program.call(body["access_token"]) == 200
    assert await program.call(body["access_token"], "/v1/users") == 403


async def test_secrets_are_kept_as_hashes(program: Program, database: Database) -> None:
    code = await program.get_code()
    body = (await program.exchange(code)).json()

    async with database.read() as db:
        kept = [
            str(tuple(row))
            for table in (AuthorizationCode.__table__, Grant.__table__, Token.__table__)
            for row in (await db.execute(select(table))).all()
        ]
    secrets = [code, body["access_token"], body["refresh_token"], program.app.secret]
    assert [secret for secret in secrets if any(secret in row for row in kept)] == []


async def test_client_may_use_basic_json_or_query(program: Program) -> None:
    app = program.app
    basic = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    fields = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}

    by_basic = await program.wire.post(
        "/oauth/token",
        data={**fields, "code": await program.get_code()},
        headers={"authorization": f"Basic {basic}"},
    )
    by_json = await program.wire.post(
        "/oauth/token", json={**fields, **app.credentials, "code": await program.get_code()}
    )
    by_query = await program.wire.post(
        "/oauth/token", params={**fields, **app.credentials, "code": await program.get_code()}
    )

    assert [answer.status_code for answer in (by_basic, by_json, by_query)] == [200, 200, 200]


@pytest.mark.parametrize(
    "scope", ["identity:read events:read", "identity%3Aread+events%3Aread", "identity:read%20events:read"]
)
async def test_scope_may_be_encoded_twice(program: Program, scope: str) -> None:
    body = await program.connect(scope=scope)

    assert body["scope"] == "identity:read events:read"


async def test_aliases_of_scopes(program: Program) -> None:
    body = await program.connect(scope="full:read webhook:write")

    assert body["scope"] == "identity:read events:read admin:read webhooks:read webhooks:write"


async def test_refusal_goes_back_to_the_program(program: Program) -> None:
    location = await program.decide("refuse")

    assert (location.params["error"], location.params["state"]) == ("access_denied", "s-1")
    assert "code" not in location.params


async def test_public_client_with_pkce(public_program: Program) -> None:
    code = await public_program.get_code(**PKCE)
    answer = await public_program.exchange(code, code_verifier=VERIFIER)

    assert answer.status_code == 200
    assert (await public_program.refresh(answer.json()["refresh_token"])).status_code == 200


async def test_refresh_rotates(program: Program) -> None:
    first = await program.connect()
    second = (await program.refresh(first["refresh_token"])).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert second["scope"] == first["scope"]
    assert await program.call(second["access_token"]) == 200


async def test_refresh_may_ask_for_less_and_not_for_more(program: Program) -> None:
    first = await program.connect()
    less = await program.refresh(first["refresh_token"], scope="events:read")
    more = await program.refresh(less.json()["refresh_token"], scope="events:write")

    assert less.json()["scope"] == "events:read"
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


async def test_old_refresh_token_works_until_the_new_access_token_is_used(program: Program) -> None:
    first = await program.connect()
    lost = await program.refresh(first["refresh_token"])
    again = await program.refresh(first["refresh_token"])

    assert (lost.status_code, again.status_code) == (200, 200)


async def test_refresh_token_that_comes_back_late_ends_the_family(program: Program) -> None:
    first = await program.connect()
    second = (await program.refresh(first["refresh_token"])).json()
    assert await program.call(second["access_token"]) == 200

    replayed = await program.refresh(first["refresh_token"])

    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert await program.call(second["access_token"]) == 401
    assert await program.call(first["access_token"]) == 401
    assert (await program.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_code_that_comes_back_ends_what_came_of_it(program: Program) -> None:
    code = await program.get_code()
    body = (await program.exchange(code)).json()
    assert await program.call(body["access_token"]) == 200

    replayed = await program.exchange(code)

    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert await program.call(body["access_token"]) == 401


async def test_expired_code(program: Program, database: Database) -> None:
    code = await program.get_code()
    async with database.write() as db:
        await db.execute(update(AuthorizationCode).values(expires_at=utcnow() - timedelta(seconds=1)))

    answer = await program.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_expired_refresh_token(program: Program, database: Database) -> None:
    body = await program.connect()
    async with database.write() as db:
        await db.execute(update(Token).values(refresh_expires_at=utcnow() - timedelta(seconds=1)))

    answer = await program.refresh(body["refresh_token"])

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_revoking_an_access_token_leaves_the_family(program: Program) -> None:
    body = await program.connect()

    answer = await program.wire.post("/oauth/revoke", data={**program.app.credentials, "token": body["access_token"]})

    assert answer.status_code == 200
    assert await program.call(body["access_token"]) == 401
    assert (await program.refresh(body["refresh_token"])).status_code == 200


async def test_revoking_a_refresh_token_ends_the_family(program: Program) -> None:
    body = await program.connect()

    await program.wire.post("/oauth/revoke", data={**program.app.credentials, "token": body["refresh_token"]})

    assert await program.call(body["access_token"]) == 401
    assert (await program.refresh(body["refresh_token"])).status_code == 400


async def test_revoking_a_token_that_is_not_there(program: Program) -> None:
    answer = await program.wire.post("/oauth/revoke", data={**program.app.credentials, "token": "flr_nothing"})

    assert answer.status_code == 200


async def test_introspection(program: Program, house: House) -> None:
    body = await program.connect()

    active = await program.wire.post(
        "/oauth/introspect", data={**program.app.credentials, "token": body["access_token"]}
    )
    unknown = await program.wire.post("/oauth/introspect", data={**program.app.credentials, "token": "fla_x"})

    found = active.json()
    assert (found["active"], found["scope"], found["client_id"]) == (
        True,
        "identity:read events:read",
        program.app.client_id,
    )
    assert (found["sub"], found["exp"] - found["iat"]) == (house.owner.id, 7200)
    assert unknown.json() == {"active": False}


async def test_token_info(program: Program, house: House) -> None:
    body = await program.connect()

    found = await program.wire.get("/oauth/token/info", headers={"authorization": f"Bearer {body['access_token']}"})
    nobody = await program.wire.get("/oauth/token/info", headers={"authorization": "Bearer fla_x"})

    assert found.json() == {
        "resource_owner_id": house.owner.id,
        "scope": ["events:read", "identity:read"],
        "expires_in": found.json()["expires_in"],
        "application": {"uid": program.app.client_id},
    }
    assert 7190 <= found.json()["expires_in"] <= 7200
    assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_token")
    assert "invalid_token" in nobody.headers["www-authenticate"]


async def test_consent_page_names_app_rights_and_address(program: Program) -> None:
    asked = await program.ask()
    await program.browser.submit("/console/sign-in", email="ines@example.org", password="a lamp and a curve")
    page = await program.browser.open(asked.headers["location"])

    assert "Let “CRM bridge” in?" in page.text
    assert "Read events, sessions, and who takes part" in page.text
    assert "Authorize" in page.text
    assert "Refuse" in page.text
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' https://crm.example.org;" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-frame-options"] == "DENY"


async def test_consent_leads_through_the_sign_in(program: Program) -> None:
    asked = await program.ask()
    page = await program.browser.open(asked.headers["location"])

    assert page.status == 303
    assert page.location.startswith("/console/sign-in?next=%2Fconsole%2Fauthorize%2Flivestorm%3F")


async def test_consent_needs_the_token_of_the_form(program: Program, database: Database) -> None:
    asked = await program.ask()
    await program.browser.submit("/console/sign-in", email="ines@example.org", password="a lamp and a curve")
    program.browser.token = "x"

    page = await program.browser.send(asked.headers["location"], decision="allow")

    assert page.status == 403
    async with database.read() as db:
        assert list(await db.scalars(select(AuthorizationCode))) == []


async def test_consent_refuses_a_form_of_another_site(program: Program, database: Database) -> None:
    asked = await program.ask()
    await program.browser.submit("/console/sign-in", email="ines@example.org", password="a lamp and a curve")
    await program.browser.open(asked.headers["location"])
    program.browser.sent = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}

    page = await program.browser.send(asked.headers["location"], decision="allow")

    assert page.status == 403
    async with database.read() as db:
        assert list(await db.scalars(select(AuthorizationCode))) == []


async def test_state_is_echoed_unchanged(program: Program) -> None:
    state = "a b&c=d#é/\"'<>"
    location = await program.decide(state=state)

    assert location.params["state"] == state


async def test_without_state_there_is_none(program: Program) -> None:
    location = await program.decide(state=None)

    assert sorted(location.params) == ["code", "iss"]


async def test_code_of_a_member_has_no_scopes_of_admins(program: Program, house: House, database: Database) -> None:
    async with database.write() as db:
        owner = await db.get_one(type(house.owner), house.owner.id)
        owner.role = "member"

    body = await program.connect(scope="full:read")

    assert body["scope"] == "identity:read events:read"
