"""The dashboard: what comes next, what is live, what came of the last ones."""

from dataclasses import dataclass

from litestar import get
from litestar.di import NamedDependency

from footlights.edges.console.access import Asked, Visitor
from footlights.edges.console.answers import Html, render_bare, render_page
from footlights.edges.console.banner import list_live_now
from footlights.edges.console.charts import Spark, spark
from footlights.edges.console.rows import SessionRow, session_rows
from footlights.events.queries import list_events_page, list_recent_sessions, list_upcoming_sessions
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.registration.links import registration_link
from footlights.room.attendance import cut, measure, read_intervals, unite
from footlights.room.report import count_by_minute
from footlights.services import Services

SHOWN = 4  # rows of each list


@dataclass(frozen=True)
class Result:
    """What came of a session that ended."""

    row: SessionRow
    average_s: int
    curve: Spark


@get("/")
async def show_home(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    now = utcnow()
    async with services.database.read() as db:
        coming = await session_rows(
            db, await list_upcoming_sessions(db, visitor.actor, limit=SHOWN + 1, now=now), now=now
        )
        recent = await session_rows(db, await list_recent_sessions(db, visitor.actor, limit=SHOWN), now=now)
        drafts = await list_events_page(db, visitor.actor, tab="draft", limit=SHOWN, now=now)
        following = coming[0] if coming else None
        return await render_page(
            request,
            db,
            visitor,
            "home.html",
            nav="home",
            following=following,
            following_url=registration_link(services.settings.base_url, following.event, following.session)
            if following
            else None,
            upcoming=coming[1:],
            results=[await _result(db, row) for row in recent],
            drafts=drafts.events,
            is_empty=not (coming or recent or drafts.events),
        )


@get("/live")
async def show_live(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    """The banner alone, which the page asks for again and again."""
    async with services.database.read() as db:
        live = await list_live_now(db, visitor.actor, services)
    return render_bare(request, "_live.html", visitor=visitor, live=live)


async def _result(db: Db, row: SessionRow) -> Result:
    """One statement for each of the few sessions shown."""
    session = row.session
    if session.started_at is None or session.ended_at is None:
        return Result(row, 0, spark([]))
    begin, end = session.started_at, session.ended_at
    inside = [unite(cut(own, begin, end)) for own in (await read_intervals(db, session.id)).values()]
    figures = [own for own in (measure(parts, begin, end) for parts in inside) if own is not None]
    average_s = round(sum(own.duration_s for own in figures) / len(figures)) if figures else 0
    counts = count_by_minute([part for parts in inside for part in parts], begin, end)
    return Result(row, average_s, spark(counts))
