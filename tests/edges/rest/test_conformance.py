"""The checklist of a Livestorm-compatible API; jobs, webhooks and OAuth2 have tests of their own."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from footlights.edges.rest.limits import CallLimits
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.rest.conftest import Api, make_token
from tests.factories import make_house

SPELLINGS = ("RateLimit-Monthly-Limit", "RateLimit-Montly-Limit", "RateLimit-Interval-Limit")
META = {"current_page", "previous_page", "next_page", "record_count", "page_count", "items_per_page"}


async def test_ping_200_empty_401_body_with_status_unauthorized_raw_and_bearer_tokens(api: Api) -> None:
    raw = await api.call("GET", "/ping")
    bearer = await api.call("GET", "/ping", token=f"Bearer {api.token}")
    refused = await api.call("GET", "/ping", token="Bearer nobody")

    assert (raw.status_code, raw.content, bearer.status_code) == (200, b"", 200)
    assert refused.status_code == 401
    (problem,) = refused.json()["errors"]
    assert problem == {
        "title": "Unauthorized",
        "detail": "you need to verify your authentication",
        "code": "",
        "status": "unauthorized",
    }
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]


async def test_limit_headers_on_2xx_and_4xx_both_spellings_and_429_has_retry_after(
    api: Api, services: Services
) -> None:
    services.limits = CallLimits(Settings(api_calls_per_second=2, api_calls_per_month=1000))

    answers = [await api.call("GET", path) for path in ("/ping", "/events/nothing", "/ping", "/ping", "/ping", "/ping")]

    assert {200, 429} <= {answer.status_code for answer in answers}
    for answer in answers:
        assert [answer.headers[name] for name in SPELLINGS] == ["1000", "1000", "2"]
        assert answer.headers["RateLimit-Monthly-Remaining"] == answer.headers["RateLimit-Montly-Remaining"]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["Retry-After"]) >= 1
    assert int(refused.headers["RateLimit-Reset"]) >= int(utcnow().timestamp())
    assert refused.json()["errors"][0]["status"] == "too_many_requests"


@pytest.mark.parametrize(("base", "size"), [(0, 20), (1, 25)])
async def test_list_meta_has_six_keys_both_page_bases_400_beyond_the_end_size_100_honoured(
    api: Api, services: Services, base: int, size: int
) -> None:
    token = await make_token(services.database, api.house, page_base=base)
    session = await api.make_session()
    for number in range(3):
        await api.register(session["id"], {"email": f"person{number}@example.com"})
    path = f"/sessions/{session['id']}/people"

    first = (await api.call("GET", path, token=token)).json()["meta"]
    paged = [(await api.call("GET", f"{path}?page[size]=2&page[number]={base + n}", token=token)) for n in range(4)]
    most = (await api.call("GET", f"{path}?page[size]=100", token=token)).json()["meta"]
    beyond = (await api.call("GET", f"{path}?page%5Bsize%5D=1000", token=token)).json()["meta"]

    assert set(first) == META
    assert (first["current_page"], first["items_per_page"], first["record_count"]) == (base, size, 4)
    assert [answer.status_code for answer in paged] == [200, 200, 200, 400]
    assert [len(answer.json()["data"]) for answer in paged[:3]] == [2, 2, 0]
    assert (paged[0].json()["meta"]["next_page"], paged[1].json()["meta"]["next_page"]) == (base + 1, None)
    assert (paged[0].json()["meta"]["previous_page"], paged[1].json()["meta"]["previous_page"]) == (None, base)
    assert (most["items_per_page"], beyond["items_per_page"]) == (100, 100)
    zero = await api.call("GET", f"{path}?page[number]={base - 1}", token=token)
    assert zero.status_code == 400


async def test_create_event_title_only_with_sessions_with_copy_201_integers_owner_embedded_fields_list(
    api: Api,
) -> None:
    plain = await api.post("/events", "events", {"title": "Tour"})
    new = [{"type": "sessions", "attributes": {"estimated_started_at": "2099-02-01 15:00:00"}}]
    full = await api.post(
        "/events", "events", {"title": "Tour", "chat_enabled": False}, relationships={"sessions": new}
    )
    copied = await api.post("/events", "events", {"copy_from_event_id": full["data"]["id"], "polls_enabled": False})

    attributes = plain["data"]["attributes"]
    assert (attributes["status"], attributes["scheduling_status"], attributes["published_at"]) == ("draft", "draft", 0)
    assert all(isinstance(attributes[name], int) for name in ("created_at", "updated_at", "published_at"))
    assert attributes["owner"]["type"] == "people"
    assert attributes["owner"]["attributes"]["role"] == "team_member"
    assert [field["id"] for field in attributes["fields"]] == ["email", "first_name", "last_name"]
    (session,) = full["included"]
    assert full["data"]["relationships"]["sessions"]["data"] == [{"type": "sessions", "id": session["id"]}]
    assert copied["data"]["attributes"]["title"] == "Tour"
    assert copied["data"]["attributes"]["slug"] == "tour-3"
    assert not copied["data"]["attributes"]["chat_enabled"]
    assert not copied["data"]["attributes"]["polls_enabled"]
    assert copied["data"]["attributes"]["sessions_count"] == 0
    missing = {"data": {"attributes": {"copy_from_event_id": "11111111-1111-4111-8111-111111111111"}}}
    assert (await api.call("POST", "/events", missing)).status_code == 404


async def test_create_session_with_people_relationships_and_included_at_session_depth(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})
    other = await api.make_session()
    noor = (await api.register(other["id"], {"email": "noor@example.com"})).json()["data"]["id"]
    people = [{"data": {"type": "people", "id": noor, "role": "participant"}}]

    made = await api.post(
        f"/events/{event['data']['id']}/sessions",
        "sessions",
        {"estimated_started_at": "2099-02-01 15:00:00", "timezone": "America/New_York", "name": "Part 1"},
        relationships={"people": people},
    )

    linked = {row["id"] for row in made["data"]["relationships"]["people"]["data"]}
    assert linked == {noor, event["data"]["attributes"]["owner"]["id"]}
    assert {person["id"] for person in made["included"]} == linked
    assert all("connection_link" in person["attributes"]["registrant_detail"] for person in made["included"])
    stranger = [{"data": {"type": "people", "id": noor, "role": "team_member"}}]
    refused = await api.call(
        "POST",
        f"/events/{event['data']['id']}/sessions",
        {"data": {"attributes": {"estimated_started_at": 4073558400}, "relationships": {"people": stranger}}},
    )
    assert (refused.status_code, refused.json()["errors"][0]["detail"]) == (422, "Team member not found")


@pytest.mark.parametrize(
    "attributes",
    [
        {"fields": [{"id": "email", "value": "noor@example.com"}, {"id": "company", "value": "Acme"}]},
        {"fields": {"email": "noor@example.com", "company": "Acme"}},
        {"email": "noor@example.com", "company": "Acme"},
    ],
    ids=["list", "object", "flat"],
)
async def test_register_list_object_flat_duplicate_409_unknown_field_400_email_only_suffices(
    api: Api, attributes: dict[str, Any]
) -> None:
    session = await api.make_session(fields=[{"id": "email", "required": True}, {"id": "company", "required": True}])
    path = f"/sessions/{session['id']}/people"

    document = await api.post(path, "people", attributes)
    again = await api.call("POST", path, {"data": {"type": "people", "attributes": attributes}})
    unknown = await api.register(session["id"], {"email": "tom@example.com", "shoe_size": "44"})
    alone = await api.register(session["id"], {"email": "tom@example.com"})

    fields = {field["id"]: field["value"] for field in document["data"]["attributes"]["registrant_detail"]["fields"]}
    assert fields == {"email": "noor@example.com", "company": "Acme"}
    assert again.status_code == 409
    assert again.json()["errors"][0]["detail"] == "This person has already been registered to the session"
    assert unknown.status_code == 400
    assert "The field 'shoe_size' doesn't exist" in unknown.json()["errors"][0]["detail"]
    assert alone.status_code == 201


async def test_register_for_an_anonymous_event(api: Api) -> None:
    session = await api.make_session(fields=[{"id": "first_name", "required": True}])

    made = await api.register(session["id"], {"first_name": "Noor"})
    second = await api.register(session["id"], {"first_name": "Tom"})

    person = made.json()["data"]["attributes"]
    assert made.status_code == second.status_code == 201
    stamp, _, rest = person["email"].partition("+")
    assert stamp.isdigit()
    assert rest.endswith("@unknown.localhost")
    assert quote(person["email"]) in person["registrant_detail"]["connection_link"]


async def test_delete_registrant_by_filter_email_quoted_and_plus_address_and_by_id_204(api: Api) -> None:
    session = await api.make_session()
    path = f"/sessions/{session['id']}/people"
    for email in ("noor@example.com", "tom+news@example.com", "ana@example.com"):
        made = await api.register(session["id"], {"email": email})
    last = made.json()["data"]["id"]

    answers = [
        await api.call("DELETE", f'{path}?filter[email]="noor@example.com"'),
        await api.call("DELETE", f"{path}?filter[email]=tom+news@example.com"),
        await api.call("DELETE", f"{path}/{last}"),
        await api.call("DELETE", f"{path}/{last}"),
        await api.call("DELETE", path),
    ]

    assert [answer.status_code for answer in answers] == [204, 204, 204, 404, 400]
    assert answers[0].content == b""
    assert (await api.get(f"{path}?filter[role]=participant"))["meta"]["record_count"] == 0


async def test_chat_messages_and_people_attributes_under_both_spellings(api: Api) -> None:
    session = await api.make_session()

    for pair in (
        (f"/sessions/{session['id']}/chat_messages", f"/sessions/{session['id']}/chat-messages"),
        ("/people_attributes", "/people-attributes"),
    ):
        first, second = [await api.get(path) for path in pair]
        assert first == second


async def test_recordings_expiry_bounds(api: Api) -> None:
    session = await api.make_session()
    path = f"/sessions/{session['id']}/recordings"

    good = [await api.call("GET", path + query) for query in ("", "?url_expires_in=3600", "?url_expires_in=604800")]
    bad = [await api.call("GET", f"{path}?url_expires_in={value}") for value in ("3599", "604801", "-1", "soon")]

    assert [answer.json()["data"] for answer in good] == [[], [], []]
    assert {answer.status_code for answer in bad} == {400}


async def test_scope_failures_403_and_ids_of_another_workspace_404(api: Api, services: Services) -> None:
    session = await api.make_session()
    reader = await make_token(services.database, api.house, scopes=["events:read"])
    writer = await make_token(services.database, api.house, scopes=["events:write"])
    async with services.database.write() as db:
        foreign = await make_house(db, name="Elsewhere", email="eve@example.org")
    stranger = await make_token(services.database, foreign)
    event = session["attributes"]["event_id"]

    forbidden = [
        await api.call("POST", "/events", {"data": {"attributes": {}}}, token=reader),
        await api.call("DELETE", f"/events/{event}", token=reader),
        await api.call("GET", "/me", token=reader),
        await api.call("GET", "/users", token=reader),
    ]
    assert [answer.status_code for answer in forbidden] == [403] * 4
    assert forbidden[0].json()["errors"][0]["status"] == "forbidden"
    assert (await api.call("GET", "/events", token=writer)).status_code == 200
    for path in (f"/events/{event}", f"/events/{event}/people", f"/sessions/{session['id']}/people", "/events/x"):
        assert (await api.call("GET", path, token=stranger)).status_code == 404
    tag = {"data": {"type": "tags", "attributes": {"title": "Customers"}}}
    assert (await api.call("POST", f"/events/{event}/tags", tag, token=stranger)).status_code == 404


async def test_people_metrics_are_in_registrant_detail_and_counts_beside_it(api: Api, services: Services) -> None:
    made = await api.make_session()
    await api.register(made["id"], {"email": "noor@example.com"})
    async with services.database.write() as db:
        session = await get_session_for(db, api.house.actor, made["id"])
        session.state, session.started_at, session.ended_at = "ended", utcnow() - timedelta(hours=1), utcnow()

    (person,) = (await api.get(f"/sessions/{made['id']}/people?filter[role]=participant"))["data"]

    attributes = person["attributes"]
    counts = ("messages_count", "questions_count", "votes_count", "up_votes_count")
    assert [attributes[name] for name in counts] == [0] * 4
    assert attributes["replay_view_detail"] is None
    detail = attributes["registrant_detail"]
    assert (detail["attended"], detail["attendance_rate"], detail["attendance_duration"]) == (False, 0, 0)
    assert (detail["attended_at"], detail["left_at"], detail["has_viewed_replay"]) == (None, None, False)
