"""Events: the list, making one, its page with tabs, its settings, publishing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor, is_fragment
from footlights.edges.console.answers import Html, View, go, render_bare, render_page
from footlights.edges.console.choices import LANGUAGES, time_zones
from footlights.edges.console.forms import Form, problems_of, read_paging, write
from footlights.edges.console.prose import html_of, text_of
from footlights.edges.console.rows import EventRow, event_row, event_rows
from footlights.edges.console.times import clock_change_note, read_start
from footlights.edges.look import _
from footlights.events.actions import (
    EventChange,
    copy_event,
    create_event,
    update_event,
)
from footlights.events.models import Event
from footlights.events.queries import Tab, get_event_for, list_events_page
from footlights.events.rules import parse_start
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, NotFound
from footlights.kit.text import slugify
from footlights.registration.links import registration_link
from footlights.registration.scheduling import schedule_session
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.models import Workspace
from footlights.workspace.queries import get_workspace

PER_PAGE = 25
SECTIONS = ("basics", "registration", "room")
TABS: tuple[str, ...] = tuple(tab for tab in get_args(Tab) if tab != "all")
_FIELDS = {"estimated_duration": "duration_min", "timezone": "time_zone", "estimated_started_at": "date"}


@dataclass(frozen=True)
class Blocker:
    """Something to settle before publishing. Warnings do not stop it."""

    text: str
    href: str
    stops: bool


@get("/events")
async def list_events(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    """The list; tab, search and page are in the address."""
    wanted = request.query_params.get("tab", "")
    tab, paging = wanted if wanted in TABS else "upcoming", read_paging(request, PER_PAGE)
    now = utcnow()
    async with services.database.read() as db:
        page = await list_events_page(
            db,
            visitor.actor,
            tab=cast("Tab", tab),
            title=paging.search,
            limit=paging.size,
            offset=paging.offset,
            now=now,
        )
        view: View = {"tab": tab, "rows": await event_rows(db, page.events, now=now), **paging.view(page.total)}
        return await render_page(request, db, visitor, "events.html", nav="events", part="_event_list.html", **view)


@get("/events/new")
async def show_new_event(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]
) -> Html:
    kind = "meeting" if request.query_params.get("kind") == "meeting" else "webinar"
    async with services.database.read() as db:
        workspace = await get_workspace(db, visitor.actor)
        values = {"kind": kind, "time_zone": workspace.time_zone, "duration_min": "45"}
        return await _new_event_page(request, db, visitor, values)


@post("/events")
async def create(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    """Make a draft, with its first session when a date is given."""

    async def make(db: Db) -> tuple[Event, str]:
        now = utcnow()
        length = form.whole("duration_min", problem=_("Write the length in minutes, such as 45."))
        change = EventChange(title=form.text("title"), kind=form.text("kind") or None, duration_min=length)
        template = form.text("template")
        if template:
            copied = EventChange(title=form.text("title"), duration_min=length)
            event = await copy_event(db, visitor.actor, template, copied, now=now)
        else:
            usual = replace(change, registration_page="detailed")
            event = await create_event(db, visitor.actor, usual, now=now)
        if not (form.text("date") or form.text("time")):
            return event, ""
        starts_at = read_start(form)
        await schedule_session(
            db, visitor.actor, event.id, starts_at=starts_at, time_zone=form.text("time_zone"), now=now
        )
        return event, clock_change_note(form, starts_at)

    try:
        event, note = await write(services.database, make)
    except AppError as refusal:
        async with services.database.read() as db:
            return await _new_event_page(request, db, visitor, form.values(), problems_of(refusal, **_FIELDS))
    told = _("Saved as a draft. Nobody is invited until you publish.")
    return go(
        request, f"{PATH}/events/{event.id}/settings", f"{told} {note}".strip(), tone="warning" if note else "good"
    )


@get("/events/{event_id:str}")
async def show_event(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _tab(request, services, visitor, event_id, "overview")


@get("/events/{event_id:str}/sessions")
async def show_sessions(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _tab(request, services, visitor, event_id, "sessions")


@get("/events/{event_id:str}/settings")
async def show_settings(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _tab(request, services, visitor, event_id, "settings")


@post("/events/{event_id:str}/settings/{section:str}")
async def save_section(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    section: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Save one section of the settings; the others stay as they are."""
    if section not in SECTIONS:
        raise NotFound(_("There is no such section."))

    async def save(db: Db) -> Event:
        zone = (await get_workspace(db, visitor.actor)).time_zone
        return await update_event(db, visitor.actor, event_id, _change(section, form, zone), now=utcnow())

    try:
        await write(services.database, save)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = problems_of(refusal, **_FIELDS)
        return await _tab(
            request, services, visitor, event_id, "settings", section=section, values=form.values(), problems=problems
        )
    if is_fragment(request):
        return await _tab(request, services, visitor, event_id, "settings", section=section, saved_at=utcnow())
    return go(request, f"{PATH}/events/{event_id}/settings#{section}", _("Saved."), place=section)


@get("/events/{event_id:str}/slug")
async def show_slug(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    """What the page's address will be, while it is typed."""
    wanted = slugify(request.query_params.get("slug", ""))
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        taken = await _is_slug_taken(db, visitor.actor, event, wanted) if wanted else False
    return render_bare(request, "_slug.html", event=event, wanted=wanted, is_taken=taken)


async def render_event_tab(
    request: Asked,
    services: Services,
    db: Db,
    visitor: Visitor,
    row: EventRow,
    tab: str,
    *,
    problems: dict[str, str] | None = None,
    **view: Any,  # Any: values for the template
) -> Html:
    """One tab of an event's page."""
    event = row.event
    return await render_page(
        request,
        db,
        visitor,
        f"event_{tab}.html",
        nav="events",
        problems=problems,
        row=row,
        event=event,
        tab=tab,
        page_url=registration_link(services.settings.base_url, event),
        blockers=_blockers(row),
        languages=_languages(event),
        zones=time_zones(),
        saved_zone=event.workspace.time_zone,
        **view,
    )


async def _tab(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    tab: str,
    *,
    problems: dict[str, str] | None = None,
    section: str | None = None,
    values: dict[str, str] | None = None,
    **view: Any,  # Any: values for the template
) -> Html:
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        row = await event_row(db, event, now=utcnow())
        shown = _values(event) | ({} if values is None else _typed(section, values))
        workspace: Workspace = event.workspace
        view |= {"values": shown, "section": section, "session_values": {"time_zone": _usual_zone(row, workspace)}}
        if is_fragment(request) and section:
            view |= {"event": event, "languages": _languages(event), "saved_zone": workspace.time_zone}
            return render_bare(request, f"_settings_{section}.html", visitor=visitor, problems=problems, **view)
        return await render_event_tab(request, services, db, visitor, row, tab, problems=problems, **view)


async def _new_event_page(
    request: Asked, db: Db, visitor: Visitor, values: dict[str, str], problems: dict[str, str] | None = None
) -> Html:
    only = (Event.is_template.is_(True),)
    templates = (await list_events_page(db, visitor.actor, conditions=only, limit=100, now=utcnow())).events
    return await render_page(
        request,
        db,
        visitor,
        "event_new.html",
        nav="events",
        values=values,
        zones=time_zones(),
        event_templates=templates,
        problems=problems,
    )


async def _is_slug_taken(db: Db, actor: Actor, event: Event, slug: str) -> bool:
    others = (Event.slug == slug, Event.id != event.id)
    return (await list_events_page(db, actor, conditions=others, limit=1, now=utcnow())).total > 0


def _registration_change(form: Form, zone: str) -> EventChange:
    kind = form.text("page_kind") or "light"
    opens = form.text("opens_at")
    hours = form.whole("offer_hours", problem=_("Write the hours in digits, such as 24."))
    return EventChange(
        registration_page=kind if form.is_on("registration_page") else "none",
        show_in_company_page=form.is_on("show_in_company_page"),
        needs_approval=form.is_on("needs_approval"),
        waiting_list=form.is_on("waiting_list"),
        offer_hours=hours,
        closes_before_min=form.whole("closes_before_min", problem=_("Write the minutes in digits, such as 60.")),
        opens_at=parse_start(opens, zone, pointer="opens_at") if opens else None,
    )


def _change(section: str, form: Form, zone: str) -> EventChange:
    """What a section's form sets; its switches are off when the form does not name them."""
    match section:
        case "basics":
            return EventChange(
                title=form.text("title"),
                slug=form.text("slug") or None,
                kind=form.text("kind") or None,
                language=form.text("language") or None,
                description=html_of(form.text("description")),
                duration_min=form.whole("duration_min", problem=_("Write the length in minutes, such as 45.")),
            )
        case "registration":
            return _registration_change(form, zone)
        case "room":
            return EventChange(chat_enabled=form.is_on("chat_enabled"))
        case _:
            raise AssertionError(section)


def _values(event: Event) -> dict[str, str]:
    return {
        "title": event.title,
        "slug": event.slug,
        "kind": event.kind,
        "language": event.language,
        "description": text_of(event.description),
        "duration_min": str(event.duration_min),
        "registration_page": "" if event.registration_page == "none" else "on",
        "page_kind": "light" if event.registration_page == "light" else "detailed",
        "show_in_company_page": "on" if event.show_in_company_page else "",
        "needs_approval": "on" if event.needs_approval else "",
        "waiting_list": "on" if event.waiting_list else "",
        "offer_hours": str(event.offer_hours),
        "closes_before_min": "" if event.closes_before_min is None else str(event.closes_before_min),
        "opens_at": _local(event.opens_at, event.workspace.time_zone),
        "chat_enabled": "on" if event.chat_enabled else "",
    }


def _local(at: datetime | None, zone: str) -> str:
    """A moment as an input of type datetime-local shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if at else ""


def _typed(section: str | None, values: dict[str, str]) -> dict[str, str]:
    """What was typed, with switches that were off spelled out."""
    switches = ("registration_page", "show_in_company_page", "needs_approval", "waiting_list")
    off = {"registration": dict.fromkeys(switches, ""), "room": {"chat_enabled": ""}}
    return off.get(section or "", {}) | values


def _languages(event: Event) -> list[tuple[str, str]]:
    """The offered languages, and the event's own if the API set another."""
    offered = list(LANGUAGES)
    return offered if event.language in dict(offered) else [*offered, (event.language, event.language)]


def _usual_zone(row: EventRow, workspace: Workspace) -> str:
    return row.sessions[-1].session.time_zone if row.sessions else workspace.time_zone


def _blockers(row: EventRow) -> list[Blocker]:
    """What stands between a draft and its audience."""
    base = f"{PATH}/events/{row.event.id}"
    found = []
    if not row.event.title.strip():
        found.append(Blocker(_("It has no title."), f"{base}/settings#basics", stops=True))
    if row.next is None:
        found.append(Blocker(_("No session is scheduled, so nobody can register."), f"{base}/sessions", stops=True))
    if not row.event.description:
        found.append(Blocker(_("The page has no description."), f"{base}/settings#basics", stops=False))
    return found
