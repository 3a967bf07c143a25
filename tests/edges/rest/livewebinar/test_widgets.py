"""`/widgets`."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from footlights.events.models import Event
from footlights.events.room_options import options_of
from footlights.events.rooms import PLACES
from footlights.kit.text import slugify
from footlights.numbering import find_numbered
from footlights.services import Services
from footlights.workspace.actions import create_api_token, invite_team_member
from footlights.workspace.queries import actor_of
from footlights.workspace.rules import SCOPES
from tests.edges.apps import whole_app
from tests.edges.rest.livewebinar.conftest import Api
from tests.factories import NOW

TOUR = {"name": "Product tour", "type": "scheduled", "start_date": "2099-03-01 10:00:00", "timezone": "Europe/Warsaw"}


def same(widget: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A widget but for when it changed last."""
    return {**widget, **changed, "updated_at": 0}


async def v1(lw: Api, method: str, path: str, attributes: Any = None) -> Any:
    """A call of the other API, with the same token."""
    body = {"data": {"attributes": attributes}} if attributes is not None else None
    answer = await lw.wire.request(method, f"/v1{path}", json=body, headers={"authorization": lw.token})
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def event_id_of(lw: Api, services: Services, number: int) -> str:
    async with services.database.read() as db:
        found = await find_numbered(db, lw.house.workspace.id, "event", number)
    assert found is not None
    return found


async def test_scheduled_widget_has_every_attribute(lw: Api, services: Services) -> None:
    widget = await lw.post(
        "/widgets",
        {
            **TOUR,
            "duration": "90",
            "agenda": "<p>Tour</p>",
            "password": "abc",
            "strict_event": "1",
            "manual_confirm_registrants": "1",
            "disable_all_notifications": "1",
            "thank_you_email": "0",
            "custom_name": "Product Tour 2099",
            "language": "pl",
            "capacity": "50",
            "autostart[mode]": "qa",
            "autostart[lock_state]": "locked",
            "autostart[initial_layout_id]": "4",
            "autostart[initial_template_id]": "3",
            "autostart[thankyou_page_url]": "https://example.org/thanks",
            "autostart[record]": "on",
            "what is this": "?",
        },
    )

    roles, hashes, token = widget.pop("roles"), widget.pop("role_hashes"), widget.pop("token")
    base_url = services.settings.base_url
    assert set(roles) == {"host", "moderator", "presenter", "attendee"}
    assert len({*roles.values()}) == 4
    assert {len(role) for role in roles.values()} == {8}
    assert set(hashes) == set(roles)
    assert {len(role) for role in hashes.values()} == {32}
    me = (await lw.get("/me"))["data"]
    assert widget == {
        "form": None,
        "presenters": [],
        "tests": [],
        "id": widget["id"],
        "name": "Product tour",
        "custom_name": "product-tour-2099",
        "type": "scheduled",
        "status": "active",
        "start_date": int(datetime(2099, 3, 1, 9, tzinfo=UTC).timestamp()),
        "duration": 90,
        "timezone": "Europe/Warsaw",
        "agenda": "<p>Tour</p>",
        "password": "abc",
        "is_password_protected": True,
        "strict_event": 1,
        "manual_confirm_registrants": 1,
        "disable_all_notifications": 1,
        "thank_you_email": 0,
        "language": "pl",
        "capacity": 50,
        "autostart": {
            "mode": "qa",
            "lock_state": "locked",
            "initial_layout_id": 4,
            "initial_template_id": 3,
            "thankyou_page_url": "https://example.org/thanks",
            "record": 1,
        },
        "hosted_at": {
            "host": f"{base_url}/{token}/x/{roles['host']}",
            "moderator": f"{base_url}/{token}/x/{roles['moderator']}",
            "presenter": f"{base_url}/{token}/x/{roles['presenter']}",
            "attendee": f"{base_url}/{token}",
        },
        "url": f"{base_url}/{token}",
        "session_active": False,
        "user_id": me["id"],
        "created_at": widget["created_at"],
        "updated_at": widget["updated_at"],
    }
    whole = widget | {"roles": roles, "role_hashes": hashes, "token": token}
    assert (await lw.get(f"/widgets/{widget['id']}"))["data"] == whole
    assert (await lw.get(f"/widgets/token/{token}"))["data"] == whole


async def test_widget_is_an_event_of_the_other_api(lw: Api, services: Services) -> None:
    made = await lw.post("/widgets", {**TOUR, "agenda": "All of it", "password": "abc", "capacity": "7"})
    event_id = await event_id_of(lw, services, made["id"])

    event = (await v1(lw, "GET", f"/events/{event_id}?include=sessions"))["data"]["attributes"]
    (session,) = (await v1(lw, "GET", f"/events/{event_id}/sessions"))["data"]

    assert (event["title"], event["scheduling_status"], event["estimated_duration"]) == ("Product tour", "upcoming", 45)
    assert session["attributes"]["estimated_started_at"] == made["start_date"]
    assert session["attributes"]["timezone"] == "Europe/Warsaw"


async def test_event_of_the_other_api_is_a_widget_and_changes_show(lw: Api) -> None:
    event = await v1(lw, "POST", "/events", {"title": "From over there", "estimated_duration": 60})
    event_id = event["data"]["id"]

    (draft,) = (await lw.get("/widgets"))["data"]
    starts = {"estimated_started_at": "2099-02-01 15:00:00", "timezone": "Europe/Paris"}
    await v1(lw, "POST", f"/events/{event_id}/sessions", starts)
    await v1(lw, "PATCH", f"/events/{event_id}", {"status": "published", "title": "Renamed"})
    (widget,) = (await lw.get("/widgets"))["data"]

    assert (draft["name"], draft["status"], draft["start_date"]) == ("From over there", "inactive", None)
    assert (widget["id"], widget["name"], widget["status"]) == (draft["id"], "Renamed", "active")
    assert (widget["timezone"], widget["duration"]) == ("Europe/Paris", 60)
    assert widget["start_date"] == int(datetime(2099, 2, 1, 14, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("mode", ["discussion", "presentation", "qa", "classroom"])
async def test_mode_follows_the_switch_of_the_event(lw: Api, services: Services, mode: str) -> None:
    made = await lw.post("/widgets", {**TOUR, "autostart[mode]": mode})
    event_id = await event_id_of(lw, services, made["id"])
    event = (await v1(lw, "GET", f"/events/{event_id}"))["data"]["attributes"]

    await v1(lw, "PATCH", f"/events/{event_id}", {"everyone_can_speak": mode != "discussion"})
    switched = (await lw.get(f"/widgets/{made['id']}"))["data"]

    assert made["autostart"]["mode"] == mode
    assert event["everyone_can_speak"] is (mode == "discussion")
    assert switched["autostart"]["mode"] == ("presentation" if mode == "discussion" else "discussion")


async def test_change_is_partial(lw: Api) -> None:
    made = await lw.post("/widgets", {**TOUR, "password": "abc", "agenda": "x", "autostart[mode]": "qa"})

    changed = await lw.put(f"/widgets/{made['id']}", {"duration": "60", "start_date": "", "status": ""})
    patched = await lw.call("PATCH", f"/widgets/{made['id']}", json={"autostart": {"lock_state": 1}, "password": ""})

    assert same(changed) == same(made, duration=60)
    autostart = made["autostart"] | {"lock_state": "locked"}
    assert same(patched.json()["data"]) == same(
        made, duration=60, password="", is_password_protected=False, autostart=autostart
    )


async def test_date_moves_the_session(lw: Api, services: Services) -> None:
    made = await lw.post("/widgets", TOUR)

    moved = await lw.put(f"/widgets/{made['id']}", {"start_date": "2099-03-02T10:00:00+00:00", "timezone": "UTC"})

    assert (moved["start_date"] - made["start_date"], moved["timezone"]) == (25 * 3600, "UTC")
    event_id = await event_id_of(lw, services, made["id"])
    assert len((await v1(lw, "GET", f"/events/{event_id}/sessions"))["data"]) == 1


async def test_date_alone_is_in_the_time_zone_of_the_room(lw: Api) -> None:
    made = await lw.post("/widgets", {**TOUR, "start_date": "2099-03-01 10:00:00", "timezone": "America/New_York"})

    moved = await lw.put(f"/widgets/{made['id']}", {"start_date": "2099-03-02 10:00:00"})

    assert (moved["start_date"] - made["start_date"], moved["timezone"]) == (24 * 3600, "America/New_York")


@pytest.mark.parametrize("form", [{"name": "Room", "start_date": ""}, {"name": "Room", "type": "permanent"}])
async def test_permanent_room_has_no_date_and_a_session_to_open(lw: Api, services: Services, form: Any) -> None:
    made = await lw.post("/widgets", form)

    assert (made["type"], made["start_date"], made["status"]) == ("permanent", None, "active")
    event_id = await event_id_of(lw, services, made["id"])
    (session,) = (await v1(lw, "GET", f"/events/{event_id}/sessions"))["data"]
    assert session["attributes"]["status"] == "upcoming"


async def test_type_can_change(lw: Api) -> None:
    made = await lw.post("/widgets", {"name": "Room"})

    dated = await lw.put(f"/widgets/{made['id']}", {"type": "scheduled", "start_date": "2099-03-01 10:00:00"})
    again = await lw.put(f"/widgets/{made['id']}", {"type": "permanent"})

    assert (dated["type"], dated["start_date"]) == ("scheduled", int(datetime(2099, 3, 1, 9, tzinfo=UTC).timestamp()))
    assert (again["type"], again["start_date"]) == ("permanent", None)


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_enable_and_disable(lw: Api, method: str) -> None:
    made = await lw.post("/widgets", TOUR)

    off = await lw.call(method, f"/widgets/{made['id']}/disable")
    on = await lw.call(method, f"/widgets/{made['id']}/enable/")

    assert (off.status_code, off.json()["data"]["status"]) == (200, "inactive")
    assert (on.status_code, on.json()["data"]["status"]) == (200, "active")


async def test_deleted_widget_is_gone_everywhere(lw: Api, services: Services) -> None:
    made, other = await lw.post("/widgets", TOUR), await lw.post("/widgets", TOUR)
    event_id = await event_id_of(lw, services, made["id"])

    answer = await lw.call("DELETE", f"/widgets/{made['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/enable"), ("GET", "/embed")):
        assert (await lw.call(method, f"/widgets/{made['id']}{path}")).status_code == 404
    assert (await lw.call("GET", f"/widgets/token/{made['token']}")).status_code == 404
    assert [widget["id"] for widget in (await lw.get("/widgets"))["data"]] == [other["id"]]
    assert len((await v1(lw, "GET", "/events"))["data"]) == 1
    assert len((await v1(lw, "GET", "/sessions"))["data"]) == 1
    gone = await lw.wire.get(f"/v1/events/{event_id}", headers={"authorization": lw.token})
    assert gone.status_code == 404


async def test_role_links_are_replaced(lw: Api) -> None:
    made = await lw.post("/widgets", TOUR)

    answer = await lw.call("POST", f"/widgets/{made['id']}/roles/regenerate")

    fresh = answer.json()["data"]
    assert answer.status_code == 200
    for kind in ("roles", "role_hashes"):
        assert all(fresh[kind][role] != made[kind][role] for role in made[kind])
    assert fresh["hosted_at"]["host"].endswith(f"/x/{fresh['roles']['host']}")
    assert (await lw.get(f"/widgets/{made['id']}"))["data"] == fresh


async def test_snippet_shows_the_room(lw: Api, services: Services) -> None:
    made = await lw.post("/widgets", TOUR)

    code = (await lw.get(f"/widgets/{made['id']}/embed"))["data"]["code"]

    token = made["token"]
    assert code == (
        '<div id="webinar-room"></div>\n'
        f'<script async src="{services.settings.base_url}/em?t={token}&amp;_license_key={token}'
        '&amp;_widget_containerID=webinar-room&amp;_widget_width=100%25&amp;_widget_height=90vh"></script>'
    )


async def test_links_lead_to_the_host_names_of_programs_people_and_pages(lw: Api, services: Services) -> None:
    names = {"api_url": "https://api.example.org/", "embed_url": "https://embed.example.org"}
    services.settings = msgspec.structs.replace(services.settings, public_url="https://events.example.org", **names)
    made = await lw.post("/widgets", TOUR)
    await lw.post("/widgets", TOUR)
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})

    listed = await lw.get("/widgets?limit=1")
    code = (await lw.get(f"/widgets/{made['id']}/embed"))["data"]["code"]

    assert listed["meta"]["pagination"]["links"] == {"next": "https://api.example.org/api/widgets?limit=1&page=2"}
    assert made["hosted_at"]["host"].startswith(f"https://events.example.org/{made['token']}/x/")
    assert f'src="https://embed.example.org/em?t={made["token"]}' in code
    assert f's.src="https://embed.example.org/ef?f={form["id"]}"' in form["EmbedCode"]["data"]["code"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "x", "type": "sometimes"}, "type"),
        ({"name": "x", "type": "scheduled"}, "start_date"),
        ({"name": "x", "start_date": "tomorrow"}, "start_date"),
        ({"name": "x", "timezone": "Mars/Base"}, "timezone"),
        ({"name": "x", "duration": "0"}, "duration"),
        ({"name": "x", "duration": "9001"}, "duration"),
        ({"name": "x", "duration": "long"}, "duration"),
        ({"name": "x", "status": "on"}, "status"),
        ({"name": "x", "password": "x" * 65}, "password"),
        ({"name": "x", "custom_name": "???"}, "custom_name"),
        ({"name": "x", "capacity": "-1"}, "capacity"),
        ({"name": "x", "language": "1"}, "language"),
        ({"name": "x", "strict_event": "maybe"}, "strict_event"),
        ({"name": "x", "agenda": "x" * 100_001}, "agenda"),
        ({"name": "x", "autostart[mode]": "loud"}, "autostart.mode"),
        ({"name": "x", "autostart[lock_state]": "ajar"}, "autostart.lock_state"),
        ({"name": "x", "autostart[initial_layout_id]": "7"}, "autostart.initial_layout_id"),
        ({"name": "x", "autostart[thankyou_page_url]": "javascript:alert(1)"}, "autostart.thankyou_page_url"),
        ({"name": "x", "type": "evergreen"}, "type"),
    ],
)
async def test_what_is_wrong_is_told_by_field(lw: Api, form: Any, field: str) -> None:
    problems = await lw.problems("POST", "/widgets", form)

    assert list(problems) == [field]
    assert (await lw.get("/widgets"))["data"] == []


async def test_custom_name_is_taken_once(lw: Api) -> None:
    first = await lw.post("/widgets", {**TOUR, "custom_name": "tour"})
    second = await lw.post("/widgets", TOUR)

    problems = await lw.problems("PUT", f"/widgets/{second['id']}", {"custom_name": "Tour"})

    assert problems == {"custom_name": ["The custom name has already been taken."]}
    assert second["custom_name"] is None
    assert (await lw.put(f"/widgets/{first['id']}", {"custom_name": "tour"}))["custom_name"] == "tour"


@pytest.mark.parametrize("name", ["console", "Widget Login", "oauth", "218-604-975", "hearth-grid"])
async def test_custom_name_that_would_open_something_else_is_refused(lw: Api, name: str) -> None:
    assert list(await lw.problems("POST", "/widgets", {"name": "Tour", "custom_name": name})) == ["custom_name"]


def test_places_below_the_root_are_known(services: Services) -> None:
    first = {route.path.split("/")[1] for route in whole_app(services).routes}

    names = {name for name in first if name and name == slugify(name)}
    assert names - PLACES == set()


async def test_sale_is_refused(lw: Api) -> None:
    answer = await lw.call("POST", "/widgets", {**TOUR, "price": "10", "currency": "EUR"})

    assert answer.status_code == 403
    assert (await lw.call("POST", "/widgets", {**TOUR, "price": "0"})).status_code == 201


async def test_list_has_pages_order_and_scopes(lw: Api) -> None:
    tour = await lw.post("/widgets", TOUR)
    past = await lw.post("/widgets", {**TOUR, "name": "A past one", "start_date": "2020-01-01 10:00:00"})
    room = await lw.post("/widgets", {"name": "Room", "status": "inactive"})

    async def ids(query: str) -> list[int]:
        return [widget["id"] for widget in (await lw.get(f"/widgets?{query}"))["data"]]

    t, p, r = tour["id"], past["id"], room["id"]
    assert await ids("") == [t, p, r]
    assert await ids("sort=id&order=desc&limit=500") == [r, p, t]
    assert await ids("sort=name") == [p, t, r]
    assert await ids("sort=nothing&order=sideways") == [t, p, r]
    assert await ids("scope=active") == [t, p]
    assert await ids("scope=inactive") == [r]
    assert await ids("scope=permanent") == [r]
    assert await ids("scope=scheduled") == [t, p]
    assert await ids("scope=evergreen") == []
    assert await ids("scope=upcoming") == [t, r]
    assert await ids("scope=past") == [p]
    assert await ids("scope=all") == [t, p, r]
    assert await ids("page=2&limit=2") == [r]
    assert await ids("page=9") == []
    meta = (await lw.get("/widgets?page=2&limit=1&sort=id"))["meta"]["pagination"]
    assert {name: meta[name] for name in ("total", "count", "per_page", "current_page", "total_pages")} == {
        "total": 3,
        "count": 1,
        "per_page": 1,
        "current_page": 2,
        "total_pages": 3,
    }
    assert meta["links"]["next"].endswith("/api/widgets?limit=1&sort=id&page=3")
    assert meta["links"]["previous"].endswith("/api/widgets?limit=1&sort=id&page=1")
    assert (await lw.get("/widgets?limit=99999"))["meta"]["pagination"]["per_page"] == 2000


async def test_member_sees_only_rooms_of_their_own(lw: Api, services: Services) -> None:
    mine = await lw.post("/widgets", TOUR)
    async with services.database.write() as db:
        member = await invite_team_member(db, lw.house.actor, email="bo@example.org", now=NOW)
        issued = await create_api_token(
            db, actor_of(lw.house.owner, via="console"), name="x", scopes=list(SCOPES), page_base=1, now=NOW
        )
        issued.row.team_member_id = member.id

    own = await lw.call("POST", "/widgets", TOUR, token=issued.token)

    listed = await lw.call("GET", "/widgets", token=issued.token)
    assert [widget["id"] for widget in listed.json()["data"]] == [own.json()["data"]["id"]]
    assert (await lw.call("GET", f"/widgets/{mine['id']}", token=issued.token)).status_code == 404
    assert (await lw.call("DELETE", f"/widgets/{mine['id']}", token=issued.token)).status_code == 404
    assert len((await lw.get("/widgets"))["data"]) == 2


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "1e3", "%00"])
async def test_unknown_ids_are_404(lw: Api, number: str) -> None:
    assert (await lw.call("GET", f"/widgets/{number}")).status_code == 404


async def test_method_may_be_named_in_query_or_body(lw: Api) -> None:
    made = await lw.post("/widgets", TOUR)
    path = f"/widgets/{made['id']}"

    by_query = await lw.call("POST", f"{path}?_method=PUT", {"name": "A"})
    by_form = await lw.call("POST", path, {"name": "B", "_method": "PATCH"})
    by_json = await lw.call("POST", path, json={"_method": "PUT", "name": "C"})
    by_parts = await lw.call("POST", path, files={"_method": (None, "PUT"), "name": (None, "D")})
    gone = await lw.call("POST", path, {"_method": "DELETE"})

    names = [answer.json()["data"]["name"] for answer in (by_query, by_form, by_json, by_parts)]
    assert names == ["A", "B", "C", "D"]
    assert gone.status_code == 204
    assert (await lw.call("POST", path, {"name": "E"})).status_code == 405


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "application/json"),
        (b"a" + b"[b]" * 100 + b"=1", "application/x-www-form-urlencoded"),
        (b"a=1&" * 6000, "application/x-www-form-urlencoded"),
        (b"name=%00", "application/x-www-form-urlencoded"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
    ],
)
async def test_body_that_cannot_be_read_is_400(lw: Api, content: bytes, kind: str) -> None:
    answer = await lw.wire.post(
        "/api/widgets", content=content, headers={"content-type": kind, "authorization": f"Bearer {lw.token}"}
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["status_code"] == 400


async def test_huge_body_is_refused_in_shape(lw: Api) -> None:
    answer = await lw.call("POST", "/widgets", {"name": "x", "agenda": "x" * 10_000_000})

    assert answer.status_code == 413
    assert answer.json()["error"]["message"] == "The body is too large."


async def test_huge_multipart_body_is_refused_in_shape(lw: Api) -> None:
    answer = await lw.call("POST", "/widgets", files={"name": (None, "x" * 10_000_000)})

    assert answer.status_code == 413
    assert answer.json()["error"]["message"] == "The body is too large."


async def test_deleted_widget_is_missed_as_a_widget(lw: Api) -> None:
    made = await lw.post("/widgets", {"name": "Tour"})
    await lw.call("DELETE", f"/widgets/{made['id']}")

    answer = await lw.call("GET", f"/widgets/{made['id']}")

    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "There is no such widget.")


async def test_options_are_kept_with_the_event(lw: Api, services: Services) -> None:
    made = await lw.post("/widgets", {**TOUR, "strict_event": "1", "autostart[thankyou_page_url]": "https://a.example"})
    await lw.put(f"/widgets/{made['id']}", {"autostart[thankyou_page_url]": ""})

    async with services.database.read() as db:
        event = await db.get(Event, await event_id_of(lw, services, made["id"]))
    assert event is not None
    assert (options_of(event).is_strict, options_of(event).thank_you_url) == (True, None)
