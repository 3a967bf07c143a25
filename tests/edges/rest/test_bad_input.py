"""Whatever is sent, the answer is one of the API: JSON, and never a failure of the server."""

from typing import Any

import pytest

from tests.edges.rest.conftest import Api

EVENT = (
    "id",
    "title",
    "slug",
    "description",
    "status",
    "owner_id",
    "language",
    "estimated_duration",
    "recording_public",
    "chat_enabled",
    "fields",
)
SESSION = ("id", "name", "estimated_started_at", "timezone", "embed_url", "event_id")
PERSON = ("id", "email", "first_name", "last_name", "fields", "referrer", "utm_source", "avatar", "company")
VALUES: list[Any] = [  # Any: JSON
    None,
    True,
    0,
    -1,
    2**31,
    10**40,
    1.5,
    1e308,
    "",
    " ",
    "\t\r\n",
    "x" * 20_000,
    "1" * 5000,
    "\u202e\u200b\ufeff",
    "🎭" * 500,
    "é@é.example",
    "a@" + "b" * 300 + ".example",
    "<script>",
    "../../etc/passwd",
    "0000-00-00 00:00",
    "9999-12-31T23:59:59+00:00",
    "http://[",
    [],
    [None],
    [[[]]],
    {},
    {"id": None},
    {"data": []},
]


def within(attributes: bytes) -> bytes:
    return b'{"data": {"attributes": ' + attributes + b"}}"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (b"{", "invalid_json", ""),
        (b'{"data": "\\ud800"}', "invalid_json", ""),
        (b"[]", "no_data", ""),
        (within(b'{"title": "a\\u0000b"}'), "nul_character", "/data/attributes/title"),
        (within(b'{"a\\u0000b": 1}'), "nul_character", "/data/attributes"),
        (within(b'{"fields": [{"id": "email\\u0000"}]}'), "nul_character", "/data/attributes/fields/0/id"),
        (within(b'{"a/b~c": {"title": 1, "title": 2}}'), "repeated_name", "/data/attributes/a~1b~0c/title"),
        (b'{"title": "a", "title": "a"}', "repeated_name", "/title"),
        (
            b'{"data": {"attributes": {"x": ' + b"[" * 40 + b"]" * 40 + b"}}}",
            "too_deep",
            "/data/attributes/x" + "/0" * 30,
        ),
    ],
    ids=["half", "surrogate", "list", "nul", "nul in a name", "nul in a list", "twice", "twice outside", "deep"],
)
async def test_body_that_cannot_be_is_told_with_the_place(api: Api, body: bytes, code: str, pointer: str) -> None:
    headers = {"authorization": api.token, "content-type": "application/json"}

    answer = await api.wire.post("/v1/events", content=body, headers=headers)

    (problem,) = answer.json()["errors"]
    assert (answer.status_code, problem["code"], problem["source"]) == (400, code, {"pointer": pointer})


async def test_problem_is_told_at_the_member_that_was_sent(api: Api) -> None:
    session = await api.make_session()
    noor = (await api.register(session["id"], {"email": "noor@example.com"})).json()["data"]["id"]
    other = {"data": {"id": session["id"], "attributes": {"fields": {"first_name": "Noor"}}}}

    role = await api.call("POST", "/users", {"data": {"attributes": {"email": "ida@example.org", "role": "boss"}}})
    email = await api.register(session["id"], [{"id": "email", "value": "nobody"}])
    id = await api.call("PATCH", f"/sessions/{session['id']}/people/{noor}", other)

    answers = (role, email, id)
    assert [answer.status_code for answer in answers] == [422, 422, 409]
    assert [answer.json()["errors"][0]["source"]["pointer"] for answer in answers] == [
        "/data/attributes/role",
        "/data/attributes/email",
        "/data/id",
    ]


@pytest.mark.parametrize("kind", ["events", "sessions", "people"])
async def test_no_value_breaks_the_server(api: Api, kind: str) -> None:
    session = await api.make_session()
    event_path, session_path = f"/events/{session['attributes']['event_id']}", f"/sessions/{session['id']}"
    good = {"estimated_started_at": "2099-01-01 10:00"} if kind == "sessions" else {}
    calls: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
        "events": [("POST", "/events", EVENT), ("PATCH", event_path, EVENT)],
        "sessions": [("POST", f"{event_path}/sessions", SESSION), ("PATCH", session_path, SESSION)],
        "people": [("POST", f"{session_path}/people", PERSON)],
    }

    for method, path, names in calls[kind]:
        for name in names:
            for value in VALUES:
                given = {"email": "noor@example.com"} if kind == "people" and name != "email" else good
                body = {"data": {"type": kind, "attributes": {**given, name: value}}}
                await check(api, method, path, body)


async def test_no_relationship_breaks_the_server(api: Api) -> None:
    session = await api.make_session()
    sessions_path = f"/events/{session['attributes']['event_id']}/sessions"
    start = {"estimated_started_at": "2099-01-01 10:00"}

    for value in VALUES:
        no_start: dict[str, str] = {}
        for path, attributes, name in (
            ("/events", no_start, "sessions"),
            (sessions_path, start, "people"),
            ("/sessions", start, "event"),
        ):
            for given in (value, [value], {"data": value}, [{"data": value}], {"data": {"id": value}}):
                body = {"data": {"attributes": attributes, "relationships": {name: given}}}
                await check(api, "POST", path, body)
        await check(api, "POST", "/events", {"data": {"attributes": {}, "relationships": value}})
        await check(api, "POST", "/events", {"data": {"type": value, "attributes": {}}})
        await check(api, "POST", "/events", {"data": value})
        await check(api, "POST", "/events", value)


async def check(api: Api, method: str, path: str, body: object) -> None:
    answer = await api.call(method, path, body)
    assert answer.status_code < 500, (method, path, str(body)[:200], answer.text)
    assert answer.headers["content-type"] == "application/vnd.api+json; charset=utf-8"
    assert "data" in answer.json() or answer.json()["errors"][0]["status"]
