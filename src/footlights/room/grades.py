"""How well people are connected, as their pages judge it. In memory, for the team to see."""

from collections.abc import Callable

from footlights.room.frames.server import GradesFrame
from footlights.room.frames.words import Grade
from footlights.room.pace import Interval

EVERY_S = 2.0
"""The team hears of changes at most this often."""


class Grades:
    """Grades of one room by person id; `good` is what nobody mentions. `mark` asks for a round of sending."""

    def __init__(self, mark: Callable[[], None]) -> None:
        self._grades: dict[str, Grade] = {}
        self._changed: dict[str, Grade] = {}
        self._interval = Interval(mark)

    def tell(self, person_id: str, grade: Grade) -> bool:
        """Note a grade; False when it is the one that is known."""
        if self._grades.get(person_id, "good") == grade:
            return False
        if grade == "good":
            del self._grades[person_id]
        else:
            self._grades[person_id] = grade
        self._changed[person_id] = grade
        return True

    def news(self) -> GradesFrame | None:
        """What changed; None when nothing did, or when the last of it was just taken."""
        if not self._changed or not self._interval.begins(EVERY_S):
            return None
        frame = GradesFrame(grades=self._changed)
        self._changed = {}
        return frame

    def all(self) -> GradesFrame | None:
        """What a newcomer of the team has to know."""
        return GradesFrame(grades=dict(self._grades)) if self._grades else None
