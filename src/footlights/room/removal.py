"""Taking a session away."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from footlights.events.actions import cancel_session
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.outbox import record
from footlights.registration.facts import PersonUnregistered
from footlights.registration.models import Registration
from footlights.room.models import Room
from footlights.workspace.actors import Actor


async def remove_session(db: Db, actor: Actor, session_id: str, *, now: datetime) -> None:
    """Cancel a session that is still to come, and remove it with its places if nobody was ever in its room.

    One that was visited stays as canceled: the presence ledger is only ever added to, and whoever waits is told.
    Tells SessionCanceled and PersonUnregistered. Refuses one that is live or over with SessionNotOpen.
    """
    session = await cancel_session(db, actor, session_id, now=now)
    await db.flush()
    if await db.scalar(select(exists().where(Room.session_id == session.id))):
        return
    own = delete(Registration).where(Registration.session_id == session.id)
    for place_id, person_id in (await db.execute(own.returning(Registration.id, Registration.person_id))).all():
        told = PersonUnregistered(session_id=session.id, person_id=person_id)
        record(db, actor, told, about=place_id, now=now)
    await db.execute(delete(Session).where(Session.id == session.id))
