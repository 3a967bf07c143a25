"""Stolen codes, wrong addresses, mixed-up clients, guesses: refused in the right shape, and nothing written."""

import base64

import httpx
import pytest
from sqlalchemy import func, select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.oauth.clients import register_client, remove_client
from footlights.oauth.models import AuthorizationCode, Client, Token
from tests.edges.rest.oauth.conftest import CALLBACK, PKCE, VERIFIER, App, Program, found_house, query_of
from tests.factories import House


async def count(database: Database, table: type[AuthorizationCode | Client | Token]) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/callback",
        "https://crm.example.org/callback/",
        "https://crm.example.org/callback?x=1",
        "https://CRM.example.org/callback",
        "https://crm.example.org/callback#x",
        "https://crm.example.org@evil.example/callback",
        "//evil.example",
        "javascript:alert(1)",
        'https://crm.example.org/callback"\\',
        None,
    ],
)
async def test_other_redirect_uris_lead_nowhere(program: Program, uri: str | None) -> None:
    answer = await program.ask(redirect_uri=uri)

    assert answer.status_code == 422
    assert "location" not in answer.headers
    assert "not one that the app has registered" in answer.text


@pytest.mark.parametrize("client_id", ["999999999", "", "0", "-1", "x" * 300, "１２３", None])
async def test_unknown_clients_lead_nowhere(program: Program, client_id: str | None) -> None:
    answer = await program.ask(client_id=client_id)

    assert answer.status_code == 422
    assert "location" not in answer.headers
    assert "This app is not known here." in answer.text


async def test_parameters_twice_lead_nowhere(program: Program) -> None:
    query = f"response_type=code&client_id={program.app.client_id}&redirect_uri={CALLBACK}"
    answer = await program.wire.get(f"/oauth/authorize?{query}&redirect_uri=https://evil.example/")

    assert answer.status_code == 422
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'co"de\\'}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "events:delete"}, "invalid_scope"),
        ({"scope": '"\\'}, "invalid_scope"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"resource": "https://elsewhere.example/mcp"}, "invalid_target"),
    ],
)
async def test_other_mistakes_go_back_to_the_program(
    program: Program, given: dict[str, str | None], error: str
) -> None:
    answer = await program.ask(**given)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    query = query_of(answer.headers["location"])
    assert (query["error"], query["state"]) == (error, "s-1")


async def test_public_client_needs_pkce(public_program: Program) -> None:
    answer = await public_program.ask()

    assert query_of(answer.headers["location"])["error"] == "invalid_request"


@pytest.mark.parametrize("verifier", ["x" * 43, "short", None, '"\\' * 30])
async def test_stolen_code_without_its_verifier(
    public_program: Program, database: Database, verifier: str | None
) -> None:
    code = await public_program.get_code(**PKCE)

    answer = await public_program.exchange(code, code_verifier=verifier)

    assert (answer.status_code, answer.json()["error"] in {"invalid_grant", "invalid_request"}) == (400, True)
    assert await count(database, Token) == 0


async def test_verifier_for_a_code_without_challenge(program: Program) -> None:
    answer = await program.exchange(await program.get_code(), code_verifier=VERIFIER)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_code_of_another_client(program: Program, public_app: App, database: Database) -> None:
    code = await program.get_code()

    answer = await program.exchange(code, client_id=public_app.client_id, client_secret=None)
    own = await program.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert own.status_code == 200


async def test_code_with_another_redirect_uri(program: Program) -> None:
    answer = await program.exchange(await program.get_code(), redirect_uri="https://evil.example/")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_refresh_token_of_another_client(program: Program, public_app: App) -> None:
    body = await program.connect()
    program.app, own = public_app, program.app

    stolen = await program.refresh(body["refresh_token"])
    program.app = own

    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (await program.refresh(body["refresh_token"])).status_code == 200


async def test_access_token_is_no_refresh_token(program: Program) -> None:
    body = await program.connect()

    assert (await program.refresh(body["access_token"])).json()["error"] == "invalid_grant"
    assert await program.call(body["refresh_token"]) == 401


@pytest.mark.parametrize("given", [{"client_secret": "wrong"}, {"client_secret": None}, {"client_id": "999999999"}])
async def test_wrong_credentials_of_a_client_all_look_the_same(program: Program, given: dict[str, str | None]) -> None:
    answer = await program.exchange("x", **given)

    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client", "error_description": "Client authentication failed."}


@pytest.mark.parametrize(
    "credentials", ["Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe:x").decode(), "Basic eA=="]
)
async def test_unreadable_basic_credentials(program: Program, credentials: str) -> None:
    answer = await program.wire.post(
        "/oauth/token", data={"grant_type": "refresh_token"}, headers={"authorization": credentials}
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("grant", ["password", "client_credentials", "implicit", 'x"\\', ""])
async def test_other_grants_are_not_supported(program: Program, grant: str) -> None:
    fields = {"grant_type": grant, "username": "ines@example.org", "password": "a lamp and a curve"}
    answer = await program.wire.post("/oauth/token", data={**fields, **program.app.credentials})

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_guessing_a_secret_is_limited(program: Program) -> None:
    guesses = [await program.exchange("x", client_secret=f"guess {n}") for n in range(21)]
    right = await program.exchange("x")

    assert [guess.status_code for guess in guesses] == [401] * 20 + [429]
    assert (right.status_code, right.headers["retry-after"]) == (429, "900")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b'{"grant_type": {"a": 1}}', "application/json"),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded"),
        (b"code=" + b"x" * 9000, "application/x-www-form-urlencoded"),
        (b"code=%00", "application/x-www-form-urlencoded"),
        (b"nonsense", "multipart/form-data; boundary=x"),
    ],
)
async def test_unreadable_bodies(wire: httpx.AsyncClient, house: House, content: bytes, kind: str) -> None:
    answer = await wire.post("/oauth/token", content=content, headers={"content-type": kind})

    assert (answer.status_code, answer.json()["error"]) in {(400, "invalid_request"), (400, "unsupported_grant_type")}


async def test_ten_megabytes(wire: httpx.AsyncClient, house: House) -> None:
    answer = await wire.post("/oauth/token", content=b"x" * 10_000_000)

    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")


async def test_get_of_the_token_endpoint(wire: httpx.AsyncClient, house: House) -> None:
    answer = await wire.get("/oauth/token")

    assert (answer.status_code, answer.json()["error"]) == (405, "invalid_request")


async def test_client_of_another_workspace_cannot_be_let_in(program: Program, database: Database) -> None:
    async with database.write() as db:
        other = await found_house(db, email="bo@example.org", name="Other")
        made = await register_client(db, other.actor, name="Theirs", redirect_uris=[CALLBACK], now=utcnow())
    program.app = App(str(made.row.number), made.token)
    asked = await program.ask()
    await program.browser.submit("/console/sign-in", email="ines@example.org", password="a lamp and a curve")

    page = await program.browser.open(asked.headers["location"])
    sent = await program.browser.send(asked.headers["location"], decision="allow")

    assert (page.status, sent.status) == (422, 422)
    assert "belongs to another workspace" in page.text
    assert await count(database, AuthorizationCode) == 0


async def test_introspection_of_another_workspaces_token(program: Program, database: Database) -> None:
    body = await program.connect()
    async with database.write() as db:
        other = await found_house(db, email="bo@example.org", name="Other")
        made = await register_client(db, other.actor, name="Theirs", redirect_uris=[CALLBACK], now=utcnow())

    answer = await program.wire.post(
        "/oauth/introspect",
        data={"client_id": str(made.row.number), "client_secret": made.token, "token": body["access_token"]},
    )
    revoked = await program.wire.post(
        "/oauth/revoke",
        data={"client_id": str(made.row.number), "client_secret": made.token, "token": body["access_token"]},
    )

    assert answer.json() == {"active": False}
    assert (revoked.status_code, revoked.json()["error"]) == (400, "invalid_grant")
    assert await program.call(body["access_token"]) == 200


async def test_public_client_cannot_introspect(public_program: Program) -> None:
    answer = await public_program.wire.post(
        "/oauth/introspect", data={"client_id": public_program.app.client_id, "token": "x"}
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_removed_client_is_nobody(program: Program, house: House, database: Database) -> None:
    body = await program.connect()
    async with database.write() as db:
        await remove_client(db, house.actor, program.app.client_id, now=utcnow())

    assert await program.call(body["access_token"]) == 401
    assert (await program.refresh(body["refresh_token"])).status_code == 401
    assert (await program.ask()).status_code == 422


async def test_code_of_someone_who_left(program: Program, house: House, database: Database) -> None:
    code = await program.get_code()
    async with database.write() as db:
        owner = await db.get_one(type(house.owner), house.owner.id)
        owner.removed_at = utcnow()

    answer = await program.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_someone_who_is_disabled(program: Program, house: House, database: Database) -> None:
    body = await program.connect()
    async with database.write() as db:
        owner = await db.get_one(type(house.owner), house.owner.id)
        owner.disabled_at = utcnow()

    assert await program.call(body["access_token"]) == 401
    assert (await program.refresh(body["refresh_token"])).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("dialect", ["", "other", "livestorm/x"])
async def test_consent_for_an_unknown_dialect(program: Program, dialect: str) -> None:
    await program.browser.submit("/console/sign-in", email="ines@example.org", password="a lamp and a curve")

    page = await program.browser.open(f"/console/authorize/{dialect}")

    assert page.status == 404
