from footlights.realtime.limits import Bucket


def test_a_burst_then_a_steady_rate() -> None:
    bucket = Bucket(burst=5, per_s=1)

    taken = [bucket.take(0.0) for _ in range(7)]
    later = [bucket.take(0.9), bucket.take(1.0), bucket.take(1.5), bucket.take(3.2), bucket.take(3.3)]

    assert taken == [True] * 5 + [False] * 2
    assert later == [False, True, False, True, True]


def test_a_rest_fills_up_to_the_burst_and_no_further() -> None:
    bucket = Bucket(burst=2, per_s=10)

    assert [bucket.take(t) for t in (0.0, 0.0, 0.0, 100.0, 100.0, 100.0)] == [True, True, False, True, True, False]


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    bucket = Bucket(burst=1, per_s=1)

    assert [bucket.take(10.0), bucket.take(5.0), bucket.take(5.5)] == [True, False, False]
