"""A connection to Janus: one session, many handles."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Self

from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from footlights.media.janus.protocol import Answer, ConnectionLost, Message, News, Protocol

ANSWER_S = 10.0
KEEPALIVE_S = 10.0
"""A third of Janus's session_timeout."""
VIDEOROOM = "janus.plugin.videoroom"
Hear = Callable[[News], None]


class JanusClient:
    """Requests and news. `lost` is set once the connection is gone; everything then raises ConnectionLost."""

    def __init__(self, connection: ClientConnection, api_secret: str) -> None:
        self._connection = connection
        self._protocol = Protocol(api_secret)
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._hearers: dict[int, Hear] = {}
        self._session = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.lost = asyncio.Event()

    @classmethod
    async def connect(cls, socket: Path, api_secret: str) -> Self:
        """Connect and create a session. Raises ConnectionLost, RequestFailed (a wrong secret)."""
        try:
            connection = await unix_connect(
                str(socket),
                "ws://localhost/",
                subprotocols=[Subprotocol("janus-protocol")],
                ping_interval=None,
                max_size=None,
                compression=None,
            )
        except (OSError, InvalidHandshake, ConnectionClosed) as error:
            raise ConnectionLost(str(error)) from error
        client = cls(connection, api_secret)
        client._tasks.append(asyncio.create_task(client._read(), name="janus-read"))
        try:
            client._session = int((await client._ask("create", ends="reply")).data["id"])
        except BaseException:
            await client.close()
            raise
        client._tasks.append(asyncio.create_task(client._keep_alive(), name="janus-keepalive"))
        return client

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._connection.close()
        self._lose()

    async def ping(self, *, timeout_s: float) -> None:
        """Is Janus still thinking? Raises ConnectionLost when the answer does not come in time."""
        await self._ask("ping", ends="reply", timeout_s=timeout_s, in_session=False)

    async def attach(self, hear: Hear | None = None, *, plugin: str = VIDEOROOM) -> int:
        """A new handle; `hear` gets its news."""
        handle = int((await self._ask("attach", ends="reply", plugin=plugin)).data["id"])
        if hear is not None:
            self._hearers[handle] = hear
        return handle

    async def detach(self, handle: int) -> None:
        """Let go of a handle; one that Janus no longer knows is fine."""
        self._hearers.pop(handle, None)
        with contextlib.suppress(Exception):
            await self._ask("detach", ends="reply", handle_id=handle)

    async def control(self, handle: int, body: Message) -> Message:
        """A synchronous plugin request (create, destroy, list, …)."""
        return (await self._ask("message", ends="reply", handle_id=handle, body=body)).data

    async def message(self, handle: int, body: Message, jsep: Message | None = None) -> Answer:
        """An asynchronous plugin request (join, configure, start, …): answered by an event."""
        return await self._ask("message", ends="event", handle_id=handle, body=body, jsep=jsep)

    async def trickle(self, handle: int, candidate: Message | None) -> None:
        await self._ask("trickle", ends="ack", handle_id=handle, candidate=candidate or {"completed": True})

    async def _ask(
        self,
        verb: str,
        *,
        ends: str,
        timeout_s: float = ANSWER_S,
        in_session: bool = True,
        **members: object,
    ) -> Answer:
        if self.lost.is_set():
            raise ConnectionLost("Janus is gone")
        session = self._session or None if in_session else None
        transaction, text = self._protocol.request(verb, ends=ends, session_id=session, **members)  # type: ignore[arg-type]
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = future
        try:
            await self._connection.send(text, text=True)
            answer = await asyncio.wait_for(future, timeout_s)
        except (ConnectionClosed, TimeoutError) as error:
            raise ConnectionLost(f"no answer to {verb}") from error
        finally:
            self._waiting.pop(transaction, None)
            self._protocol.forget(transaction)
        if answer.error is not None:
            raise answer.error
        return answer

    async def _read(self) -> None:
        try:
            async for text in self._connection:
                heard = self._protocol.receive(text)
                if isinstance(heard, Answer):
                    future = self._waiting.get(heard.transaction)
                    if future is not None and not future.done():
                        future.set_result(heard)
                elif heard is not None:
                    self._tell(heard)
        except ConnectionClosed:
            pass
        finally:
            self._lose()

    def _tell(self, news: News) -> None:
        hear = self._hearers.get(news.handle)
        if hear is not None:
            hear(news)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_S)
            with contextlib.suppress(ConnectionLost):
                await self._ask("keepalive", ends="ack")

    def _lose(self) -> None:
        self.lost.set()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionLost("Janus is gone"))
                future.exception()  # whoever waited may be gone too
