"""Bars of an endpoint's last 24 hours as SVG geometry; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from footlights.webhooks.queries import Hour

WIDTH, HEIGHT, GAP = 720, 56, 6


@dataclass(frozen=True)
class Bar:
    """One hour: what was delivered stands below what failed. Lengths in units of the drawing."""

    x: float
    width: float
    good_y: float
    good_height: float
    bad_y: float
    bad_height: float


def delivery_bars(hours: Sequence[Hour]) -> list[Bar]:
    most = max((hour.delivered + hour.failed for hour in hours), default=0)
    step = WIDTH / max(1, len(hours))
    return [_bar(index * step, step - GAP, hour, most) for index, hour in enumerate(hours)]


def _bar(x: float, width: float, hour: Hour, most: int) -> Bar:
    good, bad = (round(HEIGHT * part / most, 1) if most else 0.0 for part in (hour.delivered, hour.failed))
    return Bar(round(x, 1), round(width, 1), round(HEIGHT - good, 1), good, round(HEIGHT - good - bad, 1), bad)
