"""Rules of events and sessions, without a database."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from footlights.events.models import Event, Session
from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line, slugify
from footlights.workspace.rules import check_time_zone

MAX_TITLE = 300
MAX_DESCRIPTION = 100_000
PASSCODE_LENGTH = 64
URL_LENGTH = 2000
MAX_DURATION_MIN = 24 * 60
NOT_STARTED_AFTER = timedelta(hours=24)
"""A session that nobody started counts as past this long after its planned end."""
FAR = timedelta(days=36525)

SessionStatus = Literal["draft", "upcoming", "live", "past", "past_not_started", "canceled"]
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")


def session_status(session: Session, event: Event, *, now: datetime) -> SessionStatus:
    """What people are told of a session; a session of an unpublished event is a draft."""
    if session.state == "canceled":
        return "canceled"
    if session.state == "ended":
        return "past"
    if session.state == "live":
        return "live"
    if not event.is_published:
        return "draft"
    planned_end = session.starts_at + timedelta(minutes=event.duration_min)
    if event.schedule != "permanent" and now > planned_end + NOT_STARTED_AFTER:
        return "past_not_started"
    return "upcoming"


def scheduling_status(event: Event, sessions: list[Session], *, now: datetime) -> str:
    """The state of an event as a whole, from its sessions."""
    if not event.is_published:
        return "draft"
    if not sessions:
        return "not_scheduled"
    statuses = {session_status(session, event, now=now) for session in sessions}
    for status, answer in (("live", "live"), ("upcoming", "upcoming")):
        if status in statuses:
            return answer
    if statuses == {"canceled"}:
        return "cancelled"
    return "ended" if "past" in statuses else "not_started"


def room_session(sessions: Sequence[Session], event: Event, *, now: datetime) -> Session | None:
    """The session that the event's room number opens, of all in order of start: the live one, else the next, else the
    latest that took or takes place."""
    by_status = {session_status(session, event, now=now): session for session in reversed(sessions)}
    coming = next((session for session in sessions if session.state == "scheduled"), None)
    held = next((session for session in reversed(sessions) if session.state != "canceled"), None)
    return by_status.get("live") or by_status.get("upcoming") or coming or held


def check_title(text: str) -> str:
    title = clean_line(text, limit=MAX_TITLE + 1)
    if not title:
        raise Invalid("Give the event a title.", code="title_missing", pointer="title")
    if len(title) > MAX_TITLE:
        raise Invalid(
            filled("A title has at most %(most)s characters.", most=MAX_TITLE), code="title_too_long", pointer="title"
        )
    return title


def check_slug(text: str) -> str:
    slug = slugify(text)
    if not slug:
        raise Invalid("Use letters, digits and dashes in the address.", code="invalid_slug", pointer="slug")
    return slug


def check_duration(minutes: int, *, longest: int = MAX_DURATION_MIN) -> int:
    if not 1 <= minutes <= longest:
        detail = filled("A session lasts 1 minute to %(most)s hours.", most=longest // 60)
        raise Invalid(detail, code="invalid_duration", pointer="estimated_duration")
    return minutes


def check_description(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_DESCRIPTION:
        raise Invalid(
            filled("A description has at most %(most)s characters.", most=MAX_DESCRIPTION),
            code="description_too_long",
            pointer="description",
        )
    return text or None


def check_capacity(places: int | None) -> int | None:
    if places is not None and not 1 <= places <= 1_000_000:
        raise Invalid("A session has at least one place.", code="invalid_capacity", pointer="capacity")
    return places


def check_passcode(text: str, *, shortest: int = 4) -> str | None:
    """Four to 64 characters without blanks around them; nothing means that none is asked.

    `shortest` is 1 for clients of LiveWebinar, whose passwords begin there.
    """
    code = clean_line(text, limit=PASSCODE_LENGTH + 1)
    if not code:
        return None
    if not shortest <= len(code) <= PASSCODE_LENGTH:
        raise Invalid(
            filled("A passcode has %(least)s to 64 characters.", least=shortest),
            code="invalid_passcode",
            pointer="passcode",
        )
    return code


def check_replay(text: str) -> str | None:
    """The address of a page or film, https or http; nothing takes it away."""
    url = text.strip()
    if not url:
        return None
    refusal = Invalid("Write a whole address that begins with https://.", code="invalid_url", pointer="replay_url")
    if len(url) > URL_LENGTH or not url.isascii() or not url.isprintable() or any(c in url for c in ' "<>\\^`{|}'):
        raise refusal
    try:
        parts = urlsplit(url)
    except ValueError:
        raise refusal from None
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise refusal
    return url


def check_offer_hours(hours: int) -> int:
    if not 1 <= hours <= 24 * 14:
        raise Invalid("An offer stands 1 to 336 hours.", code="invalid_offer", pointer="offer_hours")
    return hours


def check_closing(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= 60 * 24 * 60:
        raise Invalid("Registration closes 0 to 86,400 minutes before.", code="invalid_closing", pointer="closes")
    return minutes


def check_start(at: datetime, *, now: datetime) -> datetime:
    """Within a hundred years of now, past or future: beyond that it is a slip."""
    if abs(at - now) > FAR:
        raise Invalid("This date is too far away.", code="invalid_date", pointer="estimated_started_at")
    return at


def parse_start(value: object, time_zone: str, *, pointer: str = "estimated_started_at") -> datetime:
    """A date and time as the API accepts it: local text in `time_zone`, ISO 8601 with an offset, or Unix seconds.

    Local times that a clock change skips move forward by the gap; ones that occur twice mean the first
    (PEP 495, fold=0).
    """
    zone = ZoneInfo(check_time_zone(time_zone))
    try:
        return _parse(value, zone)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid(
            "Write the start as “2026-02-01 15:00:00”, in ISO 8601, or in Unix seconds.",
            code="invalid_date",
            pointer=pointer,
        ) from error


def _parse(value: object, zone: ZoneInfo) -> datetime:
    if isinstance(value, bool):
        raise ValueError("a boolean is no date")
    if isinstance(value, int | float):
        return datetime.fromtimestamp(int(value), UTC)
    text = str(value).strip()
    if re.fullmatch(r"\d{1,12}", text):
        return datetime.fromtimestamp(int(text), UTC)
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None and not _LOCAL.fullmatch(text):
        raise ValueError("no time of day")
    return parsed.replace(tzinfo=parsed.tzinfo or zone).astimezone(UTC)
