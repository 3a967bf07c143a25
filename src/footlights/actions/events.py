"""`create_event`, `update_event`, `get_event`, `list_events`."""

from typing import Annotated, Literal

from msgspec import Meta

from footlights.actions.action import Id, Input, action, attributes_of
from footlights.actions.client import Client, Resource

Title = Annotated[str, Meta(description="What the event is called.")]


class EventSettings(Input, kw_only=True):
    """What an event can be told, but for its title."""

    owner_id: Annotated[
        str | None, Meta(description="The team member who owns the event; the token's maker when left out.")
    ] = None
    slug: Annotated[str | None, Meta(description="The event's name in addresses; made from the title.")] = None
    status: Annotated[Literal["draft", "published"] | None, Meta(description="A new event is a draft.")] = None
    description: Annotated[str | None, Meta(description="HTML, for the registration page.")] = None
    everyone_can_speak: bool | None = None
    recording_enabled: bool | None = None
    recording_public: bool | None = None
    show_in_company_page: bool | None = None
    chat_enabled: bool | None = None
    polls_enabled: bool | None = None
    questions_enabled: bool | None = None
    light_registration_page_enabled: bool | None = None
    detailed_registration_page_enabled: bool | None = None


class CreateEvent(EventSettings, kw_only=True):
    title: Title


class UpdateEvent(EventSettings, kw_only=True):
    event_id: Id
    title: Title | None = None


class GetEvent(Input, kw_only=True):
    event_id: Id


class ListEvents(Input, kw_only=True):
    title_filter: Annotated[str | None, Meta(description="Only events whose title contains this text.")] = None


@action(CreateEvent, Resource)
async def create_event(client: Client, wanted: CreateEvent) -> Resource:
    """Create an event. It has no session yet, and is a draft unless `status` is `published`."""
    body = {"data": {"type": "events", "attributes": attributes_of(wanted)}}
    return await client.one("POST", "events", body=body)


@action(UpdateEvent, Resource)
async def update_event(client: Client, wanted: UpdateEvent) -> Resource:
    """Change an event. Parameters that are left out stay as they are."""
    body = {"data": {"type": "events", "id": wanted.event_id, "attributes": attributes_of(wanted, "event_id")}}
    return await client.one("PUT", "events", wanted.event_id, body=body)


@action(GetEvent, Resource)
async def get_event(client: Client, wanted: GetEvent) -> Resource:
    """Read one event."""
    return await client.one("GET", "events", wanted.event_id)


@action(ListEvents, list[Resource])
async def list_events(client: Client, wanted: ListEvents) -> list[Resource]:
    """List all events, newest first, or those whose title contains a text."""
    query = {"filter[title]": wanted.title_filter} if wanted.title_filter else None
    return await client.many("events", query=query)
