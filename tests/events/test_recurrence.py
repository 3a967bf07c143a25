from datetime import datetime

import pytest

from footlights.events.recurrence import MOST_DATES, dates_of, monthly_rule
from footlights.kit.errors import Invalid

FIRST = datetime(2027, 3, 14, 2, 30)  # noqa: DTZ001 (local by design; New York skips this minute)


@pytest.mark.parametrize(
    ("rule", "first", "zone", "dates"),
    [
        (
            "FREQ=WEEKLY;COUNT=3",
            datetime(2026, 10, 20, 18),  # noqa: DTZ001
            "Europe/Amsterdam",
            ["2026-10-20T16:00", "2026-10-27T17:00", "2026-11-03T17:00"],
        ),
        ("FREQ=DAILY;COUNT=2", FIRST, "America/New_York", ["2027-03-14T07:30", "2027-03-15T06:30"]),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101",
            datetime(2026, 10, 30, 9),  # noqa: DTZ001
            "UTC",
            ["2026-10-30T09:00", "2026-11-27T09:00", "2026-12-25T09:00"],
        ),
        (
            "FREQ=DAILY;UNTIL=20261102T000000Z",
            datetime(2026, 10, 31, 23, 30),  # noqa: DTZ001
            "America/Lima",
            ["2026-11-01T04:30"],
        ),
    ],
)
def test_dates_keep_the_clock_on_the_wall(rule: str, first: datetime, zone: str, dates: list[str]) -> None:
    assert [at.strftime("%Y-%m-%dT%H:%M") for at in dates_of(rule, first, zone)] == dates


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=WEEKLY",
        "FREQ=SECONDLY;COUNT=3",
        f"FREQ=DAILY;COUNT={MOST_DATES + 1}",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;COUNT=0;COUNT=",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2",
        "FREQ=YEARLY;COUNT=150",
        "FREQ=DAILY;UNTIL=yesterday",
        "FREQ=DAILY;BYEASTER=1;COUNT=2",
    ],
)
def test_rules_that_make_no_schedule_are_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        dates_of(rule, FIRST, "Europe/Amsterdam")


def test_monthly_rule_names_the_weekday() -> None:
    assert monthly_rule(datetime(2026, 11, 10), 4) == "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"  # noqa: DTZ001
    assert monthly_rule(datetime(2026, 11, 30), 4) == "FREQ=MONTHLY;BYDAY=-1MO;COUNT=4"  # noqa: DTZ001
