"""A workspace's public page of coming events, and the same as feeds: iCalendar, RSS 2.0 and JSON Feed 1.1."""

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
import nh3
from litestar import Response, get

from footlights.edges.given import PathText, Running
from footlights.edges.look import _, speak
from footlights.edges.look.times import long_date, time_span
from footlights.edges.pages.events import is_zone
from footlights.edges.pages.rendering import Html, render
from footlights.events.calendar import feed_calendar
from footlights.events.company import list_public_sessions
from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.errors import NotFound
from footlights.registration.links import registration_link
from footlights.services import Services
from footlights.workspace.models import Workspace
from footlights.workspace.queries import find_workspace_by_slug

HEADERS = {"cache-control": "public, max-age=300", "access-control-allow-origin": "*"}


async def company_page(services: Services, workspace_slug: str, tz: str) -> Html:
    """Refuses with NotFound."""
    workspace, sessions = await _read(services, workspace_slug)
    return render(
        services,
        "company.html",
        language=workspace.language,
        workspace=workspace,
        sessions=sessions,
        shown_zone=tz if is_zone(tz) else None,
    )


@get("/{workspace_slug:str}/events.ics", include_in_schema=False)
async def give_ical(services: Running, workspace_slug: PathText) -> Response[bytes]:
    workspace, sessions = await _read(services, workspace_slug)
    dated = [session for session in sessions if session.event.schedule != "permanent"]
    entries = [(session, session.event, _url(services, session)) for session in dated]
    body = feed_calendar(entries, name=workspace.name, now=utcnow())
    return Response(body, media_type="text/calendar", headers=HEADERS)


@get("/{workspace_slug:str}/events.rss", include_in_schema=False)
async def give_rss(services: Running, workspace_slug: PathText) -> Response[bytes]:
    workspace, sessions = await _read(services, workspace_slug)
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    page = f"{services.settings.base_url}/{workspace.slug}"
    for name, text in (("title", workspace.name), ("link", page), ("description", workspace.name)):
        SubElement(channel, name).text = text
    for session in sessions:
        item = SubElement(channel, "item")
        SubElement(item, "title").text = session.event.title
        SubElement(item, "link").text = _url(services, session)
        SubElement(item, "guid", isPermaLink="false").text = session.id
        SubElement(item, "pubDate").text = format_datetime(session.event.published_at or session.created_at)
        SubElement(item, "description").text = f"{_when(session)}\n{_plain(session.event.description)}".strip()
    body = tostring(rss, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="application/rss+xml; charset=utf-8", headers=HEADERS)


@get("/{workspace_slug:str}/events.json", include_in_schema=False)
async def give_json(services: Running, workspace_slug: PathText) -> Response[bytes]:
    workspace, sessions = await _read(services, workspace_slug)
    page = f"{services.settings.base_url}/{workspace.slug}"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": workspace.name,
        "home_page_url": page,
        "feed_url": f"{page}/events.json",
        "items": [_item(services, session) for session in sessions],
    }
    return Response(msgspec.json.encode(feed), media_type="application/feed+json", headers=HEADERS)


async def _read(services: Services, slug: str) -> tuple[Workspace, list[Session]]:
    async with services.database.read() as db:
        workspace = await find_workspace_by_slug(db, slug)
        if workspace is None:
            raise NotFound("There is no such page.")
        return workspace, await list_public_sessions(db, workspace, now=utcnow())


def _item(services: Services, session: Session) -> dict[str, Any]:  # Any: JSON values
    return {
        "id": session.id,
        "url": _url(services, session),
        "title": session.event.title,
        "content_text": f"{_when(session)}\n{_plain(session.event.description)}".strip(),
        "date_published": (session.event.published_at or session.created_at).isoformat(timespec="seconds"),
        "language": session.event.language,
        "_session": {
            "event_id": session.event_id,
            "starts_at": _iso(session, session.starts_at),
            "ends_at": _iso(session, session.starts_at + timedelta(minutes=session.event.duration_min)),
            "time_zone": session.time_zone,
            "is_live": session.is_live,
        },
    }


def _iso(session: Session, moment: datetime) -> str | None:
    """A permanent room has no dates."""
    return None if session.event.schedule == "permanent" else moment.isoformat(timespec="seconds")


def _url(services: Services, session: Session) -> str:
    return registration_link(services.settings.base_url, session.event, session)


def _when(session: Session) -> str:
    with speak(session.event.language):
        if session.event.schedule == "permanent":
            return _("Always open")
        day = long_date(session.starts_at, session.time_zone)
        return f"{day}, {time_span(session.starts_at, session.event.duration_min, session.time_zone)}"


def _plain(html: str | None) -> str:
    return " ".join(nh3.clean(html or "", tags=set()).split())
