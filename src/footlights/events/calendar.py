"""Calendar entries (RFC 5545) of sessions."""

from datetime import datetime, timedelta

import icalendar

from footlights.events.models import Event, Session

FILE_NAME = "invite.ics"


def session_calendar(session: Session, event: Event, *, url: str, now: datetime) -> bytes:
    """One entry whose UID stays for the life of the session; SEQUENCE rises with every change of the row.

    `url` goes into the entry as its address: the personal link in a mail, the public page elsewhere.
    """
    entry = icalendar.Event()
    entry.add("uid", f"{session.id}@footlights")
    entry.add("dtstamp", now)
    entry.add("sequence", int((session.updated_at - session.created_at) / timedelta(seconds=1)))
    entry.add("summary", event.title)
    entry.add("dtstart", session.starts_at)
    entry.add("dtend", session.starts_at + timedelta(minutes=event.duration_min))
    entry.add("url", url)
    entry.add("location", url)
    entry.add("status", "CANCELLED" if session.state == "canceled" else "CONFIRMED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Footlights//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if session.state == "canceled" else "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
