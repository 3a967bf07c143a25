"""Attendance: figures computed from the presence ledger.

A person's time is the union of the intervals of all their connections, cut to the time the session was live: two tabs
or a reconnect never count twice. A connection's interval goes from its first fact to its last, whatever their order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, Reads, fetch, fetch_only, narrowable
from footlights.kit.snapshot import Prepared
from footlights.room.models import Attendance, PresenceFact

OPEN_FOR = timedelta(seconds=90)
"""In a session that is still live, a connection without a `leave` whose last fact is no older than this (one and a
half times `presence.HERE_EVERY`) counts as connected now."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    begin: datetime
    end: datetime


class Held(Protocol):
    """A session, or its columns."""

    @property
    def id(self) -> str: ...
    @property
    def is_live(self) -> bool: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of one person. Both times lie inside the session."""

    attended_at: datetime
    left_at: datetime
    duration_s: int
    rate: int | None  # percent, 0 to 100; None for a session of no length


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored figure that the ledger does not give."""

    session_id: str
    person_id: str
    stored: Figures | None
    computed: Figures | None

    def __str__(self) -> str:
        return f"session {self.session_id} person {self.person_id}: stored {self.stored}, computed {self.computed}"


@dataclass(frozen=True)
class Verified:
    """What a verification looked at and found; `figures` counts people with figures."""

    sessions: int
    figures: int
    differences: list[Difference]


def unite(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as disjoint intervals in order."""
    united: list[Interval] = []
    for interval in sorted(intervals):
        if united and interval.begin <= united[-1].end:
            united[-1] = Interval(united[-1].begin, max(united[-1].end, interval.end))
        else:
            united.append(interval)
    return united


def cut(intervals: Iterable[Interval], begin: datetime, end: datetime) -> list[Interval]:
    """The parts from `begin` to `end`; one that only touches them stays as a moment."""
    parts = (Interval(max(i.begin, begin), min(i.end, end)) for i in intervals)
    return [part for part in parts if part.begin <= part.end]


def measure(intervals: Iterable[Interval], started_at: datetime, ended_at: datetime) -> Figures | None:
    """Figures of one person with these connections; None for someone who was not there while it was live."""
    inside = unite(cut(intervals, started_at, ended_at))
    if not inside:
        return None
    present = sum(((part.end - part.begin) for part in inside), timedelta())
    whole = ended_at - started_at
    rate = round(100 * (present / whole)) if whole else None
    return Figures(inside[0].begin, inside[-1].end, round(present.total_seconds()), rate)


async def read_intervals(
    db: Reads, session_id: str, *, person_ids: Collection[str] | None = None, now: datetime | None = None
) -> dict[str, list[Interval]]:
    """Intervals of the connections of each person, from the ledger; one statement.

    With `now`, connections that look open last until now (for a session that is still live).
    """
    rows = await fetch_only(db, _SPANS, {"session_id": session_id}, person_ids)
    intervals: dict[str, list[Interval]] = {}
    for person_id, first, last, left in rows:
        is_open = now is not None and left is None and last > now - OPEN_FOR
        intervals.setdefault(person_id, []).append(Interval(first, max(last, now) if is_open and now else last))
    return intervals


async def compute_figures(
    db: Reads, session: Held, *, person_ids: Collection[str] | None = None, now: datetime
) -> dict[str, Figures]:
    """Figures of everyone who attended, from the ledger: final for an ended session, as of `now` for a live one."""
    if session.started_at is None:
        return {}
    intervals = await read_intervals(db, session.id, person_ids=person_ids, now=None if session.ended_at else now)
    return _measure_all(intervals, session.started_at, session.ended_at or now)


def _measure_all(
    intervals: Mapping[str, Sequence[Interval]], started_at: datetime, ended_at: datetime
) -> dict[str, Figures]:
    measured = {person_id: measure(own, started_at, ended_at) for person_id, own in intervals.items()}
    return {person_id: figures for person_id, figures in measured.items() if figures is not None}


async def refresh_attendance(
    db: Db, session: Session, *, person_ids: Collection[str] | None = None, now: datetime
) -> None:
    """Store the figures of these people, or of everyone, as the ledger gives them now."""
    figures = await compute_figures(db, session, person_ids=person_ids, now=now)
    rows = [_row(session.id, person_id, own) for person_id, own in figures.items()]
    if person_ids is None:
        await db.execute(delete(Attendance).where(Attendance.session_id == session.id))
    if not rows:
        return
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    upsert = dialect.insert(Attendance)
    new = {name: upsert.excluded[name] for name in ("attended_at", "left_at", "duration_s", "rate")}
    await db.execute(upsert.on_conflict_do_update(index_elements=["session_id", "person_id"], set_=new), rows)


async def load_figures(
    db: Reads, session: Held, *, person_ids: Collection[str] | None = None, now: datetime | None = None
) -> dict[str, Figures]:
    """Figures to show, by person id: the stored ones of an ended session, the moving ones of a live session."""
    if session.is_live:
        return await compute_figures(db, session, person_ids=person_ids, now=now or utcnow())
    return await _read_stored(db, session.id, person_ids=person_ids)


async def count_attendees(db: Reads, session_ids: Collection[str]) -> dict[str, int]:
    """How many people attended each session, team included; 0 for the others. One statement."""
    rows = await fetch(db, _ATTENDEES, {"session_ids": list(session_ids)})
    return dict.fromkeys(session_ids, 0) | {session_id: int(number) for session_id, number in rows}


async def verify_attendance(db: Db) -> Verified:
    """Recompute every figure of every ended session from the ledger and compare it with the stored one."""
    sessions = list(await db.scalars(select(Session).where(Session.state == "ended").order_by(Session.ended_at)))
    figures, differences = 0, list[Difference]()
    for session in sessions:
        stored = await _read_stored(db, session.id)
        computed = await compute_figures(db, session, now=session.ended_at or session.updated_at)
        figures += len(computed)
        differences += [
            Difference(session.id, person_id, stored.get(person_id), computed.get(person_id))
            for person_id in sorted(stored.keys() | computed.keys())
            if stored.get(person_id) != computed.get(person_id)
        ]
    return Verified(len(sessions), figures, differences)


async def _read_stored(db: Reads, session_id: str, *, person_ids: Collection[str] | None = None) -> dict[str, Figures]:
    rows = await fetch_only(db, _STORED, {"session_id": session_id}, person_ids)
    return {person_id: Figures(*figures) for person_id, *figures in rows}


_SPANS = narrowable(
    select(
        PresenceFact.person_id,
        func.min(PresenceFact.at).label("first"),
        func.max(PresenceFact.at).label("last"),
        func.max(case((PresenceFact.kind == "leave", PresenceFact.at))).label("left"),
    )
    .where(PresenceFact.session_id == bindparam("session_id"))
    .group_by(PresenceFact.person_id, PresenceFact.connection_id),
    PresenceFact.person_id,
)
_STORED = narrowable(
    select(
        Attendance.person_id, Attendance.attended_at, Attendance.left_at, Attendance.duration_s, Attendance.rate
    ).where(Attendance.session_id == bindparam("session_id")),
    Attendance.person_id,
)
_ATTENDEES = Prepared(
    select(Attendance.session_id, func.count())
    .where(Attendance.session_id.in_(bindparam("session_ids", expanding=True)))
    .group_by(Attendance.session_id)
)


def _row(session_id: str, person_id: str, figures: Figures) -> dict[str, object]:
    return {
        "session_id": session_id,
        "person_id": person_id,
        "attended_at": figures.attended_at,
        "left_at": figures.left_at,
        "duration_s": figures.duration_s,
        "rate": figures.rate,
    }
