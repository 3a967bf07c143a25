"""After a session: telling of each registrant whether they were there."""

from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.outbox import Fact, FactType, record_many
from footlights.registration.models import Registration
from footlights.room.facts import PersonAttended, PersonNotAttended
from footlights.room.models import Attendance
from footlights.workspace.actors import Actor

CHUNK = 1000


async def tell_attendance(db: Db, fact: Fact) -> None:
    """For `session.ended`: record PersonAttended or PersonNotAttended for everyone with a place, once.

    Exactly once, because the fact is marked as told in the same transaction.
    """
    joined = (Attendance.session_id == Registration.session_id) & (Attendance.person_id == Registration.person_id)
    everyone = (
        select(Registration.id, Registration.person_id, Attendance.person_id)
        .outerjoin(Attendance, joined)
        .where(Registration.session_id == fact.subject_id)
        .order_by(Registration.created_at, Registration.id)
    )
    now = utcnow()
    system = Actor(fact.workspace_id, fact.actor_id, "system", "system")
    facts = [
        (registration_id, _told(fact.subject_id, person_id, was_there=attended is not None))
        for registration_id, person_id, attended in (await db.execute(everyone)).all()
    ]
    for start in range(0, len(facts), CHUNK):
        await record_many(db, system, facts[start : start + CHUNK], now=now)


def _told(session_id: str, person_id: str, *, was_there: bool) -> FactType:
    kind = PersonAttended if was_there else PersonNotAttended
    return kind(session_id=session_id, person_id=person_id)
