"""After a session: telling of each registrant whether they were there."""

from sqlalchemy import insert, select

from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.outbox import Fact
from footlights.registration.models import Registration
from footlights.room.facts import PersonAttended, PersonNotAttended
from footlights.room.models import Attendance

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
    rows = [
        {
            "workspace_id": fact.workspace_id,
            "kind": (PersonNotAttended if attended is None else PersonAttended).kind,
            "subject_id": registration_id,
            "actor_id": fact.actor_id,
            "data": {"session_id": fact.subject_id, "person_id": person_id},
            "recorded_at": now,
        }
        for registration_id, person_id, attended in (await db.execute(everyone)).all()
    ]
    for start in range(0, len(rows), CHUNK):
        await db.execute(insert(Fact), rows[start : start + CHUNK])
    db.info["facts"] = True
