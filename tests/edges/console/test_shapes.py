"""The parts of the console that need neither database nor server."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlights.edges.console.access import safe_next
from footlights.edges.console.charts import Moments, audience_curve, part_of, spark
from footlights.edges.console.prose import html_of, text_of

BEGIN = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
WORDS = Moments("Start", "Peak", "End", None)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=80), st.integers(0, 3))
def test_plain_text_comes_back_as_typed(text: str, newlines: int) -> None:
    typed = "\n".join([text.replace("<", "‹")] * (newlines + 1)).strip()

    assert text_of(html_of(typed)) == re.sub(r"\n{3,}", "\n\n", typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("one & two", "<p>one &amp; two</p>"),
        ("one\ntwo\r\n\r\nthree", "<p>one<br>two</p><p>three</p>"),
        ("<p>kept <b>as</b> typed</p>", "<p>kept <b>as</b> typed</p>"),
        ("2 < 3", "<p>2 &lt; 3</p>"),
    ],
)
def test_description_is_stored_as_html(typed: str, stored: str) -> None:
    assert html_of(typed) == stored


@given(st.lists(st.integers(0, 5000), max_size=300), st.integers(0, 86_000))
def test_curve_stays_inside_its_drawing(counts: list[int], seconds: int) -> None:
    until = BEGIN + timedelta(seconds=max(seconds, 60 * (len(counts) - 1), 0))

    curve = audience_curve(counts, BEGIN, until, "Europe/Amsterdam", WORDS, width=1000, height=250)

    numbers = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([\d. -]+)", curve.line)]
    assert all(curve.left <= x <= 1000 - curve.right and curve.top <= y <= 250 - curve.bottom for x, y in numbers)
    assert all(curve.left <= tick.at <= 1000 - curve.right for tick in curve.columns)
    assert len(curve.rows) <= 4


def test_curve_names_round_times_of_the_sessions_clock() -> None:
    curve = audience_curve(
        [1] * 59,
        BEGIN + timedelta(minutes=2),
        BEGIN + timedelta(hours=1),
        "Europe/Amsterdam",
        WORDS,
        width=1000,
        height=250,
    )

    assert [tick.label for tick in curve.columns] == ["18:10", "18:20", "18:30", "18:40", "18:50", "19:00"]


def test_words_on_the_curve_never_run_into_each_other() -> None:
    peak = Moments("Start", "Peak 7", "End", BEGIN + timedelta(minutes=1))

    curve = audience_curve([1, 7, *([3] * 58)], BEGIN, BEGIN + timedelta(hours=1), "UTC", peak, width=1000, height=250)

    assert [marker.label for marker in curve.markers] == ["Peak 7", "End"]


@given(st.lists(st.integers(0, 100), max_size=200))
def test_spark_stays_inside_its_drawing(counts: list[int]) -> None:
    pairs = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([\d. -]+)", spark(counts).line)]

    assert all(0 <= x <= 92.1 and 0 <= y <= 30 for x, y in pairs)


def test_presence_is_a_part_of_the_session() -> None:
    end = BEGIN + timedelta(hours=1)

    assert part_of(BEGIN + timedelta(minutes=15), BEGIN + timedelta(minutes=45), BEGIN, end) == (250.0, 500.0)
    assert part_of(end, end, BEGIN, end) == (992.0, 8.0)


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/console/events?tab=past", "/console/events?tab=past"),
        ("/console", "/console"),
        ("//evil.example", "/console"),
        ("https://evil.example/console/", "/console"),
        ("/console/\nSet-Cookie: x", "/console"),
        ("/console/\\evil", "/console"),
        ("", "/console"),
    ],
)
def test_after_the_sign_in_only_the_console_comes(wanted: str, path: str) -> None:
    assert safe_next(wanted) == path
