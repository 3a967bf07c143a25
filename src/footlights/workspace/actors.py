"""Who acts: made by an edge after checking a credential, and passed to every action."""

from dataclasses import dataclass, field
from typing import Literal

from footlights.kit.errors import Forbidden

Via = Literal["console", "page", "api", "room", "cli", "system"]


@dataclass(frozen=True)
class Actor:
    """`role` is owner, admin or member for the team, attendee for a registrant, system for the product itself."""

    workspace_id: str
    person_id: str | None
    role: Literal["owner", "admin", "member", "attendee", "system"]
    via: Via
    scopes: frozenset[str] = field(default_factory=frozenset)  # of an API token; empty elsewhere
    page_base: int = 1

    @property
    def is_team(self) -> bool:
        return self.role != "attendee"

    @property
    def is_admin(self) -> bool:
        return self.role in {"owner", "admin", "system"}


def require_team(actor: Actor) -> None:
    """Refuse with Forbidden unless the actor belongs to the team."""
    if not actor.is_team:
        raise Forbidden("Only the team can do this.", code="team_only")


def require_admin(actor: Actor) -> None:
    """Refuse with Forbidden unless the actor is an owner or admin."""
    if not actor.is_admin:
        raise Forbidden("Only an owner or admin can do this.", code="admin_only")


def require_rank(actor: Actor, role: str) -> None:
    """Refuse with Forbidden when someone with this role stands above the actor: owners are changed by owners alone."""
    if role == "owner" and actor.role not in {"owner", "system"}:
        raise Forbidden("Only an owner can change an owner's account.", code="owner_only")
