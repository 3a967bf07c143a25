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


class PersonAttended(FactType, frozen=True):
    """Told once for each registrant after the session is sealed. The subject is the registration."""

    kind: ClassVar[str] = "person.attended"
    session_id: str
    person_id: str


class PersonNotAttended(FactType, frozen=True):
    """As PersonAttended, for somebody who was not there."""

    kind: ClassVar[str] = "person.not_attended"
    session_id: str
    person_id: str
