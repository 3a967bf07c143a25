"""Reading the mail ledger."""

from sqlalchemy import select

from footlights.email.models import Mail
from footlights.kit.database import Db
from footlights.registration.models import PlaceRequest, Registration
from footlights.workspace.models import Person


async def list_captured_mails(db: Db, *, limit: int = 100) -> list[Mail]:
    """Mails kept because no server is configured, newest first."""
    kept = select(Mail).where(Mail.state == "captured").order_by(Mail.created_at.desc(), Mail.id)
    return list(await db.scalars(kept.limit(limit)))


async def find_captured_mail(db: Db, mail_id: str) -> Mail | None:
    return (await db.scalars(select(Mail).where(Mail.id == mail_id, Mail.state == "captured"))).one_or_none()


async def list_mails_of_event(
    db: Db, workspace_id: str, event_id: str | None, *, limit: int = 100
) -> list[tuple[Mail, Person]]:
    """The newest mails about an event's places, or of the whole workspace, with whom they are to."""
    wanted = select(Mail, Person).join(Person, Person.id == Mail.person_id).where(Mail.workspace_id == workspace_id)
    if event_id is not None:
        places = select(Registration.id).where(Registration.event_id == event_id)
        requests = select(PlaceRequest.id).where(PlaceRequest.event_id == event_id)
        wanted = wanted.where(Mail.subject_id.in_(places.union(requests)))
    rows = await db.execute(wanted.order_by(Mail.created_at.desc(), Mail.id).limit(limit))
    return [(mail, person) for mail, person in rows]


async def list_mails_to(db: Db, person: Person) -> list[Mail]:
    """Every mail to one person, newest first."""
    rows = await db.scalars(select(Mail).where(Mail.person_id == person.id).order_by(Mail.created_at.desc()))
    return list(rows)
