"""Rules of the room, without a database."""

from footlights.events.models import Event, Session
from footlights.room.frames import Right, Role, Status

TEAM_ROLES: frozenset[str] = frozenset({"host", "moderator", "speaker"})
_RIGHTS: dict[str, tuple[Right, ...]] = {
    "host": (
        "start",
        "end",
        "note",
        "publish",
        "chat",
        "react",
        "people",
        "moderate",
        "answer",
        "activities",
        "present",
    ),
    "moderator": ("note", "chat", "react", "people", "moderate", "answer", "activities", "present"),
    "speaker": ("publish", "chat", "react", "answer", "present"),
    "attendee": ("chat", "react"),
}


def rights_of(role: Role, *, can_everyone_speak: bool, chat_enabled: bool) -> tuple[Right, ...]:
    """What a role may do in a room whose event is set up like this, in the protocol's order."""
    rights = _RIGHTS[role]
    if can_everyone_speak and "publish" not in rights:
        rights = tuple(right for right in _RIGHTS["host"] if right in {*rights, "publish"})
    return rights if chat_enabled else tuple(right for right in rights if right != "chat")


def room_status(session: Session, event: Event) -> Status:
    """The state of the room as the protocol names it."""
    if session.state == "scheduled":
        return "upcoming" if event.is_published else "draft"
    states: dict[str, Status] = {"live": "live", "ended": "ended", "canceled": "canceled"}
    return states[session.state]
