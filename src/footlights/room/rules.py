"""Rules of the room, without a database."""

from typing import get_args

from footlights.events.models import Event, Session
from footlights.kit.errors import filled
from footlights.room.frames.words import Right, Role, Status

TEAM_ROLES: frozenset[str] = frozenset({"host", "moderator", "speaker"})
STAGE_PLACES = 12
"""People on stage at once, with camera or microphone."""
STAGE_FULL = filled(
    "The stage is full: %(places)s people are on it. Someone has to leave it first.", places=STAGE_PLACES
)
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
        "stage",
        "roles",
    ),
    "moderator": ("note", "chat", "react", "people", "moderate", "answer", "activities", "present", "stage"),
    "speaker": ("publish", "chat", "react", "answer", "present"),
    "attendee": ("chat", "react", "hand"),
}


def rights_of(
    role: Role, *, can_everyone_speak: bool, chat_enabled: bool, is_on_stage: bool = False
) -> tuple[Right, ...]:
    """What a role may do in a room whose event is set up like this, in the protocol's order.

    `is_on_stage` says that the person was invited up and accepted: they publish without having the role for it.
    """
    rights = set(_RIGHTS[role])
    if can_everyone_speak or is_on_stage:
        rights |= {"publish"}
    if "publish" in rights:
        rights -= {"hand"}
    if not chat_enabled:
        rights -= {"chat"}
    return tuple(right for right in get_args(Right) if right in rights)


def room_status(session: Session, event: Event) -> Status:
    """The state of the room as the protocol names it."""
    if session.state == "scheduled":
        return "upcoming" if event.is_published else "draft"
    states: dict[str, Status] = {"live": "live", "ended": "ended", "canceled": "canceled"}
    return states[session.state]
