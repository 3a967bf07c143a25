"""The door of a room: who waits to be let in, in any process, and what the team is told of it."""

from collections.abc import Callable

from footlights.room.elsewhere import Elsewhere
from footlights.room.frames.client import HelloFrame
from footlights.room.frames.server import KnocksFrame, WaitFrame
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.wire import encode
from footlights.room.frames.words import ByeCode
from footlights.room.knocks import Knocks
from footlights.room.visits import Visit


class Door:
    """`mark` asks for a round of sending; `tell` lets the other processes know who waits in this one."""

    def __init__(self, mark: Callable[[], None], tell: Callable[[list[PersonHere]], None]) -> None:
        self.knocks = Knocks()
        self._elsewhere = Elsewhere()
        self._mark = mark
        self._tell = tell
        self._is_dirty = False

    def wait(self, visit: Visit, hello: HelloFrame) -> None:
        """Keep a connection until someone of the team answers."""
        visit.is_waiting = True
        self.knocks.add(visit, hello)
        visit.connection.push(encode(WaitFrame(name=visit.actor.name)))
        self.changed()

    def people(self) -> list[PersonHere]:
        """Who waits, in any process, each once, in the order they came."""
        return self._elsewhere.together_with(self.knocks.people())

    def heard(self, node: str, people: list[PersonHere]) -> None:
        """Who waits at the same door in another process."""
        self._elsewhere.heard(node, people)
        self._changed_elsewhere()

    def forget_silent(self) -> None:
        if self._elsewhere.forget_silent():
            self._changed_elsewhere()

    def left(self, visit: Visit) -> bool:
        """A connection is gone; False when it was not waiting."""
        if not self.knocks.remove(visit):
            return False
        self.changed()
        return True

    def turn_away(self, person_ids: frozenset[str], code: ByeCode) -> bool:
        """Say goodbye to these people; False when none of them waits here."""
        knocks = self.knocks.take(person_ids)
        for knock in knocks:
            knock.visit.has_left = True
            knock.visit.dismiss(code)
        return bool(knocks)

    def changed(self) -> None:
        self._changed_elsewhere()
        self._tell(self.knocks.people())

    def tell_people(self) -> None:
        """Let the other processes know again who waits here, if anyone does."""
        if people := self.knocks.people():
            self._tell(people)

    def news(self) -> str | None:
        """A frame for the team when something changed."""
        if not self._is_dirty:
            return None
        self._is_dirty = False
        return encode(KnocksFrame(people=self.people()))

    def _changed_elsewhere(self) -> None:
        self._is_dirty = True
        self._mark()
