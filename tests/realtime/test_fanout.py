import asyncio

from footlights.kit.ids import new_id
from footlights.realtime.fanout import MemoryFanout, RedisFanout


def test_memory_reaches_listeners_of_the_topic_until_they_stop() -> None:
    fanout = MemoryFanout()
    heard: list[bytes] = []
    stop = fanout.listen("a", heard.append)

    fanout.publish("a", b"1")
    fanout.publish("b", b"2")
    stop()
    fanout.publish("a", b"3")

    assert heard == [b"1"]


async def test_redis_reaches_other_processes(redis_url: str) -> None:
    here, there = RedisFanout(redis_url), RedisFanout(redis_url)
    topic = new_id()
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    there.listen(topic, heard.put_nowait)
    await here.open()
    await there.open()
    await there.is_hearing.wait()

    for message in (b"1", b"2", b"3"):
        here.publish(topic, message)
    received = [await heard.get() for _ in range(3)]
    await here.close()
    await there.close()

    assert received == [b"1", b"2", b"3"]


async def test_redis_away_loses_messages_and_nothing_else(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(RedisFanout, "MOST_WAITING", 2)
    fanout = RedisFanout(f"unix://{tmp_path / 'nobody.sock'}")
    await fanout.open()

    for _ in range(100):
        fanout.publish("a", b"1")
    await fanout.close()

    assert not fanout.is_hearing.is_set()
