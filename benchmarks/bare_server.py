"""The reference: the same server program with a WebSocket handler of a few lines and nothing of ours.

Called by the benchmarks: bare_server.py PORT FOLDER. The first message of a socket gets an answer of as many characters
as it names; any later message is sent to every socket.
"""

import sys
from typing import Any

import uvloop
from litestar import Litestar, asgi

from room_server import serve

senders: set[Any] = set()


@asgi("/live", is_mount=True, copy_scope=False)
async def live(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    hello = await receive()
    await send({"type": "websocket.send", "text": "x" * int(hello["text"])})
    senders.add(send)
    try:
        while (message := await receive())["type"] != "websocket.disconnect":
            await broadcast(message["text"])
    finally:
        senders.discard(send)


async def broadcast(text: str) -> None:
    for send in list(senders):
        await send({"type": "websocket.send", "text": text})


async def main(port: int) -> None:
    await serve(Litestar([live]), port, {})


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
