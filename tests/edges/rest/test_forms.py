from typing import Any

import pytest

from tests.edges.rest.conftest import Api

PLAN = {
    "id": "plan",
    "required": True,
    "type": "multiple",
    "options": {"items": [{"value": "Free"}, {"value": "Pro"}], "multiple_answers": False},
}
TOPICS = {
    **PLAN,
    "id": "topics",
    "options": {"items": [{"value": "Heat"}, {"value": "Light"}], "multiple_answers": True},
}
FORM = [{"id": "email", "required": True}, {"id": "first_name"}, PLAN, TOPICS]


def answers_of(document: Any) -> dict[str, Any]:
    detail = document["data"]["attributes"]["registrant_detail"]
    return {field["id"]: field["value"] for field in detail["fields"]}


async def test_form_is_written_as_it_was_asked_for(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour", "fields": FORM})

    fields = event["data"]["attributes"]["fields"]

    assert [(field["id"], field["type"], field["order"], field["required"]) for field in fields] == [
        ("email", "text", 0, True),
        ("first_name", "text", 1, False),
        ("plan", "multiple", 2, True),
        ("topics", "multiple", 3, True),
    ]
    assert fields[2]["custom"] is True
    assert "custom" not in fields[0]
    assert fields[2]["options"] == {"items": [{"value": "Free"}, {"value": "Pro"}], "multiple_answers": False}
    assert fields[3]["options"]["multiple_answers"] is True


async def test_new_field_becomes_an_attribute_of_the_workspace(api: Api) -> None:
    await api.post("/events", "events", {"title": "Tour", "fields": FORM})

    (plan,) = (await api.get("/people_attributes?filter[slug]=plan"))["data"]
    own = await api.get("/people_attributes?filter[builtin]=false&sort=-slug")
    every = await api.get("/people_attributes")

    assert plan["type"] == "people_attributes"
    assert plan["attributes"]["type"] == "unique_select"
    assert plan["attributes"]["options"][1] == {"label": "Pro", "value": "Pro", "position": 1}
    assert [row["attributes"]["slug"] for row in own["data"]] == ["topics", "plan"]
    slugs = [row["attributes"]["slug"] for row in every["data"]]
    assert slugs == sorted(slugs)
    assert {"email", "first_name", "last_name", "avatar", "company", "job_title"} < set(slugs)


async def test_second_event_takes_the_attribute_by_its_id_alone(api: Api) -> None:
    await api.post("/events", "events", {"title": "Tour", "fields": FORM})

    event = await api.post("/events", "events", {"title": "Again", "fields": [{"id": "email"}, {"id": "plan"}]})
    unknown = await api.call("POST", "/events", {"data": {"attributes": {"fields": [{"id": "shoe_size"}]}}})

    assert event["data"]["attributes"]["fields"][1]["type"] == "multiple"
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "unknown_field")
    assert (await api.get("/events"))["meta"]["record_count"] == 2


async def test_answers_are_stored_and_changed_in_part(api: Api) -> None:
    session = await api.make_session(fields=FORM)
    made = await api.register(
        session["id"], {"email": "noor@example.com", "plan": "Pro", "topics": ["Heat", "Light"], "company": "Acme"}
    )
    path = f"/sessions/{session['id']}/people/{made.json()['data']['id']}"

    change = {"data": {"attributes": {"fields": [{"id": "plan", "value": ["Free"]}], "utm_source": "news"}}}
    changed = await api.call("PATCH", path, change)
    read = await api.get(path)

    assert made.status_code == 201
    expected = {"email": "noor@example.com", "first_name": None, "topics": ["Heat", "Light"], "company": "Acme"}
    assert answers_of(made.json()) == expected | {"plan": ["Pro"]}
    assert changed.status_code == 200
    assert answers_of(read) == expected | {"plan": ["Free"]}
    assert read["data"]["attributes"]["registrant_detail"]["utm_source"] == "news"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"plan": "Gold"}, 422, "unknown_option"),
        ({"topics": ["Heat", "Gold"]}, 422, "unknown_option"),
        ({"avatar": "https://example.org/noor.gif"}, 422, "invalid_picture"),
        ({"avatar": "javascript:alert(1)"}, 422, "invalid_url"),
        ({"email": "tom@example.com"}, 422, "email_is_fixed"),
        ({"plan": {"a": 1}}, 400, "invalid_field"),
    ],
)
async def test_answer_that_breaks_a_rule_changes_nothing(api: Api, fields: Any, status: int, code: str) -> None:
    session = await api.make_session(fields=FORM)
    made = await api.register(session["id"], {"email": "noor@example.com", "plan": "Pro"})
    path = f"/sessions/{session['id']}/people/{made.json()['data']['id']}"

    refused = await api.call("PUT", path, {"data": {"attributes": {"fields": fields | {"first_name": "Eve"}}}})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (status, code)
    assert answers_of(await api.get(path)) == answers_of(made.json())


async def test_flat_answers_to_own_fields_are_taken_and_others_ignored(api: Api) -> None:
    session = await api.make_session(fields=FORM)
    body = {
        "data": {"attributes": {"email": "noor@example.com", "plan": "Pro", "shoe_size": "44", "avatar_link": None}}
    }

    made = await api.call("POST", f"/sessions/{session['id']}/people", body)

    assert made.status_code == 201
    assert answers_of(made.json())["plan"] == ["Pro"]


async def test_picture_and_names_belong_to_the_person(api: Api) -> None:
    session = await api.make_session()
    fields = {"email": "noor@example.com", "first_name": "Noor", "avatar": "https://example.org/noor.png"}
    made = await api.register(session["id"], fields)

    person = await api.get(f"/people/{made.json()['data']['id']}")

    assert person["data"]["attributes"]["avatar_link"] == "https://example.org/noor.png"
    assert person["data"]["attributes"]["first_name"] == "Noor"
    assert "registrant_detail" not in person["data"]["attributes"]
