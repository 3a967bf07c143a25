"""What the public page of an event shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from footlights.events.models import Event, Session
from footlights.events.queries import list_sessions_of
from footlights.events.rules import session_status
from footlights.kit.database import Db
from footlights.registration.models import Registration
from footlights.workspace.models import Person

State = Literal["open", "live", "full", "ended", "canceled", "none", "closed"]
OPEN = ("upcoming", "live")


@dataclass(frozen=True)
class EventView:
    """`session` is the one that the form is for: the chosen one, else the next; `others` can be chosen as well."""

    event: Event
    session: Session | None
    others: list[Session]
    speakers: list[Person]
    state: State
    places_left: int | None

    @property
    def takes_registrations(self) -> bool:
        return self.state in ("open", "live")


async def view_event(db: Db, event: Event, *, chosen: str, now: datetime) -> EventView:
    sessions = await list_sessions_of(db, event)
    coming = [session for session in sessions if session_status(session, event, now=now) in OPEN]
    wanted = [session for session in sessions if session.id == chosen]
    session = next(iter(wanted or coming or sessions[-1:]), None)
    speakers = await _speakers(db, session) if session else []
    left = await _places_left(db, session) if session else None
    others = [other for other in coming if other is not session]
    return EventView(event, session, others, speakers, _state(event, session, left, now=now), left)


def _state(event: Event, session: Session | None, left: int | None, *, now: datetime) -> State:
    if session is None:
        return "none"
    status = session_status(session, event, now=now)
    if status == "canceled":
        return "canceled"
    if status in {"past", "past_not_started"}:
        return "ended"
    if event.registration_page == "none":
        return "closed"
    if left == 0:
        return "full"
    return "live" if status == "live" else "open"


async def _speakers(db: Db, session: Session) -> list[Person]:
    on_stage = (Registration.session_id == session.id) & Registration.room_role.in_(("host", "speaker"))
    people = select(Person).join(Registration, Registration.person_id == Person.id).where(on_stage)
    return list(await db.scalars(people.order_by(Registration.room_role.desc(), Registration.created_at).limit(8)))


async def _places_left(db: Db, session: Session) -> int | None:
    if session.capacity is None:
        return None
    attendees = (Registration.session_id == session.id) & (Registration.room_role == "attendee")
    taken = await db.scalar(select(func.count()).select_from(Registration).where(attendees)) or 0
    return max(0, session.capacity - taken)
