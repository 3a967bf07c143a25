"""Who is in a room, in any process, and what everyone is told of it."""

from collections.abc import Callable

from footlights.room.elsewhere import Elsewhere
from footlights.room.frames.passing import PresentState, TeamPerson
from footlights.room.frames.server import PresentFrame
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.wire import encode
from footlights.room.pace import Interval
from footlights.room.rules import TEAM_ROLES
from footlights.room.visits import Attendees


class Crowd:
    """The people of one room. `mark` asks for a round of sending."""

    def __init__(self, attendees: Attendees, mark: Callable[[], None]) -> None:
        self._attendees = attendees
        self._elsewhere = Elsewhere()
        self._mark = mark
        self._interval = Interval(mark)
        self._is_dirty = False

    def people(self) -> list[PersonHere]:
        """Everyone in the room, in any process, each once, in the order they came."""
        return self._elsewhere.together_with(self._attendees.people())

    def heard(self, node: str, people: list[PersonHere]) -> None:
        """Who is in the room in another process."""
        self._elsewhere.heard(node, people)
        self.changed()

    def forget_silent(self) -> None:
        if self._elsewhere.forget_silent():
            self.changed()

    def changed(self) -> None:
        self._is_dirty = True
        self._mark()

    def state(self, *, is_live: bool) -> PresentState:
        if self._elsewhere:
            people = self.people()
            count, team = len(people), [person for person in people if person.role in TEAM_ROLES]
        else:
            count, team = self._attendees.count, self._attendees.team()
        return PresentState(
            count=count,
            waiting=0 if is_live else count - len(team),
            team=[TeamPerson(person_id=person.person_id, name=person.name, role=person.role) for person in team],
        )

    def news(self, every_s: float, *, is_live: bool) -> str | None:
        """A frame when something changed, at most one in `every_s` seconds."""
        if not self._is_dirty or not self._interval.begins(every_s):
            return None
        self._is_dirty = False
        state = self.state(is_live=is_live)
        return encode(PresentFrame(count=state.count, waiting=state.waiting, team=state.team))
