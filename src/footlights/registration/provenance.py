"""Where a registration came from: campaign, referrer, browser, screen, language and place. Pure, no network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from footlights.kit.text import clean_line
from footlights.registration.geography import Place

UTM = ("source", "medium", "term", "content", "campaign")
# Order decides: most browsers also name those they descend from.
_BROWSERS = (
    ("Edge", r"Edg(?:A|iOS)?/([\d.]+)"),
    ("Opera", r"OPR/([\d.]+)"),
    ("Samsung Internet", r"SamsungBrowser/([\d.]+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/([\d.]+)"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/([\d.]+)"),
    ("Safari", r"Version/([\d.]+).*Safari/"),
)
_SYSTEMS = (
    ("iOS", r"(?:iPhone|iPad|iPod).*? OS ([\d_]+)"),
    ("Android", r"Android ([\d.]+)"),
    ("Windows", r"Windows NT ([\d.]+)"),
    ("macOS", r"Mac OS X ([\d_.]+)"),
    ("ChromeOS", r"CrOS \S+ ([\d.]+)"),
    ("Linux", r"(?:Linux|X11)(?:[^)]*?Linux)?()"),
)
_SCREEN = re.compile(r"(\d{2,5})x(\d{2,5})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Client:
    """A visitor's browser and place, as far as known."""

    browser_name: str | None = None
    browser_version: str | None = None
    os_name: str | None = None
    os_version: str | None = None
    screen_width: int | None = None
    screen_height: int | None = None
    language: str | None = None
    ip_city: str | None = None
    ip_country_code: str | None = None
    ip_country_name: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a registration came from; values as given, cut to what is stored."""

    registration_type: str = "registration_page"
    referrer: str | None = None
    utm: dict[str, str] = field(default_factory=dict)  # source, medium, term, content, campaign
    client: Client = field(default_factory=Client)


def read_client(
    *, user_agent: str = "", accept_language: str = "", screen: str = "", place: Place | None = None
) -> Client:
    """What the headers of a browser, `screen` (“1920x1080”) and the place of its address tell."""
    browser, browser_version = _first(_BROWSERS, user_agent)
    system, system_version = _first(_SYSTEMS, user_agent)
    size = _SCREEN.fullmatch(screen.strip())
    spoken = _LANGUAGE.match(accept_language.strip())
    return Client(
        browser,
        browser_version,
        system,
        system_version.replace("_", ".") if system_version else None,
        int(size[1]) if size else None,
        int(size[2]) if size else None,
        spoken[0][:16] if spoken else None,
        place.city if place else None,
        place.country_code if place else None,
        place.country_name if place else None,
    )


def origin_columns(source: Source) -> dict[str, str | int | None]:
    """The columns of a registration that say where it came from."""
    client = source.client
    return {
        "referrer": cut(source.referrer, 2000),
        **{f"utm_{part}": cut(source.utm.get(part), 300) for part in UTM},
        **vars(client),
    }


def cut(text: str | None, limit: int) -> str | None:
    return clean_line(text, limit=limit) or None if text else None


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> tuple[str | None, str | None]:
    for name, pattern in patterns:
        found = re.search(pattern, text[:1000])
        if found:
            return name, found[1][:40] or None
    return None, None


def utm_of(given: Mapping[str, str]) -> dict[str, str]:
    """The campaign that `utm_…` values name."""
    return {part: given[f"utm_{part}"] for part in UTM if given.get(f"utm_{part}")}
