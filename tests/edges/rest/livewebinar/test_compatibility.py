"""The behaviour of real clients, by the list of the LiveWebinar contract, section 11; names carry its numbers.

Here is what goes over the wire. What a browser does is in `tests/browser/test_embedding.py`, under the same numbers:
the host's link and the login with a code (9), the pass into the console (10), embedding pages (16), addresses of a
room (17).
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from footlights.events.models import Session
from footlights.events.sessions import update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.numbering import number_of
from footlights.services import Services
from tests.edges.pages.test_embeds import wanted
from tests.edges.pages.test_numbered import fields, number, seated
from tests.edges.rest.livewebinar.conftest import ACCEPT, Api
from tests.edges.rest.livewebinar.rooms import make_room
from tests.edges.rest.oauth.conftest import CALLBACK, EMAIL, App, Program, livewebinar_program
from tests.edges.rest.oauth.test_livewebinar import MAKE, VENDOR, log_in, set_settings
from tests.factories import PASSWORD, House, make_event

ED = {"email": "ed@example.org", "name": "Ed Poe"}
WORDPRESS = {
    "name": "Product tour",
    "type": "scheduled",
    "start_date": "2099-03-01 10:00:00",
    "duration": "45",
    "timezone": "Europe/Warsaw",
    "agenda": "<p>Tour</p>",
    "status": "active",
    "strict_event": "1",
    "disable_all_notifications": "0",
    "thank_you_email": "1",
    "autostart[mode]": "presentation",
    "autostart[lock_state]": "unlocked",
    "autostart[initial_layout_id]": "1",
    "autostart[initial_template_id]": "0",
    "autostart[thankyou_page_url]": "",
}


@pytest.fixture
def program(wire: httpx.AsyncClient, browser: Any, app: App) -> Program:
    return livewebinar_program(wire, browser, app)


@pytest.fixture
def token(lw: Api) -> str:
    return lw.token


async def come_in(lw: Api, session: Session, path: str) -> httpx.Response:
    """The page of the room, after the form that the address shows was sent as it stands, if one is there."""
    page = await lw.wire.get(path)
    if "data-config" in page.text:
        return page
    return await lw.wire.post(number(session), data=fields(page))


async def test_1_wordpress_login(wire: httpx.AsyncClient, app: App) -> None:
    answer = await log_in(wire, app)

    body = answer.json()
    assert (answer.status_code, sorted(body)) == (200, ["expires_in", "token", "token_type"])
    assert (body["expires_in"], body["token_type"], body["token"].count(".")) == (86_400, "bearer", 2)
    me = await wire.get("/api/me", headers={**VENDOR, "authorization": f"Bearer {body['token']}"})
    assert (me.status_code, me.json()["data"]["email"]) == (200, EMAIL)


async def test_2_one_wrong_secret(wire: httpx.AsyncClient, app: App) -> None:
    answer = await log_in(wire, app, client_secret="wrong")

    error = answer.json()["error"]
    assert (answer.status_code, error["status_code"]) == (401, 401)
    assert isinstance(error["message"], str)


async def test_3_wordpress_list(lw: Api) -> None:
    tour = await lw.post("/widgets", WORDPRESS)
    room = await lw.post("/widgets", {"name": "Room"})
    await lw.post("/widgets", {"name": "Off", "status": "inactive"})

    listed = (await lw.get("/widgets?limit=500&scope=active&sort=id&order=desc"))["data"]

    assert [widget["id"] for widget in listed] == [room["id"], tour["id"]]
    assert [type(widget["id"]) for widget in listed] == [int, int]
    assert [widget["start_date"] for widget in listed] == [
        None,
        int(datetime(2099, 3, 1, 9, tzinfo=UTC).timestamp()),
    ]


async def test_4_wordpress_create_update_deactivate(lw: Api) -> None:
    made = await lw.post("/widgets", WORDPRESS)
    updated = await lw.put(f"/widgets/{made['id']}", {**WORDPRESS, "name": "Second tour"})
    deactivated = await lw.put(f"/widgets/{made['id']}", {"status": "inactive", "agenda": "", "type": "scheduled"})

    assert made["autostart"]["lock_state"] == "unlocked"
    assert made["roles"]["host"] in made["hosted_at"]["host"]
    assert (updated["name"], updated["start_date"]) == ("Second tour", made["start_date"])
    assert (deactivated["name"], deactivated["status"], deactivated["agenda"]) == ("Second tour", "inactive", "")
    assert deactivated["start_date"] == made["start_date"]


@pytest.mark.parametrize("value", ["0", "unlocked", ""])
async def test_4_wordpress_initial_lock_state(lw: Api, value: str) -> None:
    made = await lw.post("/widgets", {**WORDPRESS, "autostart[lock_state]": value})

    assert made["autostart"]["lock_state"] == "unlocked"


async def test_4_form_and_presenters_of_the_library(lw: Api) -> None:
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})
    mo, di = [await lw.post("/presenters", {"first_name": name, "last_name": "Ray"}) for name in ("Mo", "Di")]
    library = {"form[id]": str(form["id"]), "presenters[0]": str(di["id"]), "presenters[1]": str(mo["id"])}

    made = await lw.post("/widgets", {**WORDPRESS, **library})
    path = f"/widgets/{made['id']}"
    renamed = await lw.put(path, {"name": "Second tour"})
    deactivated = await lw.put(path, {"status": "inactive"})
    detached = await lw.put(path, {"form": "", "presenters[]": ""})

    assert made["form"] == {"id": form["id"], "name": "Sign-up", "type": "registration"}
    assert made["presenters"] == [di["id"], mo["id"]]
    for widget in (renamed, deactivated):
        assert (widget["form"], widget["presenters"]) == (made["form"], made["presenters"])
    assert (detached["form"], detached["presenters"], detached["status"]) == (None, [], "inactive")


@pytest.mark.parametrize(("name", "field"), [("form[id]", "form"), ("presenters[0]", "presenters")])
async def test_4_what_is_not_in_the_library_is_refused(lw: Api, name: str, field: str) -> None:
    assert list(await lw.problems("POST", "/widgets", {**WORDPRESS, name: "999"})) == [field]
    assert (await lw.get("/widgets"))["data"] == []


async def test_5_validation(lw: Api) -> None:
    answer = await lw.call("POST", "/widgets", {**WORDPRESS, "name": ""})

    assert answer.status_code == 422
    assert answer.json() == {
        "error": {
            "message": "422 Unprocessable Entity",
            "status_code": 422,
            "errors": {"name": ["The name field is required."]},
        }
    }


async def test_6_codes_of_the_wordpress_plugin(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    form = {"name": "Tour codes", "widgets_ids[0]": str(room), "amount": "2"}

    answer = await lw.call("POST", "/account/widget_tokens/", form, follow_redirects=False)

    assert answer.status_code == 201
    group = answer.json()["data"]
    tokens = [code["token"] for code in group["tokens"]["data"]]
    assert group == {
        "id": group["id"],
        "name": "Tour codes",
        "amount": 2,
        "widgets": {"data": [{"id": room, "token": session.event.room_number}]},
        "tokens": {
            "data": [
                {"id": code["id"], "token": token, "used": False}
                for code, token in zip(group["tokens"]["data"], tokens, strict=True)
            ]
        },
    }
    listed = await lw.get(f"/account/widget_user_tokens/{room}")
    expected = {"user_widget_token_id": group["id"], "name": "Tour codes", "amount": 2, "used": 0}
    assert listed == {"widgets_user_tokens": [expected]}
    added = await lw.call("POST", f"/account/widget_tokens/items/generate/{group['id']}", {"amount": "1"})
    (new,) = added.json()["data"]["tokens"]["data"]
    assert new["token"] not in tokens
    assert (await lw.call("DELETE", f"/account/widget_tokens/{group['id']}")).status_code == 204
    assert await lw.get(f"/account/widget_user_tokens/{room}") == {"widgets_user_tokens": []}


def multipart(fields: list[tuple[str, str]], boundary: str) -> bytes:
    """As Moodle's plugin writes it by hand."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return "".join([*parts, f"--{boundary}--\r\n"]).encode()


async def test_7_moodle_create(lw: Api) -> None:
    boundary = "-------------------------acebdf13572468"
    fields = [
        ("name", "Kurs żeglarski"),
        ("custom_name;", ""),
        ("start_date", ""),
        ("duration", "9000"),
        ("timezone", "Europe/Warsaw"),
        ("agenda", "One\r\nTwo & 100%"),
        ("password", "a_b@*-"),
        ("status", ""),
        ("strict_event", "0"),
        ("manual_confirm_registrants", ""),
        ("autostart[lock_state]", "unlocked"),
    ]

    answer = await lw.wire.post(
        "/api/widgets",
        content=multipart(fields, boundary),
        headers={
            "content-type": f"multipart/form-data; boundary={boundary}",
            "accept": ACCEPT,
            "identifier": "livewebinar",
            "authorization": f"Bearer {lw.token}",
        },
    )

    assert answer.status_code == 201, answer.text
    made = answer.json()["data"]
    assert (made["name"], made["type"], made["start_date"]) == ("Kurs żeglarski", "permanent", None)
    assert (made["duration"], made["password"], made["status"]) == (9000, "a_b@*-", "active")
    assert made["agenda"] == "One\r\nTwo & 100%"


async def test_8_moodle_update(lw: Api) -> None:
    made = await lw.post("/widgets", WORDPRESS)
    body = "name=Kurs 50% taniej&agenda=First line\nsecond % line&start_date=2099-03-01 10:00:00&timezone=Europe/Warsaw"

    answer = await lw.wire.put(
        f"/api/widgets/{made['id']}",
        content=body.encode(),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "accept": ACCEPT,
            "authorization": f"Bearer {lw.token}",
        },
    )

    assert answer.status_code == 200, answer.text
    updated = answer.json()["data"]
    assert (updated["name"], updated["agenda"]) == ("Kurs 50% taniej", "First line\nsecond % line")
    assert updated["start_date"] == made["start_date"]


async def test_9_moodle_lists_recordings_and_waits_for_the_report(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)

    recordings = await lw.get(f"/widgets/{room}/recordings?limit=100")
    ordered = await lw.call("POST", "/reports", {"widget_id": str(room), "format": "xls", "type": "event"})
    polled = (await lw.get(f"/reports/widget/{room}/event/xls"))["data"]

    assert recordings["data"] == []
    assert (ordered.status_code, ordered.json()["data"]["is_ready"]) == (202, True)
    assert polled["is_ready"] is True
    report = await lw.wire.get(polled["url"])
    assert (report.status_code, report.content[:2]) == (200, b"PK")
    fresh = (await lw.get(f"/reports/widget/{room}/event/xls/true"))["data"]
    assert fresh["url"] != polled["url"]
    assert (await lw.wire.get(polled["url"])).status_code == 404


async def test_9_host_link_with_a_nickname_and_login_with_a_fresh_code(
    lw: Api, services: Services, database: Database
) -> None:
    room, session = await make_room(lw, services)
    widget = (await lw.get(f"/widgets/{room}"))["data"]
    group = await lw.post("/account/widget_tokens", {"name": "Kurs", "widgets_ids[0]": str(room), "amount": "1"})
    (code,) = group["tokens"]["data"]
    login = {"token": widget["token"], "attendee_email": "ed@example.org", "password_token": code["token"]}
    by_code = f"/widget-login?{urlencode({**login, '_nickname': 'Ed Poe'})}"
    host = urlsplit(widget["hosted_at"]["host"]).path

    assert await seated(database, await come_in(lw, session, f"{host}?_nickname=Ann%20Lee")) == ("host", "Ann Lee")
    assert await seated(database, await come_in(lw, session, by_code)) == ("attendee", "Ed Poe")


async def test_10_autologin_lands_on_the_room(
    wire: httpx.AsyncClient,
    browser: Any,
    token: str,
    house: House,
    database: Database,
) -> None:
    async with database.write() as db:
        event = await make_event(db, house)
        number = await number_of(db, house.workspace.id, "event", event.id)

    answer = await wire.get("/api/users/autologinToken", headers={**VENDOR, "authorization": f"Bearer {token}"})
    one_way = answer.json()["data"]["autologin_token"]
    landed = await browser.open(f"/account_auto_login/{one_way}?redirect_to=/widgets/details/{number}")
    inside = await browser.open(landed.location)
    event_page = await browser.open(inside.location)

    assert answer.status_code == 200
    assert (landed.status, landed.location) == (303, f"/widgets/details/{number}")
    assert inside.location == f"/console/widgets/{number}"
    assert event_page.location == f"/console/events/{event.id}"
    assert (await browser.open(event_page.location)).status == 200


async def test_11_password_grant_has_both_shapes(
    wire: httpx.AsyncClient,
    app: App,
    services: Services,
) -> None:
    set_settings(services, oauth_password_grant=True)
    fields = {"grant_type": "password", "username": EMAIL, "password": PASSWORD, **app.credentials}

    answer = await wire.post("/api/oauth/access_token", data=fields, headers=VENDOR)

    body = answer.json()
    assert answer.status_code == 200
    assert body["accessToken"] == {name: body[name] for name in body if name != "accessToken"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 86_400)


async def test_12_code_flow_end_to_end(program: Program) -> None:
    location = await program.decide()
    first = await program.exchange(location.params["code"])
    again = await program.exchange(location.params["code"])

    assert sorted(location.params) == ["code", "state"]
    assert location.params["state"] == "s-1"
    assert sorted(first.json()) == ["accessToken", "access_token", "expires_in", "refresh_token", "token_type"]
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


async def test_12_refresh_has_an_address_of_its_own(program: Program) -> None:
    first = await program.connect()
    program.token_path = "/api/oauth/access_token/refresh"

    second = await program.refresh(first["refresh_token"], grant_type="")

    assert second.status_code == 200
    assert await program.call(second.json()["access_token"], "/api/me") == 200


async def test_13_duplicate_client(wire: httpx.AsyncClient, token: str) -> None:
    headers = {**VENDOR, "authorization": f"Bearer {token}"}
    await wire.post("/api/oauth/clients", data=MAKE, headers=headers)

    same_address = await wire.post("/api/oauth/clients", data={**MAKE, "name": "Other"}, headers=headers)
    same_name = await wire.post(
        "/api/oauth/clients", data={**MAKE, "redirect": "https://lms.example.org/other"}, headers=headers
    )

    for answer in (same_address, same_name):
        assert answer.status_code == 500
        assert answer.json()["error"] == {"message": "3rd party client already exists.", "status_code": 500}


async def test_14_users(lw: Api) -> None:
    form = {
        "email": "bo@example.org",
        "password": "Str0ng-pass",
        "status": "active",
        "confirmed": "1",
        "package_id": "2",
        "country_code_iso2": "PL",
        "profile[first_name]": "Bo",
        "profile[last_name]": "Ray",
    }

    made = await lw.post("/users", form)
    (found,) = (await lw.get("/users?email=bo@example.org"))["data"]
    shown = (await lw.get(f"/users/{made['id']}?include=profile"))["data"]
    room = await lw.post(f"/users/{made['id']}/widgets", WORDPRESS)

    assert found == made
    assert shown["profile"]["data"]["first_name"] == "Bo"
    assert room["hosted_at"]["host"].endswith(f"/{room['token']}/x/{room['roles']['host']}")
    assert room["user_id"] == made["id"]


async def test_15_token_call_without_accept(program: Program) -> None:
    fields = {"grant_type": "authorization_code", "code": await program.get_code(), "redirect_uri": CALLBACK}
    request = program.wire.build_request("POST", "/api/oauth/access_token", data=fields | program.app.credentials)
    del request.headers["accept"]

    assert (await program.wire.send(request)).status_code == 200


async def test_16_script_of_older_plugins_names_the_room(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    token = (await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"}))[
        "registrant_token"
    ]
    options = {"_registration_token": token, "_widget_containerID": "embedWidget", "_nickname": "", "_email": ""}

    script = await lw.wire.get("/em", params={"t": session.event.room_number, **options})

    told = wanted(script)
    source = urlsplit(str(told["src"]))
    assert (source.path, parse_qs(source.query)) == (number(session), {"_registrant_token": [token]})
    assert told["container"] == "embedWidget"


async def test_17_every_form_of_a_rooms_address(lw: Api, services: Services, database: Database) -> None:
    room, session = await make_room(lw, services)
    widget = (await lw.get(f"/widgets/{room}"))["data"]
    role, older = widget["roles"]["presenter"], widget["role_hashes"]["presenter"]
    personal = (await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"}))["personal_token"]
    registrant = (await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"}))[
        "registrant_token"
    ]
    async with database.write() as db:
        await update_session(db, lw.house.actor, session.id, registered_only=False, now=utcnow())
    expected = {
        "": ("attendee", "Ann Lee"),
        f"/x/{role}": ("speaker", "Ann Lee"),
        f"/{older}": ("speaker", "Ann Lee"),
        f"?_role_token={role}": ("speaker", "Ann Lee"),
        f"/p/{personal}": ("attendee", "cy"),
        f"/r/{registrant}": ("attendee", "Ed Poe"),
    }
    wrong = ["/x/AAAAAAAA", "/0123456789abcdef0123456789abcdef", f"/p/{'A' * 60}", f"/r/{personal}"]

    seats = {}
    for path in expected:
        page = await come_in(lw, session, f"{number(session)}{path}{'&' if '?' in path else '?'}_nickname=Ann%20Lee")
        seats[path] = await seated(database, page)

    assert seats == expected
    assert [(await lw.wire.get(number(session) + path)).status_code for path in wrong] == [404] * 4


async def test_18_personal_access(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    path = f"/widgets/{room}/personal"

    by_emails = await lw.post(path, {"emails": "cy@example.org", "role": "presenter", "firstname": "Cy"})
    by_email = await lw.post(path, {"email": "di@example.org"})
    both = await lw.post(path, {"emails": "ed@example.org,fay@example.org"})

    assert (by_emails["email"], by_emails["role"]) == ("cy@example.org", "presenter")
    assert (by_email["email"], by_email["role"]) == ("di@example.org", "attendee")
    assert [person["email"] for person in both] == ["ed@example.org", "fay@example.org"]
    assert len({person["personal_token"] for person in (by_emails, by_email, *both)}) == 4
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})
    await lw.post(f"/forms/{form['id']}/fields", {"name": "company", "label": "Company", "required": "1"})
    await lw.put(f"/widgets/{room}", {"form[id]": str(form["id"])})
    assert list(await lw.problems("POST", path, {"email": "gus@example.org"})) == ["company"]
    assert (await lw.post(path, {"email": "gus@example.org", "company": "Example"}))["email"] == "gus@example.org"
