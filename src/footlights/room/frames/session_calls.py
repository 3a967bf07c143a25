"""What the calls about the session take, and the plain answers."""

from footlights.room.frames.wire import Wire


class Empty(Wire, frozen=True, kw_only=True):
    pass


class SeqAnswer(Wire, frozen=True, kw_only=True):
    seq: int


class NoteSet(Wire, frozen=True, kw_only=True):
    text: str | None
