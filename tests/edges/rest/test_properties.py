"""Anything at all is answered in the API's own words, and nothing of another workspace comes with it."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footlights.edges.rest.livestorm import documented
from footlights.edges.rest.livestorm.openapi import PARAMETERS
from footlights.services import Services
from tests.edges.rest.conftest import Api, make_token
from tests.factories import make_event, make_house, make_registrant, make_session

SECRET = "Nobody else may read this"
LOOSE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["title", "slug", "status", "owner_id", "fields", "estimated_started_at", "timezone", "email", "name", "role", "id"]
)
BODIES = st.one_of(
    JSON,
    st.builds(lambda attributes: {"data": {"attributes": attributes}}, st.dictionaries(NAMES, JSON, max_size=5)),
    st.builds(
        lambda fields: {"data": {"attributes": {"fields": fields}}},
        st.lists(st.fixed_dictionaries({"id": st.sampled_from(["email", "plan", "avatar", "x"]), "value": JSON})),
    ),
)
RAW = st.one_of(
    st.binary(max_size=200),
    BODIES.map(lambda body: json.dumps(body).encode()),
    st.integers(min_value=1, max_value=5000).map(lambda depth: b'{"data":' * depth + b"1" + b"}" * depth),
    st.just(b'{"data": {"attributes": {"title": "a\\u0000b"}}}'),
    st.just(b'{"data": {"attributes": {"title": "\xff"}}}'),
    st.just(b'{"data": {"attributes": {"title": "one", "title": "two"}}}'),
    st.just(b'{"data": {"attributes": {"title": "' + b"x" * 1_000_000 + b'"}}}'),
)
WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(['"a+b@example.com"', "-1", "0", "1e9", "%00", "10" * 40, "2026-02-30"])
)
QUERY_NAMES = sorted({name.split(":")[0].rstrip("!]") + "]" if "[" in name else name for name in PARAMETERS})


@pytest.fixture
async def neighbours(api: Api, services: Services) -> dict[str, str]:
    """Ids for paths: our own, and those of another workspace whose every text is SECRET."""
    own = await api.make_session()
    async with services.database.write() as db:
        other = await make_house(db, name=SECRET, email="eve@example.org")
        session = await make_session(db, other, await make_event(db, other, title=SECRET))
        done = await make_registrant(db, other, session, first_name=SECRET)
    await make_token(services.database, other)
    return {
        "own_event_id": own["attributes"]["event_id"],
        "own_session_id": own["id"],
        "own_person_id": api.house.owner.id,
        "own_user_id": api.house.owner.id,
        "event_id": session.event_id,
        "session_id": session.id,
        "person_id": done.person.id,
        "user_id": other.owner.id,
    }


def addresses(ids: dict[str, str], *, own: bool) -> list[tuple[str, str]]:
    """Method and path of every operation."""
    prefix = "own_" if own else ""
    found = []
    for handler in documented:
        (method,) = handler.http_methods
        for path in handler.paths:
            for name in ("event_id", "session_id", "person_id", "user_id"):
                path = path.replace(f"{{{name}:str}}", ids[prefix + name])
            found.append((str(method), path))
    return found


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text[:500]
    assert SECRET not in answer.text
    if answer.content:
        assert answer.headers["content-type"].startswith("application/vnd.api+json")
        document = answer.json()
        if answer.status_code >= 400:
            assert {"title", "detail", "code", "status"} <= set(document["errors"][0])


@LOOSE
@given(data=st.data(), raw=RAW)
async def test_any_body_is_answered(api: Api, neighbours: dict[str, str], data: st.DataObject, raw: bytes) -> None:
    writes = [address for address in addresses(neighbours, own=True) if address[0] not in {"GET", "DELETE"}]
    method, path = data.draw(st.sampled_from(writes))
    headers = {"authorization": api.token, "content-type": "application/json"}

    check(await api.wire.request(method, f"/v1{path}", content=raw, headers=headers))


@LOOSE
@given(data=st.data(), query=st.dictionaries(st.sampled_from(QUERY_NAMES), WORDS, max_size=4))
async def test_any_query_is_answered(
    api: Api, neighbours: dict[str, str], data: st.DataObject, query: dict[str, str]
) -> None:
    path = data.draw(st.sampled_from([path for method, path in addresses(neighbours, own=True) if method == "GET"]))
    pairs = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query.items())

    check(await api.call("GET", f"{path}?{pairs}"))


async def test_nothing_of_another_workspace_is_shown_or_changed(api: Api, neighbours: dict[str, str]) -> None:
    attributes = {"title": "Ours", "email": "noor@example.com", "estimated_started_at": "2099-01-01 10:00"}
    tasks = [{"fields": {"email": "noor@example.com"}}]
    body: dict[str, Any] = {"data": {"attributes": {**attributes, "tasks": tasks}}}  # Any: JSON

    for method, path in addresses(neighbours, own=False):
        who = "?filter[email]=noor@example.com" if method == "DELETE" else ""
        answer = await api.call(method, path + who, None if method == "GET" else body)
        check(answer)
        if any(neighbours[name] in path for name in ("event_id", "session_id", "person_id", "user_id")):
            assert answer.status_code == 404, (method, path, answer.text)
