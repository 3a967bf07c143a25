"""What the calls about chat, questions and reactions take and answer."""

from typing import Literal

from footlights.room.frames.state import ChatLine, TalkRules
from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Channel, Count, Reaction


class ChatPost(Wire, frozen=True, kw_only=True):
    """`thread` says to whom a direct line of the team goes; an attendee's own goes to the team."""

    text: str
    client_id: str
    to: Channel = "everyone"
    thread: str | None = None
    reply_to: str | None = None


class ChatPostAnswer(Wire, frozen=True, kw_only=True):
    seq: int
    id: str


class ChatHistory(Wire, frozen=True, kw_only=True):
    before_seq: Count
    limit: Count = 50


class ChatHistoryAnswer(Wire, frozen=True, kw_only=True):
    messages: list[ChatLine]
    more: bool


class ChatEdit(Wire, frozen=True, kw_only=True):
    id: str
    text: str
    client_id: str


class ChatDelete(Wire, frozen=True, kw_only=True):
    id: str
    client_id: str


class ChatPin(Wire, frozen=True, kw_only=True):
    id: str
    pinned: bool
    client_id: str


class ChatReview(Wire, frozen=True, kw_only=True):
    id: str
    approve: bool
    client_id: str


class TalkRule(Wire, frozen=True, kw_only=True):
    rules: TalkRules
    client_id: str


class TalkWords(Wire, frozen=True, kw_only=True):
    words: list[str]
    client_id: str


class QuestionAsk(Wire, frozen=True, kw_only=True):
    text: str
    client_id: str
    anonymous: bool = False


class QuestionVote(Wire, frozen=True, kw_only=True):
    """The place of a switch: on is an up-vote, off takes it back. Saying it twice changes nothing."""

    id: str
    up: bool


class QuestionVoteAnswer(Wire, frozen=True, kw_only=True):
    votes: int


class QuestionAnswer(Wire, frozen=True, kw_only=True):
    id: str
    text: str
    client_id: str


class QuestionMark(Wire, frozen=True, kw_only=True):
    id: str
    status: Literal["open", "answering", "answered", "dismissed"]
    client_id: str


class QuestionsMineAnswer(Wire, frozen=True, kw_only=True):
    """Ids of the questions this person asked and voted for."""

    asked: list[str]
    voted: list[str]


class ReactionSend(Wire, frozen=True, kw_only=True):
    kind: Reaction
