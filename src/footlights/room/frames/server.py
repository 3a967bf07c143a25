"""Frames that the server sends."""

from typing import Literal

from msgspec import Raw

from footlights.room.frames.passing import Feed, MediaState, TeamPerson, You
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.wire import Frame, Wire
from footlights.room.frames.words import ByeCode, ErrorKind, Grade


class WelcomeFrame(Frame, frozen=True, kw_only=True, tag="welcome"):
    """`Raw` members were encoded before: the same bytes go to everyone who comes at this moment."""

    you: You
    now: int
    incarnation: str
    seq: int
    snapshot: Raw | None
    entries: Raw
    present: Raw
    media: MediaState
    feeds: Raw
    votes: Raw


class LogFrame(Frame, frozen=True, kw_only=True, tag="log"):
    entries: Raw


class YouFrame(Frame, frozen=True, kw_only=True, tag="you"):
    """What this person may do has changed.

    `snapshot` comes when they see other things from here on, at the number `seq`; `seat` when the one of the page
    was replaced.
    """

    you: You
    seat: str | None
    seq: int
    snapshot: Raw | None


class WaitFrame(Frame, frozen=True, kw_only=True, tag="wait"):
    """Instead of a welcome: a host lets this person in, or not. The welcome comes then on the same connection."""

    name: str


class KnocksFrame(Frame, frozen=True, kw_only=True, tag="knocks"):
    """For the team: who waits to be let in, first come first."""

    people: list[PersonHere]


class MutedFrame(Frame, frozen=True, kw_only=True, tag="muted"):
    """A host or moderator switched this person's microphone or camera off; they may switch it on again."""

    by: str
    what: Literal["audio", "video", "screen"]


class PresentFrame(Frame, frozen=True, kw_only=True, tag="present"):
    count: int
    waiting: int
    team: list[TeamPerson]


class FeedsFrame(Frame, frozen=True, kw_only=True, tag="feeds"):
    feeds: list[Feed]
    epoch: int


class SpeakingFrame(Frame, frozen=True, kw_only=True, tag="speaking"):
    people: list[str]


class ReactionsFrame(Frame, frozen=True, kw_only=True, tag="reactions"):
    counts: dict[str, int]


class VotesFrame(Frame, frozen=True, kw_only=True, tag="votes"):
    """Votes of questions by the question's number; those that changed."""

    counts: dict[str, int]


class Tally(Wire, frozen=True, kw_only=True):
    """How many people voted, clicked or took the file; for a poll also votes by option and newest answers."""

    id: str
    count: int
    options: dict[str, int]
    answers: list[str]


class TalliesFrame(Frame, frozen=True, kw_only=True, tag="tallies"):
    """Those that changed, whole."""

    tallies: list[Tally]


class CaptionFrame(Frame, frozen=True, kw_only=True, tag="caption"):
    """A line of captions as it stands now; a frame with the same `line` replaces it."""

    person_id: str
    name: str
    line: int
    text: str
    is_final: bool


class GradesFrame(Frame, frozen=True, kw_only=True, tag="grades"):
    """Connection grades that changed, by person id; who was never named is `good`. For the team alone."""

    grades: dict[str, Grade]


class ByeFrame(Frame, frozen=True, kw_only=True, tag="bye"):
    code: ByeCode
    detail: str
    retry: bool


class CallError(Wire, frozen=True, kw_only=True):
    kind: ErrorKind
    code: str
    detail: str


class OkFrame(Frame, frozen=True, kw_only=True, tag="answer"):
    id: int
    ok: Wire


class ErrorFrame(Frame, frozen=True, kw_only=True, tag="answer"):
    id: int
    error: CallError


class WatchStream(Wire, frozen=True, kw_only=True):
    mid: str
    feed: str
    type: Literal["audio", "video"]


class MediaOfferFrame(Frame, frozen=True, kw_only=True, tag="media"):
    do: Literal["offer"] = "offer"
    n: int
    sdp: str
    streams: list[WatchStream]


class MediaResetFrame(Frame, frozen=True, kw_only=True, tag="media"):
    do: Literal["reset"] = "reset"
    epoch: int
    available: bool
    detail: str | None
