"""Credentials, scopes, errors, headers and pages."""

from footlights.services import Services
from tests.edges.rest.conftest import Api, make_token
from tests.factories import make_event, make_house


async def test_ping_is_empty_and_takes_both_forms_of_the_token(api: Api) -> None:
    raw = await api.call("GET", "/ping")
    bearer = await api.call("GET", "/ping", token=f"bearer {api.token}")

    assert (raw.status_code, raw.content, bearer.status_code) == (200, b"", 200)
    assert raw.headers["content-type"].startswith("application/vnd.api+json")


async def test_wrong_credential_is_unauthorized(api: Api) -> None:
    for token in ["", "nonsense", "Bearer nonsense", "Bearer ", "x" * 5000]:
        answer = await api.wire.get("/v1/ping", headers={"authorization": token})

        assert answer.status_code == 401
        (problem,) = answer.json()["errors"]
        assert problem == {
            "title": "Unauthorized",
            "detail": "you need to verify your authentication",
            "code": "",
            "status": "unauthorized",
        }
        assert ("www-authenticate" in answer.headers) == token.startswith("Bearer")


async def test_limit_headers_are_on_every_answer(api: Api) -> None:
    for path in ("/ping", "/events", "/events/nothing"):
        headers = (await api.call("GET", path)).headers
        assert headers["ratelimit-monthly-limit"] == headers["ratelimit-montly-limit"]
        assert int(headers["ratelimit-interval-remaining"]) > 0


async def test_scope_that_is_missing_is_forbidden(api: Api, services: Services) -> None:
    reader = await make_token(services.database, api.house, scopes=["events:read"])
    writer = await make_token(services.database, api.house, scopes=["events:write"])
    body = {"data": {"type": "events", "attributes": {"title": "x"}}}

    statuses = [
        (await api.call("GET", "/events", token=reader)).status_code,
        (await api.call("POST", "/events", body, token=reader)).status_code,
        (await api.call("GET", "/events", token=writer)).status_code,
        (await api.call("GET", "/users", token=writer)).status_code,
        (await api.call("GET", "/me", token=writer)).status_code,
    ]

    assert statuses == [200, 403, 200, 403, 403]


async def test_me_is_the_organization_of_an_api_token(api: Api) -> None:
    document = await api.get("/me")

    assert document["data"]["type"] == "organizations"
    assert document["data"]["attributes"] == {"name": "Hearth & Grid", "slug": "hearth-grid", "parent_id": None}


async def test_organization_is_included_when_asked_for(api: Api) -> None:
    for path in ["/me", "/organization"]:
        document = await api.get(f"{path}?include=organization")

        assert [other["id"] for other in document["included"]] == [document["data"]["id"]]


async def test_users_are_the_team(api: Api) -> None:
    for query, found in [
        ("", 1),
        ("filter[email]=INES@example.org", 1),
        ("filter[email]=x@example.org", 0),
        ("filter[role]=host", 1),
        ("filter[role]=moderator", 0),
        ("filter[pending_invite]=true", 0),
    ]:
        document = await api.get(f"/users?{query}")

        assert len(document["data"]) == document["meta"]["record_count"] == found
        assert [row["attributes"]["first_name"] for row in document["data"]] == ["Ines"] * found


async def test_slash_at_the_end_is_taken(api: Api) -> None:
    session = await api.make_session()

    for path in ("/ping/", "/events/", f"/sessions/{session['id']}/", f"/sessions/{session['id']}/people/"):
        assert (await api.call("GET", path)).status_code == 200


async def test_pages_count_from_one_by_default(api: Api, services: Services) -> None:
    async with services.database.write() as db:
        for _ in range(3):
            await make_event(db, api.house)

    first = await api.get("/events?page[size]=2")
    second = await api.get("/events?page%5Bsize%5D=2&page%5Bnumber%5D=2")
    after = await api.get("/events?page[size]=2&page[number]=3")
    beyond = await api.call("GET", "/events?page[size]=2&page[number]=4")
    zero = await api.call("GET", "/events?page[number]=0")

    assert first["meta"] == {
        "current_page": 1,
        "previous_page": None,
        "next_page": 2,
        "record_count": 3,
        "page_count": 2,
        "items_per_page": 2,
    }
    assert (len(second["data"]), second["meta"]["previous_page"], second["meta"]["next_page"]) == (1, 1, None)
    assert after["data"] == []
    assert (beyond.status_code, zero.status_code) == (400, 400)


async def test_pages_count_from_zero_for_a_token_made_so(api: Api, services: Services) -> None:
    api.token = await make_token(services.database, api.house, page_base=0)

    document = await api.get("/events?page[number]=0")

    assert document["meta"] == {
        "current_page": 0,
        "previous_page": None,
        "next_page": None,
        "record_count": 0,
        "page_count": 0,
        "items_per_page": 20,
    }


async def test_a_hundred_rows_at_most(api: Api) -> None:
    assert (await api.get("/events?page[size]=1000"))["meta"]["items_per_page"] == 100


async def test_impossible_pages_are_bad_requests(api: Api) -> None:
    for query in [
        "page[size]=0",
        "page[size]=x",
        "page[size]=1_0",
        "page[number]=-1",
        "page[number]=1e9",
        "page[number]=99999999999999999999999",
    ]:
        assert (await api.call("GET", f"/events?{query}")).status_code == 400


async def test_plain_json_is_given_to_who_asks_for_it(api: Api) -> None:
    for accept in ("application/json", "Application/JSON; q=0.9"):
        headers = {"authorization": api.token, "accept": accept}

        answer = await api.wire.get("/v1/events", headers=headers)

        assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_malformed_bodies_are_told_so(api: Api) -> None:
    for body in [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"data": 3}',
        b'{"data": {"attributes": []}}',
        b'{"data": {"attributes": {"title": {"a": 1}}}}',
        b'{"data": {"attributes": {"title": "a\\u0000b"}}}',
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ]:
        headers = {"authorization": api.token, "content-type": "application/json"}

        answer = await api.wire.post("/v1/events", content=body, headers=headers)

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["status"] == "bad_request"


async def test_unknown_addresses_and_methods_answer_in_json(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "x"})
    answers = [
        await api.call("GET", "/events/not-an-id"),
        await api.call("GET", "/events/00000000-0000-4000-8000-000000000000"),
        await api.call("POST", f"/events/{event['data']['id']}", {}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 405]
    assert [answer.json()["errors"][0]["status"] for answer in answers] == [
        "not_found",
        "not_found",
        "method_not_allowed",
    ]


async def test_what_is_no_id_is_not_found(api: Api) -> None:
    paths = ("/events/{}", "/events/{}/sessions", "/sessions/{}", "/sessions/{}/people", "/sessions/{}/chat_messages")
    names = ("x", "%00", "%ff", "%F0%9F%8E%AD", "..%2f..", "1" * 5000, "' OR 1=1", "%25s", "<b>")

    for path in (*paths, "/{}"):
        for name in names:
            answer = await api.call("GET", path.format(name))
            assert (answer.status_code, answer.json()["errors"][0]["status"]) == (404, "not_found")
            assert answer.headers["content-type"] == "application/vnd.api+json; charset=utf-8"
            assert "ratelimit-interval-limit" in answer.headers


async def test_strange_queries_are_answered(api: Api) -> None:
    for query in ("%ff=%ff", "filter[title]=%ff%fe", "filter[title]=%F0%9F", "&&==&", "page[]=1", "include=%00"):
        assert (await api.call("GET", f"/events?{query}")).status_code == 200


async def test_strange_credentials_are_unauthorized(api: Api) -> None:
    for header in ("\xff\xfe", "Bearer a b c", "Basic YTpi", "bearer\ttoken", "\x00"):
        answer = await api.wire.get("/v1/ping", headers={b"authorization": header.encode("latin-1")})
        assert answer.status_code == 401


async def test_json_is_read_under_any_content_type(api: Api) -> None:
    for kind in ["application/vnd.api+json", "text/plain", "application/x-www-form-urlencoded", ""]:
        headers = {"authorization": api.token, "content-type": kind}

        answer = await api.wire.post("/v1/events", content=b'{"data": {"attributes": {"title": "x"}}}', headers=headers)

        assert answer.status_code == 201


async def test_method_that_is_not_taken_is_told_with_those_that_are(api: Api) -> None:
    answer = await api.call("PUT", "/users")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_ids_of_another_workspace_do_not_exist(api: Api, services: Services) -> None:
    session = await api.make_session()
    async with services.database.write() as db:
        other = await make_house(db, name="Other", email="o@example.org")
    token = await make_token(services.database, other)

    statuses = [
        (await api.call(method, path, {"data": {"attributes": {"email": "a@example.com"}}}, token=token)).status_code
        for method, path in (
            ("GET", f"/events/{session['attributes']['event_id']}"),
            ("PATCH", f"/events/{session['attributes']['event_id']}"),
            ("GET", f"/sessions/{session['id']}"),
            ("DELETE", f"/events/{session['attributes']['event_id']}"),
            ("PATCH", f"/sessions/{session['id']}"),
            ("DELETE", f"/sessions/{session['id']}"),
            ("GET", f"/sessions/{session['id']}/people"),
            ("POST", f"/sessions/{session['id']}/people"),
            ("DELETE", f"/sessions/{session['id']}/people?filter[email]=ines@example.org"),
            ("GET", f"/sessions/{session['id']}/chat_messages"),
        )
    ]

    assert statuses == [404] * 10
