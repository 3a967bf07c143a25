import asyncio
import itertools
from collections import Counter

from footlights.realtime import ticker
from footlights.realtime.ticker import Ticker


async def test_marks_during_a_round_are_served_once_in_the_next() -> None:
    served = Counter[str]()
    done = asyncio.Event()

    async def serve(key: str) -> None:
        served[key] += 1
        if served[key] == 1:
            for _ in range(10):
                rounds.mark(key)
        else:
            done.set()

    rounds = Ticker(serve, interval_s=0.01)
    rounds.mark("a")
    await done.wait()
    await rounds.close()

    assert served == {"a": 2}


async def test_rounds_of_one_key_are_an_interval_apart() -> None:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    done = asyncio.Event()

    async def serve(key: str) -> None:
        times.append(loop.time())
        if len(times) < 4:
            rounds.mark(key)
        else:
            done.set()

    rounds = Ticker(serve, interval_s=0.02)
    rounds.mark("a")
    await done.wait()
    await rounds.close()

    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.019


async def test_a_key_that_waits_does_not_hold_up_another() -> None:
    held, other = asyncio.Event(), asyncio.Event()
    served: list[str] = []

    async def serve(key: str) -> None:
        if key == "held":
            await held.wait()
        else:
            other.set()
        served.append(key)

    rounds = Ticker(serve, interval_s=0.01)
    rounds.mark("held")
    rounds.mark("other")
    await other.wait()

    assert served == ["other"]
    held.set()
    await rounds.close()


async def test_a_failed_round_is_tried_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(ticker, "RETRY_S", 0.01)
    tries: list[int] = []
    done = asyncio.Event()

    async def serve(_: str) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk full")
        done.set()

    rounds = Ticker(serve, interval_s=0.01)
    rounds.mark("a")
    await done.wait()
    await rounds.close()

    assert len(tries) == 2
