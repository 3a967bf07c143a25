"""Dates and times as forms carry them: a local date, a local time and a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from footlights.edges.console.forms import Form
from footlights.edges.look import _
from footlights.events.rules import parse_start
from footlights.kit.errors import Invalid, InvalidFields
from footlights.workspace.rules import check_time_zone


def read_start(form: Form) -> datetime:
    """The start named by the fields date, time and time_zone."""
    problems = {
        name: sentence
        for name, sentence in {"date": _("Choose a date."), "time": _("Choose a time.")}.items()
        if not form.text(name)
    }
    if problems:
        raise InvalidFields(problems)
    zone = check_time_zone(form.text("time_zone"), pointer="time_zone")
    try:
        return parse_start(f"{form.text('date')} {form.text('time')}", zone, pointer="date")
    except Invalid as refusal:
        raise Invalid(
            _("Write the date as 2026-11-26 and the time as 18:00."), code=refusal.code, pointer="date"
        ) from refusal


def start_fields(starts_at: datetime, time_zone: str) -> dict[str, str]:
    """The reverse of `read_start`."""
    local = starts_at.astimezone(ZoneInfo(time_zone))
    return {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "time_zone": time_zone}


def clock_change_note(form: Form, starts_at: datetime) -> str:
    """A sentence when the typed time does not exist on that day, because clocks go forward; else empty."""
    time_zone = form.text("time_zone")
    kept = start_fields(starts_at, time_zone)["time"]
    if kept == form.text("time")[:5]:
        return ""
    return _("%(typed)s does not exist on that day in %(zone)s, because clocks change. It starts at %(kept)s.") % {
        "typed": form.text("time")[:5],
        "zone": time_zone,
        "kept": kept,
    }
