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


WIDGET_FACTS = {
    "event.created": ("widget_create",),
    "event.published": ("widget_enable",),
    "event.updated": ("widget_update", "widget_disable", "widget_delete"),
    "person.registered": ("widget_registrant_create", "widget_lead_create"),
    "session.started": ("widget_session_start",),
    "session.ended": ("widget_session_stop",),
    "team_member.invited": ("subaccount_create",),
    "team_member.joined": ("subaccount_enable",),
    "account.created": ("subaccount_create",),
    "account.updated": ("subaccount_update",),
    "account.switched": ("subaccount_enable", "subaccount_disable"),
    "account.removed": ("subaccount_delete",),
}
"""Kind of the fact: the names that LiveWebinar has for it, of which its state decides."""
WIDGET_NAMES = (
    "widget_create",
    "widget_update",
    "widget_delete",
    "widget_enable",
    "widget_disable",
    "widget_registrant_create",
    "widget_lead_create",
    "widget_session_start",
    "widget_session_stop",
    "widget_recording_ready",
    "subaccount_create",
    "subaccount_update",
    "subaccount_delete",
    "subaccount_enable",
    "subaccount_disable",
)


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


def widget_event_name(text: str) -> str:
    """The event of LiveWebinar that is meant. Refuses with UnknownEvent."""
    name = text.strip().lower()
    if name not in WIDGET_NAMES:
        raise UnknownEvent(f"“{text[:60]}” is no event. Choose of: {', '.join(WIDGET_NAMES)}.", pointer="event")
    return name
