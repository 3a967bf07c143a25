"""What can be done with a workspace and its team."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.kit.secrets import hash_password, hash_token, new_token, verify_password
from footlights.kit.text import clean_line, slugify
from footlights.outbox import record
from footlights.workspace.actors import Actor, Via, require_admin, require_rank
from footlights.workspace.attributes import built_in_attributes
from footlights.workspace.errors import AlreadyOnTeam, InvitationGone, LastOwner, NoSuchTeamMember, WrongCredentials
from footlights.workspace.facts import TeamMemberInvited, TeamMemberJoined
from footlights.workspace.models import Account, ApiToken, Invitation, Person, SignIn, TeamMember, Workspace
from footlights.workspace.people import ensure_person, rename_person
from footlights.workspace.rules import ROLES, ROOM_ROLES, check_email, check_password, check_scopes, check_time_zone

SIGN_IN_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=14)
T = TypeVar("T")


@dataclass(frozen=True)
class Founded:
    workspace: Workspace
    owner: TeamMember


@dataclass(frozen=True)
class Issued(Generic[T]):
    """A stored credential and its only readable form."""

    row: T
    token: str


async def create_workspace(
    db: Db,
    *,
    name: str,
    email: str,
    password: str,
    time_zone: str = "UTC",
    language: str = "en",
    first_name: str | None = None,
    last_name: str | None = None,
    now: datetime,
) -> Founded:
    """Make a workspace with its owner, who can sign in at once."""
    title = clean_line(name, limit=200)
    if not title:
        raise Invalid("Give the workspace a name.", code="name_missing", pointer="name")
    check_password(password)
    check_time_zone(time_zone)
    workspace = Workspace(
        id=new_id(),
        name=title,
        slug=await _free_slug(db, slugify(title) or "workspace"),
        language=language,
        time_zone=time_zone,
        created_at=now,
        updated_at=now,
    )
    db.add(workspace)
    await db.flush()
    db.add_all(built_in_attributes(workspace.id, now=now))
    person = await ensure_person(db, workspace.id, email, first_name=first_name, last_name=last_name, now=now)
    member = await _add_team_member(db, person, role="owner", room_role="host", now=now)
    member.password_hash = await asyncio.to_thread(hash_password, password)
    member.joined_at = now
    return Founded(workspace, member)


async def update_workspace(
    db: Db,
    actor: Actor,
    *,
    name: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    now: datetime,
) -> Workspace:
    require_admin(actor)
    workspace = (await db.scalars(select(Workspace).where(Workspace.id == actor.workspace_id))).one()
    if name is not None:
        workspace.name = clean_line(name, limit=200)
        if not workspace.name:
            raise Invalid("Give the workspace a name.", code="name_missing", pointer="name")
    if time_zone is not None:
        workspace.time_zone = check_time_zone(time_zone, pointer="time_zone")
    if language is not None:
        workspace.language = language
    workspace.updated_at = now
    return workspace


async def sign_in(db: Db, *, email: str, password: str, user_agent: str = "", now: datetime) -> Issued[SignIn]:
    """Check a password and open a browser session. Refuses with WrongCredentials, slowly and without saying why."""
    member = await check_credentials(db, email=email, password=password)
    return open_sign_in(db, member.id, user_agent=user_agent, now=now)


async def check_credentials(db: Db, *, email: str, password: str) -> TeamMember:
    """Whose e-mail (or user name, which has no @) and password these are.

    Refuses with WrongCredentials, in the same time whatever is wrong.
    """
    named = select(Account.id).where(Account.user_name_key == email.strip().lower())
    is_theirs = Person.email_key == _email_key(email) if "@" in email else TeamMember.id.in_(named)
    member = (
        await db.scalars(
            select(TeamMember)
            .join(Person, Person.id == TeamMember.id)
            .where(
                is_theirs,
                TeamMember.joined_at.is_not(None),
                TeamMember.removed_at.is_(None),
                TeamMember.disabled_at.is_(None),
            )
            .order_by(TeamMember.created_at)
            .limit(1)
        )
    ).one_or_none()
    stored = member.password_hash if member else None
    if not await asyncio.to_thread(verify_password, stored, password) or member is None:
        raise WrongCredentials("E-mail and password do not match.")
    return member


def open_sign_in(db: Db, team_member_id: str, *, user_agent: str = "", now: datetime) -> Issued[SignIn]:
    """Open a browser session for someone who has just proved who they are."""
    token = new_token()
    row = SignIn(
        team_member_id=team_member_id,
        token_hash=hash_token(token),
        user_agent=clean_line(user_agent, limit=300),
        created_at=now,
        last_seen_at=now,
        expires_at=now + SIGN_IN_LASTS,
    )
    db.add(row)
    return Issued(row, token)


async def sign_out(db: Db, token: str, *, now: datetime) -> None:
    await db.execute(update(SignIn).where(SignIn.token_hash == hash_token(token)).values(revoked_at=now))


async def revoke_sign_in(db: Db, actor: Actor, sign_in_id: str, *, now: datetime) -> None:
    """End one of the actor's own sign-ins; nothing happens for anyone else's."""
    own = (SignIn.id == sign_in_id) & (SignIn.team_member_id == actor.person_id)
    await db.execute(update(SignIn).where(own, SignIn.revoked_at.is_(None)).values(revoked_at=now))


async def change_password(db: Db, actor: Actor, *, current: str, new: str, now: datetime) -> None:
    """Set a new password and end every other sign-in of this person."""
    member = (await db.scalars(select(TeamMember).where(TeamMember.id == actor.person_id))).one()
    if not await asyncio.to_thread(verify_password, member.password_hash, current):
        raise WrongCredentials("The current password does not match.", pointer="current")
    member.password_hash = await asyncio.to_thread(hash_password, check_password(new, pointer="new"))
    member.updated_at = now
    await db.execute(update(SignIn).where(SignIn.team_member_id == member.id).values(revoked_at=now))


async def set_theme(db: Db, actor: Actor, theme: str, *, now: datetime) -> None:
    if theme not in {"auto", "paper", "house"}:
        raise Invalid("Choose auto, paper or house.", code="unknown_theme", pointer="theme")
    await db.execute(update(TeamMember).where(TeamMember.id == actor.person_id).values(theme=theme, updated_at=now))


async def invite_team_member(
    db: Db, actor: Actor, *, email: str, role: str = "member", room_role: str = "moderator", now: datetime
) -> TeamMember:
    """Add a pending team member; the mail with the way in follows from the fact. Refuses with AlreadyOnTeam."""
    require_admin(actor)
    _check_roles(actor, role, room_role)
    member = await place_on_team(db, actor, email, role=role, room_role=room_role, now=now)
    await invite(db, actor, member, now=now)
    return member


async def place_on_team(db: Db, actor: Actor, email: str, *, role: str, room_role: str, now: datetime) -> TeamMember:
    """Make a pending team member without a way in, from a new person or a known one. Refuses with AlreadyOnTeam."""
    person = await ensure_person(db, actor.workspace_id, email, now=now)
    await db.flush()
    member = await db.get(TeamMember, person.id)
    if member is not None and member.removed_at is None:
        raise AlreadyOnTeam("This person is already on the team.", pointer="email")
    member = member or await _add_team_member(db, person, role=role, room_role=room_role, now=now)
    person.role = "team_member"
    member.role, member.room_role, member.updated_at = role, room_role, now
    member.joined_at = member.removed_at = member.password_hash = member.disabled_at = None
    return member


async def resend_invitation(db: Db, actor: Actor, team_member_id: str, *, now: datetime) -> None:
    """Make a new way in and void the earlier ones."""
    require_admin(actor)
    member = await get_team_member_for(db, actor, team_member_id)
    if member.joined_at is not None:
        raise AlreadyOnTeam("This person has joined already.")
    await db.execute(update(Invitation).where(Invitation.team_member_id == member.id).values(used_at=now))
    await invite(db, actor, member, now=now)


def renew_invitation_token(invitation: Invitation) -> str:
    """A fresh token for a link that is about to be mailed; any earlier link of this invitation stops working."""
    token = new_token()
    invitation.token_hash = hash_token(token)
    return token


async def find_invitation(db: Db, token: str, *, now: datetime) -> tuple[Invitation, Person]:
    """The invitation that a link is for, and whom it invites. Refuses with InvitationGone."""
    found = (
        await db.execute(
            select(Invitation, Person)
            .join(Person, Person.id == Invitation.team_member_id)
            .where(Invitation.token_hash == hash_token(token), Invitation.used_at.is_(None))
        )
    ).one_or_none()
    if found is None or found[0].expires_at <= now:
        raise InvitationGone("This invitation was used, replaced or has expired. Ask for a new one.")
    return found[0], found[1]


async def accept_invitation(
    db: Db, token: str, *, first_name: str, last_name: str, password: str, via: Via = "console", now: datetime
) -> TeamMember:
    """Join the team with a name and a password; the link works once."""
    invitation, person = await find_invitation(db, token, now=now)
    check_password(password)
    if not clean_line(first_name, limit=100):
        raise Invalid("Tell your first name.", code="name_missing", pointer="first_name")
    rename_person(person, first_name=first_name, last_name=last_name, now=now)
    member = (await db.scalars(select(TeamMember).where(TeamMember.id == person.id))).one()
    member.password_hash = await asyncio.to_thread(hash_password, password)
    member.joined_at = member.updated_at = now
    invitation.used_at = now
    joined = Actor(person.workspace_id, person.id, "member", via)
    record(db, joined, TeamMemberJoined(), about=member.id, now=now)
    return member


async def remove_team_member(db: Db, actor: Actor, team_member_id: str, *, now: datetime) -> None:
    """End someone's membership, sign-ins and tokens, and forget their account.

    The person stays; the last owner cannot be removed (LastOwner), and an owner only by an owner.
    """
    require_admin(actor)
    member = await get_team_member_for(db, actor, team_member_id)
    require_rank(actor, member.role)
    if member.role == "owner" and await count_owners(db, actor.workspace_id) == 1:
        raise LastOwner("A workspace keeps at least one owner.")
    await db.execute(update(SignIn).where(SignIn.team_member_id == member.id).values(revoked_at=now))
    await db.execute(update(ApiToken).where(ApiToken.team_member_id == member.id).values(revoked_at=now))
    await db.execute(delete(Account).where(Account.id == member.id))
    member.removed_at = member.updated_at = now
    member.person.role, member.person.updated_at = "participant", now


async def create_api_token(
    db: Db, actor: Actor, *, name: str, scopes: list[str], page_base: int, now: datetime
) -> Issued[ApiToken]:
    """Make an API token; its text is in the answer and nowhere else."""
    require_admin(actor)
    if actor.person_id is None:
        raise Invalid("A token belongs to a team member.", code="owner_missing")
    label = clean_line(name, limit=100)
    if not label:
        raise Invalid("Give the token a name.", code="name_missing", pointer="name")
    if page_base not in (0, 1):
        raise Invalid("The first page is 0 or 1.", code="invalid_page_base", pointer="page_base")
    token = new_token("fl_")
    row = ApiToken(
        workspace_id=actor.workspace_id,
        team_member_id=actor.person_id,
        name=label,
        token_hash=hash_token(token),
        scopes=check_scopes(scopes),
        page_base=page_base,
        created_at=now,
    )
    db.add(row)
    return Issued(row, token)


async def revoke_api_token(db: Db, actor: Actor, token_id: str, *, now: datetime) -> None:
    require_admin(actor)
    own = (ApiToken.id == token_id) & (ApiToken.workspace_id == actor.workspace_id)
    await db.execute(update(ApiToken).where(own, ApiToken.revoked_at.is_(None)).values(revoked_at=now))


async def get_team_member_for(db: Db, actor: Actor, team_member_id: str) -> TeamMember:
    found = (
        await db.scalars(
            select(TeamMember)
            .options(joinedload(TeamMember.person))
            .where(
                TeamMember.id == team_member_id,
                TeamMember.workspace_id == actor.workspace_id,
                TeamMember.removed_at.is_(None),
            )
        )
    ).one_or_none()
    if found is None:
        raise NoSuchTeamMember("There is no such team member.")
    return found


async def _add_team_member(db: Db, person: Person, *, role: str, room_role: str, now: datetime) -> TeamMember:
    person.role = "team_member"
    await db.flush()
    member = TeamMember(
        id=person.id,
        workspace_id=person.workspace_id,
        role=role,
        room_role=room_role,
        created_at=now,
        updated_at=now,
    )
    db.add(member)
    await db.flush()
    return member


async def invite(db: Db, actor: Actor, member: TeamMember, *, now: datetime) -> None:
    """Give a pending team member a way in. Tells TeamMemberInvited."""
    invitation = Invitation(
        id=new_id(),
        team_member_id=member.id,
        token_hash=hash_token(new_token()),
        expires_at=now + INVITATION_LASTS,
        created_at=now,
    )
    db.add(invitation)
    record(db, actor, TeamMemberInvited(invitation_id=invitation.id), about=member.id, now=now)


def _check_roles(actor: Actor, role: str, room_role: str) -> None:
    if role not in ROLES or (role == "owner" and actor.role not in {"owner", "system"}):
        raise Invalid("Choose admin or member.", code="unknown_role", pointer="role")
    if room_role not in ROOM_ROLES:
        raise Invalid("Choose host or moderator.", code="unknown_role", pointer="room_role")


async def count_owners(db: Db, workspace_id: str) -> int:
    owners = (TeamMember.workspace_id == workspace_id) & (TeamMember.role == "owner")
    return await db.scalar(select(func.count()).where(owners, TeamMember.removed_at.is_(None))) or 0


def _email_key(email: str) -> str:
    try:
        return check_email(email)[1]
    except Invalid:
        return ""


async def _free_slug(db: Db, wanted: str) -> str:
    taken = set((await db.scalars(select(Workspace.slug).where(Workspace.slug.startswith(wanted)))).all())
    return next(slug for slug in _candidates(wanted) if slug not in taken)


def _candidates(wanted: str) -> list[str]:
    return [wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))]
