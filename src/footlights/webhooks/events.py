"""The names under which facts go out."""

from footlights.kit.errors import Invalid

FACTS = {
    "event.created": "event.created",
    "event.published": "event.published",
    "event.updated": "event.updated",
    "session.created": "session.created",
    "session.started": "session.started",
    "session.ended": "session.ended",
    "session.canceled": "session.canceled",
    "person.registered": "people.registered",
    "person.unregistered": "people.unregistered",
    "person.attended": "people.attended",
    "person.not_attended": "people.not_attended",
    "person.watched_replay": "people.watched_replay",
    "job.ended": "job.ended",
}
"""Kind of the fact: name of the webhook event."""
NAMES = tuple(FACTS.values())
TEST = "webhook.test"
MOST_EVENTS = len(NAMES)
_ALIASES = {
    "attendance": "people.attended",
    "registration": "people.registered",
    "unregistration": "people.unregistered",
}
_SINGULAR = {"sessions": "session", "events": "event", "jobs": "job", "person": "people"}


class UnknownEvent(Invalid):
    code = "unknown_event"


def event_name(text: str) -> str:
    """The event that is meant: its name, one that older documents use, or a plural. Refuses with UnknownEvent."""
    word = text.strip().lower()
    area, _, verb = word.partition(".")
    name = _ALIASES.get(word) or f"{_SINGULAR.get(area, area)}.{verb}"
    if name not in NAMES:
        raise UnknownEvent(f"“{text[:60]}” is no event. Choose of: {', '.join(NAMES)}.", pointer="event")
    return name
