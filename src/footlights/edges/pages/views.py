"""What the public page of an event shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from footlights.events.forms import Field, list_fields
from footlights.events.models import Event, Presenter, Session
from footlights.events.presenters import list_presenters
from footlights.events.queries import list_sessions_of
from footlights.events.room_options import options_of
from footlights.events.rules import session_status
from footlights.kit.database import Db
from footlights.registration.models import Registration
from footlights.registration.places import closing_time, count_left_in, openness
from footlights.workspace.models import Person

State = Literal["open", "live", "full", "early", "late", "ended", "canceled", "none", "closed"]
OPEN = ("upcoming", "live")
FEW = 10


@dataclass(frozen=True)
class EventView:
    """`session` is the one that the form is for: the chosen one, else the next; `coming` are all that can be chosen."""

    event: Event
    session: Session | None
    coming: list[Session]
    left: dict[str, int | None]  # places of each coming session; None without a limit
    fields: list[Field]
    speakers: list[Person]
    presenters: list[Presenter]
    state: State
    closes_at: datetime | None

    @property
    def others(self) -> list[Session]:
        return [session for session in self.coming if session is not self.session]

    @property
    def places_left(self) -> int | None:
        return self.left.get(self.session.id) if self.session else None

    @property
    def has_few_left(self) -> bool:
        return self.places_left is not None and 0 < self.places_left <= FEW

    @property
    def sends_no_mail(self) -> bool:
        return options_of(self.event).sends_no_mail

    @property
    def is_waiting_list(self) -> bool:
        return self.state == "full" and self.event.waiting_list

    @property
    def takes_registrations(self) -> bool:
        return self.state in ("open", "live") or self.is_waiting_list


async def view_event(db: Db, event: Event, *, chosen: str, now: datetime) -> EventView:
    sessions = await list_sessions_of(db, event)
    coming = [session for session in sessions if session_status(session, event, now=now) in OPEN]
    wanted = [session for session in sessions if session.id == chosen]
    session = next(iter(wanted or coming or sessions[-1:]), None)
    shown = [session, *(other for other in coming if other is not session)] if session else []
    left = await count_left_in(db, shown, now=now)
    state = _state(event, session, left.get(session.id) if session else None, now=now)
    speakers = await _speakers(db, session) if session else []
    presenters = await list_presenters(db, event.id)
    fields = await list_fields(db, event.id)
    closes_at = closing_time(session, event) if session else None
    return EventView(event, session, coming, left, fields, _others(speakers, presenters), presenters, state, closes_at)


async def view_door(db: Db, event: Event, *, chosen: str, now: datetime) -> tuple[Session | None, State]:
    """Which session a form is for and how it stands: what taking the form needs of `view_event`, in few statements."""
    sessions = await list_sessions_of(db, event)
    coming = [session for session in sessions if session_status(session, event, now=now) in OPEN]
    wanted = [session for session in sessions if session.id == chosen]
    session = next(iter(wanted or coming or sessions[-1:]), None)
    left = await count_left_in(db, [session], now=now) if session else {}
    return session, _state(event, session, left.get(session.id) if session else None, now=now)


def _state(event: Event, session: Session | None, left: int | None, *, now: datetime) -> State:
    if session is None:
        return "none"
    is_open = openness(session, event, now=now)
    if is_open in ("canceled", "over"):
        return "canceled" if is_open == "canceled" else "ended"
    if event.registration_page == "none":
        return "closed"
    if is_open == "early":
        return "early"
    if is_open == "closed":
        return "late"
    if left == 0:
        return "full"
    return "live" if session.is_live else "open"


async def _speakers(db: Db, session: Session) -> list[Person]:
    on_stage = (Registration.session_id == session.id) & Registration.room_role.in_(("host", "speaker"))
    people = select(Person).join(Registration, Registration.person_id == Person.id).where(on_stage)
    return list(await db.scalars(people.order_by(Registration.room_role.desc(), Registration.created_at).limit(8)))


def _others(speakers: list[Person], presenters: list[Presenter]) -> list[Person]:
    """Speakers who are not announced as presenters already."""
    announced = {presenter.person_id for presenter in presenters}
    return [person for person in speakers if person.id not in announced]
