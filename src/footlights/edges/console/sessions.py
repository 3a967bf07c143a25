"""Sessions: schedule, move, cancel, and the way into the room."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor, is_fragment
from footlights.edges.console.answers import Html, go, render_bare, render_dialog, render_page
from footlights.edges.console.choices import time_zones
from footlights.edges.console.events import render_event_tab
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.people_list import people_view
from footlights.edges.console.rows import SessionRow, event_row, session_rows
from footlights.edges.console.times import clock_change_note, read_start, start_fields
from footlights.edges.look import _
from footlights.events.actions import EventChange, update_event
from footlights.events.models import Session
from footlights.events.queries import get_event_for, get_session_for
from footlights.events.sessions import cancel_session, update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.registration.actions import attach_person
from footlights.registration.errors import NoSuchRegistrant
from footlights.registration.links import join_link, registration_link, room_link
from footlights.registration.models import Registration
from footlights.registration.provenance import Source
from footlights.registration.queries import get_registration_for
from footlights.registration.scheduling import schedule_session, start_meeting_now
from footlights.services import Services

_FIELDS = {
    "estimated_duration": "duration_min",
    "timezone": "time_zone",
    "estimated_started_at": "date",
}


@post("/events/{event_id:str}/sessions")
async def schedule(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    async def add(db: Db) -> str:
        starts_at = read_start(form)
        await schedule_session(
            db,
            visitor.actor,
            event_id,
            starts_at=starts_at,
            time_zone=form.text("time_zone"),
            name=form.text("name"),
            capacity=_capacity(form),
            now=utcnow(),
        )
        return clock_change_note(form, starts_at)

    try:
        note = await write(services.database, add)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        async with services.database.read() as db:
            row = await event_row(db, await get_event_for(db, visitor.actor, event_id), now=utcnow())
            view = {"problems": problems_of(refusal, **_FIELDS), "session_values": form.values(), "values": {}}
            return await render_event_tab(request, services, db, visitor, row, "sessions", **view)
    told = f"{_('The session is scheduled.')} {note}".strip()
    return go(request, f"{PATH}/events/{event_id}/sessions", told, tone="warning" if note else "good")


@post("/meetings")
async def start_meeting(services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Response[Any]:
    """Make a meeting that begins now and lead its host into the room."""

    async def make(db: Db) -> Session:
        return await start_meeting_now(db, visitor.actor, title=_("Meeting"), now=utcnow())

    session = await write(services.database, make)
    return await _to_room(services, visitor, session.id)


@get("/sessions/{session_id:str}")
async def show_session(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    return await session_page(request, services, visitor, session_id)


@get("/sessions/{session_id:str}/edit")
async def show_session_form(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        row = await _row(db, visitor, session_id)
        return await _session_form(request, db, visitor, row, _values(row.session))


@post("/sessions/{session_id:str}/edit")
async def change_session(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Move or change a session; date and zone only while it has a date that is still to come."""

    async def change(db: Db) -> str:
        session = await get_session_for(db, visitor.actor, session_id)
        is_movable = _is_movable(session)
        starts_at = _read_move(session, form) if is_movable else None
        now = utcnow()
        await update_session(
            db,
            visitor.actor,
            session_id,
            starts_at=starts_at,
            time_zone=form.text("time_zone") if is_movable else None,
            name=form.text("name"),
            capacity=_capacity(form),
            passcode=form.text("passcode"),
            waiting_room=form.is_on("waiting_room"),
            registered_only=not form.is_on("guests"),
            replay_url=form.text("replay_url"),
            now=now,
        )
        await _set_length(db, visitor, session, form, now=now)
        return clock_change_note(form, starts_at) if starts_at else ""

    try:
        note = await write(services.database, change)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        async with services.database.read() as db:
            row = await _row(db, visitor, session_id)
            problems = problems_of(refusal, **_FIELDS)
            return await _session_form(request, db, visitor, row, form.values(), problems)
    return go(
        request, f"{PATH}/sessions/{session_id}", f"{_('Saved.')} {note}".strip(), tone="warning" if note else "good"
    )


@get("/sessions/{session_id:str}/cancel")
async def ask_cancel(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        row = await _row(db, visitor, session_id)
        return await render_dialog(request, db, visitor, "ask_cancel.html", nav="events", row=row)


@post("/sessions/{session_id:str}/cancel")
async def cancel(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    async with services.database.write() as db:
        await cancel_session(db, visitor.actor, session_id, reason=form.text("reason"), now=utcnow())
    told = _("Canceled. The room stays closed, and everybody with a place is told by mail.")
    return go(request, f"{PATH}/sessions/{session_id}", told)


@post("/sessions/{session_id:str}/enter")
async def enter_room(
    services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Response[Any]:
    """Open the room as oneself; someone of the team without a place gets one first, with their own role."""
    return await _to_room(services, visitor, session_id)


async def session_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    session_id: str,
    *,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    """A session with its links and people; `values` and `problems` are those of the form that adds someone."""
    async with services.database.read() as db:
        row = await _row(db, visitor, session_id)
        people = await people_view(request, services, db, row, values=values)
        if is_fragment(request) and not problems:
            return render_bare(request, "_people.html", visitor=visitor, row=row, **people)
        own = await _find_own(db, visitor, row.session)
        return await render_page(
            request,
            db,
            visitor,
            "session.html",
            nav="events",
            problems=problems,
            row=row,
            page_url=registration_link(services.settings.base_url, row.event, row.session),
            room_url=room_link(services.settings.base_url, row.event.id, row.session.id),
            own_url=join_link(services.settings.base_url, services.secret_key, own, own.person) if own else None,
            own_role=own.room_role if own else None,
            **people,
        )


async def _to_room(services: Services, visitor: Visitor, session_id: str) -> Response[Any]:
    async def seat(db: Db) -> Registration:
        session = await get_session_for(db, visitor.actor, session_id)
        own = await _find_own(db, visitor, session)
        if own is None:
            own = await attach_person(db, session, visitor.member.person, source=Source("invitation"), now=utcnow())
            own.person = visitor.member.person
        return own

    own = await write(services.database, seat)
    url = urlsplit(join_link(services.settings.base_url, services.secret_key, own, own.person))
    # Only the path: the browser may know this server under another name than PUBLIC_URL, and its cookie and the
    # form-action rule hold for the name it came by.
    return Response("", status_code=303, headers={"location": f"{url.path}?{url.query}", "cache-control": "no-store"})


async def _find_own(db: Db, visitor: Visitor, session: Session) -> Registration | None:
    try:
        return await get_registration_for(db, visitor.actor, session, visitor.member.id)
    except NoSuchRegistrant:
        return None


async def _row(db: Db, visitor: Visitor, session_id: str) -> SessionRow:
    session = await get_session_for(db, visitor.actor, session_id)
    return (await session_rows(db, [session], now=utcnow()))[0]


async def _session_form(
    request: Asked,
    db: Db,
    visitor: Visitor,
    row: SessionRow,
    values: dict[str, str],
    problems: dict[str, str] | None = None,
) -> Html:
    return await render_page(
        request,
        db,
        visitor,
        "session_edit.html",
        nav="events",
        row=row,
        is_movable=_is_movable(row.session),
        values=values,
        zones=time_zones(),
        problems=problems,
    )


def _is_movable(session: Session) -> bool:
    """Has it a date, and is that still to come? Sessions of a permanent room have none."""
    return session.state == "scheduled" and session.event.schedule != "permanent"


async def _set_length(db: Db, visitor: Visitor, session: Session, form: Form, *, now: datetime) -> None:
    """The length belongs to the event, and so to all its sessions."""
    minutes = form.whole("duration_min", problem=_("Write the length in minutes, such as 45."))
    if minutes is not None and minutes != session.event.duration_min:
        await update_event(db, visitor.actor, session.event_id, EventChange(duration_min=minutes), now=now)


def _read_move(session: Session, form: Form) -> datetime | None:
    """Where the form moves a session; None when it says what it was shown, which leaves the seconds out."""
    shown = start_fields(session.starts_at, session.time_zone)
    told = {"date": form.text("date"), "time": form.text("time")[:5], "time_zone": form.text("time_zone")}
    return None if told == shown else read_start(form)


def _values(session: Session) -> dict[str, str]:
    return {
        **start_fields(session.starts_at, session.time_zone),
        "name": session.name or "",
        "capacity": str(session.capacity or ""),
        "passcode": session.passcode or "",
        "replay_url": session.replay_url or "",
        "waiting_room": "on" if session.waiting_room else "",
        "guests": "" if session.registered_only else "on",
        "duration_min": str(session.event.duration_min),
    }


def _capacity(form: Form) -> int | None:
    return form.whole("capacity", problem=_("Write the number of places in digits, or leave the field empty."))
