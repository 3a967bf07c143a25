"""What the workspace tells."""

from typing import ClassVar

from footlights.outbox import FactType


class TeamMemberInvited(FactType, frozen=True):
    """About the team member. `invitation_id` is the way in to be mailed."""

    kind: ClassVar[str] = "team_member.invited"
    invitation_id: str


class TeamMemberJoined(FactType, frozen=True):
    kind: ClassVar[str] = "team_member.joined"
