"""What a film may be, decided by its content, and where it stands at a moment."""

from datetime import datetime
from pathlib import Path

from footlights.kit.clock import to_ms
from footlights.kit.errors import Invalid, filled
from footlights.room.frames.state import FilmOnStage

MOST_BYTES = 200 * 1024 * 1024
MOST_FILMS = 10
"""Films of one session."""
LONGEST_MS = 24 * 60 * 60 * 1000
HEAD = 4096
SUFFIXES = {"video/mp4": (".mp4", ".m4v"), "video/webm": (".webm",)}
_BRANDS = (b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV")
"""Of the MP4 family, what browsers play as a film: not sound alone, pictures or QuickTime."""


class FilmRefused(Invalid):
    code = "film_refused"


def check_film(path: Path, name: str) -> str:
    """The media type of a film as its content has it. Reads the file; refuses with FilmRefused."""
    with path.open("rb") as file:
        found = _sniff(file.read(HEAD))
    if found is None:
        raise FilmRefused("Films are MP4 or WebM. Export this one so, and try again.", pointer="file")
    if not name.lower().endswith(SUFFIXES[found]):
        raise FilmRefused(
            filled("By its content this film should end in %(suffix)s.", suffix=SUFFIXES[found][0]), pointer="file"
        )
    return found


def position_at(film: FilmOnStage, now: datetime) -> int:
    """Where the film is, in milliseconds; its end is not known here, and the page stops there."""
    since = max(0, to_ms(now) - film.at) if film.is_playing else 0
    return min(film.position_ms + since, LONGEST_MS)


def _sniff(head: bytes) -> str | None:
    if head.startswith(b"ftyp", 4) and head.startswith(_BRANDS, 8):
        return "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head[:HEAD]:
        return "video/webm"
    return None
