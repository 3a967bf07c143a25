import re
from xml.etree import ElementTree

import pytest

from footlights.edges.look.drawings import (
    LAMP,
    UNLIT,
    brand_mark,
    cover_art,
    cover_front,
    stage_edge,
    stage_front,
)
from footlights.edges.look.icons import icon

SEEDS = ("5f0c1a52", "b8a1", "00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize("drawing", [cover_art("x"), stage_edge(), icon("mail"), icon("mail", 14)])
def test_drawing_is_well_formed_and_hidden_from_screen_readers(drawing: str) -> None:
    root = ElementTree.fromstring(drawing)

    assert root.tag == "svg"
    assert root.get("aria-hidden") == "true"


@pytest.mark.parametrize("drawing", [cover_front("x"), stage_front(), icon("mail"), brand_mark()])
def test_drawing_needs_neither_style_nor_script(drawing: str) -> None:
    assert "style" not in drawing
    assert "script" not in drawing


def test_seed_decides_the_cover() -> None:
    covers = [cover_art(seed) for seed in SEEDS]

    assert covers == [cover_art(seed) for seed in SEEDS]
    assert len(set(covers)) == len(SEEDS)


def test_seed_never_gets_into_the_drawing() -> None:
    assert "<script>" not in cover_front('"><script>')


def test_ids_of_both_covers_of_a_page_are_apart() -> None:
    ids = re.findall(r' id="([^"]+)"', cover_front("x"))
    used = re.findall(r"url\(#([^)]+)\)", cover_front("x"))

    assert len(ids) == len(set(ids)) == 12
    assert set(used) == set(ids)


@pytest.mark.parametrize(("lit", "burning"), [(None, 5), (0, 0), (1, 1), (3, 3), (5, 5)])
def test_lamps_burn_from_the_centre_outward(lit: int | None, burning: int) -> None:
    domes = re.findall(r'<path d="M\S+ \S+a[^"]+" fill="([^"]+)"', stage_edge(lamps=5, lit=lit))

    lamps = [color == LAMP for color in domes]
    assert len(domes) == 5
    assert set(domes) <= {LAMP, UNLIT}
    assert sum(lamps) == burning
    assert burning == 0 or lamps[2]
    assert burning in (0, 5) or not lamps[0] or not lamps[4]


def test_small_icons_have_a_thicker_stroke() -> None:
    assert 'stroke-width="1.75"' in icon("mail", 18)
    assert 'stroke-width="2"' in icon("mail", 14)


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon")
