"""Actions over HTTP, against the whole application on a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from footlights.edges.rest import livestorm
from footlights.services import Services
from tests.edges.apps import whole_app
from tests.edges.rest.conftest import make_token
from tests.factories import House, make_event, make_house, make_registrant, make_session

HAS_ATTENDEES = any("/events/" in route.path and route.path.endswith("/people") for route in livestorm.router.routes)
LATER = datetime(2099, 2, 1, 15, tzinfo=UTC)


@dataclass
class Agent:
    """Runs actions by HTTP with a token for everything."""

    wire: httpx.AsyncClient
    house: House
    token: str

    async def post(self, name: str, content: Any, *, token: str | None = None) -> httpx.Response:
        headers = {"authorization": self.token if token is None else token}
        given = {"content": content} if isinstance(content, bytes) else {"json": content}
        return await self.wire.post(f"/actions/{name}", headers=headers, **given)  # type: ignore[arg-type]

    async def run(self, name: str, **parameters: Any) -> Any:
        """The data of an action that succeeds."""
        answer = await self.post(name, parameters)
        result = answer.json()
        assert (answer.status_code, result["success"], result["error"]) == (200, True, None), result
        return result["data"]


@pytest.fixture
async def agent(services: Services) -> AsyncIterator[Agent]:
    async with services.database.write() as db:
        house = await make_house(db)
    token = await make_token(services.database, house)
    transport = httpx.ASGITransport(app=whole_app(services), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as wire:
        yield Agent(wire, house, token)


def failed(error: str) -> dict[str, Any]:
    return {"success": False, "error": error, "data": None}


async def test_action_sent_again_with_its_key_is_done_once(agent: Agent) -> None:
    headers = {"authorization": agent.token, "idempotency-key": "k1"}

    first, again, other = [
        (await agent.wire.post("/actions/create_event", headers=headers, json={"title": title})).json()
        for title in ("Tour", "Tour", "Another")
    ]
    listed = await agent.run("list_events")

    assert first["success"]
    assert first == again
    assert other == failed("422 Unprocessable Entity: This Idempotency-Key was sent with another request.")
    assert [event["attributes"]["title"] for event in listed] == ["Tour"]


async def test_actions_are_listed_with_their_schemas(agent: Agent) -> None:
    listed = (await agent.wire.get("/actions")).json()["actions"]

    assert {row["name"] for row in listed} == {
        *("create_event", "update_event", "get_event", "list_events", "list_sessions"),
        *("list_attendees_from_event", "register_someone_for_session"),
    }
    assert all(row["input"]["type"] == row["output"]["type"] == "object" and row["description"] for row in listed)


async def test_event_is_created_changed_and_found(agent: Agent) -> None:
    made = await agent.run("create_event", title="Heat pumps", description="<p>Warm.</p>", chat_enabled=False)
    changed = await agent.run("update_event", event_id=made["id"], title="Heat pumps 100%", status="published")
    read = await agent.run("get_event", event_id=made["id"])
    await agent.run("create_event", title="Something else")

    assert (made["type"], made["attributes"]["status"], made["attributes"]["chat_enabled"]) == (
        "events",
        "draft",
        False,
    )
    assert changed == read
    assert (read["attributes"]["title"], read["attributes"]["status"]) == ("Heat pumps 100%", "published")
    assert read["attributes"]["description"] == "<p>Warm.</p>"
    assert [row["id"] for row in await agent.run("list_events", title_filter="pumps 100%")] == [made["id"]]
    assert len(await agent.run("list_events")) == 2


async def test_someone_is_registered_once(agent: Agent, services: Services) -> None:
    async with services.database.write() as db:
        session = await make_session(db, agent.house, starts_at=LATER)
    parameters = {
        "session_id": session.id,
        "fields": {"email": "noor@example.com", "first_name": "Noor"},
        "utm_source": "agent",
    }

    person = await agent.run("register_someone_for_session", **parameters)
    again = await agent.post("register_someone_for_session", parameters)

    assert person["attributes"]["email"] == "noor@example.com"
    assert person["attributes"]["registrant_detail"]["utm_source"] == "agent"
    assert person["attributes"]["registrant_detail"]["connection_link"]
    assert again.status_code == 200
    assert again.json() == failed("409 Conflict: This person has already been registered to the session")


@pytest.mark.skipif(not HAS_ATTENDEES, reason="the API does not list the people of an event yet")
async def test_attendees_are_listed_by_role(agent: Agent, services: Services) -> None:
    async with services.database.write() as db:
        session = await make_session(db, agent.house, starts_at=LATER)
        await make_registrant(db, agent.house, session)

    everyone = await agent.run("list_attendees_from_event", event_id=session.event_id)
    participants = await agent.run("list_attendees_from_event", event_id=session.event_id, role_filter="participant")

    assert [row["attributes"]["email"] for row in participants] == ["person1@example.com"]
    assert len(everyone) >= len(participants)


@pytest.mark.parametrize("page_base", [0, 1])
async def test_lists_hold_all_pages(agent: Agent, services: Services, page_base: int) -> None:
    async with services.database.write() as db:
        event = await make_event(db, agent.house)
        for number in range(101):
            await make_event(db, agent.house, title=f"Event {number}", published=False)
        for _ in range(3):
            await make_session(db, agent.house, event)
    agent.token = await make_token(services.database, agent.house, page_base=page_base)

    events, sessions = await agent.run("list_events"), await agent.run("list_sessions")

    assert (len(events), len({row["id"] for row in events}), len(sessions)) == (102, 102, 3)


async def test_other_workspaces_stay_invisible(agent: Agent, services: Services) -> None:
    async with services.database.write() as db:
        other = await make_event(db, await make_house(db, name="Other", email="other@example.org"))

    answer = await agent.post("get_event", {"event_id": other.id})

    assert answer.status_code == 200
    assert answer.json()["error"].startswith("404 Not Found: ")
    assert await agent.run("list_events") == []


async def test_token_is_that_of_the_api(agent: Agent, services: Services) -> None:
    reader = await make_token(services.database, agent.house, scopes=["events:read"])

    bearer = await agent.post("list_events", {}, token=f"Bearer {agent.token}")
    reading = await agent.post("list_events", {}, token=reader)
    writing = await agent.post("create_event", {"title": "x"}, token=reader)

    assert (bearer.json()["success"], reading.json()["success"]) == (True, True)
    assert writing.status_code == 200
    assert writing.json() == failed("403 Forbidden: This token lacks the scope events:write.")
    for nobody in ("", "nonsense", "Bearer nonsense", "né"):
        answer = await agent.post("list_events", {}, token=nobody.encode())  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.json() == failed("401 Unauthorized: you need to verify your authentication")


@pytest.mark.parametrize(
    ("name", "content", "status", "error"),
    [
        ("drop_tables", {}, 404, "There is no such action. GET /actions lists them."),
        ("create_event", [], 400, "The body is a JSON object with the action's parameters."),
        ("create_event", b"null", 400, "The body is a JSON object with the action's parameters."),
        ("create_event", b"{", 400, "The body is no valid JSON."),
        ("create_event", b'{"title": "\xff"}', 400, "The body is no valid JSON."),
        ("create_event", b'{"title": "\\ud800"}', 400, "The body is no valid JSON."),
        ("create_event", b"[" * 100_000, 400, "The body is no valid JSON."),
        ("create_event", b"", 400, "The parameter `title` is missing."),
        ("create_event", {"title": "x", "colour": "red"}, 400, "There is no parameter `colour`."),
        ("create_event", {"title": ["x"]}, 400, "title: Expected `str`, got `array`."),
        ("create_event", b'"' + b"x" * 3_000_000 + b'"', 413, "The body is too long."),
        ("get_event", {"event_id": "nothing"}, 200, "404 Not Found: There is no such event."),
    ],
)
async def test_bad_input_is_told(agent: Agent, name: str, content: Any, status: int, error: str) -> None:
    answer = await agent.post(name, content)

    assert (answer.status_code, answer.json()) == (status, failed(error))


@pytest.mark.parametrize("title", ["x" * 1_000_000, "a\x00b", ""])
async def test_titles_meet_the_rules_of_the_api(agent: Agent, title: str) -> None:
    answer = await agent.post("create_event", {"title": title})
    direct = await agent.wire.post("/v1/events", json={"title": title}, headers={"authorization": agent.token})

    assert answer.status_code == 200
    assert answer.json()["success"] == (direct.status_code == 201)
    assert direct.status_code < 500


async def test_addresses_that_lead_nowhere_answer_results(agent: Agent) -> None:
    wrong_way = await agent.wire.get("/actions/list_events")
    nowhere = await agent.wire.post("/actions/list_events/more")

    assert (wrong_way.status_code, wrong_way.json()["success"]) == (405, False)
    assert (nowhere.status_code, nowhere.json()["success"]) == (404, False)


async def test_log_line_keeps_the_id_of_the_answer(agent: Agent) -> None:
    with capture_logs(processors=[merge_contextvars]) as lines:
        answer = await agent.post("list_events", {})

    assert [line["route"] for line in lines] == ["/v1/events", "/actions/{name}"]
    assert lines[0]["request_id"] != lines[1]["request_id"] == answer.headers["x-request-id"]
