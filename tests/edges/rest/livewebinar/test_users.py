"""`/me`, `/users` and `/packages`."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from footlights.services import Services
from footlights.workspace.actions import create_api_token, sign_in
from footlights.workspace.errors import WrongCredentials
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.queries import find_sign_in
from footlights.workspace.rules import SCOPES
from tests.edges.rest.livewebinar.conftest import Api
from tests.factories import NOW

BO = {"email": "bo@example.org", "password": "Str0ng-p", "confirmed": "1"}


async def token_of(services: Services, lw: Api, email: str, *, role: str = "member") -> str:
    """A token that acts for somebody on the team."""
    async with services.database.write() as db:
        person_id = await db.scalar(select(Person.id).where(Person.email == email))
        member = await db.get(TeamMember, person_id)
        assert member is not None
        member.role = role
        issued = await create_api_token(db, lw.house.actor, name="x", scopes=list(SCOPES), page_base=1, now=NOW)
        issued.row.team_member_id = member.id
    return issued.token


async def test_me_always_has_the_profile(lw: Api) -> None:
    me = (await lw.get("/me"))["data"]

    profile = me.pop("profile")["data"]
    assert me == {
        "id": me["id"],
        "email": "ines@example.org",
        "user_name": None,
        "phone_number": None,
        "status": "active",
        "confirmed": True,
        "package_id": 1,
        "data_location": None,
        "created_at": int(NOW.timestamp()),
    }
    assert profile == {
        "first_name": "Ines",
        "last_name": "Marchetti",
        "company": None,
        "timezone": None,
        "date_format": "Y-m-d",
        "time_format": "H:i",
        "country_code_iso2": None,
        "country_state_iso2": None,
        "city": None,
        "street": None,
        "postal_code": None,
        "about": "",
        "avatar_url": None,
        "logo_url": None,
        "own_logo": False,
        "background_url": None,
    }


async def test_user_is_made_changed_and_removed(lw: Api, services: Services) -> None:
    made = await lw.post("/users", {**BO, "package_id": "2", "country_code_iso2": "pl", "profile[first_name]": "Bo"})
    path = f"/users/{made['id']}"

    assert (made["email"], made["status"], made["confirmed"], made["package_id"]) == (
        "bo@example.org",
        "active",
        True,
        2,
    )
    assert "profile" not in made
    async with services.database.write() as db:
        signed_in = await sign_in(db, email="bo@example.org", password="Str0ng-p", now=NOW)
    form = {
        "user_name": "Bo.Ray",
        "phone_number": "+48 1",
        "profile[last_name]": "Ray",
        "profile[timezone]": "Europe/Warsaw",
        "profile[city]": "Gdansk",
        "profile[own_logo]": "1",
        "profile[logo_url]": "https://example.org/logo.png",
        "email": "bo2@example.org",
        "password": "",
    }
    changed = await lw.put(f"{path}?include=profile", form)
    profile = changed["profile"]["data"]
    assert (changed["email"], changed["user_name"], changed["phone_number"]) == ("bo2@example.org", "Bo.Ray", "+48 1")
    assert (profile["first_name"], profile["last_name"], profile["timezone"]) == ("Bo", "Ray", "Europe/Warsaw")
    assert (profile["country_code_iso2"], profile["city"], profile["own_logo"]) == ("PL", "Gdansk", True)
    assert (await lw.get(f"{path}?include=profile"))["data"] == changed
    async with services.database.read() as db:
        assert await find_sign_in(db, signed_in.token, now=NOW) is None
    assert (await lw.call("DELETE", path)).status_code == 204
    assert (await lw.call("GET", path)).status_code == 404
    assert [user["email"] for user in (await lw.get("/users"))["data"]] == ["ines@example.org"]


async def test_unconfirmed_user_is_mailed_a_way_in(lw: Api, services: Services) -> None:
    made = await lw.post("/users", {"email": "bo@example.org", "password": "Str0ng-p"})

    assert made["confirmed"] is False
    async with services.database.write() as db:
        with pytest.raises(WrongCredentials):
            await sign_in(db, email="bo@example.org", password="Str0ng-p", now=NOW)
    assert (await lw.put(f"/users/{made['id']}", {"confirmed": "1"}))["confirmed"] is True
    async with services.database.write() as db:
        await sign_in(db, email="bo@example.org", password="Str0ng-p", now=NOW)


async def test_disabled_user_is_kept_out(lw: Api, services: Services) -> None:
    made = await lw.post("/users", BO)
    token = await token_of(services, lw, "bo@example.org")
    path = f"/users/{made['id']}"
    assert (await lw.call("GET", "/me", token=token)).status_code == 200

    off = await lw.put(f"{path}/disable")

    assert off["status"] == "inactive"
    assert (await lw.call("GET", "/me", token=token)).status_code == 401
    async with services.database.write() as db:
        with pytest.raises(WrongCredentials):
            await sign_in(db, email="bo@example.org", password="Str0ng-p", now=NOW)
    assert (await lw.call("POST", f"{path}/enable")).json()["data"]["status"] == "active"
    assert (await lw.call("GET", "/me", token=token)).status_code == 200
    assert (await lw.put(path, {"status": "inactive"}))["status"] == "inactive"


async def test_users_are_listed_found_and_searched(lw: Api) -> None:
    bo = await lw.post("/users", {**BO, "profile[first_name]": "Bo", "profile[last_name]": "Ray", "user_name": "bobo"})
    me = (await lw.get("/me"))["data"]

    async def ids(path: str) -> list[int]:
        return [user["id"] for user in (await lw.get(path))["data"]]

    assert await ids("/users") == sorted([me["id"], bo["id"]])
    assert await ids("/users?email=BO@example.org") == [bo["id"]]
    assert await ids("/users?email=nobody") == []
    assert await ids("/users/search?phrase=ray%20bo") == [bo["id"]]
    assert await ids("/users/search?phrase=bobo") == [bo["id"]]
    assert await ids("/users/search?phrase=%25") == []
    assert await ids("/users?sort=email&order=desc") == [me["id"], bo["id"]]
    (found,) = (await lw.get("/users?email=bo@example.org&include=profile"))["data"]
    assert found["profile"]["data"]["first_name"] == "Bo"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, ["email", "password"]),
        ({**BO, "email": "ines@example.org"}, ["email"]),
        ({**BO, "email": "x"}, ["email"]),
        ({**BO, "password": "short"}, ["password"]),
        ({**BO, "status": "x"}, ["status"]),
        ({**BO, "package_id": "9"}, ["package_id"]),
        ({**BO, "profile[timezone]": "x"}, ["profile.timezone"]),
        ({**BO, "profile[logo_url]": "data:x"}, ["profile.logo_url"]),
        ({**BO, "user_name": "a@b"}, ["user_name"]),
    ],
)
async def test_what_is_wrong_is_told_by_field(lw: Api, form: Any, fields: list[str]) -> None:
    assert list(await lw.problems("POST", "/users", form)) == fields
    assert len((await lw.get("/users"))["data"]) == 1


async def test_user_name_is_taken_once(lw: Api) -> None:
    await lw.post("/users", {**BO, "user_name": "bo"})
    me = (await lw.get("/me"))["data"]

    assert list(await lw.problems("PUT", f"/users/{me['id']}", {"user_name": "BO"})) == ["user_name"]


async def test_member_sees_and_changes_only_themselves(lw: Api, services: Services) -> None:
    bo, me = await lw.post("/users", BO), (await lw.get("/me"))["data"]
    token = await token_of(services, lw, "bo@example.org")

    assert [user["id"] for user in (await lw.call("GET", "/users", token=token)).json()["data"]] == [bo["id"]]
    assert (await lw.call("GET", f"/users/{me['id']}", token=token)).status_code == 404
    assert (await lw.call("PUT", f"/users/{me['id']}", {"status": "inactive"}, token=token)).status_code == 404
    assert (await lw.call("POST", f"/users/{me['id']}/widgets", {"name": "x"}, token=token)).status_code == 404
    assert (await lw.call("POST", "/users", {**BO, "email": "c@example.org"}, token=token)).status_code == 403
    assert (await lw.call("PUT", f"/users/{bo['id']}", {"package_id": "1"}, token=token)).status_code == 403
    assert (await lw.call("PUT", f"/users/{bo['id']}", {"user_name": "bo"}, token=token)).status_code == 200


async def test_admin_cannot_take_over_an_owner(lw: Api, services: Services) -> None:
    await lw.post("/users", BO)
    me = (await lw.get("/me"))["data"]
    token = await token_of(services, lw, "bo@example.org", role="admin")

    taken = await lw.call("PUT", f"/users/{me['id']}", {"password": "Str0ng-er"}, token=token)
    removed = await lw.call("DELETE", f"/users/{me['id']}", token=token)

    assert (taken.status_code, removed.status_code) == (403, 403)


async def test_nobody_disables_themselves_and_the_last_owner_stays(lw: Api) -> None:
    me = (await lw.get("/me"))["data"]

    assert (await lw.call("PUT", f"/users/{me['id']}/disable")).status_code == 403
    assert (await lw.call("DELETE", f"/users/{me['id']}")).status_code == 422


async def test_rooms_of_a_user_are_theirs_and_begin_with_their_settings(lw: Api) -> None:
    bo = await lw.post("/users", BO)
    path = f"/users/{bo['id']}"
    form = {
        "timezone": "Asia/Tokyo",
        "language": "ja",
        "recording_auto": "1",
        "thankyou_page_url": "https://example.org/thanks",
        "default_form_id": "7",
        "notifications[webhook]": "0",
    }

    settings = await lw.put(f"{path}/settings", form)
    room = await lw.post(f"{path}/widgets", {"name": "Room", "start_date": "2099-03-01 10:00:00"})
    mine = await lw.post("/widgets", {"name": "Mine"})

    assert settings == (await lw.get(f"{path}/settings"))["data"]
    assert settings == {
        "timezone": "Asia/Tokyo",
        "language": "ja",
        "notifications": {"webhook": False},
        "default_form_id": 7,
        "default_template_id": None,
        "recording_auto": True,
        "thankyou_page_url": "https://example.org/thanks",
    }
    assert (room["user_id"], room["language"], room["timezone"]) == (bo["id"], "ja", "Asia/Tokyo")
    assert room["start_date"] == int(datetime(2099, 3, 1, 1, tzinfo=UTC).timestamp())
    assert (room["autostart"]["record"], room["autostart"]["thankyou_page_url"]) == (1, "https://example.org/thanks")
    assert "host" in room["hosted_at"]
    assert [widget["id"] for widget in (await lw.get(f"{path}/widgets"))["data"]] == [room["id"]]
    assert mine["autostart"]["record"] == 0


async def test_package_limits_places(lw: Api) -> None:
    bo = await lw.post("/users", {**BO, "package_id": "3"})
    packages = (await lw.get("/packages"))["data"]

    room = await lw.post(f"/users/{bo['id']}/widgets", {"name": "Room"})
    over = await lw.call("POST", f"/users/{bo['id']}/widgets", {"name": "Room", "capacity": "11"})

    assert [package["id"] for package in packages] == [1, 2, 3]
    assert (await lw.get("/packages/3"))["data"] == packages[2]
    assert (await lw.call("GET", "/packages/9")).status_code == 404
    assert room["capacity"] == packages[2]["max_attendees"] == 10
    assert over.status_code == 403
    assert over.json()["error"]["message"] == "The package Small has 10 places for a session."
