"""One socket, seen from the side that sends."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]  # Any: an ASGI message
MAX_FRAMES = 256
MAX_CHARS = 4 * 1024 * 1024
CLOSE_S = 2.0
"""How long a closing socket may take to swallow its last frames."""
NORMAL = 1000


class Connection:
    """A bounded queue in front of one WebSocket. `push` from anywhere on the loop; `run` in the socket's own task.

    States: open, then ended (the queue drains, nothing new is taken), then closed. A socket that falls MAX_FRAMES
    frames or MAX_CHARS characters behind loses its queue and ends with the frame that `on_slow` gives.

    `close` comes after `run`, once nobody reads from the socket any more: the server's closing handshake waits for a
    pending read for ever (granian 2.8).
    """

    __slots__ = (
        "_chars",
        "_is_lost",
        "_loop",
        "_on_slow",
        "_queue",
        "_runner",
        "_send",
        "_wake",
        "is_ended",
    )

    def __init__(self, send: Send, *, on_slow: Callable[[], str]) -> None:
        self._send = send
        self._on_slow = on_slow
        self._queue: deque[str] = deque()
        self._chars = 0
        self._loop = asyncio.get_running_loop()
        self._wake: asyncio.Future[None] | None = None
        self._runner: asyncio.Task[Any] | None = None  # Any: whatever the socket's task returns
        self._is_lost = False
        self.is_ended = False

    def push(self, frame: str) -> None:
        """Queue a frame; nothing happens once the connection has ended."""
        if self.is_ended:
            return
        self._chars += len(frame)
        self._queue.append(frame)
        if len(self._queue) > MAX_FRAMES or self._chars > MAX_CHARS:
            self._queue.clear()
            self.end(self._on_slow())
        elif self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def end(self, last: str | None = None) -> None:
        """Send what is queued and `last`, then let `run` return. A socket that does not take it in CLOSE_S is lost."""
        if self.is_ended:
            return
        self.is_ended = True
        if last is not None:
            self._queue.append(last)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        if self._runner is not None:
            self._loop.call_later(CLOSE_S, self._give_up, self._runner)

    def lose(self) -> None:
        """The other side is gone: forget what is queued and let `run` return."""
        self._is_lost = True
        self._queue.clear()
        self.end()

    async def run(self) -> None:
        """Send until the connection has ended or the socket fails."""
        self._runner = asyncio.current_task()
        try:
            await self._send_all()
        except (OSError, RuntimeError):  # what servers raise when the other side is gone
            self._is_lost = True
        except asyncio.CancelledError:
            if not self._is_lost or self._runner is None:
                raise
            self._runner.uncancel()  # it was `_give_up`
        finally:
            self._queue.clear()
            self.is_ended = True
            self._runner = None

    async def close(self) -> None:
        """Close the socket, unless it is lost; see the class for when."""
        if not self._is_lost:
            with contextlib.suppress(OSError, RuntimeError, TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await self._send({"type": "websocket.close", "code": NORMAL})

    async def _send_all(self) -> None:
        while True:
            while self._queue:
                frame = self._queue.popleft()
                self._chars -= len(frame)
                await self._send({"type": "websocket.send", "text": frame})
            if self.is_ended:
                return
            self._wake = self._loop.create_future()
            await self._wake
            self._wake = None

    def _give_up(self, runner: asyncio.Task[Any]) -> None:  # Any: as above
        if self._runner is runner:
            self._is_lost = True
            runner.cancel()
