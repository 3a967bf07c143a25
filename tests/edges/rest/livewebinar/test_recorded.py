"""The wire format of every kind of thing, kept in `contract/livewebinar`, so that a change of it is seen in review.

After a change that is meant: RECORD_CONTRACT=1 .venv/bin/pytest tests/edges/rest/livewebinar/test_recorded.py
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.test_compatibility import WORDPRESS

FOLDER = Path(__file__).parents[4] / "contract" / "livewebinar"
CHANGING = (
    (re.compile(r"\b\d{3}-\d{3}-\d{3}\b"), "{token}"),
    (re.compile(r"/x/[0-9A-Za-z]{8}\b"), "/x/{role token}"),
)
MOMENTS = {"created_at", "updated_at"}


def scrub(value: Any, key: str = "") -> Any:  # Any: JSON
    """The document without what differs from run to run: ids, moments, room numbers and role tokens."""
    if isinstance(value, dict):
        is_secret = key in ("roles", "role_hashes")
        return {name: "{role token}" if is_secret else scrub(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [scrub(part, key) for part in value]
    if isinstance(value, int) and key in ("id", "user_id"):
        return "{id}"
    if isinstance(value, int) and key in MOMENTS:
        return "{moment}"
    if isinstance(value, str):
        for pattern, name in CHANGING:
            value = pattern.sub(name, value)
    return value


async def documents_of(lw: Api) -> dict[str, Any]:  # Any: JSON
    """One document of every kind, by the name it is kept under."""
    widget = await lw.post("/widgets", {**WORDPRESS, "password": "abc"})
    room = await lw.post("/widgets", {"name": "Room", "custom_name": "room"})
    form = {"email": "bo@example.org", "password": "Str0ng-pass", "confirmed": "1", "profile[first_name]": "Bo"}
    user = await lw.post("/users", form)
    return {
        "embed": await lw.get(f"/widgets/{room['id']}/embed"),
        "me": await lw.get("/me"),
        "packages": await lw.get("/packages"),
        "refusal": (await lw.call("POST", "/widgets", {"name": "", "duration": "x"})).json(),
        "settings": await lw.get(f"/users/{user['id']}/settings"),
        "unauthenticated": (await lw.call("GET", "/me", token="x")).json(),
        "user": await lw.get(f"/users/{user['id']}?include=profile"),
        "users": await lw.get("/users?limit=1"),
        "widget": await lw.get(f"/widgets/{widget['id']}"),
        "widget_permanent": await lw.get(f"/widgets/{room['id']}"),
        "widgets": await lw.get("/widgets?limit=1&page=2"),
    }


async def test_documents_are_as_recorded(lw: Api) -> None:
    FOLDER.mkdir(exist_ok=True)
    documents = await documents_of(lw)
    for name, document in documents.items():
        text = json.dumps(scrub(document), indent=2, ensure_ascii=False) + "\n"
        file = FOLDER / f"{name}.json"
        if os.environ.get("RECORD_CONTRACT"):
            file.write_text(text)
        assert file.read_text() == text, f"{name}: see this module's docstring"
    assert {file.stem for file in FOLDER.glob("*.json")} >= set(documents)
