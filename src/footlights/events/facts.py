"""What events tell. The subject is the event for `event.*`, the session for `session.*`."""

from typing import ClassVar

from footlights.outbox import FactType


class EventCreated(FactType, frozen=True):
    kind: ClassVar[str] = "event.created"


class EventUpdated(FactType, frozen=True):
    """`closed` says that the page was closed, `removed` that the event was taken away."""

    kind: ClassVar[str] = "event.updated"
    closed: bool = False
    removed: bool = False


class EventPublished(FactType, frozen=True):
    kind: ClassVar[str] = "event.published"


class SessionCreated(FactType, frozen=True):
    kind: ClassVar[str] = "session.created"
    event_id: str


class SessionUpdated(FactType, frozen=True):
    """`moved` says that date, zone or duration changed, which people must be told; `is_door_changed` that the waiting
    room was switched."""

    kind: ClassVar[str] = "session.updated"
    event_id: str
    moved: bool
    is_door_changed: bool = False
    reinstated: bool = False


class SessionCanceled(FactType, frozen=True):
    kind: ClassVar[str] = "session.canceled"
    event_id: str
