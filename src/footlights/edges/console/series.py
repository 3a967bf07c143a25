"""Recurring sessions: a rule, its dates to look over, and scheduling them; bringing a canceled session back."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_page
from footlights.edges.console.choices import time_zones
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.rows import event_row
from footlights.edges.console.times import start_fields
from footlights.edges.look import _, ngettext
from footlights.events.queries import get_event_for
from footlights.events.recurrence import dates_of, monthly_rule, weekly_rule
from footlights.events.sessions import reinstate_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, InvalidFields
from footlights.registration.scheduling import schedule_series
from footlights.services import Services
from footlights.workspace.rules import check_time_zone

_FIELDS = {"timezone": "time_zone", "estimated_started_at": "date"}


@get("/events/{event_id:str}/series")
async def show_series(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        row = await event_row(db, await get_event_for(db, visitor.actor, event_id), now=utcnow())
        last = row.sessions[-1].session if row.sessions else None
        zone = last.time_zone if last else row.event.workspace.time_zone
        values = start_fields(last.starts_at, zone) if last else {"time_zone": zone}
    return await _page(request, services, visitor, event_id, {**values, "repeat": "weekly", "times": "6"})


@post("/events/{event_id:str}/series")
async def plan_series(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Show the dates of a rule; with `act=schedule`, schedule those that are still ticked."""
    try:
        dates = _dates(form)
        if form.text("act") != "schedule":
            return await _page(request, services, visitor, event_id, form.values(), dates=dates)
        kept = set(form.all("keep"))
        chosen = [at for at in dates if at.isoformat() in kept]
        if not chosen:
            raise Invalid(_("Keep at least one date."), code="no_date", pointer="date")

        async def schedule(db: Db) -> int:
            made = await schedule_series(
                db,
                visitor.actor,
                event_id,
                chosen,
                time_zone=form.text("time_zone"),
                capacity=form.whole("capacity", problem=_("Write the number of places in digits.")),
                now=utcnow(),
            )
            return len(made)

        number = await write(services.database, schedule)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = problems_of(refusal, **_FIELDS)
        return await _page(request, services, visitor, event_id, form.values(), problems=problems)
    told = ngettext("%(num)s session is scheduled.", "%(num)s sessions are scheduled.", number) % {"num": number}
    return go(request, f"{PATH}/events/{event_id}/sessions", told)


@post("/sessions/{session_id:str}/reinstate")
async def reinstate(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Response[Any]:
    """Bring a canceled session back; the people it had are told."""
    async with services.database.write() as db:
        await reinstate_session(db, visitor.actor, session_id, now=utcnow())
    return go(request, f"{PATH}/sessions/{session_id}", _("It takes place after all. Everybody is told by mail."))


def _dates(form: Form) -> list[datetime]:
    problems = {name: _("This is needed.") for name in ("date", "time") if not form.text(name)}
    if problems:
        raise InvalidFields(problems)
    zone = check_time_zone(form.text("time_zone"))
    try:
        first = datetime.fromisoformat(f"{form.text('date')}T{form.text('time')}").replace(tzinfo=None)
    except ValueError as error:
        raise Invalid(_("Write the date as 2026-11-26 and the time as 18:00."), pointer="date") from error
    return dates_of(_rule(form, first), first, zone)


def _rule(form: Form, first: datetime) -> str:
    times = form.whole("times", problem=_("Write the number of dates in digits.")) or 1
    match form.text("repeat"):
        case "daily":
            return f"FREQ=DAILY;COUNT={times}"
        case "fortnightly":
            return weekly_rule(2, times)
        case "monthly":
            return monthly_rule(first, times)
        case "rule":
            return form.text("rule")
        case _:
            return weekly_rule(1, times)


async def _page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    values: dict[str, str],
    *,
    dates: list[datetime] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        row = await event_row(db, await get_event_for(db, visitor.actor, event_id), now=utcnow())
        return await render_page(
            request,
            db,
            visitor,
            "series.html",
            nav="events",
            row=row,
            event=row.event,
            values=values,
            dates=dates or [],
            zones=time_zones(),
            problems=problems,
        )
