"""A token of another workspace, and a member's for rooms of others: everything is a 404, nothing is written."""

import re
from typing import Any

import pytest

from footlights.edges.rest.livewebinar import routes
from footlights.kit.clock import utcnow
from footlights.services import Services
from footlights.workspace.actions import create_api_token, invite_team_member
from footlights.workspace.rules import SCOPES
from tests.edges.rest.conftest import make_token
from tests.edges.rest.livewebinar.conftest import Api
from tests.factories import make_house

KINDS = {
    "/widgets/token": "token",
    "/widgets": "room",
    "/users": "user",
    "/sessions": "session",
    "/personal": "place",
    "/invites": "invited",
    "/registrants": "registrant",
    "/presenters": "presenter",
    "/forms": "form",
    "/fields": "field",
    "/account/widget_tokens": "codes",
    "/account/widget_tokens/items/generate": "codes",
    "/account/widget_user_tokens": "room",
    "/polls": "poll",
    "/tests": "quiz",
    "/storage": "file",
    "/webhooks": "hook",
    "/reports/widget": "room",
}
"""By the address before a number, whose it is."""
APART = re.compile(r"^/(recordings|packages|public|oauth)/")
"""Not of a workspace, or tested elsewhere."""
BODY: dict[str, Any] = {  # Any: JSON
    "name": "Stolen",
    "question": "Stolen?",
    "options": ["yes", "no"],
    "email": "mallory@example.net",
    "role": "host",
    "amount": 1,
    "label": "Stolen",
}


def numbered_routes() -> list[tuple[str, str]]:
    found = {(str(method), path) for route in routes for path in route.paths for method in route.http_methods}
    return sorted((method, path) for method, path in found if "{" in path and not APART.match(path))


async def make_everything(lw: Api) -> dict[str, Any]:
    """One of each kind in the first workspace, with the number or token it is known by."""
    room = await lw.post("/widgets", {"name": "Ours", "start_date": "2099-03-01 10:00:00"})
    base = f"/widgets/{room['id']}"
    user = await lw.post("/users", {"email": "bo@example.org", "password": "Str0ng-pass", "confirmed": "1"})
    form = await lw.post("/forms", {"name": "Ours", "type": "registration"})
    question = {"text": "Exit?", "options": [{"text": "left", "correct": True}, {"text": "right"}]}
    quiz = await lw.call("POST", "/tests", json={"name": "Ours", "questions": [question]})
    stored = await lw.call("POST", "/storage", files={"file": ("a.png", b"\x89PNG\r\n\x1a\n0000", "image/png")})
    made = {
        "room": room,
        "user": user,
        "form": form,
        "field": await lw.post(f"/forms/{form['id']}/fields", {"name": "company", "label": "Company"}),
        "place": await lw.post(f"{base}/personal", {"email": "cy@example.org"}),
        "invited": await lw.post(f"{base}/invites/invite", {"email": "di@example.org"}),
        "registrant": await lw.post(f"{base}/registrants", {"email": "ed@example.org", "name": "Ed"}),
        "presenter": await lw.post("/presenters", {"first_name": "Cy"}),
        "codes": await lw.post("/account/widget_tokens", {"widgets_ids[0]": str(room["id"]), "amount": "1"}),
        "poll": await lw.post(f"{base}/polls", {"question": "Ours?", "options[]": ["yes", "no"]}),
        "quiz": quiz.json()["data"],
        "file": stored.json()["data"],
        "hook": await lw.post("/webhooks", {"target_url": "https://hooks.example.com/", "event": "widget_create"}),
    }
    started = await lw.call("POST", f"{base}/sessions/start")
    made["session"] = started.json()["data"]
    return {kind: item["id"] for kind, item in made.items()} | {"token": room["token"]}


def fill(path: str, numbers: dict[str, Any]) -> str:
    """The path with our numbers; what is left are a report's type and format."""
    while "{" in path:
        before, _, rest = path.partition("/{")
        whose = [before, before[before.rfind("/") :]]
        kind = next((KINDS[each] for each in whose if each in KINDS), None)
        value = numbers[kind] if kind else {2: "event", 1: "xls", 0: "true"}[rest.count("{")]
        path = f"{before}/{value}{rest[rest.index('}') + 1 :]}"
    return path


async def state_of(lw: Api, numbers: dict[str, Any]) -> list[Any]:
    paths = ["/widgets", "/users", "/forms", "/presenters", "/account/widget_tokens", "/tests", "/storage", "/webhooks"]
    room = f"/widgets/{numbers['room']}"
    paths += [f"{room}/personal", f"{room}/registrants", f"{room}/polls", f"{room}/sessions"]
    documents = [(await lw.get(path))["data"] for path in paths]
    for item in documents[-1]:
        item.pop("duration")  # the session goes on
    return documents


async def test_token_of_another_workspace_finds_nothing_and_changes_nothing(lw: Api, services: Services) -> None:
    numbers = await make_everything(lw)
    async with services.database.write() as db:
        stranger = await make_house(db, name="Other", email="mallory@example.net")
    token = await make_token(services.database, stranger)
    before = await state_of(lw, numbers)

    answers = {}
    for method, path in numbered_routes():
        answer = await lw.call(method, fill(path, numbers), json=BODY if method != "GET" else None, token=token)
        answers[f"{method} {path}"] = answer.status_code
        assert b"Ours" not in answer.content, path

    assert {call: status for call, status in answers.items() if status != 404} == {}
    assert len(answers) > 60
    assert await state_of(lw, numbers) == before


@pytest.mark.parametrize("prefix", ["/widgets", "/sessions", "/polls", "/account", "/reports"])
async def test_rooms_of_others_do_not_exist_for_a_member(lw: Api, services: Services, prefix: str) -> None:
    numbers = await make_everything(lw)
    async with services.database.write() as db:
        member = await invite_team_member(db, lw.house.actor, email="mia@example.org", now=utcnow())
        issued = await create_api_token(db, lw.house.actor, name="x", scopes=list(SCOPES), page_base=1, now=utcnow())
        issued.row.team_member_id = member.id
    before = await state_of(lw, numbers)

    answers = {}
    for method, path in numbered_routes():
        if path.startswith(prefix):
            answer = await lw.call(
                method, fill(path, numbers), json=BODY if method != "GET" else None, token=issued.token
            )
            answers[f"{method} {path}"] = answer.status_code

    assert {call: status for call, status in answers.items() if status != 404} == {}
    assert await state_of(lw, numbers) == before
    listed = await lw.call("GET", "/account/widget_tokens", token=issued.token)
    assert listed.json()["data"] == []
    found = await lw.call(
        "GET", f"/tests/{numbers['quiz']}/results?session_id={numbers['session']}", token=issued.token
    )
    assert found.status_code == 404
