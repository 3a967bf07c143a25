"""Curves as SVG geometry: numbers in, coordinates and words out. Nothing here draws; the templates do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720)
MOST_GRID_LINES = 4
SPARK_WIDTH, SPARK_HEIGHT = 92, 30
_Scale = Callable[[float], float]  # seconds or people in, drawing units out


@dataclass(frozen=True)
class Tick:
    at: float  # along the axis, in units of the drawing
    label: str


@dataclass(frozen=True)
class Marker:
    """A moment on the curve with a word above it; `anchor` is the SVG text-anchor that keeps it inside."""

    x: float
    y: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Curve:
    """An area under a line. All lengths in units of a drawing `width` by `height`."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    line: str  # path data
    area: str
    rows: list[Tick]  # grid lines, `at` is y
    columns: list[Tick]  # times, `at` is x
    markers: list[Marker]


@dataclass(frozen=True)
class Spark:
    line: str
    area: str


@dataclass(frozen=True)
class Moments:
    """What to name on the curve of an audience."""

    start: str
    peak: str
    end: str
    peak_at: datetime | None


def audience_curve(
    counts: Sequence[int],
    begin: datetime,
    until: datetime,
    time_zone: str,
    moments: Moments,
    *,
    width: int,
    height: int,
) -> Curve:
    """The audience, one count a full minute from `begin`, with the last one held until `until`."""
    left, right, top, bottom = 40, 16, 42, 28
    span_s = max((until - begin).total_seconds(), 60.0)
    most = max([*counts, 1])
    rows_step = _step(most)
    ceiling = max(most, rows_step)

    def x(seconds: float) -> float:
        return round(left + (width - left - right) * min(seconds, span_s) / span_s, 1)

    def y(count: float) -> float:
        return round(height - bottom - (height - bottom - top) * count / ceiling, 1)

    points = [(x(60.0 * n), y(count)) for n, count in enumerate(counts)] or [(x(0), y(0))]
    points.append((x(span_s), points[-1][1]))
    floor = y(0)
    return Curve(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        line=_path(points),
        area=f"{_path(points)}L{points[-1][0]} {floor}L{points[0][0]} {floor}Z",
        rows=[Tick(y(count), str(count)) for count in range(0, most + 1, rows_step)],
        columns=_times(begin, until, time_zone, x, most_ticks=6 if width > 600 else 4),
        markers=_markers(counts, begin, span_s, moments, x, y, room=84),
    )


def spark(counts: Sequence[int]) -> Spark:
    """A curve without axes, 92 by 30."""
    kept = list(counts) or [0]
    most = max(max(kept), 1)
    step = SPARK_WIDTH / max(len(kept) - 1, 1)
    points = [
        (round(n * step, 1), round(SPARK_HEIGHT - 2 - (SPARK_HEIGHT - 5) * count / most, 1))
        for n, count in enumerate(kept)
    ]
    if len(points) == 1:
        points.append((float(SPARK_WIDTH), points[0][1]))
    line = _path(points)
    return Spark(line, f"{line}L{points[-1][0]} {SPARK_HEIGHT}L0 {SPARK_HEIGHT}Z")


def part_of(begin: datetime, end: datetime, of_begin: datetime, of_end: datetime) -> tuple[float, float]:
    """Where an interval lies in another, as offset and length from 0 to 1000; never shorter than a visible sliver."""
    whole = max((of_end - of_begin).total_seconds(), 1.0)
    offset = 1000 * max((begin - of_begin).total_seconds(), 0.0) / whole
    length = 1000 * (end - begin).total_seconds() / whole
    length = min(max(length, 8.0), 1000.0)
    return round(min(offset, 1000.0 - length), 1), round(length, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    first, *rest = points
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in rest)


def _step(most: int) -> int:
    """The distance of grid lines: 1, 2 or 5 times a power of ten, so that there are at most four."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most / (factor * power) < MOST_GRID_LINES:
                return factor * power
        power *= 10


def _times(begin: datetime, until: datetime, time_zone: str, x: _Scale, *, most_ticks: int) -> list[Tick]:
    """Round times of the local clock."""
    minutes = max((until - begin).total_seconds() / 60, 1.0)
    step = next((step for step in MINUTE_STEPS if minutes / step <= most_ticks), MINUTE_STEPS[-1])
    local = begin.astimezone(ZoneInfo(time_zone))
    late = (local.hour * 60 + local.minute) % step
    first = local.replace(second=0, microsecond=0) - timedelta(minutes=late)
    ticks = [first + timedelta(minutes=step * n) for n in range(most_ticks + 2)]
    return [Tick(x((at - begin).total_seconds()), f"{at:%H:%M}") for at in ticks if begin <= at <= until]


def _markers(
    counts: Sequence[int], begin: datetime, span_s: float, moments: Moments, x: _Scale, y: _Scale, *, room: float
) -> list[Marker]:
    """Start, peak and end; a word that would run into the one before is left out, the peak's last."""
    if not counts:
        return []
    ends = [
        Marker(x(0), y(counts[0]), moments.start, "start"),
        Marker(x(span_s), y(counts[-1]), moments.end, "end"),
    ]
    if moments.peak_at is None:
        return ends
    at = (moments.peak_at - begin).total_seconds()
    place = x(at)
    anchor = "start" if place - ends[0].x < room / 2 else "end" if ends[1].x - place < room / 2 else "middle"
    peak = Marker(place, y(max(counts)), moments.peak, anchor)
    found = sorted([*ends, peak], key=lambda marker: marker.x)
    crowded = {id(a if a is not peak else b) for a, b in pairwise(found) if b.x - a.x < room}
    return [marker for marker in found if id(marker) not in crowded]
