"""Calendar entries (RFC 5545) of sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import icalendar

from footlights.events.models import Event, Session

FILE_NAME = "invite.ics"


@dataclass(frozen=True)
class Parties:
    """Who invites whom, each with name and address."""

    organizer: tuple[str, str]
    attendee: tuple[str, str]


def session_calendar(
    session: Session, event: Event, *, url: str, parties: Parties | None = None, is_off: bool = False, now: datetime
) -> bytes:
    """One entry whose UID stays for the life of the session; SEQUENCE rises with every change that people see.

    `url` goes into the entry as its address: the personal link in a mail, the public page elsewhere. A mail names the
    `parties`, and so changes the entry in its reader's calendar (RFC 5546: REQUEST, CANCEL) where a download only adds
    one (PUBLISH). `is_off` takes the entry away from a reader whose place is gone.
    """
    is_off = is_off or session.state == "canceled"
    entry = icalendar.Event()
    entry.add("uid", f"{session.id}@footlights")
    entry.add("dtstamp", now)
    entry.add("sequence", session.revision)
    entry.add("summary", event.title)
    entry.add("dtstart", session.starts_at)
    entry.add("dtend", session.starts_at + timedelta(minutes=event.duration_min))
    entry.add("url", url)
    entry.add("location", url)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if parties is not None:
        entry.add("organizer", _address(parties.organizer))
        entry.add("attendee", _address(parties.attendee, PARTSTAT="ACCEPTED", RSVP="FALSE"))
    method = "CANCEL" if is_off else "REQUEST" if parties else "PUBLISH"
    return _calendar([entry], method)


def feed_calendar(entries: Iterable[tuple[Session, Event, str]], *, name: str, now: datetime) -> bytes:
    """A calendar to subscribe to: sessions with the address of their page."""
    rows = []
    for session, event, url in entries:
        entry = icalendar.Event()
        entry.add("uid", f"{session.id}@footlights")
        entry.add("dtstamp", now)
        entry.add("sequence", session.revision)
        entry.add("summary", event.title)
        entry.add("dtstart", session.starts_at)
        entry.add("dtend", session.starts_at + timedelta(minutes=event.duration_min))
        entry.add("url", url)
        entry.add("status", "CANCELLED" if session.state == "canceled" else "CONFIRMED")
        rows.append(entry)
    return _calendar(rows, "PUBLISH", name=name)


def method_of(session: Session, *, is_off: bool = False) -> str:
    """What a mail's calendar part is announced as."""
    return "CANCEL" if is_off or session.state == "canceled" else "REQUEST"


def calendar_links(session: Session, event: Event, *, url: str) -> dict[str, str]:
    """Addresses that add the session to a calendar on the web: google, outlook."""
    ends_at = session.starts_at + timedelta(minutes=event.duration_min)
    span = f"{session.starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}"
    google = {"action": "TEMPLATE", "text": event.title, "dates": span, "details": url, "location": url}
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title,
        "startdt": f"{session.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}",
        "body": url,
        "location": url,
    }
    return {
        "google": f"https://calendar.google.com/calendar/render?{urlencode(google)}",
        "outlook": f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(outlook)}",
    }


def _address(party: tuple[str, str], **params: str) -> icalendar.vCalAddress:
    name, address = party
    written = icalendar.vCalAddress(f"mailto:{address}")
    for key, value in {"CN": name, **params}.items():
        written.params[key] = icalendar.vText(value)
    return written


def _calendar(entries: list[icalendar.Event], method: str, *, name: str = "") -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Footlights//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
