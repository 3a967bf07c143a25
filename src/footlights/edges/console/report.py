"""The report of a session: figures with how they were counted, the audience's curve, and who was there."""

from dataclasses import dataclass

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import Asked, Visitor, is_fragment
from footlights.edges.console.answers import Html, View, render_bare, render_page
from footlights.edges.console.charts import Moments, audience_curve, part_of
from footlights.edges.console.forms import read_paging
from footlights.edges.console.rows import SessionRow, session_rows
from footlights.edges.look import _
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.room.attendance import Interval, cut, read_intervals, unite
from footlights.room.report import PersonRow, SessionReport, report_session
from footlights.services import Services

PER_PAGE = 100


@dataclass(frozen=True)
class Attendee:
    """A line of the table: `parts` are the times present, as offset and length from 0 to 1000."""

    row: PersonRow
    parts: list[tuple[float, float]]


@get("/sessions/{session_id:str}/report")
async def show_report(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    """Provisional while the session is live, final from its end."""
    now = utcnow()
    async with services.database.read() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        row = (await session_rows(db, [session], now=now))[0]
        report = await report_session(db, session, now=now)
        intervals = await read_intervals(db, session.id, now=now if session.is_live else None)
        view = _people(request, row, report, intervals) | {"row": row, "report": report, "counted_at": now}
        if is_fragment(request) and request.headers.get("hx-target") == "report-list":
            return render_bare(request, "_report_people.html", visitor=visitor, **view)
        view |= _curves(row, report)
        return await render_page(request, db, visitor, "report.html", nav="events", part="_report_figures.html", **view)


def _curves(row: SessionRow, report: SessionReport) -> View:
    """The curve twice: for wide windows, and with the same size of letters for phones."""
    begin = row.session.started_at
    if begin is None:
        return {"curves": [], "begin": None}
    moments = Moments(
        start=_("Start"),
        peak=_("Peak %(number)s") % {"number": report.peak},
        end=_("Now") if row.session.is_live else _("End"),
        peak_at=report.peak_at,
    )
    sizes = (("wide", 1000, 250), ("narrow", 340, 220))
    return {
        "curves": [
            (
                name,
                audience_curve(
                    report.audience, begin, report.until, row.session.time_zone, moments, width=width, height=height
                ),
            )
            for name, width, height in sizes
        ],
        "begin": begin,
    }


def _people(request: Asked, row: SessionRow, report: SessionReport, intervals: dict[str, list[Interval]]) -> View:
    paging = read_paging(request, PER_PAGE)
    words = paging.search.lower().split()[:5]
    found = [person for person in report.people if _matches(person, words)]
    found.sort(key=lambda person: -(person.figures.duration_s if person.figures else -1))
    shown = found[paging.offset : paging.offset + paging.size]
    return {
        "attendees": [_attendee(person, row, report, intervals) for person in shown],
        **paging.view(len(found)),
    }


def _attendee(
    person: PersonRow, row: SessionRow, report: SessionReport, intervals: dict[str, list[Interval]]
) -> Attendee:
    begin, until = row.session.started_at, report.until
    if begin is None or person.figures is None:
        return Attendee(person, [])
    own = unite(cut(intervals.get(person.registration.person_id, []), begin, until))
    return Attendee(person, [part_of(part.begin, part.end, begin, until) for part in own])


def _matches(person: PersonRow, words: list[str]) -> bool:
    known = person.registration.person
    text = f"{known.name} {known.email}".lower()
    return all(word in text for word in words)
