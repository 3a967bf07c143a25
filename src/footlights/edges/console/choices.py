"""What the console's forms offer to choose from."""

from functools import cache
from zoneinfo import available_timezones

LANGUAGES = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
)
"""Languages of events, each named in itself."""

_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def time_zones() -> dict[str, list[tuple[str, str]]]:
    """Zones by region, each as value and label; UTC stands first."""
    zones = {"": [("UTC", "UTC")], **{region: [] for region in _REGIONS}}
    for name in sorted(available_timezones()):
        region, _, place = name.partition("/")
        if region in _REGIONS:
            zones[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return zones
