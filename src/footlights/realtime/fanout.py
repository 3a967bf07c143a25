"""Telling the other processes: small messages on topics, at most once.

What must not be lost is in the database, and whoever listens looks there too from time to time; a message only makes it
quick.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

Listener = Callable[[bytes], None]
"""Gets each message of a topic on the event loop; must be quick and must not raise."""

log = structlog.get_logger()


class Fanout(Protocol):
    reaches_others: bool
    """Whether anybody but the publisher itself may hear a message."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def publish(self, topic: str, message: bytes) -> None:
        """Send to every listener of the topic in every process, this one included; never waits, may lose."""

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Hear a topic until the returned function is called."""


class MemoryFanout:
    """For one process. Several users of the same object in it hear each other if `reaches_others`."""

    def __init__(self, *, reaches_others: bool = False) -> None:
        self.reaches_others = reaches_others
        self._listeners: dict[str, list[Listener]] = {}

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        self._listeners.clear()

    def publish(self, topic: str, message: bytes) -> None:
        for listener in list(self._listeners.get(topic, ())):
            listener(message)

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        self._listeners.setdefault(topic, []).append(listener)

        def stop() -> None:
            remaining = self._listeners.get(topic, [])
            if listener in remaining:
                remaining.remove(listener)
            if not remaining:
                self._listeners.pop(topic, None)

        return stop


class RedisFanout:
    """Pub/sub over Redis. While Redis is away nothing is heard, and it is tried again each second.

    Every process hears every topic: messages are few (topics are coalesced) and small.
    """

    PREFIX = "footlights:"
    RETRY_S = 1.0
    MOST_WAITING = 10_000

    def __init__(self, url: str) -> None:
        self.reaches_others = True
        self._redis = Redis.from_url(url, socket_connect_timeout=5)
        self._local = MemoryFanout(reaches_others=True)
        self._outgoing: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(self.MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []
        self.is_hearing = asyncio.Event()

    async def open(self) -> None:
        work = (self._hear, self._speak)
        self._tasks = [asyncio.create_task(self._keep(part), name=f"fanout{part.__name__}") for part in work]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def publish(self, topic: str, message: bytes) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._outgoing.put_nowait((topic, message))

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        return self._local.listen(topic, listener)

    async def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as error:
                log.warning("fanout_away", error=type(error).__name__)
            self.is_hearing.clear()
            await asyncio.sleep(self.RETRY_S)

    async def _hear(self) -> None:
        async with self._redis.pubsub() as channel:
            await channel.psubscribe(f"{self.PREFIX}*")
            async for message in channel.listen():
                if message["type"] == "psubscribe":
                    self.is_hearing.set()
                elif message["type"] == "pmessage":
                    topic = message["channel"].decode().removeprefix(self.PREFIX)
                    self._local.publish(topic, message["data"])

    async def _speak(self) -> None:
        while True:
            topic, message = await self._outgoing.get()
            await self._redis.publish(self.PREFIX + topic, message)
