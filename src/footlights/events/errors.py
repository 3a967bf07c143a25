"""Refusals about events and sessions."""

from footlights.kit.errors import Conflict, Invalid, NotFound


class NoSuchEvent(NotFound):
    code = "no_such_event"


class NoSuchSession(NotFound):
    code = "no_such_session"


class SessionNotOpen(Invalid):
    """The session is live, over or canceled, and this change needs one that is still to come."""

    code = "session_not_upcoming"


class EventInUse(Conflict):
    code = "event_in_use"


class NothingToPublish(Invalid):
    code = "nothing_to_publish"
