"""A receiver of webhooks with next to no cost: answers 204, after DELAY seconds when the path is /slow.

python benchmarks/receiver.py PORT FOLDER
"""

import asyncio
import json
import sys

import uvloop

DELAY_S = 5.0
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Receiver(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            if head.startswith(b"POST /slow"):
                asyncio.get_running_loop().call_later(DELAY_S, self._answer)
            else:
                self._answer()

    def _answer(self) -> None:
        self._transport.write(ANSWER)  # type: ignore[attr-defined]


async def main(port: int) -> None:
    await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", port)
    print(json.dumps({}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
