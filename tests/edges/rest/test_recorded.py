"""The wire format of every resource type, kept in `contract/livestorm`, so that a change of it is seen in review.

After a change that is meant: RECORD_CONTRACT=1 .venv/bin/pytest tests/edges/rest/test_recorded.py
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from footlights.engagement.actions import post_message
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.registration.queries import find_registration_by_email
from footlights.room.actors import RoomActor
from footlights.services import Services
from tests.edges.rest.conftest import Api

FOLDER = Path(__file__).parents[3] / "contract" / "livestorm"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KEY = re.compile(r"\b[0-9a-f]{22}\b")
FIRST_MOMENT = 1_700_000_000
FORM = [
    {"id": "email", "required": True},
    {"id": "first_name", "required": True},
    {"id": "avatar"},
    {"id": "plan", "required": True, "type": "multiple", "options": {"items": [{"value": "Free"}, {"value": "Pro"}]}},
]


class Scrubber:
    """Replaces what differs from run to run: ids by their order, moments, keys."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def scrub(self, value: Any) -> Any:  # Any: JSON
        if isinstance(value, dict):
            return {key: self.scrub(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.scrub(part) for part in value]
        if isinstance(value, str):
            return KEY.sub("{key}", UUID.sub(lambda found: self._name(found[0]), value))
        if isinstance(value, int) and FIRST_MOMENT < value < 4_000_000_000:
            return "{moment}"
        return value

    def _name(self, uuid: str) -> str:
        return self._names.setdefault(uuid, f"{{id {len(self._names) + 1}}}")


async def test_documents_are_as_recorded(api: Api, services: Services) -> None:
    documents = await documents_of(api, services)
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents.items():
        text = json.dumps(Scrubber().scrub(document), indent=2, ensure_ascii=False) + "\n"
        file = FOLDER / f"{name}.json"
        if os.environ.get("RECORD_CONTRACT"):
            file.write_text(text)
        assert file.read_text() == text, f"{name}: see this module's docstring"
    assert {file.stem for file in FOLDER.glob("*.json")} == set(documents)


async def documents_of(api: Api, services: Services) -> dict[str, Any]:  # Any: JSON
    """One document of every type and depth, by the name it is kept under."""
    session = await api.make_session(fields=FORM, description="<p>What changed and why.</p>")
    event_path, path = f"/events/{session['attributes']['event_id']}", f"/sessions/{session['id']}"
    fields = {"email": "noor@example.com", "first_name": "Noor", "plan": "Pro", "company": "Acme"}
    noor = (await api.register(session["id"], fields, utm_source="newsletter")).json()
    await api.call("POST", f"{event_path}/tags", {"data": {"attributes": {"title": "Customers"}}})
    await write_line(api, services, session["id"])
    person_path = f"/people/{noor['data']['id']}"
    return {
        "attributes": await api.get("/people_attributes?filter[slug]=plan"),
        "chat_messages": await api.get(f"{path}/chat_messages?include=people"),
        "event": await api.get(f"{event_path}?include=sessions,tags"),
        "event_person": await api.get(event_path + person_path),
        "events": await api.get("/events?page[size]=1"),
        "organization": await api.get("/organization?include=organization"),
        "person": await api.get(person_path),
        "questions": await api.get(f"{path}/questions"),
        "recordings": await api.get(f"{path}/recordings"),
        "refusal": (await api.call("PATCH", event_path, {"data": {"attributes": {"estimated_duration": -1}}})).json(),
        "registration": noor,
        "session": await api.get(f"{path}?include=event"),
        "session_person": await api.get(f"{path}{person_path}?include=event,session"),
        "users": await api.get("/users"),
    }


async def write_line(api: Api, services: Services, session_id: str) -> None:
    async with services.database.write() as db:
        session = await get_session_for(db, api.house.actor, session_id)
        session.state = "live"
        place = await find_registration_by_email(db, session, "noor@example.com")
        assert place is not None
        ids = (session.workspace_id, session.event_id, session.id, place.id, place.person_id)
        actor = RoomActor(*ids, name="Noor", role="attendee", rights=("chat",))
        await post_message(db, actor, text="Hello from <Lyon>", client_id="1", now=utcnow())
