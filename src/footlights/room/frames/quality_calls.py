"""What the calls about captions and the connection's quality take."""

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Count, Grade


class CaptionerSet(Wire, frozen=True, kw_only=True):
    person_id: str | None


class CaptionSend(Wire, frozen=True, kw_only=True):
    """`caption.send`: a line while it is typed and, once `is_final`, for good."""

    line: Count
    text: str
    is_final: bool


class QualityTell(Wire, frozen=True, kw_only=True):
    grade: Grade
