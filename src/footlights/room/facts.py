"""What the room tells. The subject is the session."""

from typing import ClassVar

from footlights.outbox import FactType


class SessionStarted(FactType, frozen=True):
    kind: ClassVar[str] = "session.started"
    event_id: str


class SessionEnded(FactType, frozen=True):
    """Told when the session is sealed: attendance figures are there. `registrants_count` counts the team too."""

    kind: ClassVar[str] = "session.ended"
    event_id: str
    registrants_count: int
    attendees_count: int
    duration_s: int
