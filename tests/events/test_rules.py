from datetime import UTC, datetime, timedelta

import pytest

from footlights.events.models import Event, Session
from footlights.events.rules import check_slug, check_title, parse_start, scheduling_status, session_status
from footlights.kit.errors import Invalid

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def event(status: str = "published") -> Event:
    return Event(status=status, duration_min=30)


def session(state: str = "scheduled") -> Session:
    return Session(state=state, starts_at=START)


@pytest.mark.parametrize(
    ("state", "event_status", "hours_later", "status"),
    [
        ("scheduled", "draft", 0, "draft"),
        ("scheduled", "published", 0, "upcoming"),
        ("scheduled", "published", 24, "upcoming"),
        ("scheduled", "published", 25, "past_not_started"),
        ("live", "published", 0, "live"),
        ("ended", "published", 1, "past"),
        ("canceled", "published", 0, "canceled"),
        ("canceled", "draft", 0, "canceled"),
    ],
)
def test_session_status(state: str, event_status: str, hours_later: int, status: str) -> None:
    told = session_status(session(state), event(event_status), now=START + timedelta(hours=hours_later))

    assert told == status


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([], "not_scheduled"),
        (["live", "ended"], "live"),
        (["ended", "scheduled"], "upcoming"),
        (["ended", "canceled"], "ended"),
        (["canceled"], "cancelled"),
    ],
)
def test_scheduling_status_sums_up_the_sessions(states: list[str], status: str) -> None:
    assert scheduling_status(event(), [session(state) for state in states], now=START) == status


@pytest.mark.parametrize(
    ("value", "zone", "utc"),
    [
        ("2026-02-01 15:00:00", "Europe/Paris", "2026-02-01T14:00:00"),
        ("2026-02-01 15:00", "Europe/Paris", "2026-02-01T14:00:00"),
        ("2026-02-01T15:00:00Z", "Europe/Paris", "2026-02-01T15:00:00"),
        ("2026-02-01T15:00:00.000Z", "Europe/Paris", "2026-02-01T15:00:00"),
        ("2026-02-01T15:00:00+09:00", "Europe/Paris", "2026-02-01T06:00:00"),
        (1767225600, "Europe/Paris", "2026-01-01T00:00:00"),
        ("1767225600", "Europe/Paris", "2026-01-01T00:00:00"),
        ("2026-03-29 02:30", "Europe/Paris", "2026-03-29T01:30:00"),  # skipped by the change to summer time
        ("2026-10-25 02:30", "Europe/Paris", "2026-10-25T00:30:00"),  # occurs twice: the first
    ],
)
def test_parse_start_accepts_local_iso_and_unix(value: object, zone: str, utc: str) -> None:
    assert parse_start(value, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", ["tomorrow", "2026-02-30 10:00", "2026-02-01", "", True, None, "9" * 12, [1]])
def test_parse_start_refuses_what_is_no_date(value: object) -> None:
    with pytest.raises(Invalid):
        parse_start(value, "UTC")


def test_parse_start_refuses_an_unknown_zone() -> None:
    with pytest.raises(Invalid, match="no time zone"):
        parse_start("2026-02-01 10:00", "Europe/Atlantis")


def test_check_title_refuses_empty_and_endless() -> None:
    for title in ("   ", "\x00", "x" * 301):
        with pytest.raises(Invalid):
            check_title(title)


def test_check_slug_keeps_url_safe_words() -> None:
    assert check_slug("Spring: Tour 2026") == "spring-tour-2026"
