"""Taking a session away."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from footlights.events.models import Session
from footlights.events.sessions import cancel_session
from footlights.kit.database import Db
from footlights.outbox import record
from footlights.registration.facts import PersonUnregistered, RemovedSession
from footlights.registration.models import Registration
from footlights.room.models import PresenceFact, Room, RoomEntry, RoomItem, RoomPerson
from footlights.workspace.actors import Actor


async def remove_session(db: Db, actor: Actor, session_id: str, *, now: datetime) -> None:
    """Cancel a session that is still to come, and remove it with its places if nobody was ever in its room.

    One that was visited stays as canceled: the presence ledger is only ever added to, and whoever waits is told. So
    does one with polls, files or cards prepared for it.
    Tells SessionCanceled and PersonUnregistered, which lets everybody know whose place was for a date to come. Refuses
    one that is live or over with SessionNotOpen.
    """
    session = await cancel_session(db, actor, session_id, now=now)
    await db.flush()
    was_visited = exists().where(PresenceFact.session_id == session.id)
    is_prepared = exists().where(RoomItem.session_id == session.id)
    if await db.scalar(select(was_visited | is_prepared)):
        return
    for table in (RoomEntry, RoomPerson, Room):  # what was told to an empty room
        await db.execute(delete(table).where(table.session_id == session.id))
    removed = _removed(session) if session.event.is_published and session.starts_at > now else None
    own = delete(Registration).where(Registration.session_id == session.id)
    for place_id, person_id in (await db.execute(own.returning(Registration.id, Registration.person_id))).all():
        told = PersonUnregistered(session_id=session.id, person_id=person_id, removed=removed)
        record(db, actor, told, about=place_id, now=now)
    await db.execute(delete(Session).where(Session.id == session.id))


def _removed(session: Session) -> RemovedSession:
    event = session.event
    return RemovedSession(
        session_id=session.id,
        event_id=event.id,
        owner_id=event.owner_id,
        event_kind=event.kind,
        title=event.title,
        language=event.language,
        duration_min=event.duration_min,
        starts_at=session.starts_at.isoformat(),
        time_zone=session.time_zone,
        revision=session.revision,
    )
