"""Accounts of the team that programs make and change, beside invitations: LiveWebinar calls them sub-accounts."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select, update

from footlights.kit.database import Db
from footlights.kit.errors import Forbidden, Invalid
from footlights.kit.secrets import hash_password
from footlights.kit.text import clean_line, clean_text
from footlights.outbox import record
from footlights.workspace.actions import (
    count_owners,
    get_team_member_for,
    invite,
    place_on_team,
    remove_team_member,
)
from footlights.workspace.actors import Actor, require_admin, require_rank
from footlights.workspace.errors import LastOwner, NoSuchTeamMember
from footlights.workspace.facts import AccountChanged, AccountCreated, AccountRemoved, AccountSwitched
from footlights.workspace.models import Account, SignIn, TeamMember
from footlights.workspace.packages import Package, check_package, package_of
from footlights.workspace.people import find_person, rename_person
from footlights.workspace.rules import check_email, check_password, check_time_zone

MIN_PASSWORD = 8
"""LiveWebinar contract, section 3.2; the console asks for more."""
TEXT_LENGTHS = {"phone_number": 40, "data_location": 64, "created_ip": 45, "user_name": 64}


class Profile(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What is told of a person beyond name, zone and picture, which are the person's."""

    company: str | None = None
    date_format: str = "Y-m-d"  # in PHP's letters
    time_format: str = "H:i"
    country_code_iso2: str | None = None
    country_state_iso2: str | None = None
    city: str | None = None
    street: str | None = None
    postal_code: str | None = None
    about: str = ""
    logo_url: str | None = None
    own_logo: bool = False
    background_url: str | None = None


class AccountSettings(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What rooms that the account makes begin with, and what it is written about."""

    language: str | None = None
    notifications: dict[str, bool] = {}  # by kind of mail to the team (`email.subscribers`); absent is true
    default_form_id: int | None = None
    default_template_id: int | None = None
    recording_auto: bool = False
    thankyou_page_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountChange:
    """What to set; None leaves a value as it is. `profile` and `settings` hold members of those documents."""

    email: str | None = None
    password: str | None = None
    is_active: bool | None = None
    is_confirmed: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    time_zone: str | None = None
    avatar_url: str | None = None
    user_name: str | None = None
    phone_number: str | None = None
    package_id: int | None = None
    data_location: str | None = None
    created_ip: str | None = None
    profile: dict[str, Any] = field(default_factory=dict)  # Any: as Profile has them
    settings: dict[str, Any] = field(default_factory=dict)  # Any: as AccountSettings has them


def profile_of(account: Account | None) -> Profile:
    return msgspec.convert(account.profile if account else {}, Profile)


def settings_of(account: Account | None) -> AccountSettings:
    return msgspec.convert(account.settings if account else {}, AccountSettings)


async def accounts_of(db: Db, member_ids: Collection[str]) -> dict[str, Account]:
    """Accounts by team member; most members have none."""
    rows = await db.scalars(select(Account).where(Account.id.in_(member_ids)))
    return {row.id: row for row in rows}


async def package_of_owner(db: Db, person_id: str) -> Package:
    return package_of(await db.scalar(select(Account.package_id).where(Account.id == person_id)))


async def get_visible_member_for(db: Db, actor: Actor, member_id: str) -> TeamMember:
    """Anyone on the team for owners and admins, oneself for the others; else NoSuchTeamMember."""
    if not actor.is_admin and member_id != actor.person_id:
        raise NoSuchTeamMember("There is no such team member.")
    return await get_team_member_for(db, actor, member_id)


async def create_account(db: Db, actor: Actor, change: AccountChange, *, now: datetime) -> TeamMember:
    """Make a member of the team with a password. Unless confirmed, a mail with the way in follows from the fact.

    Tells AccountCreated. Refuses an e-mail that is on the team already, and what breaks a rule.
    """
    require_admin(actor)
    if change.password is None:
        raise Invalid("The password field is required.", code="password_missing", pointer="password")
    known = await find_person(db, actor.workspace_id, change.email or "")
    member = await db.get(TeamMember, known.id) if known else None
    if member is not None and member.removed_at is None:
        raise _taken()
    member = await place_on_team(db, actor, change.email or "", role="member", room_role="host", now=now)
    if change.is_confirmed:
        member.joined_at = now
    else:
        await invite(db, actor, member, now=now)
    record(db, actor, AccountCreated(), about=member.id, now=now)
    made = await get_team_member_for(db, actor, member.id)
    await _apply(db, actor, made, change, now=now)
    return made


async def update_account(db: Db, actor: Actor, member_id: str, change: AccountChange, *, now: datetime) -> TeamMember:
    """Change an account: one's own, or as an owner or admin that of another; an owner's only as an owner.

    A new password or e-mail ends its sign-ins. Tells AccountChanged, and AccountSwitched when it is switched on or off.
    """
    member = await get_visible_member_for(db, actor, member_id)
    require_rank(actor, member.role)
    if change.package_id is not None:
        require_admin(actor)
    if change.is_confirmed and member.joined_at is None:
        require_admin(actor)
        member.joined_at = now
    await _apply(db, actor, member, change, now=now)
    record(db, actor, AccountChanged(), about=member.id, now=now)
    return member


async def remove_account(db: Db, actor: Actor, member_id: str, *, now: datetime) -> None:
    """As `remove_team_member`. Tells AccountRemoved."""
    member = await get_visible_member_for(db, actor, member_id)
    await remove_team_member(db, actor, member.id, now=now)
    record(db, actor, AccountRemoved(), about=member.id, now=now)


async def _apply(db: Db, actor: Actor, member: TeamMember, change: AccountChange, *, now: datetime) -> None:
    person = member.person
    if change.email is not None:
        await _change_email(db, member, change.email, now=now)
    if change.password is not None:
        check_password(change.password, shortest=MIN_PASSWORD)
        member.password_hash = await asyncio.to_thread(hash_password, change.password)
        await _end_sign_ins(db, member, now=now)
    if change.time_zone is not None:
        person.time_zone = check_time_zone(change.time_zone)
    if change.avatar_url is not None:
        person.avatar_url = change.avatar_url or None
    rename_person(person, first_name=change.first_name, last_name=change.last_name, now=now)
    if change.is_active is not None:
        await _switch(db, actor, member, is_active=change.is_active, now=now)
    await _write_account(db, member, change, now=now)
    member.updated_at = now
    await db.flush()


async def _change_email(db: Db, member: TeamMember, email: str, *, now: datetime) -> None:
    person = member.person
    address, key = check_email(email)
    if key == person.email_key:
        return
    if await find_person(db, member.workspace_id, email) is not None:
        raise _taken()
    person.email, person.email_key, person.updated_at = address, key, now
    await _end_sign_ins(db, member, now=now)


async def _switch(db: Db, actor: Actor, member: TeamMember, *, is_active: bool, now: datetime) -> None:
    """A disabled account neither signs in nor calls the APIs; its rooms stay. Refuses oneself and the last owner."""
    if is_active == (member.disabled_at is None):
        return
    require_admin(actor)
    if member.id == actor.person_id:
        raise Forbidden("You cannot disable your own account.", code="own_account")
    if not is_active and member.role == "owner" and await count_owners(db, actor.workspace_id) == 1:
        raise LastOwner("A workspace keeps at least one owner.")
    member.disabled_at = None if is_active else now
    if not is_active:
        await _end_sign_ins(db, member, now=now)
    record(db, actor, AccountSwitched(is_active=is_active), about=member.id, now=now)


async def _end_sign_ins(db: Db, member: TeamMember, *, now: datetime) -> None:
    own = (SignIn.team_member_id == member.id) & SignIn.revoked_at.is_(None)
    await db.execute(update(SignIn).where(own).values(revoked_at=now))


async def _write_account(db: Db, member: TeamMember, change: AccountChange, *, now: datetime) -> None:
    texts = {name: getattr(change, name) for name in TEXT_LENGTHS if getattr(change, name) is not None}
    if not (texts or change.package_id is not None or change.profile or change.settings):
        return
    account = await db.get(Account, member.id)
    if account is None:
        account = Account(id=member.id, profile={}, settings={}, updated_at=now)
        db.add(account)
    for name, text in texts.items():
        setattr(account, name, clean_line(text, limit=TEXT_LENGTHS[name]) or None)
    if "user_name" in texts:
        await _check_user_name(db, account)
    if change.package_id is not None:
        account.package_id = check_package(change.package_id)
    profile = msgspec.structs.replace(profile_of(account), **_cleaned(change.profile))
    account.profile = msgspec.to_builtins(profile)
    settings = msgspec.structs.replace(settings_of(account), **change.settings)
    account.settings = msgspec.to_builtins(settings)
    account.updated_at = now


async def _check_user_name(db: Db, account: Account) -> None:
    account.user_name_key = account.user_name.lower() if account.user_name else None
    if account.user_name_key is None:
        return
    if "@" in account.user_name_key:
        raise Invalid("A user name has no @.", code="invalid_user_name", pointer="user_name")
    with db.no_autoflush:
        others = select(Account.id).where(Account.user_name_key == account.user_name_key, Account.id != account.id)
        if await db.scalar(others) is not None:
            raise Invalid("The user name has already been taken.", code="user_name_taken", pointer="user_name")


def _cleaned(profile: dict[str, Any]) -> dict[str, Any]:  # Any: as Profile has them
    return {
        name: (clean_text(value, limit=2000) if name == "about" else clean_line(value, limit=2000) or None)
        if isinstance(value, str)
        else value
        for name, value in profile.items()
    }


def _taken() -> Invalid:
    return Invalid("The email has already been taken.", code="email_taken", pointer="email")


def visible_members(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on TeamMember: who the actor sees."""
    there = (TeamMember.workspace_id == actor.workspace_id, TeamMember.removed_at.is_(None))
    return there if actor.is_admin else (*there, TeamMember.id == actor.person_id)
