"""One connection, from the handshake to the goodbye."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import structlog
from litestar import asgi
from litestar.types import Receive, Scope, Send

from footlights.edges.look import _, speak
from footlights.edges.socket import (  # noqa: F401 (they register their calls)
    chat_calls,
    media_calls,
    poll_calls,
    quality_calls,
    room_calls,
    show_calls,
    stage_calls,
    talk_calls,
)
from footlights.edges.socket.commands import COMMANDS, Call, Command
from footlights.kit.errors import AppError
from footlights.realtime.connection import Connection
from footlights.room.frames.client import CallFrame, HelloFrame
from footlights.room.frames.server import CallError, ErrorFrame, OkFrame
from footlights.room.frames.wire import Wire, encode
from footlights.room.frames.words import MAX_FRAME_BYTES
from footlights.room.live import LiveRooms
from footlights.room.live_room import LiveRoom
from footlights.room.visits import TurnedAway, Visit, bye

if TYPE_CHECKING:
    from footlights.services import Services

HELLO_S = 10.0
MAX_BAD_FRAMES = 20
MAX_SLOW_CALLS = 64
THROTTLE_S = 0.02
"""Pause in reading after a call over the limit: a flood waits in the sender's own buffers."""
MAX_EXCESS_CALLS = 200
"""Calls over the limit after which a connection is ended: no page of ours comes near it."""
POLICY = 1008
SCHEMES = ("http", "https")
CLOSED_BY_PAGE = (1000, 1001)
log = structlog.get_logger()
_hellos = msgspec.json.Decoder(HelloFrame)
_calls = msgspec.json.Decoder(CallFrame)


@asgi("/live", is_mount=True, copy_scope=False)
async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The route of the room socket, over the rooms of this process."""
    services: Services = scope["litestar_app"].state.services
    await serve_socket(services.rooms)(scope, receive, send)


def serve_socket(rooms: LiveRooms) -> Callable[[Any, Any, Any], Awaitable[None]]:  # Any: the three of ASGI
    """The plain ASGI application behind the route."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:  # Any: as above
        if scope["type"] != "websocket":
            await _refuse_http(send)
            return
        await receive()
        if not _is_same_origin(scope, rooms.settings.base_url):
            await send({"type": "websocket.close", "code": POLICY})
            return
        await send({"type": "websocket.accept"})
        session_id = scope["path"].rstrip("/").rpartition("/")[2]
        await _Socket(rooms, session_id, receive, send).run()

    return serve


class _Gone(Exception):
    """The other side closed the connection; `on_purpose` when the page said so."""

    def __init__(self, on_purpose: bool) -> None:
        super().__init__(on_purpose)
        self.on_purpose = on_purpose


class _BadFrame(Exception):
    """A frame that is too large or is no text ends the connection."""


class _Socket:
    """A connection that was accepted. Reading and sending are two tasks; the end of one ends the other."""

    __slots__ = (
        "_bad_frames",
        "_connection",
        "_excess_calls",
        "_is_left_on_purpose",
        "_is_waiting",
        "_lane",
        "_lane_task",
        "_language",
        "_receive",
        "_rooms",
        "_send",
        "_session_id",
    )

    def __init__(self, rooms: LiveRooms, session_id: str, receive: Any, send: Any) -> None:  # Any: ASGI callables
        self._rooms = rooms
        self._session_id = session_id
        self._receive = receive
        self._send = send
        self._connection = Connection(send, on_slow=lambda: bye("too_slow"))
        self._bad_frames = 0
        self._excess_calls = 0
        self._is_left_on_purpose = False
        self._is_waiting = False
        self._language = "en"
        self._lane: asyncio.Queue[tuple[Call[Any], Command, int]] | None = None  # Any: each call's own input
        self._lane_task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        visit = await self._say_hello()
        if visit is None:
            return
        reader = asyncio.create_task(self._read(visit))
        try:
            await self._connection.run()
        finally:
            await self._stop(reader)
            self._rooms.leave(visit, on_purpose=self._is_left_on_purpose)
        await self._connection.close()

    async def _stop(self, reader: asyncio.Task[None]) -> None:
        """End reading. A call that is being served is not cancelled: it may hold a transaction."""
        if self._is_waiting:
            reader.cancel()
        await asyncio.wait([reader])
        if self._lane_task is not None:
            self._lane_task.cancel()
            await asyncio.wait([self._lane_task])

    async def _say_hello(self) -> Visit | None:
        """Read the first frame and go in, or say why not and close."""
        try:
            async with asyncio.timeout(HELLO_S):
                hello = _hellos.decode(await self._next_frame())
            self._language = hello.language.partition("-")[0].lower()
            return await self._rooms.enter(self._session_id, hello, self._connection)
        except _Gone:
            return None
        except TurnedAway as refusal:
            self._connection.end(bye(refusal.code))
        except TimeoutError:
            self._connection.end(bye("silent"))
        except (msgspec.MsgspecError, UnicodeError, _BadFrame):
            self._connection.end(bye("bad_frames"))
        except Exception:
            log.exception("hello_failed")
            self._connection.end(bye("restarting"))
        await self._connection.run()
        await self._connection.close()
        return None

    async def _read(self, visit: Visit) -> None:
        """Serve calls until the other side is gone, and end the connection then."""
        try:
            while not self._connection.is_ended:
                self._is_waiting = True
                text = await self._next_frame()
                self._is_waiting = False
                await self._serve_frame(visit, text)
        except _Gone as gone:
            self._is_left_on_purpose = gone.on_purpose
            self._connection.lose()
        except _BadFrame:
            visit.dismiss("bad_frames")
        except Exception:
            log.exception("socket_failed", session_id=visit.actor.session_id)
            visit.dismiss("restarting")

    async def _next_frame(self) -> str:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise _Gone(message.get("code") in CLOSED_BY_PAGE)
        text = message.get("text")
        if not isinstance(text, str) or len(text) > MAX_FRAME_BYTES:
            raise _BadFrame
        return text

    async def _serve_frame(self, visit: Visit, text: str) -> None:
        loop = asyncio.get_running_loop()
        visit.heard_at = loop.time()
        try:
            frame = _calls.decode(text)
        except (msgspec.MsgspecError, UnicodeError):
            self._bad_frames += 1
            if self._bad_frames >= MAX_BAD_FRAMES:
                raise _BadFrame from None
            return
        if not visit.calls.take(loop.time()):
            await self._throttle(frame.id)
            return
        room = self._rooms.find(visit.actor.session_id)
        command = COMMANDS.get(frame.do)
        if command is None or room is None:
            self._refuse(frame.id, "not_found", "unknown_call", "The server does not know this call.")
            return
        if visit.is_waiting and frame.do != "ping":
            self._refuse(frame.id, "forbidden", "not_admitted", "You have not been let in yet.")
            return
        await self._run(command, frame, room, visit)

    async def _throttle(self, number: int) -> None:
        self._excess_calls += 1
        if self._excess_calls >= MAX_EXCESS_CALLS:
            raise _BadFrame
        self._refuse(number, "limited", "too_fast", "This page asks too much at once. Wait a moment.")
        await asyncio.sleep(THROTTLE_S)

    async def _run(self, command: Command, frame: CallFrame, room: LiveRoom, visit: Visit) -> None:
        try:
            given = command.decoder.decode(frame.with_)
        except msgspec.MsgspecError:
            self._refuse(frame.id, "invalid", "invalid_call", "The server does not understand this call.")
            return
        call = Call(self._rooms, room, visit, given)
        if command.is_slow:
            self._queue(call, command, frame.id)
        else:
            await self._answer(call, command, frame.id)

    def _queue(self, call: Call[Any], command: Command, number: int) -> None:  # Any: each call's own input
        if self._lane is None:
            self._lane = asyncio.Queue(MAX_SLOW_CALLS)
            self._lane_task = asyncio.create_task(self._run_lane(self._lane))
        try:
            self._lane.put_nowait((call, command, number))
        except asyncio.QueueFull:
            self._refuse(number, "limited", "too_fast", "This page asks too much at once. Wait a moment.")

    async def _run_lane(self, lane: asyncio.Queue[tuple[Call[Any], Command, int]]) -> None:  # Any: as above
        while True:
            await self._answer(*await lane.get())

    async def _answer(self, call: Call[Any], command: Command, number: int) -> None:  # Any: as above
        try:
            ok: Wire = await command.run(call)
        except AppError as error:
            self._refuse(number, error.kind, error.code, error.sentence)
        except Exception:
            log.exception("call_failed", session_id=call.visit.actor.session_id)
            self._refuse(number, "unavailable", "failed", "This did not work. Try again in a moment.")
        else:
            self._connection.push(encode(OkFrame(id=number, ok=ok)))

    def _refuse(self, number: int, kind: Any, code: str, detail: str) -> None:  # Any: a Literal of frames and errors
        """Say no in the language of the page."""
        with speak(self._language):
            error = CallError(kind=kind, code=code, detail=_(detail))
        self._connection.push(encode(ErrorFrame(id=number, error=error)))


def _is_same_origin(scope: Any, base_url: str) -> bool:  # Any: the ASGI scope
    """Whether the page is ours: browsers always send Origin, and other programs may leave it out."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is None:
        return True
    ours = urlsplit(base_url)
    return origin in (f"{ours.scheme}://{ours.netloc}", *(f"{scheme}://{headers.get(b'host')}" for scheme in SCHEMES))


async def _refuse_http(send: Any) -> None:  # Any: an ASGI callable
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"upgrade", b"websocket")]
    await send({"type": "http.response.start", "status": 426, "headers": headers})
    await send({"type": "http.response.body", "body": b"This address speaks WebSocket.\n"})
