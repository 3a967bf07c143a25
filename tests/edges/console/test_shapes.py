"""The parts of the console that need neither database nor server."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlights.edges.console.access import safe_next
from footlights.edges.console.charts import Moments, audience_curve, part_of, spark
from footlights.edges.console.prose import html_of, text_of
from footlights.edges.console.rows import SessionRow
from footlights.edges.console.words import Words
from footlights.events.models import Event, Session

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


def _row(*, zone: str = "Europe/Amsterdam", ended: bool = False) -> SessionRow:
    event = Event(title="Heat pumps", duration_min=60)
    session = Session(starts_at=BEGIN, time_zone=zone, name=None)
    if ended:
        session.started_at, session.ended_at = BEGIN, BEGIN + timedelta(minutes=58)
    return SessionRow(session, event, "past" if ended else "upcoming", registered=4, attended=3)


def test_time_of_a_session_is_told_with_its_zone_and_with_ones_own_when_that_differs() -> None:
    words = Words(BEGIN - timedelta(days=5, hours=3))

    assert words.when(_row()) == "Thursday 26 November, 18:00 to 19:00 Amsterdam"
    assert words.when(_row(), "Europe/Paris") == "Thursday 26 November, 18:00 to 19:00 Amsterdam"
    assert words.when(_row(), "Europe/London") == "Thursday 26 November, 18:00 to 19:00 Amsterdam, 17:00 London"
    assert words.when(_row(ended=True), year=True) == "Thursday 26 November 2026, 18:00 to 18:58 Amsterdam"
    assert words.next_up(_row()) == "Next up, in 5 days 3 hours"


def test_late_session_waits_for_its_host() -> None:
    late = Words(BEGIN + timedelta(minutes=3))

    assert late.next_up(_row()) == "Next up, waiting for its host since 18:00 Amsterdam"
    assert late.is_soon(_row())


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(hours=2, minutes=5), "2 hours 5 minutes"),
        (timedelta(days=1, minutes=30), "1 day"),
        (timedelta(days=5, hours=3, minutes=40), "5 days 3 hours"),
    ],
)
def test_length_of_time_is_said_in_two_parts_at_most(length: timedelta, said: str) -> None:
    assert Words(BEGIN).span(length) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 min"), (20, "< 1 min"), (60, "1 min"), (89, "1 min"), (2460, "41 min")]
)
def test_minutes_never_hide_that_someone_was_there(seconds: int, said: str) -> None:
    assert Words(BEGIN).minutes(seconds) == said


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("python-httpx/0.28", "python-httpx"),
        ("", "Unknown browser"),
    ],
)
def test_browser_is_named(user_agent: str, said: str) -> None:
    assert Words(BEGIN).browser(user_agent) == said
