"""The style sheet's colours, by the contrast that WCAG 2.2 asks for."""

import re
from pathlib import Path

import pytest

from footlights.edges.look.people import COLORS

STYLES = Path(__file__).parents[3] / "web" / "styles"
DECLARED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6})\b")
SURFACES = ("paper", "sheet", "linen")
TEXTS = ("ink", "ink-2", "ink-3", "lamp-text", "moss", "steel", "mulberry")
GELS = ("straw", "steel", "moss", "lavender", "peacock", "clay")


def block(selector: str) -> dict[str, str]:
    """Colours of the first rule whose selector ends so."""
    css = (STYLES / "tokens.css").read_text()
    return dict(DECLARED.findall(css.split(f"{selector} {{", 1)[1].split("}", 1)[0]))


THEMES = {"paper": block('[data-theme="paper"]'), "house": block('[data-theme="house"]')}
BOTH = pytest.mark.parametrize("theme", THEMES)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#261d17", "#faf6ef") == pytest.approx(15.3, abs=0.05)


@BOTH
@pytest.mark.parametrize("surface", SURFACES)
def test_text_is_readable_on_every_surface(theme: str, surface: str) -> None:
    colors = THEMES[theme]

    assert {text: ratio for text in TEXTS if (ratio := contrast(colors[text], colors[surface])) < 4.5} == {}
    assert contrast(colors["edge"], colors[surface]) >= 3
    assert contrast(colors["focus"], colors[surface]) >= 3


@BOTH
@pytest.mark.parametrize(("text", "wash"), [("lamp-text", "lamp-wash"), *((n, f"{n}-wash") for n in TEXTS[4:])])
def test_chip_is_readable_on_its_wash(theme: str, text: str, wash: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][wash]) >= 4.5


@BOTH
def test_filled_things_are_readable(theme: str) -> None:
    colors = THEMES[theme]

    assert contrast("#261d17", colors["lamp"]) >= 4.5
    assert contrast("#ffffff", colors["live"]) >= 4.5
    assert contrast(colors["paper"], colors["ink"]) >= 4.5
    assert contrast(colors["on-mulberry"], colors["mulberry"]) >= 4.5
    assert contrast(colors["switched"], colors["knob"]) >= 3
    assert contrast(colors["switched"], colors["sheet"]) >= 3
    assert contrast(colors["chosen"], colors["paper"]) >= 3


@BOTH
@pytest.mark.parametrize("gel", GELS)
def test_gels_can_be_told_from_the_sheet(theme: str, gel: str) -> None:
    assert contrast(THEMES[theme][f"gel-{gel}"], THEMES[theme]["sheet"]) >= 3


def test_themes_name_the_same_roles() -> None:
    assert THEMES["paper"].keys() == THEMES["house"].keys()
    assert block('  [data-theme="auto"]') == THEMES["house"]


@pytest.mark.parametrize("gel", COLORS)
def test_discs_are_readable_and_the_same_in_mails(gel: str) -> None:
    ground, letters = COLORS[gel]
    rule = (STYLES / "components.css").read_text().split(f".disc--{gel} {{", 1)[1].split("}", 1)[0]

    assert contrast(ground, letters) >= 4.5
    assert f"background: {ground};" in rule
