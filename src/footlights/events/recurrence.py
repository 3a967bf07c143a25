"""Dates of a recurring schedule (RFC 5545 rules), without a database."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from footlights.events.rules import FAR
from footlights.kit.errors import Invalid, filled
from footlights.workspace.rules import check_time_zone

MOST_DATES = 200
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "WKST"}


def dates_of(rule: str, first: datetime, time_zone: str) -> list[datetime]:
    """The starts of `rule`, such as “FREQ=WEEKLY;COUNT=6”, in UTC; `first` is local and naive.

    The clock on the wall stays: a webinar at 18:00 is at 18:00 before and after a clock change. A local time that a
    change skips moves forward by the gap; one that occurs twice means the first. Refuses rules without an end, with
    more than MOST_DATES dates, or more often than daily.
    """
    zone = ZoneInfo(check_time_zone(time_zone))
    parts = _parts(rule)
    if not {"COUNT", "UNTIL"} & parts.keys():
        raise _wrong(filled("Say how many dates, or until when."))
    try:
        text = ";".join(f"{name}={_local(name, value, zone)}" for name, value in parts.items())
        found = list(islice(rrulestr(text, dtstart=first), MOST_DATES + 1))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise _wrong(filled("This rule cannot be read. An example: FREQ=WEEKLY;BYDAY=TU;COUNT=6.")) from error
    if not found:
        raise _wrong(filled("This rule has no date."))
    if len(found) > MOST_DATES:
        raise _wrong(filled("A schedule has at most %(most)s dates.", most=MOST_DATES))
    if found[-1] - first > FAR:
        raise _wrong(filled("The last date is too far away."))
    return [at.replace(tzinfo=zone).astimezone(UTC) for at in found]


def weekly_rule(every: int, times: int) -> str:
    return f"FREQ=WEEKLY;INTERVAL={every};COUNT={times}"


def monthly_rule(first: datetime, times: int) -> str:
    """The same weekday of each month, such as the second Tuesday; the fifth of a month counts as the last."""
    place = (first.day - 1) // 7 + 1
    is_last = (first + timedelta(days=7)).month != first.month and place == 5
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[first.weekday()]
    return f"FREQ=MONTHLY;BYDAY={-1 if is_last else place}{day};COUNT={times}"


def _parts(rule: str) -> dict[str, str]:
    text = rule.strip().upper().removeprefix("RRULE:")
    pairs = [part.partition("=") for part in text.split(";") if part]
    parts = {name: value for name, _, value in pairs}
    if len(text) > 300 or parts.get("FREQ") not in _FREQUENCIES or not parts.keys() <= _PARTS:
        raise _wrong(filled("A schedule repeats daily, weekly, monthly or yearly, such as FREQ=WEEKLY;COUNT=6."))
    if any(not value for value in parts.values()) or not parts.get("COUNT", "1").isdigit():
        raise _wrong(filled("This rule cannot be read. An example: FREQ=WEEKLY;BYDAY=TU;COUNT=6."))
    return parts


def _local(name: str, value: str, zone: ZoneInfo) -> str:
    """UNTIL in the schedule's own zone; a mere date counts to its end."""
    if name != "UNTIL" or not value.endswith("Z"):
        return f"{value}T235959" if name == "UNTIL" and len(value) == 8 else value
    at = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return at.astimezone(zone).strftime("%Y%m%dT%H%M%S")


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, code="invalid_rule", pointer="rule")
