"""Passes that lead a browser into the console (LiveWebinar's panel single sign-on)."""

from datetime import datetime

from sqlalchemy import delete, select

from footlights.kit.database import Db
from footlights.kit.secrets import hash_token, new_token
from footlights.oauth.errors import BroaderThanToken, PassGone
from footlights.oauth.loading import find_member
from footlights.oauth.models import SignInPass
from footlights.oauth.rules import EVERYTHING, PASS_LASTS, is_within, scopes_of_role
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember


async def issue_pass(db: Db, actor: Actor, *, now: datetime) -> str:
    """A way into the console as the actor, once, within 60 seconds.

    The console can do everything, so the token must be able to: anything less is refused with BroaderThanToken.
    """
    if not is_within(scopes_of_role(EVERYTHING, actor.role), " ".join(actor.scopes)):
        raise BroaderThanToken("Only a token with every scope can open the console.")
    assert actor.person_id is not None
    token = new_token()
    db.add(
        SignInPass(
            team_member_id=actor.person_id, token_hash=hash_token(token), created_at=now, expires_at=now + PASS_LASTS
        )
    )
    await db.execute(
        delete(SignInPass).where(SignInPass.expires_at < now - PASS_LASTS).execution_options(synchronize_session=False)
    )
    return token


async def use_pass(db: Db, token: str, *, now: datetime) -> TeamMember:
    """Whom a pass lets in; it is used up. Refuses with PassGone."""
    wanted = select(SignInPass).where(SignInPass.token_hash == hash_token(token)).with_for_update()
    found = (await db.scalars(wanted)).one_or_none()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise PassGone("This link works once and for a minute. Open it again from where it came from.")
    member = await find_member(db, found.team_member_id, since=found.created_at)
    if member is None:
        raise PassGone("This link works once and for a minute. Open it again from where it came from.")
    found.used_at = now
    return member
