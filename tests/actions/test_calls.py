"""What the actions ask of a server."""

from typing import Any

import pytest

from footlights.actions import (
    Client,
    Resource,
    Result,
    create_event,
    get_event,
    list_attendees_from_event,
    list_events,
    list_sessions,
    register_someone_for_session,
    update_event,
)
from tests.actions.servers import Call, document, resource, serving


def one(_: Call) -> bytes:
    return document({"data": resource(1, title="Tour"), "included": [], "extra": 1})


def rows(*numbers: int, next_page: int | None = None) -> bytes:
    return document({"data": [resource(number) for number in numbers], "meta": {"next_page": next_page}})


def done(*numbers: int) -> Result[list[Resource]]:
    return Result(success=True, data=[Resource(id=f"id-{n}", type="events", attributes={}) for n in numbers])


async def test_create_event_sends_what_was_given() -> None:
    async with serving(one) as stand, Client(stand.url, "secret") as client:
        result = await create_event(client, title="Tour", owner_id="o-1", status="published", chat_enabled=False)

    (call,) = stand.calls
    assert result == Result(success=True, data=Resource(id="id-1", type="events", attributes={"title": "Tour"}))
    assert (call.method, call.path, call.headers["authorization"]) == ("POST", "/v1/events", "secret")
    attributes = {"title": "Tour", "owner_id": "o-1", "status": "published", "chat_enabled": False}
    assert call.body == {"data": {"type": "events", "attributes": attributes}}


async def test_update_event_sends_what_was_given() -> None:
    async with serving(one) as stand, Client(f"{stand.url}/v1/", "Bearer secret") as client:
        await update_event(client, event_id="id-1", description="", recording_public=True, slug=None)

    (call,) = stand.calls
    assert (call.method, call.path, call.headers["authorization"]) == ("PUT", "/v1/events/id-1", "Bearer secret")
    attributes = {"description": "", "recording_public": True}
    assert call.body == {"data": {"type": "events", "id": "id-1", "attributes": attributes}}


async def test_get_event_asks_for_one() -> None:
    async with serving(one) as stand, Client(stand.url, "secret") as client:
        result = await get_event(client, event_id="id-1")

    assert result.data is not None
    assert (result.data.id, stand.calls[0].method, stand.calls[0].path) == ("id-1", "GET", "/v1/events/id-1")


async def test_register_someone_sends_fields_as_a_list() -> None:
    fields = {"email": "noor@example.com", "plan": ["Pro"], "seats": 2, "company": None}
    async with serving(one) as stand, Client(stand.url, "secret") as client:
        await register_someone_for_session(client, session_id="s-1", fields=fields, utm_source="mail", referrer="x")

    (call,) = stand.calls
    assert (call.method, call.path) == ("POST", "/v1/sessions/s-1/people")
    listed = [
        {"id": "email", "value": "noor@example.com"},
        {"id": "plan", "value": ["Pro"]},
        {"id": "seats", "value": 2},
    ]
    attributes = {"fields": listed, "utm_source": "mail", "referrer": "x"}
    assert call.body == {"data": {"type": "people", "attributes": attributes}}


async def test_lists_ask_with_their_filter() -> None:
    async with serving(lambda _: rows()) as stand, Client(stand.url, "secret") as client:
        await list_events(client, title_filter="heat & pumps")
        await list_events(client)
        await list_sessions(client)
        await list_attendees_from_event(client, event_id="id-1", role_filter="team_member")

    size = {"page[size]": "50"}
    assert [(call.path, call.query) for call in stand.calls] == [
        ("/v1/events", {**size, "filter[title]": "heat & pumps"}),
        ("/v1/events", size),
        ("/v1/sessions", size),
        ("/v1/events/id-1/people", {**size, "filter[role]": "team_member"}),
    ]


@pytest.mark.parametrize("base", [0, 1])
async def test_lists_are_read_to_their_end_whatever_pages_begin_with(base: int) -> None:
    def answer(call: Call) -> bytes:
        number = int(call.query.get("page[number]", base))
        return rows(number - base, next_page=number + 1 if number - base < 3 else None)

    async with serving(answer) as stand, Client(stand.url, "secret") as client:
        result = await list_events(client)

    assert result == done(0, 1, 2, 3)
    assert [call.query.get("page[number]") for call in stand.calls] == [None, *map(str, range(base + 1, base + 4))]


async def test_list_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlights.actions.client.MOST_PAGES", 3)

    def endless(call: Call) -> bytes:
        number = int(call.query.get("page[number]", 0))
        return rows(number, next_page=number + 1)

    async with serving(endless) as stand, Client(stand.url, "secret") as client:
        result = await list_events(client)

    assert (result.success, len(result.data or []), len(stand.calls)) == (False, 3, 3)
    assert result.error == "There are more rows than the first 3, which are all that is read."


async def test_list_that_turns_in_a_circle_is_given_up() -> None:
    async with serving(lambda _: rows(1, next_page=1)) as stand, Client(stand.url, "secret") as client:
        result = await list_events(client)

    assert result == Result(success=False, error="The server's list does not come to an end.")
    assert len(stand.calls) == 2


@pytest.mark.parametrize(
    ("call", "given", "error"),
    [
        (create_event, {}, "The parameter `title` is missing."),
        (create_event, {"title": 5}, "title: Expected `str`, got `int`."),
        (create_event, {"title": "x", "chat_enabled": "yes"}, "chat_enabled: Expected `bool | null`, got `str`."),
        (create_event, {"title": "x", "colour": "red"}, "There is no parameter `colour`."),
        (create_event, {"title": "x", "status": "live"}, "status: Invalid enum value 'live'."),
        (get_event, {"event_id": "../users"}, "event_id: Expected `str` matching regex '^[A-Za-z0-9_-]{1,100}$'."),
        (list_sessions, {"page": 1}, "There is no parameter `page`."),
        (
            list_attendees_from_event,
            {"event_id": "x", "role_filter": "host"},
            "role_filter: Invalid enum value 'host'.",
        ),
        (
            register_someone_for_session,
            {"session_id": "x", "fields": {"email": {"a": 1}}},
            "fields[...]: Expected `bool | int | float | str | array | null`, got `object`.",
        ),
    ],
)
async def test_bad_input_is_told_without_a_call(call: Any, given: dict[str, Any], error: str) -> None:
    async with serving(one) as stand, Client(stand.url, "secret") as client:
        result = await call(client, **given)

    assert result == Result(success=False, error=error)
    assert stand.calls == []


async def test_half_a_character_is_told() -> None:
    async with serving(one) as stand, Client(stand.url, "secret") as client:
        written = await create_event(client, title="\ud800")
        searched = await list_events(client, title_filter="\ud800")

    for result in (written, searched):
        assert (result.success, result.error) == (False, "The input holds half of a character, which cannot be sent.")
