"""Events with their owner and, when asked for, their sessions."""

from collections.abc import Sequence
from datetime import datetime

from footlights.edges.rest.livestorm.documents import Document, Resource, unix
from footlights.edges.rest.livestorm.resources.people import BUILT_IN, base_attributes
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of_events
from footlights.events.rules import scheduling_status
from footlights.kit.database import Db
from footlights.registration.links import registration_link


async def read_events(
    db: Db, events: Sequence[Event], *, include: frozenset[str] = frozenset(), base_url: str, now: datetime
) -> list[Resource]:
    """Several events in one statement, or three when `include` names sessions; `event.owner` is loaded."""
    sessions = await list_sessions_of_events(db, list(events))
    resources = [event_resource(event, sessions[event.id], base_url=base_url, now=now) for event in events]
    if "sessions" not in include:
        return resources
    for event in events:
        for session in sessions[event.id]:
            session.event = event
    everything = [session for own in sessions.values() for session in own]
    written = {resource.id: resource for resource in await read_sessions(db, everything, base_url=base_url, now=now)}
    for resource in resources:
        resource.related["sessions"] = [written[session.id] for session in sessions[resource.id]]
    return resources


def event_resource(event: Event, sessions: list[Session], *, base_url: str, now: datetime) -> Resource:
    attributes: Document = {
        "title": event.title,
        "slug": event.slug,
        "registration_link": registration_link(base_url, event),
        "estimated_duration": event.duration_min,
        "registration_page_enabled": event.registration_page != "none",
        "everyone_can_speak": event.everyone_can_speak,
        "description": event.description,
        "status": event.status,
        "light_registration_page_enabled": event.registration_page == "light",
        "detailed_registration_page_enabled": event.registration_page == "detailed",
        "recording_enabled": event.recording_enabled,
        "recording_public": event.recording_public,
        "show_in_company_page": event.show_in_company_page,
        "chat_enabled": event.chat_enabled,
        "polls_enabled": event.polls_enabled,
        "questions_enabled": event.questions_enabled,
        "language": event.language,
        "published_at": unix(event.published_at),
        "scheduling_status": scheduling_status(event, sessions, now=now),
        "created_at": unix(event.created_at),
        "updated_at": unix(event.updated_at),
        "owner": {"id": event.owner.id, "type": "people", "attributes": base_attributes(event.owner)},
        "sessions_count": len(sessions),
        "fields": [
            {"id": name, "type": kind, "order": order, "required": required}
            for order, (name, kind, required) in enumerate(BUILT_IN)
        ],
    }
    return Resource("events", event.id, attributes)
