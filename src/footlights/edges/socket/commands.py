"""Calls: a function, the type of what it takes, and its answer.

    @command("chat.post")
    async def post_chat(call: Call[ChatPost]) -> ChatPostAnswer: ...

The types come from `room.frames.calls.CALLS`. A function calls one action and answers its caller, no more; what others
see comes to them by the room's log.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from footlights.kit.database import Db
from footlights.room.actors import RoomActor
from footlights.room.frames.calls import CALLS
from footlights.room.frames.session_calls import SeqAnswer
from footlights.room.frames.wire import Wire
from footlights.room.live import LiveRooms
from footlights.room.live_room import LiveRoom
from footlights.room.visits import Visit

W = TypeVar("W", bound=Wire)


@dataclass(frozen=True, slots=True)
class Call(Generic[W]):
    """One call as its function sees it."""

    rooms: LiveRooms
    room: LiveRoom
    visit: Visit
    given: W

    async def act(self, action: Callable[[Db, RoomActor], Awaitable[int]]) -> SeqAnswer:
        """Run an action as the caller, in a transaction of its own; it answers the number of its entry."""
        async with self.rooms.database.write() as db:
            return SeqAnswer(seq=await action(db, self.visit.actor))


Run = Callable[[Call[Any]], Awaitable[Wire]]  # Any: each function's own input, as decoded by its command


@dataclass(frozen=True, slots=True)
class Command:
    """`is_slow` calls wait for the media server; they run beside the others, in their own order."""

    run: Run
    decoder: msgspec.json.Decoder[Wire]
    is_slow: bool


COMMANDS: dict[str, Command] = {}


def command(name: str, *, is_slow: bool = False) -> Callable[[Run], Run]:
    """Register the function of a call."""

    def register(run: Run) -> Run:
        takes, _ = CALLS[name]
        COMMANDS[name] = Command(run, msgspec.json.Decoder(takes), is_slow)
        return run

    return register
