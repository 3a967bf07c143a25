"""Who acts in a room: made from a seat by the socket edge, and passed to every action of the room."""

from dataclasses import dataclass

from footlights.kit.errors import filled
from footlights.room.errors import NotAllowed
from footlights.room.frames.words import Right, Role
from footlights.room.rules import TEAM_ROLES

_REFUSALS: dict[Right, tuple[str, str]] = {
    "start": ("not_a_host", filled("Only a host can start.")),
    "end": ("not_a_host", filled("Only a host can end.")),
    "note": ("not_allowed", filled("Only hosts and moderators can set the note.")),
    "publish": ("not_on_stage", filled("You have no place on stage.")),
    "chat": ("chat_closed", filled("The chat is closed.")),
    "react": ("not_allowed", filled("Reactions are off.")),
    "people": ("not_allowed", filled("Only hosts and moderators see who is here.")),
    "moderate": ("not_allowed", filled("Only hosts and moderators can do this.")),
    "answer": ("not_allowed", filled("Only the team answers questions.")),
    "activities": ("not_allowed", filled("Only hosts and moderators can do this.")),
    "present": ("not_allowed", filled("Only the team can show slides and films.")),
    "stage": ("not_allowed", filled("Only hosts and moderators look after the stage and the door.")),
    "roles": ("not_a_host", filled("Only a host can change a role.")),
    "hand": ("not_allowed", filled("You can speak without raising a hand.")),
}


@dataclass(frozen=True)
class RoomActor:
    """A person with a place in one session. Actions take the session from here and from nowhere else."""

    workspace_id: str
    event_id: str
    session_id: str
    registration_id: str
    person_id: str
    name: str
    role: Role
    rights: tuple[Right, ...]

    @property
    def is_team(self) -> bool:
        """Host, moderator or speaker: those who are let in before the start."""
        return self.role in TEAM_ROLES

    def can(self, right: Right) -> bool:
        return right in self.rights


def require_right(actor: RoomActor, right: Right) -> None:
    """Refuse with NotAllowed unless the actor has the right."""
    if not actor.can(right):
        code, detail = _REFUSALS[right]
        raise NotAllowed(detail, code=code)
