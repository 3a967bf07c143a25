"""The arithmetic of attendance, without a database."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from footlights.room.attendance import Figures, Interval, cut, measure, unite
from footlights.room.report import count_by_minute, find_peak
from tests.room.rooms import at

SECONDS = st.integers(-300, 900)
SPANS = st.lists(st.tuples(SECONDS, st.integers(0, 400)), max_size=12)


def spans(pairs: list[tuple[int, int]]) -> list[Interval]:
    return [Interval(at(begin / 60), at((begin + length) / 60)) for begin, length in pairs]


def test_two_tabs_and_a_reconnect_never_count_twice() -> None:
    connections = [Interval(at(0), at(10)), Interval(at(5), at(12)), Interval(at(12), at(20)), Interval(at(30), at(40))]

    assert measure(connections, at(0), at(60)) == Figures(at(0), at(40), 30 * 60, 50)


def test_time_before_the_start_and_after_the_end_does_not_count() -> None:
    assert measure([Interval(at(-30), at(90))], at(0), at(60)) == Figures(at(0), at(60), 3600, 100)


def test_whoever_only_waited_in_the_lobby_did_not_attend() -> None:
    assert measure([Interval(at(-30), at(-1))], at(0), at(60)) is None


def test_whoever_was_there_for_a_moment_attended() -> None:
    assert measure([Interval(at(3), at(3))], at(0), at(60)) == Figures(at(3), at(3), 0, 0)


def test_a_session_of_no_length_has_no_rate() -> None:
    assert measure([Interval(at(-1), at(1))], at(0), at(0)) == Figures(at(0), at(0), 0, None)


@given(SPANS)
def test_united_time_equals_time_counted_second_by_second(pairs: list[tuple[int, int]]) -> None:
    seconds = {second for begin, length in pairs for second in range(max(begin, 0), min(begin + length, 600))}

    inside = unite(cut(spans(pairs), at(0), at(10)))

    assert sum((i.end - i.begin for i in inside), timedelta()) == timedelta(seconds=len(seconds))


@given(SPANS, st.randoms(use_true_random=False))
def test_duplicates_and_order_change_nothing(pairs: list[tuple[int, int]], chance: random.Random) -> None:
    connections = spans(pairs)
    muddled = connections + chance.sample(connections, k=len(connections) // 2)
    chance.shuffle(muddled)

    assert measure(muddled, at(0), at(10)) == measure(connections, at(0), at(10))


@given(SPANS)
def test_the_curve_counts_who_is_there_at_each_full_minute(pairs: list[tuple[int, int]]) -> None:
    people = [part for span in spans(pairs) for part in cut([span], at(0), at(10))]

    curve = count_by_minute(people, at(0), at(10))

    assert curve == [sum(i.begin <= at(minute) <= i.end for i in people) for minute in range(11)]


@given(SPANS)
def test_the_peak_is_the_largest_number_at_any_coming(pairs: list[tuple[int, int]]) -> None:
    people = spans(pairs)

    peak, moment = find_peak(people)

    assert peak == max((sum(i.begin <= one.begin <= i.end for i in people) for one in people), default=0)
    assert (moment is None) == (not people)
