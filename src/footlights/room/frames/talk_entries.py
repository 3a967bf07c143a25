"""Entries about chat lines, questions and the rules of both."""

from typing import ClassVar

from footlights.room.frames.state import Answer, Pin, Reply, TalkRules
from footlights.room.frames.wire import EntryData
from footlights.room.frames.words import Channel, QuestionStatus, Role


class LineData(EntryData, frozen=True, kw_only=True):
    """A whole chat line."""

    id: str
    seq: int
    at: int
    person_id: str
    name: str
    role: Role
    text: str
    client_id: str
    to: Channel = "everyone"
    thread: str | None = None
    reply: Reply | None = None
    edited_at: int | None = None
    deleted: bool = False


class ChatPostedData(LineData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "chat.posted"


class ChatToldData(LineData, frozen=True, kw_only=True):
    """A line for the team, or between the team and one attendee."""

    kind: ClassVar[str] = "chat.told"


class ChatHeldData(LineData, frozen=True, kw_only=True):
    """A line that waits for a moderator; the team and its author see it."""

    kind: ClassVar[str] = "chat.held"


class ChatChangedData(LineData, frozen=True, kw_only=True):
    """A line as it is after an edit, or deleted."""

    kind: ClassVar[str] = "chat.changed"


class ChatReviewedData(EntryData, frozen=True, kw_only=True):
    """A held line was let through, and follows under a number of its own, or was turned down."""

    kind: ClassVar[str] = "chat.reviewed"
    id: str
    person_id: str
    approved: bool


class ChatPinnedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "chat.pinned"
    pins: list[Pin]


class TalkRuledData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "talk.ruled"
    rules: TalkRules


class TalkWordsData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "talk.words"
    words: list[str]


class QuestionData(EntryData, frozen=True, kw_only=True):
    """A whole question."""

    id: str
    seq: int
    at: int
    person_id: str | None
    name: str | None
    role: Role | None
    text: str
    status: QuestionStatus
    answer: Answer | None
    answered_at: int | None
    client_id: str


class QuestionAskedData(QuestionData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "question.asked"


class QuestionChangedData(QuestionData, frozen=True, kw_only=True):
    """A question as it is now; it takes the place of the one with its id, or its place by number if there is none."""

    kind: ClassVar[str] = "question.changed"
