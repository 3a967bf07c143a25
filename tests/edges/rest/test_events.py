import pytest
from sqlalchemy.event import listen

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


async def test_list_filters_by_title_and_includes_sessions(api: Api) -> None:
    session = await api.make_session(title="Heat pumps")
    await api.make_session(title="Solar roofs")

    document = await api.get("/events?filter[title]=heat&include=sessions&page[size]=100")

    assert [row["attributes"]["title"] for row in document["data"]] == ["Heat pumps"]
    assert [row["id"] for row in document["included"]] == [session["id"]]
    assert document["data"][0]["attributes"]["sessions_count"] == 1


async def test_sessions_of_an_event_and_their_filters(api: Api) -> None:
    session = await api.make_session()
    path = f"/events/{session['attributes']['event_id']}/sessions"

    by_status = await api.get(f"{path}?filter[status]=upcoming,live")
    none = await api.get(f"{path}?filter[status]=past")
    by_date = await api.get("/sessions?filter[date_from]=2099-01-01T00:00:00Z&filter[date_to]=4100000000")
    unknown = await api.call("GET", f"{path}?filter[status]=soon")

    assert [row["id"] for row in by_status["data"]] == [session["id"]]
    assert none["data"] == []
    assert [row["id"] for row in by_date["data"]] == [session["id"]]
    assert unknown.status_code == 400


async def test_create_session_attaches_the_owner(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})
    starts = {"estimated_started_at": "2099-02-01T15:00:00.000Z", "timezone": "America/New_York", "name": "Part 1"}

    document = await api.post(f"/events/{event['data']['id']}/sessions", "sessions", starts)

    (person,) = document["included"]
    assert document["data"]["relationships"]["people"]["data"] == [{"type": "people", "id": person["id"]}]
    assert person["attributes"]["role"] == "team_member"
    assert person["attributes"]["registrant_detail"]["password_key"] is None
    assert document["data"]["attributes"]["status"] == "draft"


@pytest.mark.parametrize(
    "attributes",
    [
        {"estimated_started_at": "soon", "timezone": "UTC"},
        {"timezone": "UTC"},
        {"estimated_started_at": "2099-02-01 15:00", "timezone": "Mars/Olympus"},
    ],
)
async def test_session_needs_a_time_and_a_zone(api: Api, attributes: dict[str, object]) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})
    body = {"data": {"type": "sessions", "attributes": attributes}}

    answer = await api.call("POST", f"/events/{event['data']['id']}/sessions", body)

    assert answer.status_code == 422


async def test_lists_take_the_same_statements_for_one_and_for_three(api: Api, services: Services) -> None:
    statements: list[str] = []
    engine = services.database.engine.sync_engine
    listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    counts = []
    for many in (1, 2):
        session = {}
        for _ in range(many):
            session = await api.make_session()
            await api.register(session["id"], {"email": "a@example.com"})
        statements.clear()
        await api.get("/events?include=sessions")
        await api.get(f"/sessions/{session['id']}/people")
        counts.append(len(statements))

    assert counts[0] == counts[1]
