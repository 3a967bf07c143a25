"""What the workspace tells."""

from typing import ClassVar

from footlights.outbox import FactType


class TeamMemberInvited(FactType, frozen=True):
    """About the team member. `invitation_id` is the way in to be mailed."""

    kind: ClassVar[str] = "team_member.invited"
    invitation_id: str


class TeamMemberJoined(FactType, frozen=True):
    kind: ClassVar[str] = "team_member.joined"


class AccountCreated(FactType, frozen=True):
    """About the team member, whom a program put on the team; so are the next ones."""

    kind: ClassVar[str] = "account.created"


class AccountChanged(FactType, frozen=True):
    kind: ClassVar[str] = "account.updated"


class AccountSwitched(FactType, frozen=True):
    kind: ClassVar[str] = "account.switched"
    is_active: bool


class AccountRemoved(FactType, frozen=True):
    kind: ClassVar[str] = "account.removed"
