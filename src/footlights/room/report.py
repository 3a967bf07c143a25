"""The report of a session: every figure from the ledger, in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.registration.models import Registration
from footlights.room.attendance import Figures, Interval, cut, measure, read_intervals, unite


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One registrant; `figures` is None for someone who did not attend. `registration.person` is loaded."""

    registration: Registration
    figures: Figures | None


@dataclass(frozen=True)
class SessionReport:
    """Counts include the team, as registrations do. Times are as of `until`: the end, or now while it is live."""

    registrants_count: int
    attendees_count: int
    average_duration_s: int  # of those who attended
    average_rate: int | None  # percent; None when nobody attended
    peak: int  # most people at the same moment
    peak_at: datetime | None
    audience: list[int]  # people present at each full minute after the start, the start itself first
    people: list[PersonRow]  # in the order they registered
    until: datetime

    @property
    def attendance_rate(self) -> int | None:
        """Percent of the registrants who attended."""
        return round(100 * self.attendees_count / self.registrants_count) if self.registrants_count else None


async def report_session(db: Db, session: Session, *, now: datetime) -> SessionReport:
    """The report of a session that is live or over; of one that has not started, empty figures."""
    registrations = await _read_registrations(db, session.id)
    until = session.ended_at or now
    begin = session.started_at or until
    intervals = await read_intervals(db, session.id, now=None if session.ended_at else now)
    inside = {person_id: unite(cut(own, begin, until)) for person_id, own in intervals.items()}
    figures = {person_id: measure(own, begin, until) for person_id, own in inside.items()} if session.started_at else {}
    attended = [own for own in figures.values() if own is not None]
    rates = [own.rate for own in attended if own.rate is not None]
    everyone = [part for own in inside.values() for part in own] if session.started_at else []
    peak, peak_at = find_peak(everyone)
    return SessionReport(
        registrants_count=len(registrations),
        attendees_count=len(attended),
        average_duration_s=round(sum(own.duration_s for own in attended) / len(attended)) if attended else 0,
        average_rate=round(sum(rates) / len(rates)) if rates else None,
        peak=peak,
        peak_at=peak_at,
        audience=count_by_minute(everyone, begin, until) if session.started_at else [],
        people=[PersonRow(registration, figures.get(registration.person_id)) for registration in registrations],
        until=until,
    )


def find_peak(intervals: Iterable[Interval]) -> tuple[int, datetime | None]:
    """The largest number of intervals at one moment and the first such moment; one person's must be disjoint."""
    steps = sorted(step for i in intervals for step in ((i.begin, 0), (i.end, 1)))  # at the same moment, in before out
    most, present, at = 0, 0, None
    for moment, is_out in steps:
        present += -1 if is_out else 1
        if present > most:
            most, at = present, moment
    return most, at


def count_by_minute(intervals: Iterable[Interval], begin: datetime, end: datetime) -> list[int]:
    """How many intervals hold each full minute from `begin` to `end`; one person's must be disjoint."""
    minute = timedelta(minutes=1)
    last = (end - begin) // minute
    changes = Counter[int]()
    for interval in intervals:
        first_in = -((begin - interval.begin) // minute)  # rounded up
        last_in = (interval.end - begin) // minute
        if first_in <= last_in:
            changes[first_in] += 1
            changes[last_in + 1] -= 1
    return list(accumulate(changes[n] for n in range(last + 1)))


async def _read_registrations(db: Db, session_id: str) -> list[Registration]:
    query = (
        select(Registration)
        .options(joinedload(Registration.person))
        .where(Registration.session_id == session_id)
        .order_by(Registration.created_at, Registration.id)
    )
    return list(await db.scalars(query))
