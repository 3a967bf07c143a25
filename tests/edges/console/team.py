"""People on the team besides the owner."""

from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.workspace.actions import accept_invitation, invite_team_member, renew_invitation_token
from footlights.workspace.models import Invitation, TeamMember
from tests.factories import PASSWORD, House


async def join_team(database: Database, house: House, email: str, *, role: str, room_role: str) -> TeamMember:
    """Invite someone and accept for them."""
    async with database.write() as db:
        member = await invite_team_member(db, house.actor, email=email, role=role, room_role=room_role, now=utcnow())
        invitation = (await db.scalars(select(Invitation).where(Invitation.team_member_id == member.id))).one()
        token = renew_invitation_token(invitation)
        await db.flush()
        return await accept_invitation(db, token, first_name="Priya", last_name="Nair", password=PASSWORD, now=utcnow())
