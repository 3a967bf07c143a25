"""`list_attendees_from_event`, `register_someone_for_session`."""

from typing import Annotated, Literal

from msgspec import Meta

from footlights.actions.action import Id, Input, action, attributes_of
from footlights.actions.client import Client, Resource

Answer = str | int | float | bool | list[str] | None


class ListAttendeesFromEvent(Input, kw_only=True):
    event_id: Id
    role_filter: Literal["participant", "team_member"] | None = None


class RegisterSomeoneForSession(Input, kw_only=True):
    session_id: Id
    fields: Annotated[
        dict[str, Answer],
        Meta(
            description="Answers by field id, such as email, first_name, last_name. Only email is needed.",
            examples=[{"email": "noor@example.com", "first_name": "Noor"}],
        ),
    ]
    referrer: Annotated[str | None, Meta(description="Where the person came from.")] = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    utm_campaign: str | None = None


@action(ListAttendeesFromEvent, list[Resource])
async def list_attendees_from_event(client: Client, wanted: ListAttendeesFromEvent) -> list[Resource]:
    """List everyone who is registered for any session of an event, or those with one role."""
    query = {"filter[role]": wanted.role_filter} if wanted.role_filter else None
    return await client.many("events", wanted.event_id, "people", query=query)


@action(RegisterSomeoneForSession, Resource)
async def register_someone_for_session(client: Client, wanted: RegisterSomeoneForSession) -> Resource:
    """Register a person for a session. The answer's `registrant_detail.connection_link` is their personal link."""
    answers = [{"id": name, "value": value} for name, value in wanted.fields.items() if value is not None]
    attributes = {"fields": answers, **attributes_of(wanted, "session_id", "fields")}
    body = {"data": {"type": "people", "attributes": attributes}}
    return await client.one("POST", "sessions", wanted.session_id, "people", body=body)
