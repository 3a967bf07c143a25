"""Ways to a token, as LiveWebinar's clients use them (section 2 of its contract); the numbered tests of section 11
are in `tests/edges/rest/livewebinar/test_compatibility.py`."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.oauth.models import Client, Grant, SignInPass, Token
from footlights.services import Services
from footlights.workspace.models import Account, SignIn
from tests.edges.rest.conftest import make_token
from tests.edges.rest.livewebinar.conftest import ACCEPT
from tests.edges.rest.oauth.conftest import CALLBACK, EMAIL, App, Program, livewebinar_program
from tests.factories import PASSWORD, House

MAKE = {"name": "Acme LMS bridge", "redirect": "https://lms.example.org/hooks/webinar/callback"}
VENDOR = {"accept": ACCEPT}


@pytest.fixture
def program(wire: httpx.AsyncClient, browser: Any, app: App) -> Program:
    return livewebinar_program(wire, browser, app)


@pytest.fixture
async def token(services: Services, house: House) -> str:
    return await make_token(services.database, house)


def set_settings(services: Services, **values: Any) -> None:
    services.settings = msgspec.structs.replace(services.settings, **values)


async def log_in(wire: httpx.AsyncClient, app: App, **given: str) -> httpx.Response:
    fields = {"identifier": "livewebinar", **app.credentials, **given}
    return await wire.post("/api/auth/login", data=fields, headers=VENDOR)


# -- Clients ----------------------------------------------------------------------------------------------------------


async def test_create_client(wire: httpx.AsyncClient, token: str) -> None:
    answer = await wire.post("/api/oauth/clients/", data=MAKE, headers={"authorization": f"Bearer {token}"})

    body = answer.json()
    assert answer.status_code == 201
    assert sorted(body) == ["client_id", "client_secret", "name", "redirect_uri"]
    assert (body["name"], body["redirect_uri"]) == (MAKE["name"], MAKE["redirect"])
    assert (type(body["client_id"]), len(body["client_secret"]), body["client_secret"].isalnum()) == (int, 40, True)


async def test_clients_are_listed_without_secrets_and_deleted(
    wire: httpx.AsyncClient,
    token: str,
) -> None:
    headers = {**VENDOR, "authorization": f"Bearer {token}"}
    made = (await wire.post("/api/oauth/clients", data=MAKE, headers=headers)).json()

    (listed,) = (await wire.get("/api/oauth/clients", headers=headers)).json()["data"]
    deleted = await wire.delete(f"/api/oauth/clients/{made['client_id']}", headers=headers)
    gone = await wire.delete(f"/api/oauth/clients/{made['client_id']}", headers=headers)

    assert (listed["client_id"], sorted(listed)) == (
        made["client_id"],
        ["client_id", "created_at", "name", "redirect_uri"],
    )
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert gone.status_code == 404
    assert (await wire.get("/api/oauth/clients", headers=headers)).json()["data"] == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"redirect": MAKE["redirect"]}, "name"),
        ({"name": "", "redirect": MAKE["redirect"]}, "name"),
        ({"name": "X"}, "redirect"),
        ({"name": "X", "redirect": "http://lms.example.org/"}, "redirect"),
        ({"name": "X", "redirect": "javascript:alert(1)"}, "redirect"),
        ({"name": "X", "redirect": "https://lms.example.org/#x"}, "redirect"),
    ],
)
async def test_create_client_refuses(
    wire: httpx.AsyncClient,
    token: str,
    form: dict[str, str],
    field: str,
) -> None:
    answer = await wire.post("/api/oauth/clients", data=form, headers={**VENDOR, "authorization": f"Bearer {token}"})

    assert (answer.status_code, list(answer.json()["error"]["errors"])) == (422, [field])


async def test_anonymous_registration_is_off(wire: httpx.AsyncClient, house: House, database: Database) -> None:
    answer = await wire.post("/api/oauth/clients", data=MAKE, headers=VENDOR)

    assert (answer.status_code, answer.json()["error"]["status_code"]) == (403, 403)
    async with database.read() as db:
        assert list(await db.scalars(select(Client))) == []


async def test_anonymous_registration_where_allowed(
    wire: httpx.AsyncClient,
    house: House,
    services: Services,
) -> None:
    set_settings(services, oauth_anonymous_clients=True)

    made = await wire.post("/api/oauth/clients", data=MAKE, headers=VENDOR)
    same = await wire.post("/api/oauth/clients", data=MAKE, headers=VENDOR)
    client = App(str(made.json()["client_id"]), made.json()["client_secret"])

    assert (made.status_code, same.status_code) == (201, 500)
    assert (await log_in(wire, client)).status_code == 401


async def test_anonymous_registration_is_limited(
    wire: httpx.AsyncClient,
    house: House,
    services: Services,
) -> None:
    set_settings(services, oauth_anonymous_clients=True)

    answers = [
        await wire.post("/api/oauth/clients", data={"name": f"X{n}", "redirect": f"https://x.example/{n}"})
        for n in range(6)
    ]

    assert [answer.status_code for answer in answers] == [201] * 5 + [429]


async def test_bad_token_is_not_anonymous(wire: httpx.AsyncClient, house: House, services: Services) -> None:
    set_settings(services, oauth_anonymous_clients=True)

    answer = await wire.post("/api/oauth/clients", data=MAKE, headers={"authorization": "Bearer fl_x"})

    assert answer.status_code == 401


async def test_narrow_token_cannot_make_a_client_or_a_pass(
    wire: httpx.AsyncClient,
    services: Services,
    house: House,
) -> None:
    narrow = await make_token(services.database, house, scopes=["events:write", "identity:read"])
    headers = {**VENDOR, "authorization": f"Bearer {narrow}"}

    made = await wire.post("/api/oauth/clients", data=MAKE, headers=headers)
    passed = await wire.get("/api/users/autologinToken", headers=headers)

    assert (made.status_code, passed.status_code) == (403, 403)


async def test_client_of_a_token_has_no_more_than_the_token(
    wire: httpx.AsyncClient,
    services: Services,
    house: House,
    database: Database,
) -> None:
    narrow = await make_token(services.database, house, scopes=["admin:write", "identity:read"])

    await wire.post("/api/oauth/clients", data=MAKE, headers={"authorization": f"Bearer {narrow}"})

    async with database.read() as db:
        assert list(await db.scalars(select(Client.scopes))) == ["identity:read admin:write"]


# -- Tokens -----------------------------------------------------------------------------------------------------------


async def test_scope_is_ignored(program: Program) -> None:
    body = await program.connect(scope="anything at all")

    assert await program.call(body["access_token"], "/v1/users") == 200


@pytest.mark.parametrize("accept", [ACCEPT, "application/json", "*/*"])
async def test_errors_take_the_shape_of_accept(program: Program, accept: str) -> None:
    fields = {"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK, **program.app.credentials}

    answer = await program.wire.post("/api/oauth/access_token", data=fields, headers={"accept": accept})

    error = answer.json()["error"]
    assert answer.status_code == 400
    if accept == ACCEPT:
        assert error == {"message": "Invalid 'code' in request.", "status_code": 400}
    else:
        assert error == "invalid_grant"


@pytest.mark.parametrize("accept", [ACCEPT, "*/*"])
async def test_wrong_secret_at_the_token_endpoint(program: Program, accept: str) -> None:
    fields = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": program.app.client_id}

    answer = await program.wire.post(
        "/api/oauth/access_token", data={**fields, "client_secret": "wrong"}, headers={"accept": accept}
    )

    error = answer.json()["error"]
    assert answer.status_code == 401
    assert (error["message"] if accept == ACCEPT else error) in {"Client authentication failed.", "invalid_client"}


async def test_old_refresh_token_works_for_a_minute(program: Program, database: Database) -> None:
    first = await program.connect()
    second = (await program.refresh(first["refresh_token"])).json()
    assert await program.call(second["access_token"], "/api/me") == 200

    within = await program.refresh(first["refresh_token"])
    async with database.write() as db:
        rotated = update(Token).where(Token.rotated_at.is_not(None))
        await db.execute(rotated.values(rotated_at=utcnow() - timedelta(seconds=61)))
    late = await program.refresh(first["refresh_token"])

    assert (within.status_code, late.status_code) == (200, 400)
    assert await program.call(second["access_token"], "/api/me") == 401


@pytest.mark.parametrize("kind", ["form", "multipart", "json", "query"])
async def test_token_endpoint_reads_every_body(program: Program, kind: str) -> None:
    fields = {"grant_type": "authorization_code", "code": await program.get_code(), "redirect_uri": CALLBACK}
    fields |= program.app.credentials
    sent: dict[str, dict[str, Any]] = {
        "form": {"data": fields},
        "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
        "json": {"json": fields},
        "query": {"params": fields},
    }

    answer = await program.wire.post("/api/oauth/access_token/", **sent[kind])

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("accept", [ACCEPT, "*/*"])
@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * 10_000_000, "application/x-www-form-urlencoded", 413),
        (b"{", "application/json", 400),
        (b"code" + b"[a]" * 100 + b"=x", "application/x-www-form-urlencoded", 400),
    ],
)
async def test_unreadable_bodies(
    wire: httpx.AsyncClient, house: House, accept: str, content: bytes, kind: str, status: int
) -> None:
    headers = {"accept": accept, "content-type": kind}

    answer = await wire.post("/api/oauth/access_token", content=content, headers=headers)

    error = answer.json()["error"]
    assert answer.status_code == status
    if accept == ACCEPT:
        assert error["status_code"] == status


async def test_password_grant_is_off(program: Program) -> None:
    fields = {"grant_type": "password", "username": EMAIL, "password": PASSWORD, **program.app.credentials}

    answer = await program.wire.post("/api/oauth/access_token", data=fields)

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_password_grant_with_a_user_name(
    program: Program, services: Services, house: House, database: Database
) -> None:
    set_settings(services, oauth_password_grant=True)
    async with database.write() as db:
        db.add(Account(id=house.owner.id, user_name="Ines", user_name_key="ines", updated_at=utcnow()))
    fields = {"grant_type": "password", "username": "INES", "password": PASSWORD, **program.app.credentials}

    answer = await program.wire.post("/api/oauth/access_token", data=fields)

    assert answer.status_code == 200


async def test_password_guesses_are_limited(program: Program, services: Services) -> None:
    set_settings(services, oauth_password_grant=True)
    fields = {"grant_type": "password", "username": EMAIL, "password": "guess", **program.app.credentials}

    answers = [await program.wire.post("/api/oauth/access_token", data=fields, headers=VENDOR) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [400] * 10 + [429]


# -- The server-to-server login ---------------------------------------------------------------------------------------


async def test_login_with_fields_in_the_query(wire: httpx.AsyncClient, app: App) -> None:
    answer = await wire.post("/api/auth/login", params={"identifier": "livewebinar", **app.credentials})

    assert answer.status_code == 200


async def test_login_of_an_unknown_brand(wire: httpx.AsyncClient, app: App) -> None:
    assert (await log_in(wire, app, identifier="acme")).status_code == 401


async def test_login_by_password_only_where_allowed(
    wire: httpx.AsyncClient,
    house: House,
    services: Services,
) -> None:
    fields = {"identifier": "livewebinar", "email": EMAIL, "password": PASSWORD}

    refused = await wire.post("/api/auth/login", data=fields, headers=VENDOR)
    set_settings(services, oauth_password_grant=True)
    allowed = await wire.post("/api/auth/login", params=fields, headers=VENDOR)
    wrong = await wire.post("/api/auth/login", data={**fields, "password": "x"}, headers=VENDOR)

    assert (refused.status_code, allowed.status_code, wrong.status_code) == (401, 200, 401)


async def test_login_guesses_are_limited(wire: httpx.AsyncClient, app: App) -> None:
    answers = [await log_in(wire, app, client_secret=f"x{n}") for n in range(21)]

    assert [answer.status_code for answer in answers] == [401] * 20 + [429]


async def test_info_is_me(wire: httpx.AsyncClient, app: App) -> None:
    jwt = (await log_in(wire, app)).json()["token"]
    headers = {**VENDOR, "authorization": f"Bearer {jwt}"}

    info, me = await wire.get("/api/auth/info", headers=headers), await wire.get("/api/me", headers=headers)

    assert (info.status_code, info.json()) == (200, me.json())


async def test_login_again_stays_in_one_grant(wire: httpx.AsyncClient, app: App, database: Database) -> None:
    await log_in(wire, app)
    await log_in(wire, app)

    async with database.read() as db:
        assert len(list(await db.scalars(select(Grant)))) == 1


async def test_refresh_and_logout_of_a_jwt(wire: httpx.AsyncClient, app: App) -> None:
    first = (await log_in(wire, app)).json()["token"]
    renewed = await wire.post("/api/auth/refresh", headers={"authorization": f"Bearer {first}"})
    second = renewed.json()["token"]
    headers = {"authorization": f"Bearer {second}"}

    assert (await wire.get("/api/me", headers={"authorization": f"Bearer {first}"})).status_code == 401
    assert (await wire.get("/api/me", headers=headers)).status_code == 200
    assert (await wire.post("/api/auth/logout", headers=headers)).status_code == 204
    assert (await wire.get("/api/me", headers=headers)).status_code == 401


async def test_jwt_of_another_key_is_nobody(wire: httpx.AsyncClient, app: App) -> None:
    head, body, _signature = (await log_in(wire, app)).json()["token"].split(".")

    answer = await wire.get("/api/me", headers={"authorization": f"Bearer {head}.{body}.AAAA"})

    assert answer.status_code == 401


async def test_jwt_is_refused_after_its_time(wire: httpx.AsyncClient, app: App, database: Database) -> None:
    jwt = (await log_in(wire, app)).json()["token"]
    async with database.write() as db:
        await db.execute(update(Token).values(access_expires_at=utcnow() - timedelta(seconds=1)))

    assert (await wire.get("/api/me", headers={"authorization": f"Bearer {jwt}"})).status_code == 401


# -- The panel --------------------------------------------------------------------------------------------------------


async def get_pass(wire: httpx.AsyncClient, token: str) -> str:
    answer = await wire.get("/api/users/autologinToken", headers={"authorization": f"Bearer {token}"})
    return str(answer.json()["data"]["autologin_token"])


async def test_pass_works_once(
    wire: httpx.AsyncClient,
    browser: Any,
    token: str,
    database: Database,
) -> None:
    one_way = await get_pass(wire, token)

    first = await browser.open(f"/account_auto_login/{one_way}")
    second = await browser.open(f"/account_auto_login/{one_way}")

    assert (first.status, first.location, second.status) == (303, "/console", 410)
    async with database.read() as db:
        assert len(list(await db.scalars(select(SignIn)))) == 1


async def test_pass_works_for_a_minute(
    wire: httpx.AsyncClient,
    browser: Any,
    token: str,
    database: Database,
) -> None:
    one_way = await get_pass(wire, token)
    async with database.write() as db:
        await db.execute(update(SignInPass).values(expires_at=utcnow() - timedelta(seconds=1)))

    assert (await browser.open(f"/account_auto_login/{one_way}")).status == 410


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/a b", "javascript:alert(1)"]
)
async def test_pass_leads_nowhere_else(wire: httpx.AsyncClient, browser: Any, token: str, path: str) -> None:
    one_way = await get_pass(wire, token)

    page = await browser.client.get(f"/account_auto_login/{one_way}", params={"redirect_to": path})

    assert (page.status_code, page.headers["location"]) == (303, "/console")


async def test_wordpress_plugin_is_told_of_no_newer_version(wire: httpx.AsyncClient) -> None:
    page = await wire.get("/wordpress_plugin_version")

    assert (page.status_code, page.text) == (200, "0.0.0")
    assert page.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("path", "status", "leads_to"),
    [
        ("/auth/login", 303, "/console/sign-in"),
        ("/auth/login/abc", 410, ""),
        ("/api-apps", 303, "/console/apps"),
        ("/widgets/details/17", 303, "/console/widgets/17"),
        ("/widgets/details/x", 303, "/console"),
    ],
)
async def test_addresses_of_the_panel(
    browser: Any,
    house: House,
    path: str,
    status: int,
    leads_to: str,
) -> None:
    page = await browser.open(path)

    assert (page.status, page.location) == (status, leads_to)


@pytest.mark.parametrize(
    "fields", [{"grant_type": "refresh_token", "refresh_token": "wrong"}, {"grant_type": "nonsense"}, {}]
)
async def test_refusals_in_the_envelope_are_sentences(wire: httpx.AsyncClient, app: App, fields: Any) -> None:
    answer = await wire.post("/api/oauth/access_token", data={**app.credentials, **fields}, headers=VENDOR)

    message = answer.json()["error"]["message"]
    assert answer.status_code == 400
    assert message.endswith(".")
    assert " " in message
