"""The behaviour of real clients, by the list of the LiveWebinar contract, section 11."""

from datetime import UTC, datetime

import pytest

from footlights.services import Services
from tests.edges.rest.livewebinar.conftest import ACCEPT, Api
from tests.edges.rest.livewebinar.rooms import make_room

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
