"""The registration form of an event with questions of its own, on a server that only speaks the API."""

import asyncio
import os
import sys

import httpx

from tests.actions.servers import Call, document, resource, serving
from tests.examples.conftest import EXAMPLES

FIELDS = [
    {"id": "plan", "type": "multiple", "order": 1, "required": True, "options": {"items": [{"value": "A & B"}]}},
    {"id": "email", "type": "text", "order": 0, "required": True},
    {
        "id": "topics",
        "type": "multiple",
        "order": 2,
        "required": False,
        "options": {"items": [{"value": "Heat"}, {"value": "Light"}], "multiple_answers": True},
    },
]
PROBLEMS = [
    {"detail": "Choose a plan.", "source": {"pointer": "/data/attributes/fields/plan"}},
    {"title": "Bad request", "detail": "Something else.", "source": {"pointer": "/data"}},
]


def answer(call: Call) -> bytes:
    if call.method == "POST":
        return document({"errors": PROBLEMS}, status="422 Unprocessable Entity")
    event = resource(1, title="Tour", fields=FIELDS)
    return document({"data": resource(2, "sessions", event_id="id-1"), "included": [event]})


async def test_form_asks_them_in_order_and_passes_them_on() -> None:
    async with serving(answer) as stand:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, EXAMPLES / "registration_form.py", "s/1", "--port", "0"),
            env={"PATH": os.environ["PATH"], "API_URL": f"{stand.url}/v1/", "API_TOKEN": "secret"},
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            url = (await process.stdout.readline()).decode().rpartition(" ")[2].strip()
            async with httpx.AsyncClient(base_url=url) as browser:
                form = (await browser.get("/")).text
                given = {"email": "a@example.com", "plan": "A & B", "topics": ["Heat", "Light"]}
                refused = (await browser.post("/", data=given)).text
        finally:
            process.terminate()
            await process.wait()

    assert form.index("email") < form.index("plan") < form.index("topics")
    assert '<select id="plan" name="plan" required><option></option><option>A &amp; B</option></select>' in form
    assert '<select id="topics" name="topics" multiple><option>Heat</option><option>Light</option></select>' in form
    assert stand.calls[0].path == "/v1/sessions/s%2F1"
    assert stand.calls[-1].body["data"]["attributes"]["fields"] == [
        {"id": "email", "value": "a@example.com"},
        {"id": "plan", "value": ["A & B"]},
        {"id": "topics", "value": ["Heat", "Light"]},
    ]
    assert "<option selected>A &amp; B</option>" in refused
    assert '<strong id="plan-problem">Choose a plan.</strong>' in refused
    assert '<p role="alert">Something else.</p>' in refused
