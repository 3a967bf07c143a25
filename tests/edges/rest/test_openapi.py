"""The reference says what the routes do."""

import re
from typing import Any

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from footlights.edges.rest.livestorm import documented
from footlights.edges.rest.livestorm.openapi import make_document
from footlights.edges.rest.livestorm.operations import KEY
from footlights.edges.rest.livestorm.resources.people import BasePerson, EventPerson, SessionPerson
from footlights.workspace.rules import SCOPES
from tests.edges.rest.conftest import Api

DOCUMENT = make_document(documented, base_url="https://events.example.org")
OPERATIONS = [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]


def test_every_route_is_told_once() -> None:
    names = [handler.opt[KEY].name for handler in documented]

    assert len(set(names)) == len(names) == len(OPERATIONS)
    assert DOCUMENT["openapi"] == "3.1.0"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation["operationId"])
def test_every_operation_has_words_and_an_example(operation: dict[str, Any]) -> None:
    success = next(iter(operation["responses"].items()))

    assert operation["summary"]
    assert operation["description"]
    for content in (success[1].get("content", {}), operation.get("requestBody", {}).get("content", {})):
        examples = [media["example"] for media in content.values()]
        assert all(example if isinstance(example, str) else example["data"] for example in examples)
    assert {"401", "429"} <= set(operation["responses"])
    assert success[0] in {"200", "201", "202", "204"}


@pytest.mark.parametrize("handler", documented, ids=lambda handler: handler.opt[KEY].name)
def test_writing_takes_a_scope_to_write(handler: HTTPRouteHandler) -> None:
    operation, (method,) = handler.opt[KEY], handler.http_methods

    level = "read" if method == "GET" else "write"
    assert all(scope.endswith(f":{level}") for scope in operation.scopes)
    assert operation.scopes or operation.name == "ping"


async def test_answers_have_the_shapes_that_are_told(api: Api) -> None:
    session = await api.make_session(fields=[{"id": "email", "required": True}, {"id": "company"}])
    event_id = session["attributes"]["event_id"]
    noor = (await api.register(session["id"], {"email": "noor@example.com"})).json()["data"]["id"]
    shapes = {handler.opt[KEY].name: handler.opt[KEY].depth for handler in documented}

    for path, shape in (
        ("/people", BasePerson),
        (f"/events/{event_id}/people", EventPerson),
        (f"/sessions/{session['id']}/people", SessionPerson),
    ):
        for person in (await api.get(path))["data"]:
            msgspec.convert(person["attributes"], shape, strict=True)
    assert shapes["listPeople"] is BasePerson
    assert noor


async def test_document_and_page_need_no_token(api: Api) -> None:
    document = await api.wire.get("/v1/openapi.json")
    page = await api.wire.get("/v1/reference")

    assert (document.status_code, document.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert set(document.json()["paths"]) == set(DOCUMENT["paths"])
    assert page.status_code == 200
    assert page.text.count('class="operation"') == len(OPERATIONS)
    assert "filter[scheduling_status]" in page.text
    assert "`" not in re.sub(r"<pre.*?</pre>", "", page.text, flags=re.DOTALL)


def test_apps_find_the_addresses_and_scopes_of_oauth() -> None:
    flow = DOCUMENT["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]

    assert {"oauth2": []} in DOCUMENT["security"]
    assert flow["authorizationUrl"] == "https://events.example.org/oauth/authorize"
    assert flow["tokenUrl"] == "https://events.example.org/oauth/token"
    assert list(flow["scopes"]) == list(SCOPES)
