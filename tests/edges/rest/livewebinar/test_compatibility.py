"""The behaviour of real clients, by the list of the LiveWebinar contract, section 11."""

from datetime import UTC, datetime

import pytest

from tests.edges.rest.livewebinar.conftest import ACCEPT, Api

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
