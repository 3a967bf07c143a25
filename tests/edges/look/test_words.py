from datetime import UTC, datetime

import pytest

from footlights.edges.look import speak
from footlights.edges.look.people import COLORS, GELS, gel, gel_color, initials
from footlights.edges.look.times import clock, day, long_date, month, time_span, weekday, zone_name

AMSTERDAM = "Europe/Amsterdam"
EVENING = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


def test_time_names_its_zone_in_winter_and_summer() -> None:
    assert time_span(EVENING, 60, AMSTERDAM) == "18:00 to 19:00, Amsterdam time (CET)"
    assert time_span(SUMMER, 60, AMSTERDAM) == "18:00 to 19:00, Amsterdam time (CEST)"


@pytest.mark.parametrize(
    ("zone", "short"),
    [
        ("America/New_York", "(EST)"),
        ("Asia/Tokyo", "(JST)"),
        ("Asia/Dubai", "(UTC+4)"),
        ("Asia/Kathmandu", "(UTC+5:45)"),
        ("America/Sao_Paulo", "(UTC-3)"),
    ],
)
def test_zone_is_short_in_every_language(zone: str, short: str) -> None:
    with speak("fr"):
        french = time_span(EVENING, 60, zone)

    assert time_span(EVENING, 60, zone).endswith(short)
    assert french.endswith(short)


def test_span_past_midnight_goes_on_by_the_clock() -> None:
    assert time_span(EVENING, 400, AMSTERDAM).startswith("18:00 to 00:40")


def test_span_over_a_clock_change_ends_when_clocks_say() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 summer time; at 03:00 it is 02:00 again

    assert time_span(before, 60, AMSTERDAM).startswith("02:30 to 02:30")


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Amsterdam", "Amsterdam time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_zone_has_a_name(zone: str, name: str) -> None:
    assert zone_name(zone) == name


def test_date_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)

    assert long_date(late, "UTC") == "Thursday 26 November 2026"
    assert long_date(late, AMSTERDAM) == "Friday 27 November 2026"
    assert (weekday(late, AMSTERDAM), day(late, AMSTERDAM), month(late, AMSTERDAM)) == ("Friday", "27", "Nov")
    assert clock(late, AMSTERDAM) == "00:30"


@pytest.mark.parametrize(
    ("language", "date"),
    [("de", "Donnerstag, 26. November 2026"), ("fr", "jeudi 26 novembre 2026"), ("pl", "czwartek, 26 listopada 2026")],
)
def test_date_is_written_as_the_language_does(language: str, date: str) -> None:
    with speak(language):
        assert long_date(EVENING, AMSTERDAM) == date


def test_language_ends_with_its_block() -> None:
    with speak("fr"):
        assert weekday(EVENING, AMSTERDAM) == "jeudi"

    assert weekday(EVENING, AMSTERDAM) == "Thursday"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ines Marchetti", "IM"), ("Hearth & Grid", "HG"), ("Anna van der Berg", "AB"), ("noor", "N"), ("  ", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_gel_is_the_persons_for_ever() -> None:
    seeds = [f"person-{n}" for n in range(60)]

    assert [gel(seed) for seed in seeds] == [gel(seed) for seed in seeds]
    assert {gel(seed) for seed in seeds} == set(GELS)
    assert gel_color("person-1") == COLORS[gel("person-1")]
