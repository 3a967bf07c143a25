import asyncio
from typing import Any

from footlights.realtime.connection import MAX_CHARS, MAX_FRAMES, Connection


class Socket:
    """Swallows what it is sent, once it is let."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed_with: int | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.took = asyncio.Event()
        self.is_gone = False

    async def send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        if self.is_gone:
            raise RuntimeError("closed")
        if message["type"] == "websocket.close":
            self.closed_with = message["code"]
        else:
            self.sent.append(message["text"])
        self.took.set()


def connect(socket: Socket) -> Connection:
    return Connection(socket.send, on_slow=lambda: "too slow")


async def test_frames_arrive_in_order_and_the_last_one_before_the_close() -> None:
    socket = Socket()
    connection = connect(socket)
    running = asyncio.create_task(connection.run())

    for frame in ("a", "b", "c"):
        connection.push(frame)
    connection.end("bye")
    await running
    assert socket.closed_with is None
    await connection.close()

    assert socket.sent == ["a", "b", "c", "bye"]
    assert socket.closed_with == 1000


async def test_frames_pushed_while_it_waits_are_sent() -> None:
    socket = Socket()
    connection = connect(socket)
    running = asyncio.create_task(connection.run())
    await asyncio.sleep(0)

    connection.push("a")
    await socket.took.wait()

    assert socket.sent == ["a"]
    connection.end()
    await running


async def test_a_socket_that_falls_behind_is_closed_with_a_reason() -> None:
    socket = Socket()
    connection = connect(socket)

    for number in range(MAX_FRAMES + 1):
        connection.push(str(number))
    await connection.run()

    assert socket.sent == ["too slow"]
    assert connection.is_ended


async def test_a_few_huge_frames_count_as_falling_behind() -> None:
    socket = Socket()
    connection = connect(socket)

    for _ in range(3):
        connection.push("x" * (MAX_CHARS // 2))
    await connection.run()

    assert socket.sent == ["too slow"]


async def test_nothing_is_taken_after_the_end() -> None:
    socket = Socket()
    connection = connect(socket)

    connection.end("bye")
    connection.push("late")
    connection.end("twice")
    await connection.run()

    assert socket.sent == ["bye"]


async def test_a_socket_that_is_gone_ends_quietly() -> None:
    socket = Socket()
    socket.is_gone = True
    connection = connect(socket)

    connection.push("a")
    await connection.run()
    await connection.close()

    assert connection.is_ended


async def test_a_socket_that_takes_nothing_is_given_up(monkeypatch: Any) -> None:
    monkeypatch.setattr("footlights.realtime.connection.CLOSE_S", 0.01)
    socket = Socket()
    socket.open.clear()
    connection = connect(socket)
    running = asyncio.create_task(connection.run())
    connection.push("a")
    await asyncio.sleep(0)

    connection.end("bye")
    await running
    await connection.close()

    assert (socket.sent, socket.closed_with) == ([], None)
