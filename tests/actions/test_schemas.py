"""The schemas that agents are given."""

import inspect
import json

import footlights.actions
from footlights.actions import ACTIONS

SETTINGS = {
    *("owner_id", "title", "slug", "status", "description", "everyone_can_speak", "recording_enabled"),
    *("recording_public", "show_in_company_page", "chat_enabled", "polls_enabled", "questions_enabled"),
    *("light_registration_page_enabled", "detailed_registration_page_enabled"),
}
UTM = {"utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"}
PARAMETERS: dict[str, tuple[set[str], list[str]]] = {
    "create_event": (SETTINGS, ["title"]),
    "update_event": ({"event_id", *SETTINGS}, ["event_id"]),
    "get_event": ({"event_id"}, ["event_id"]),
    "list_events": ({"title_filter"}, []),
    "list_sessions": (set(), []),
    "list_attendees_from_event": ({"event_id", "role_filter"}, ["event_id"]),
    "register_someone_for_session": ({"session_id", "fields", "referrer", *UTM}, ["session_id", "fields"]),
}


def test_inputs_have_exactly_these_parameters() -> None:
    found = {name: action.schemas()["input"] for name, action in ACTIONS.items()}

    assert {name: (set(s["properties"]), s["required"]) for name, s in found.items()} == PARAMETERS
    assert {(s["type"], s["additionalProperties"]) for s in found.values()} == {("object", False)}


def test_outputs_are_results() -> None:
    for name, action in ACTIONS.items():
        output = action.schemas()["output"]

        assert output["title"] == name.title().replace("_", "")
        assert list(output["properties"]) == ["success", "error", "data"]
        data = output["properties"]["data"]["anyOf"][0]
        assert data.get("items", data) == {"$ref": "#/$defs/Resource"}
        assert ("items" in data) == name.startswith("list_")


def test_schemas_stand_alone() -> None:
    for action in ACTIONS.values():
        for schema in action.schemas().values():
            referred = json.dumps(schema).split('"#/$defs/')[1:]

            assert {part.split('"')[0] for part in referred} == set(schema.get("$defs", {}))


def test_actions_are_described_functions() -> None:
    for name, action in ACTIONS.items():
        function = getattr(footlights.actions, name)

        assert inspect.iscoroutinefunction(function)
        assert (function.__name__, function.__doc__) == (name, action.description)
        assert action.description
