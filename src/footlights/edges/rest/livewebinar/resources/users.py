"""Users: the team, and whoever has an account below it."""

from collections.abc import Collection, Sequence
from typing import Any

from footlights.edges.rest.livewebinar.answers import unix
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.workspace.models import TeamMember

KIND = "person"


async def read_users(
    db: Db, members: Sequence[TeamMember], *, include: Collection[str] = ()
) -> list[dict[str, Any]]:  # Any: JSON
    """Documents of team members of one workspace, who are loaded with their person; `include` may hold profile."""
    if not members:
        return []
    numbers = await numbers_of(db, members[0].workspace_id, KIND, [member.id for member in members])
    return [_user(member, numbers[member.id], has_profile="profile" in include) for member in members]


def _user(member: TeamMember, number: int, *, has_profile: bool) -> dict[str, Any]:  # Any: JSON
    user: dict[str, Any] = {
        "id": number,
        "email": member.person.email,
        "status": "active",
        "confirmed": member.joined_at is not None,
        "created_at": unix(member.created_at),
    }
    return user | {"profile": {"data": _profile(member)}} if has_profile else user


def _profile(member: TeamMember) -> dict[str, Any]:  # Any: JSON
    person = member.person
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "timezone": person.time_zone,
        "avatar_url": person.avatar_url,
    }
