"""Times in words, with the zone always said."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from footlights.edges.look.words import _, language


def zone_name(zone: str) -> str:
    """Amsterdam time"""
    city = zone.rpartition("/")[2].replace("_", " ")
    return _("%(city)s time") % {"city": city} if "/" in zone else city


def long_date(at: datetime, zone: str) -> str:
    """Thursday 26 November 2026, as the language writes it"""
    pattern = "EEEE d MMMM y" if language() in {"en", "fr", "nl", "it", "es"} else "full"
    return _date(at, zone, pattern, _locale())


def clock(at: datetime, zone: str) -> str:
    """18:00"""
    return _time(at, zone, _locale())


def time_span(at: datetime, duration_min: int, zone: str) -> str:
    """18:00 to 19:00, Amsterdam time (CET)"""
    short = _short_zone(at, zone)
    told = (
        _("%(start)s to %(end)s, %(zone)s")
        if short == zone_name(zone)
        else _("%(start)s to %(end)s, %(zone)s (%(short)s)")
    )
    return told % {
        "start": clock(at, zone),
        "end": clock(at + timedelta(minutes=duration_min), zone),
        "zone": zone_name(zone),
        "short": short,
    }


def weekday(at: datetime, zone: str) -> str:
    """Thursday"""
    return _date(at, zone, "EEEE", _locale())


def month(at: datetime, zone: str) -> str:
    """Nov"""
    return _date(at, zone, "MMM", _locale()).rstrip(".")


def day(at: datetime, zone: str) -> str:
    """26"""
    return str(at.astimezone(ZoneInfo(zone)).day)


def _locale() -> str:
    return {"en": "en_GB"}.get(language(), language())


# The same date stands in thousands of mails, and several times in each of them.


@lru_cache(maxsize=1024)
def _date(at: datetime, zone: str, pattern: str, locale: str) -> str:
    return format_date(at.astimezone(ZoneInfo(zone)), pattern, locale=locale)


@lru_cache(maxsize=1024)
def _time(at: datetime, zone: str, locale: str) -> str:
    return format_time(at, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale)


@lru_cache(maxsize=1024)
def _short_zone(at: datetime, zone: str) -> str:
    """CET, EST, UTC+4: what people of the zone write beside a time, in any language."""
    name = at.astimezone(ZoneInfo(zone)).tzname() or ""
    if name[:1] not in {"+", "-"}:
        return name
    hours, minutes = int(name[1:3]), name[3:5]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes.strip("0") else "")
