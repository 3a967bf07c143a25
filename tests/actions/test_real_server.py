"""The actions against a server as operators run it, on a real port."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from footlights.actions import Client, create_event, get_event, list_events, list_sessions, register_someone_for_session
from tests.browser.house import House, running_house, wait_until

DIST = Path(__file__).parents[2] / "web" / "dist" / "manifest.json"
pytestmark = pytest.mark.skipif(not DIST.exists(), reason="needs the built web part (make setup)")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house") / "data", MEDIA="off") as house:
        yield house


async def test_functions_speak_to_it(house: House) -> None:
    show = house.make_session(title="Heat pumps in old houses")
    fields = {"email": "noor@example.com", "first_name": "Noor"}
    async with Client(house.url, house.owner["token"]) as client:
        made = await create_event(client, title="Insulation")
        read = await get_event(client, event_id=made.data.id if made.data else "")
        events = await list_events(client, title_filter="HEAT pumps")
        sessions = await list_sessions(client)
        person = await register_someone_for_session(client, session_id=show.session_id, fields=fields)
        twice = await register_someone_for_session(client, session_id=show.session_id, fields=fields)

    assert made.success
    assert read.data is not None
    assert read.data.attributes["title"] == "Insulation"
    assert [event.id for event in events.data or []] == [show.event_id]
    assert [session.id for session in sessions.data or []] == [show.session_id]
    assert person.data is not None
    assert person.data.attributes["registrant_detail"]["connection_link"].startswith(house.url)
    assert twice.error == "409 Conflict: This person has already been registered to the session"


async def test_wrong_token_is_told(house: House) -> None:
    async with Client(house.url, "nonsense") as client:
        result = await list_events(client)

    assert result.error == "401 Unauthorized: you need to verify your authentication"


def test_http_runs_them_and_logs_no_search(house: House) -> None:
    headers, log = {"authorization": house.owner["token"]}, house.data / "server.log"
    listed = httpx.get(f"{house.url}/actions", timeout=20).json()["actions"]
    run = f"{house.url}/actions/list_events"
    found = httpx.post(run, json={"title_filter": "Zanzibar"}, headers=headers, timeout=20)

    wait_until(lambda: "/actions/{name}" in log.read_text(), what="a line in the log")
    assert len(listed) == 7
    assert found.json() == {"success": True, "error": None, "data": []}
    assert not [word for word in ("Zanzibar", "HTTP Request") if word in log.read_text()]
