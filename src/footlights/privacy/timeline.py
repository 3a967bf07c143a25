"""Everything that happened with one person, in one list."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from footlights.email.queries import list_mails_to
from footlights.engagement.models import ChatMessage
from footlights.events.models import Event, Session
from footlights.kit.database import Db
from footlights.registration.models import PlaceRequest, Registration
from footlights.room.models import Attendance
from footlights.workspace.models import Person


@dataclass(frozen=True)
class Moment:
    """`kind`: registered, requested, mail, joined, left, wrote. `what` holds rows for the template."""

    at: datetime
    kind: str
    session: Session | None = None
    what: dict[str, Any] = field(default_factory=dict)  # Any: rows for a template


async def read_timeline(db: Db, person: Person) -> list[Moment]:
    """Newest first: registrations with answers and origin, requests, mails, attendance, what they wrote."""
    moments: list[Moment] = []
    sessions = await _sessions(db, person)
    for place in await list_places(db, person):
        moments.append(Moment(place.created_at, "registered", sessions.get(place.session_id), {"place": place}))
    for request in await db.scalars(select(PlaceRequest).where(PlaceRequest.person_id == person.id)):
        session = sessions.get(request.session_id)
        moments.append(Moment(request.updated_at, "requested", session, {"request": request}))
    for mail in await list_mails_to(db, person):
        moments.append(Moment(mail.sent_at or mail.created_at, "mail", None, {"mail": mail}))
    for row in await db.scalars(select(Attendance).where(Attendance.person_id == person.id)):
        moments.append(Moment(row.attended_at, "attended", sessions.get(row.session_id), {"attendance": row}))
    wrote = await db.execute(
        select(ChatMessage.session_id, func.count(), func.max(ChatMessage.created_at))
        .where(ChatMessage.person_id == person.id)
        .group_by(ChatMessage.session_id)
    )
    for session_id, number, last_at in wrote:
        moments.append(Moment(last_at, "wrote", sessions.get(session_id), {"number": number}))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


async def list_places(db: Db, person: Person) -> list[Registration]:
    rows = await db.scalars(
        select(Registration)
        .join(Session, Session.id == Registration.session_id)
        .join(Event, Event.id == Session.event_id)
        .options(contains_eager(Registration.session).contains_eager(Session.event))
        .where(Registration.person_id == person.id)
        .order_by(Session.starts_at.desc())
    )
    return list(rows)


async def _sessions(db: Db, person: Person) -> dict[str, Session]:
    of_places = select(Registration.session_id).where(Registration.person_id == person.id)
    of_requests = select(PlaceRequest.session_id).where(PlaceRequest.person_id == person.id)
    rows = await db.scalars(
        select(Session)
        .join(Event, Event.id == Session.event_id)
        .options(contains_eager(Session.event))
        .where(Session.id.in_(of_places.union(of_requests)))
    )
    return {session.id: session for session in rows}
