"""Loading what a mail is about, for one mail or for many at once."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.email.kinds import KINDS
from footlights.email.letters import Subject
from footlights.email.models import Mail
from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.queries import find_registration
from footlights.registration.requests import load_request


async def load_subject(db: Db, mail: Mail) -> Subject | None:
    """What the mail is about; None when that is gone."""
    registration = await find_registration(db, mail.subject_id)
    if KINDS[mail.kind].about == "registration":
        return of_registration(registration) if registration else None
    request = await load_request(db, mail.subject_id)
    if request is not None:
        return Subject(request.session, request.session.event, request.person, request=request)
    return sample(registration, mail.kind) if registration and mail.person_id != registration.person_id else None


async def load_subjects(db: Db, session: Session, registration_ids: Collection[str]) -> dict[str, Subject]:
    """Registrations of one session by id; `session.event` is loaded with owner and workspace."""
    rows = await db.scalars(
        select(Registration).options(joinedload(Registration.person)).where(Registration.id.in_(registration_ids))
    )
    return {row.id: Subject(session, session.event, row.person, registration=row) for row in rows}


def of_registration(registration: Registration) -> Subject:
    session = registration.session
    return Subject(session, session.event, registration.person, registration=registration)


def sample(registration: Registration, kind: str) -> Subject:
    """A mail of this kind as the registrant would get it, for previews: a request is made up where it takes one."""
    if KINDS[kind].about == "registration":
        return of_registration(registration)
    request = PlaceRequest(id=new_id(), event_id=registration.event_id, session_id=registration.session_id)
    request.state = {"offer": "offered"}.get(kind, "waiting")
    request.offered_until, request.answers = utcnow().replace(second=0, microsecond=0), registration.answers
    session = registration.session
    return Subject(session, session.event, registration.person, request=request)
