"""How well people are connected, as their pages judge it. In memory, for the team to see."""

from footlights.room.frames.server import GradesFrame
from footlights.room.frames.words import Grade

EVERY_S = 2.0
"""The team hears of changes at most this often."""


class Grades:
    """Grades of one room by person id; `good` is what nobody mentions."""

    def __init__(self) -> None:
        self._grades: dict[str, Grade] = {}
        self._changed: dict[str, Grade] = {}
        self._sent_at = -EVERY_S

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

    def forget(self, person_id: str) -> bool:
        """Someone is gone; whoever comes back begins well. True when that changes something."""
        return self.tell(person_id, "good")

    def wait_s(self, now: float) -> float | None:
        """Seconds until changes may be sent; None when there are none. `now` is the clock of the loop."""
        return max(0.0, self._sent_at + EVERY_S - now) if self._changed else None

    def take_changes(self, now: float) -> GradesFrame:
        frame = GradesFrame(grades=self._changed)
        self._changed, self._sent_at = {}, now
        return frame

    def all(self) -> GradesFrame | None:
        """What a newcomer of the team has to know."""
        return GradesFrame(grades=dict(self._grades)) if self._grades else None
