"""What is taken as a film, by content and name, and where it stands at a moment."""

from datetime import timedelta
from pathlib import Path

import pytest

from footlights.engagement.films.rules import LONGEST_MS, FilmRefused, check_film, position_at
from footlights.kit.clock import to_ms
from footlights.room.frames.state import FilmOnStage
from tests.room.rooms import at

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [("Tour.MP4", MP4, "video/mp4"), ("tour.m4v", MP4, "video/mp4"), ("tour.webm", WEBM, "video/webm")],
)
def test_films_are_known_by_their_content(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    path = tmp_path / "film"
    path.write_bytes(content)

    assert check_film(path, name) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tour.webm", MP4),
        ("tour.mp4", WEBM),
        ("tour.exe", WEBM),
        ("tour.mp4", b"MZ\x90\x00"),
        ("tour.mp4", b"\x00\x00\x00\x20ftypM4A "),
        ("tour.mp4", b"\x00\x00\x00\x20ftypqt  "),
        ("tour.webm", WEBM.replace(b"\x84webm", b"\x88matroska")),
        ("tour.webm", b"<script>alert(1)</script>"),
        ("tour.mp4", b""),
    ],
)
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "film"
    path.write_bytes(content)

    with pytest.raises(FilmRefused):
        check_film(path, name)


@pytest.mark.parametrize(
    ("is_playing", "minutes", "position_ms"),
    [(True, 1, 61_000), (True, -1, 1_000), (False, 1, 1_000), (True, 10_000, LONGEST_MS)],
)
def test_a_film_moves_on_while_it_plays(is_playing: bool, minutes: int, position_ms: int) -> None:
    film = FilmOnStage(
        film_id="f", name="tour.webm", is_playing=is_playing, position_ms=1_000, at=to_ms(at(5)), person_id="p"
    )

    assert position_at(film, at(5) + timedelta(minutes=minutes)) == position_ms
