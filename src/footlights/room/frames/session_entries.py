"""Entries about the session itself and its note."""

from typing import ClassVar

from footlights.room.frames.wire import EntryData


class SessionStartedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "session.started"
    started_at: int


class SessionEndedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "session.ended"
    ended_at: int


class SessionCanceledData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "session.canceled"
    canceled_at: int


class SessionRescheduledData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "session.rescheduled"
    starts_at: int
    time_zone: str
    duration_min: int


class NoteSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "note.set"
    text: str | None
    person_id: str
    name: str
