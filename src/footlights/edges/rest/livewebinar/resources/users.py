"""Users: the team, and whoever has an account below it."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from footlights.edges.rest.livewebinar.answers import unix
from footlights.kit.database import Db
from footlights.numbering import numbers_of
from footlights.workspace.accounts import AccountSettings, Profile, accounts_of, profile_of, settings_of
from footlights.workspace.models import Account, TeamMember
from footlights.workspace.packages import package_of

KIND = "person"


async def read_users(
    db: Db, members: Sequence[TeamMember], *, include: Collection[str] = ()
) -> list[dict[str, Any]]:  # Any: JSON
    """Documents of team members of one workspace, who are loaded with their person; `include` may hold profile."""
    if not members:
        return []
    ids = [member.id for member in members]
    numbers, accounts = await numbers_of(db, members[0].workspace_id, KIND, ids), await accounts_of(db, ids)
    return [
        {"id": numbers[member.id]} | _user(member, accounts.get(member.id), has_profile="profile" in include)
        for member in members
    ]


def settings_document(member: TeamMember, account: Account | None) -> dict[str, Any]:  # Any: JSON
    settings = settings_of(account)
    return {"timezone": member.person.time_zone, **_all_of(settings)}


def _user(member: TeamMember, account: Account | None, *, has_profile: bool) -> dict[str, Any]:  # Any: JSON
    user: dict[str, Any] = {
        "email": member.person.email,
        "user_name": account.user_name if account else None,
        "phone_number": account.phone_number if account else None,
        "status": "active" if member.disabled_at is None else "inactive",
        "confirmed": member.joined_at is not None,
        "package_id": package_of(account.package_id if account else None).id,
        "data_location": account.data_location if account else None,
        "created_at": unix(member.created_at),
    }
    return user | {"profile": {"data": _profile(member, account)}} if has_profile else user


def _profile(member: TeamMember, account: Account | None) -> dict[str, Any]:  # Any: JSON
    person = member.person
    own = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "timezone": person.time_zone,
        "avatar_url": person.avatar_url,
    }
    return own | _all_of(profile_of(account))


def _all_of(document: Profile | AccountSettings) -> dict[str, Any]:  # Any: JSON
    """Every member, also what is as usual."""
    return msgspec.structs.asdict(document)
