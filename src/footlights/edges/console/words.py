"""Times and lengths in the console's words: always with the zone where it could be mistaken."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from footlights.edges.console.rows import SessionRow
from footlights.edges.look import _, ngettext
from footlights.edges.look.times import clock

SOON = timedelta(hours=1)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Words:
    """What templates call to say when and how long, as of `now`, in the console's language."""

    now: datetime
    locale: str = "en_GB"

    def weekday_date(self, at: datetime, zone: str) -> str:
        """Saturday 21 November"""
        return self._format(at, zone, "EEEE d MMMM")

    def day(self, at: datetime, zone: str) -> str:
        """17 November, with the year when it is another one"""
        same = at.astimezone(ZoneInfo(zone)).year == self.now.astimezone(ZoneInfo(zone)).year
        return self._format(at, zone, "d MMMM" if same else "d MMMM y")

    def clock(self, at: datetime, zone: str) -> str:
        """18:42"""
        return clock(at, zone)

    def clock_zone(self, at: datetime, zone: str) -> str:
        """18:42 Amsterdam"""
        return f"{clock(at, zone)} {place(zone)}"

    def clock_after(self, begin: datetime, minutes: int, zone: str) -> str:
        return clock(begin + timedelta(minutes=minutes), zone)

    def day_and_clock(self, at: datetime, zone: str) -> str:
        return f"{self.day(at, zone)}, {clock(at, zone)}"

    def when(self, row: SessionRow, home: str = "", *, year: bool = False) -> str:
        """Thursday 26 November, 18:00 to 19:00 Amsterdam, 17:00 London (`home`, when its clock differs); Always open,
        for a permanent room that nobody has opened yet."""
        if is_always_open(row):
            return _("Always open")
        begin, end, zone = row.session.started_at or row.session.starts_at, row.ends_at, row.session.time_zone
        day = self._format(begin, zone, "EEEE d MMMM y" if year or self._is_far(begin) else "EEEE d MMMM")
        told = _("%(day)s, %(begin)s to %(end)s %(place)s") % {
            "day": day,
            "begin": clock(begin, zone),
            "end": clock(end, zone),
            "place": place(zone),
        }
        if home and begin.astimezone(ZoneInfo(home)).utcoffset() != begin.astimezone(ZoneInfo(zone)).utcoffset():
            told += f", {self.clock_zone(begin, home)}"
        return told

    def short_when(self, row: SessionRow) -> str:
        """Tuesday 1 December, 18:30 Amsterdam; Always open, for a permanent room that nobody has opened yet."""
        if is_always_open(row):
            return _("Always open")
        begin, zone = _begin(row), row.session.time_zone
        pattern = "EEE d MMM y" if self._is_far(begin) else "EEE d MMM"
        return f"{self._format(begin, zone, pattern)}, {self.clock_zone(begin, zone)}"

    def weekday_clock(self, row: SessionRow) -> str:
        """Tuesday 18:30 Amsterdam"""
        if is_always_open(row):
            return _("Always open")
        begin, zone = row.session.starts_at, row.session.time_zone
        return f"{self._format(begin, zone, 'EEEE')} {self.clock_zone(begin, zone)}"

    def next_up(self, row: SessionRow) -> str:
        """Next up, in 5 days 3 hours"""
        if row.status == "live":
            return _("Live now")
        if is_always_open(row):
            return _("Waiting for its host")
        if row.session.starts_at <= self.now:
            return _("Next up, waiting for its host since %(time)s") % {"time": self._clock_of(row)}
        return _("Next up, in %(time)s") % {"time": self.span(row.session.starts_at - self.now)}

    def starts_in(self, row: SessionRow) -> str:
        if is_always_open(row):
            return _("Waiting for its host")
        if row.session.starts_at <= self.now:
            return _("Waiting for its host since %(time)s") % {"time": self._clock_of(row)}
        return _("Starts in %(time)s") % {"time": self.span(row.session.starts_at - self.now)}

    def is_soon(self, row: SessionRow) -> bool:
        """Does it start within the hour, or should it have?"""
        return not is_always_open(row) and row.session.starts_at - self.now < SOON

    def ago(self, at: datetime) -> str:
        """12 minutes ago"""
        passed = self.now - at
        if passed < timedelta(minutes=1):
            return _("just now")
        return _("%(time)s ago") % {"time": self.span(passed, parts=1)}

    def span(self, length: timedelta, *, parts: int = 2) -> str:
        """5 days 3 hours; at least a minute, the smaller part left out when it is nothing"""
        minutes = max(1, round(length.total_seconds() / 60))
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        said = [
            ngettext("%(num)s day", "%(num)s days", days) % {"num": days} if days else "",
            ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours} if hours else "",
            ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes} if minutes else "",
        ]
        first = next(n for n, part in enumerate(said) if part)
        return " ".join(part for part in said[first : first + parts] if part)

    def minutes(self, seconds: int) -> str:
        """41 min"""
        return _("%(number)s min") % {"number": self.bare_minutes(seconds)}

    def bare_minutes(self, seconds: int) -> str:
        return "< 1" if 0 < seconds < 60 else str(round(seconds / 60))

    def browser(self, user_agent: str) -> str:
        """Firefox on Linux"""
        name = next((name for mark, name in _BROWSERS if mark in user_agent), None)
        system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
        if name and system:
            return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
        return name or system or re.split(r"[\s/]", user_agent.strip())[0] or _("Unknown browser")

    def _clock_of(self, row: SessionRow) -> str:
        return self.clock_zone(row.session.starts_at, row.session.time_zone)

    def _is_far(self, at: datetime) -> bool:
        """Is the year worth saying?"""
        return abs(at - self.now) > timedelta(days=300) or (at.year != self.now.year and at < self.now)

    def _format(self, at: datetime, zone: str, pattern: str) -> str:
        return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=self.locale)


def is_always_open(row: SessionRow) -> bool:
    """Is it the session of a permanent room that waits to be opened? The moment it was made tells nobody anything."""
    return row.event.schedule == "permanent" and row.session.started_at is None


def _begin(row: SessionRow) -> datetime:
    """The planned start, or the real one where nothing is planned."""
    return (row.session.started_at if row.event.schedule == "permanent" else None) or row.session.starts_at


def place(zone: str) -> str:
    """How a zone is called beside a time: its city."""
    return zone.rpartition("/")[2].replace("_", " ")
