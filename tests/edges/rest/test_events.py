import asyncio
from datetime import timedelta
from urllib.parse import quote

import pytest

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.services import Services
from tests.edges.rest.conftest import Api


async def test_create_event_with_a_title_only(api: Api) -> None:
    document = await api.post(
        "/events", "events", {"title": "Quarterly tour", "slug": "tour", "estimated_duration": 45}
    )

    attributes = document["data"]["attributes"]
    assert attributes["owner"]["attributes"]["email"] == "ines@example.org"
    assert {
        name: attributes[name]
        for name in ("title", "slug", "estimated_duration", "status", "scheduling_status", "published_at", "language")
    } == {
        "title": "Quarterly tour",
        "slug": "tour",
        "estimated_duration": 45,
        "status": "draft",
        "scheduling_status": "draft",
        "published_at": 0,
        "language": "en",
    }
    assert [field["id"] for field in attributes["fields"]] == ["email", "first_name", "last_name"]
    assert isinstance(attributes["created_at"], int)


async def test_create_event_with_sessions(api: Api) -> None:
    session = {
        "type": "sessions",
        "attributes": {"estimated_started_at": "2099-02-01 15:00:00", "timezone": "Europe/Paris"},
    }

    document = await api.post(
        "/events", "events", {"title": "Tour", "status": "published"}, relationships={"sessions": [session]}
    )

    (linked,) = document["data"]["relationships"]["sessions"]["data"]
    (included,) = document["included"]
    assert (included["type"], included["id"]) == ("sessions", linked["id"])
    assert included["attributes"]["estimated_started_at"] == 4073637600
    assert included["attributes"]["status"] == "upcoming"
    assert included["attributes"]["registrants_count"] == 1


async def test_update_event_by_put_and_patch(api: Api) -> None:
    made = await api.post("/events", "events", {"title": "Tour"})
    path = f"/events/{made['data']['id']}"

    for method, attributes in (
        ("PATCH", {"title": "Longer tour"}),
        ("PUT", {"status": "published", "chat_enabled": "false"}),
    ):
        answer = await api.call(method, path, {"data": {"type": "events", "attributes": attributes}})
        assert answer.status_code == 200

    attributes = (await api.get(path))["data"]["attributes"]
    assert (attributes["title"], attributes["status"], attributes["chat_enabled"]) == (
        "Longer tour",
        "published",
        False,
    )
    assert attributes["scheduling_status"] == "not_scheduled"
    assert attributes["published_at"] > 0


async def test_attributes_without_wrapping_are_taken(api: Api) -> None:
    answer = await api.call("POST", "/events", {"title": "Plain"})

    assert answer.status_code == 201
    assert answer.json()["data"]["attributes"]["title"] == "Plain"


@pytest.mark.parametrize(
    ("attributes", "status", "pointer"),
    [
        ({"title": "x" * 1_000_000}, 422, "/data/attributes/title"),
        ({"title": "  "}, 422, "/data/attributes/title"),
        ({"status": "open"}, 422, "/data/attributes/status"),
        ({"owner_id": "00000000-0000-4000-8000-000000000000"}, 422, "/data/attributes/owner_id"),
        ({"owner_id": "somebody"}, 422, "/data/attributes/owner_id"),
        ({"description": "x" * 200_000}, 422, "/data/attributes/description"),
        ({"estimated_duration": 10**30}, 422, "/data/attributes/estimated_duration"),
        ({"slug": "x" * 5000}, 201, None),
        ({"estimated_duration": -5}, 422, "/data/attributes/estimated_duration"),
        ({"estimated_duration": "soon"}, 400, "/data/attributes/estimated_duration"),
        ({"chat_enabled": "perhaps"}, 400, "/data/attributes/chat_enabled"),
        ({"language": "Klingon?"}, 201, None),
        ({"language": "1"}, 422, "/data/attributes/language"),
    ],
)
async def test_bad_values_name_what_is_wrong(
    api: Api, attributes: dict[str, object], status: int, pointer: str | None
) -> None:
    answer = await api.call("POST", "/events", {"data": {"type": "events", "attributes": attributes}})

    assert answer.status_code == status
    if pointer:
        assert answer.json()["errors"][0]["source"] == {"pointer": pointer}


async def test_wrong_type_and_other_id_are_conflicts(api: Api) -> None:
    made = await api.post("/events", "events", {"title": "Tour"})
    other = {"data": {"type": "events", "id": "x", "attributes": {"id": "x", "title": "y"}}}

    wrong_type = await api.call("POST", "/events", {"data": {"type": "sessions", "attributes": {}}})
    other_id = await api.call("PATCH", f"/events/{made['data']['id']}", other)

    assert (wrong_type.status_code, other_id.status_code) == (409, 409)


async def test_body_may_repeat_the_id_of_the_address(api: Api) -> None:
    made = (await api.post("/events", "events", {"title": "Tour"}))["data"]
    other = "00000000-0000-4000-8000-000000000000"

    same, wrong = [
        await api.call(
            "PATCH", f"/events/{made['id']}", {"data": {"type": "event", "id": given, "attributes": {"title": "x"}}}
        )
        for given in (made["id"], other)
    ]

    assert (same.status_code, wrong.status_code) == (200, 409)


async def test_owner_is_taken_with_a_prefix_and_as_the_organization(api: Api) -> None:
    for owner_id in (f"usr_{api.house.owner.id}", api.house.workspace.id):
        made = await api.post("/events", "events", {"title": "Tour", "owner_id": owner_id})
        assert made["data"]["attributes"]["owner"]["id"] == api.house.owner.id


async def test_one_registration_page_is_on(api: Api) -> None:
    made = (await api.post("/events", "events", {"title": "Tour"}))["data"]
    path, seen = f"/events/{made['id']}", []

    for wanted in (
        {"detailed_registration_page_enabled": True},
        {"light_registration_page_enabled": True, "detailed_registration_page_enabled": False},
        {"registration_page_enabled": False},
    ):
        answer = await api.call("PATCH", path, {"data": {"attributes": wanted}})
        attributes = answer.json()["data"]["attributes"]
        names = ("registration_page", "light_registration_page", "detailed_registration_page")
        seen.append(tuple(attributes[f"{name}_enabled"] for name in names))

    assert seen == [(True, False, True), (True, True, False), (False, False, False)]


async def test_null_empties_the_description(api: Api) -> None:
    made = (await api.post("/events", "events", {"title": "Tour", "description": "<p>Hello</p>"}))["data"]

    answer = await api.call("PATCH", f"/events/{made['id']}", {"data": {"attributes": {"description": None}}})

    assert made["attributes"]["description"] == "<p>Hello</p>"
    assert answer.json()["data"]["attributes"]["description"] is None


async def test_events_made_at_once_get_addresses_of_their_own(api: Api) -> None:
    body = {"data": {"type": "events", "attributes": {"title": "Tour"}}}

    answers = await asyncio.gather(*(api.call("POST", "/events", body) for _ in range(3)))

    assert [answer.status_code for answer in answers] == [201] * 3
    slugs = sorted(answer.json()["data"]["attributes"]["slug"] for answer in answers)
    assert slugs == ["tour", "tour-2", "tour-3"]


async def test_event_without_sessions_is_removed(api: Api) -> None:
    made = (await api.post("/events", "events", {"title": "Tour"}))["data"]
    session = await api.make_session()

    removed = await api.call("DELETE", f"/events/{made['id']}")
    gone = await api.call("GET", f"/events/{made['id']}")
    in_use = await api.call("DELETE", f"/events/{session['attributes']['event_id']}")

    assert (removed.status_code, removed.content) == (204, b"")
    assert (gone.status_code, in_use.status_code) == (404, 409)


async def test_every_scheduling_status_is_found_by_its_filter(api: Api, services: Services) -> None:
    """Rows with a word are the rows that the filter for this word finds, also around the moment of lateness."""
    await api.post("/events", "events", {"title": "draft"})
    await api.post("/events", "events", {"title": "empty", "status": "published"})
    now = utcnow()
    plans: dict[str, dict[str, object]] = {
        "live": {"state": "live", "started_at": now},
        "upcoming": {},
        "past": {"state": "ended", "started_at": now - timedelta(hours=2), "ended_at": now},
        "canceled": {"state": "canceled", "canceled_at": now},
        "late": {"starts_at": now - timedelta(hours=24, minutes=31)},
        "not yet late": {"starts_at": now - timedelta(hours=24, minutes=29)},
    }
    for title, values in plans.items():
        made = await api.make_session(title=title)
        async with services.database.write() as db:
            session = await db.get_one(Session, made["id"])
            for name, value in values.items():
                setattr(session, name, value)

    for path, name in (("/events", "scheduling_status"), ("/sessions", "status")):
        rows = (await api.get(path))["data"]
        words = {row["attributes"][name] for row in rows}
        assert len(words) >= 5
        for word in words:
            found = (await api.get(f"{path}?filter[{name}]={word}"))["data"]
            assert found == [row for row in rows if row["attributes"][name] == word]


async def test_list_is_sorted_as_asked(api: Api) -> None:
    for title in ("first", "second"):
        await api.post("/events", "events", {"title": title})

    for sort, titles in (("created_at", ["first", "second"]), ("-created_at", ["second", "first"])):
        rows = (await api.get(f"/events?sort={sort}"))["data"]
        assert [row["attributes"]["title"] for row in rows] == titles


async def test_events_are_filtered(api: Api) -> None:
    await api.post("/events", "events", {"title": "Tour"})

    for query, found in [
        ("filter[created_since]=4000000000", 0),
        ("filter[created_until]=4000000000", 1),
        ("filter[updated_since]=2001-02-03T04:05:06Z", 1),
        ("filter[updated_until]=2001-02-03T04:05:06%2B01:00", 0),
        ("filter[created_since]=2001-02-03T04:05:06+01:00", 1),
        ("filter[created_since]=2001-02-03", 1),
        ("filter[created_since]=", 1),
        ("filter[nothing]=x", 1),
        ("filter%5Btitle%5D=TOUR", 1),
        ("%20filter[title]%20=nothing", 0),
        ("filter[title]=%25", 0),
        ("filter[title]=a%00b", 0),
        ("filter[everyone_can_speak]=1", 0),
    ]:
        assert (await api.get(f"/events?{query}"))["meta"]["record_count"] == found


async def test_title_is_found_in_any_case_of_any_language_and_a_page_of_text_is_in_none(api: Api) -> None:
    await api.post("/events", "events", {"title": "ÉTÉ à Λάρισα"})

    found = [
        (await api.get(f"/events?filter[title]={quote(words)}"))["meta"]["record_count"]
        for words in ("été", "ÉTÉ À", "λάρισα", "ete", "x" * 60_000)
    ]

    assert found == [1, 1, 1, 0, 0]


async def test_filters_that_cannot_be_read_are_bad_requests(api: Api) -> None:
    for query in [
        "filter[created_since]=yesterday",
        "filter[created_since]=99999999999999999999",
        "filter[created_since]=0001-01-01T00:00:00%2B14:00",
        "filter[everyone_can_speak]=perhaps",
        "filter[scheduling_status]=soon",
    ]:
        assert (await api.call("GET", f"/events?{query}")).status_code == 400


async def test_list_filters_by_title_and_includes_sessions(api: Api) -> None:
    session = await api.make_session(title="Heat pumps")
    await api.make_session(title="Solar roofs")

    document = await api.get("/events?filter[title]=heat&include=sessions&page[size]=100")

    assert [row["attributes"]["title"] for row in document["data"]] == ["Heat pumps"]
    assert [row["id"] for row in document["included"]] == [session["id"]]
    assert document["data"][0]["attributes"]["sessions_count"] == 1
