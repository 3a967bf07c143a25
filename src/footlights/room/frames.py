"""Everything that crosses the room socket, as types; `docs/protocol.md` says what each means.

`scripts/generate_contract.py` writes the same types in TypeScript. Times are milliseconds since 1970 UTC, ids UUIDs.
"""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

Role = Literal["host", "moderator", "speaker", "attendee"]
Right = Literal[
    "start",
    "end",
    "note",
    "publish",
    "chat",
    "react",
    "people",
    "moderate",
    "answer",
    "activities",
    "present",
    "stage",
    "roles",
    "hand",
]
Status = Literal["draft", "upcoming", "live", "ended", "canceled"]
StreamKind = Literal["camera", "screen", "file"]
Layout = Literal["speaker", "grid", "presentation", "spotlight"]
StageStanding = Literal["off", "invited", "on"]
Reaction = Literal["applause", "heart", "thumbs_up", "laugh", "surprise"]
PollKind = Literal["single", "multiple", "text", "rating"]
PollStatus = Literal["prepared", "open", "closed"]
CueKind = Literal["poll", "card", "note"]
Grade = Literal["good", "fair", "poor"]
ErrorKind = Literal[
    "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "gone", "limited", "unavailable"
]
ByeCode = Literal[
    "seat_invalid",
    "not_published",
    "canceled",
    "full",
    "removed",
    "shown_out",
    "banned",
    "denied",
    "locked",
    "replaced",
    "too_slow",
    "bad_frames",
    "restarting",
    "silent",
]
Channel = Literal["everyone", "team", "direct"]
"""Who a chat line is for: all, the team alone, or the team and one attendee."""
QuestionStatus = Literal["held", "open", "answering", "answered", "dismissed"]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
MAX_FRAME_BYTES = 256 * 1024
CHAT_KEPT = 200
"""Lines in a snapshot; older ones come by `chat.history`."""
PRIVATE_KEPT = 200
"""Private lines in a snapshot."""
QUESTIONS_KEPT = 300
"""Questions in a snapshot, the newest."""
PINS_MOST = 3


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a frame."""


# --- the snapshot


class SessionState(Wire, frozen=True, kw_only=True):
    id: str
    name: str | None
    status: Status
    starts_at: int
    started_at: int | None
    ended_at: int | None
    time_zone: str
    duration_min: int


class Speaker(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str


class EventState(Wire, frozen=True, kw_only=True):
    id: str
    title: str
    kind: Literal["webinar", "meeting"]
    chat_enabled: bool
    everyone_can_speak: bool
    speakers: list[Speaker]


class Note(Wire, frozen=True, kw_only=True):
    text: str
    person_id: str
    name: str


class Reply(Wire, frozen=True, kw_only=True):
    """The line a line answers; its words are where that line is."""

    id: str
    seq: int
    name: str


class Captioner(Wire, frozen=True, kw_only=True):
    """Who of the team writes the live captions."""

    person_id: str
    name: str


class ChatLine(Wire, frozen=True, kw_only=True):
    """`thread` is the attendee of a direct line. A deleted line keeps its place without its text."""

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


class Pin(Wire, frozen=True, kw_only=True):
    line: ChatLine
    by: str


class Answer(Wire, frozen=True, kw_only=True):
    text: str
    person_id: str
    name: str


class Question(Wire, frozen=True, kw_only=True):
    """`name` and `person_id` are null where the asker stays hidden. Answered without `answer`: by word of mouth."""

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


class TalkRules(Wire, frozen=True, kw_only=True):
    """What hosts and moderators set for chat and questions. `slow_s` is the pause between two lines of an attendee."""

    chat_open: bool
    chat_reviewed: bool
    direct_open: bool
    slow_s: Annotated[int, Meta(ge=0, le=3600)]
    masks_words: bool
    questions_open: bool
    questions_reviewed: bool
    anonymous_allowed: bool


class TalkState(Wire, frozen=True, kw_only=True):
    """Chat and questions beside the public lines. `private` and `review` hold what this person may see."""

    rules: TalkRules
    words: list[str]
    pins: list[Pin]
    private: list[ChatLine]
    review: list[ChatLine]
    questions: list[Question]


class PollOption(Wire, frozen=True, kw_only=True):
    id: str
    text: str


class Poll(Wire, frozen=True, kw_only=True):
    """A rating has the options 1 to 5, an open text none. With `is_shared` everyone gets its tallies."""

    id: str
    at: int
    kind: PollKind
    question: str
    options: list[PollOption]
    status: PollStatus
    is_shared: bool
    opened_at: int | None
    closed_at: int | None


class Card(Wire, frozen=True, kw_only=True):
    """A call to action; its button leads through the server, which counts."""

    id: str
    at: int
    title: str
    text: str
    label: str
    url: str
    is_shown: bool


class Handout(Wire, frozen=True, kw_only=True):
    id: str
    at: int
    name: str
    media_type: str
    size_bytes: int


class Cue(Wire, frozen=True, kw_only=True):
    """A line of the run of show; `ref` is the poll or card, `note` the words of a note."""

    id: str
    kind: CueKind
    ref: str | None
    note: str | None
    is_done: bool


class Deck(Wire, frozen=True, kw_only=True):
    id: str
    at: int
    name: str
    pages: int


class Slides(Wire, frozen=True, kw_only=True):
    """What is on stage: page `page` of `pages`, from 1."""

    deck_id: str
    name: str
    pages: int
    page: int
    person_id: str


class Film(Wire, frozen=True, kw_only=True):
    id: str
    at: int
    name: str
    media_type: str
    size_bytes: int


class FilmOnStage(Wire, frozen=True, kw_only=True):
    """A film at `position_ms` at the moment `at`; while it is playing it has moved on since, as time has."""

    film_id: str
    name: str
    is_playing: bool
    position_ms: int
    at: int
    person_id: str


class StagePerson(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str


class Hand(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    at: int


class Invitation(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    by: str


class StageState(Wire, frozen=True, kw_only=True):
    """Who was brought on stage, how it is arranged, and who may come in.

    `hands`, `invited` and `kept_out` are for the team; for everyone else they are empty.
    """

    layout: Layout | None
    """What the host arranged for everyone; null leaves it to each person."""
    spotlight: str | None
    locked: bool
    waiting_room: bool
    on: list[StagePerson]
    hands: list[Hand]
    invited: list[Invitation]
    kept_out: list[StagePerson]


class Snapshot(Wire, frozen=True, kw_only=True):
    session: SessionState
    event: EventState
    note: Note | None
    chat: list[ChatLine]
    chat_before: bool
    talk: TalkState
    polls: list[Poll]
    cards: list[Card]
    handouts: list[Handout]
    decks: list[Deck]
    cues: list[Cue]
    slides: Slides | None
    films: list[Film]
    film: FilmOnStage | None
    stage: StageState
    captioner: Captioner | None = None


# --- the log


class EntryData(msgspec.Struct, frozen=True, kw_only=True):
    """Data of one kind of entry."""

    kind: ClassVar[str]


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


class PollSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "poll.set"
    poll: Poll


class PollRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "poll.removed"
    id: str


class CardSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "card.set"
    card: Card


class CardRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "card.removed"
    id: str


class HandoutSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "handout.set"
    handout: Handout


class HandoutRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "handout.removed"
    id: str


class DeckSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "deck.set"
    deck: Deck


class DeckRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "deck.removed"
    id: str


class CuesSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "cues.set"
    cues: list[Cue]


class SlidesSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "slides.set"
    slides: Slides | None


class FilmAddedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "film.added"
    film: Film


class FilmRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "film.removed"
    id: str


class FilmSetData(EntryData, frozen=True, kw_only=True):
    """Slides and a film exclude each other: what comes on stage takes the other off."""

    kind: ClassVar[str] = "film.set"
    film: FilmOnStage | None


class RoomChangedData(EntryData, frozen=True, kw_only=True):
    """Name, title and switches as they are now, all of them."""

    kind: ClassVar[str] = "room.changed"
    name: str | None
    title: str
    event_kind: Literal["webinar", "meeting"]
    status: Status
    chat_enabled: bool
    everyone_can_speak: bool
    speakers: list[Speaker]


class RoleChangedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "role.changed"
    person_id: str
    name: str
    role: Role
    speakers: list[Speaker]


class HandRaisedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "hand.raised"
    person_id: str
    name: str
    at: int


class HandLoweredData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "hand.lowered"
    person_id: str


class StageInvitedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.invited"
    person_id: str
    name: str
    by: str


class StageDeclinedData(EntryData, frozen=True, kw_only=True):
    """The invitation is gone: declined, or taken back."""

    kind: ClassVar[str] = "stage.declined"
    person_id: str


class StageJoinedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.joined"
    person_id: str
    name: str


class StageLeftData(EntryData, frozen=True, kw_only=True):
    """`by` is who thanked them off; null when they left by themselves."""

    kind: ClassVar[str] = "stage.left"
    person_id: str
    name: str
    by: str | None


class StageArrangedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.arranged"
    layout: Layout | None
    spotlight: str | None


class DoorSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "door.set"
    locked: bool
    waiting_room: bool


class DoorAdmittedData(EntryData, frozen=True, kw_only=True):
    """Let in from the waiting room, or back in after having been kept out."""

    kind: ClassVar[str] = "door.admitted"
    people: list[str]


class DoorDeniedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "door.denied"
    people: list[StagePerson]


class PersonRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "person.removed"
    person_id: str
    name: str
    banned: bool


class CaptionerSetData(EntryData, frozen=True, kw_only=True):
    """Both null when nobody writes captions any more."""

    kind: ClassVar[str] = "captioner.set"
    person_id: str | None
    name: str | None


class HiddenData(EntryData, frozen=True, kw_only=True):
    """Stands where an entry is that this audience does not get."""

    kind: ClassVar[str] = "hidden"


ENTRY_KINDS: dict[str, type[EntryData]] = {
    data.kind: data
    for data in (
        SessionStartedData,
        SessionEndedData,
        SessionCanceledData,
        SessionRescheduledData,
        NoteSetData,
        ChatPostedData,
        ChatToldData,
        ChatHeldData,
        ChatChangedData,
        ChatReviewedData,
        ChatPinnedData,
        TalkRuledData,
        TalkWordsData,
        QuestionAskedData,
        QuestionChangedData,
        PollSetData,
        PollRemovedData,
        CardSetData,
        CardRemovedData,
        HandoutSetData,
        HandoutRemovedData,
        DeckSetData,
        DeckRemovedData,
        CuesSetData,
        SlidesSetData,
        FilmAddedData,
        FilmRemovedData,
        FilmSetData,
        RoomChangedData,
        RoleChangedData,
        HandRaisedData,
        HandLoweredData,
        StageInvitedData,
        StageDeclinedData,
        StageJoinedData,
        StageLeftData,
        StageArrangedData,
        DoorSetData,
        DoorAdmittedData,
        DoorDeniedData,
        PersonRemovedData,
        CaptionerSetData,
        HiddenData,
    )
}


class Entry(Wire, frozen=True, kw_only=True):
    """One numbered line of the log, for one audience."""

    seq: int
    at: int
    kind: str
    data: EntryData


# --- what does not last


class TeamPerson(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role


class PresentState(Wire, frozen=True, kw_only=True):
    count: int
    waiting: int
    team: list[TeamPerson]


class Feed(Wire, frozen=True, kw_only=True):
    feed: str
    person_id: str
    name: str
    role: Role
    kind: StreamKind
    audio: bool
    video: bool


class IceServer(Wire, frozen=True, kw_only=True, omit_defaults=True):
    urls: list[str]
    username: str | UnsetType = UNSET
    credential: str | UnsetType = UNSET


class MediaState(Wire, frozen=True, kw_only=True):
    available: bool
    detail: str | None
    epoch: int
    ice_servers: list[IceServer]


class You(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role
    connection_id: str
    can: list[Right]
    hand: bool
    """Raised and not answered yet."""
    stage: StageStanding
    """`on` when brought up by an invitation; `invited` while that waits for an answer."""
    invited_by: str | None


# --- frames of the server


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="t"):
    """A whole frame; the tag is its member `t`."""


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

    people: list["PersonHere"]


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


# --- frames of the client


class HelloFrame(Frame, frozen=True, kw_only=True, tag="hello"):
    seat: str
    tab: str
    since: Count | None = None
    incarnation: str | None = None


class CallFrame(Frame, frozen=True, kw_only=True, tag="call", rename={"with_": "with"}):
    id: Count
    do: str
    with_: Raw = Raw(b"{}")


# --- what calls take and answer


class Empty(Wire, frozen=True, kw_only=True):
    pass


class SeqAnswer(Wire, frozen=True, kw_only=True):
    seq: int


class NoteSet(Wire, frozen=True, kw_only=True):
    text: str | None


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


class ClientAct(Wire, frozen=True, kw_only=True):
    """A lasting act; the same `client_id` of the same person again answers the first one's number."""

    client_id: str


class PersonAct(Wire, frozen=True, kw_only=True):
    """A lasting act about someone."""

    client_id: str
    person_id: str


class OwnOrPersonAct(Wire, frozen=True, kw_only=True):
    """A lasting act about someone, or about oneself with null."""

    client_id: str
    person_id: str | None


class InvitationAnswer(Wire, frozen=True, kw_only=True):
    client_id: str
    accept: bool


class StageMute(Wire, frozen=True, kw_only=True):
    person_id: str
    what: Literal["audio", "video", "screen"]


class StageArrange(Wire, frozen=True, kw_only=True):
    client_id: str
    layout: Layout | None
    spotlight: str | None


class RoleSet(Wire, frozen=True, kw_only=True):
    client_id: str
    person_id: str
    role: Role


class PersonRemove(Wire, frozen=True, kw_only=True):
    client_id: str
    person_id: str
    ban: bool


class DoorSet(Wire, frozen=True, kw_only=True):
    """Null leaves a member as it is."""

    client_id: str
    locked: bool | None
    waiting_room: bool | None


class DoorAnswer(Wire, frozen=True, kw_only=True):
    """About these people, or with null about everyone who waits."""

    client_id: str
    people: list[str] | None


class PersonHere(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role
    since: int


class PeopleListAnswer(Wire, frozen=True, kw_only=True):
    people: list[PersonHere]


class PingAnswer(Wire, frozen=True, kw_only=True):
    now: int


class MediaPublish(Wire, frozen=True, kw_only=True):
    sdp: str
    kind: StreamKind
    audio: bool
    video: bool


class MediaPublishAnswer(Wire, frozen=True, kw_only=True):
    sdp: str
    feed: str


class MediaSwitch(Wire, frozen=True, kw_only=True):
    """`media.state`: the person muted or unmuted."""

    kind: StreamKind
    audio: bool
    video: bool


class MediaUnpublish(Wire, frozen=True, kw_only=True):
    kind: StreamKind


class MediaAnswer(Wire, frozen=True, kw_only=True):
    n: Count
    sdp: str


class IceCandidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`RTCIceCandidateInit`, with the browser's own names."""

    candidate: str
    sdpMid: str | None = None
    sdpMLineIndex: int | None = None
    usernameFragment: str | None = None


class MediaCandidate(Wire, frozen=True, kw_only=True):
    pc: Literal["watch", "camera", "screen", "file"]
    candidate: IceCandidate | None


class Layer(Wire, frozen=True, kw_only=True):
    """One received picture: which of its sizes, and whether it is sent at all."""

    mid: str
    substream: Literal[0, 1, 2]
    send: bool = True


class MediaLayers(Wire, frozen=True, kw_only=True):
    layers: list[Layer]


class ItemAnswer(Wire, frozen=True, kw_only=True):
    seq: int
    id: str


class PollAdd(Wire, frozen=True, kw_only=True):
    client_id: str
    kind: PollKind
    question: str
    options: list[str]
    is_shared: bool
    open: bool


class PollChange(Wire, frozen=True, kw_only=True):
    poll_id: str
    kind: PollKind
    question: str
    options: list[str]
    is_shared: bool


class PollNamed(Wire, frozen=True, kw_only=True):
    poll_id: str


class PollShare(Wire, frozen=True, kw_only=True):
    poll_id: str
    is_shared: bool


class PollVote(Wire, frozen=True, kw_only=True):
    """`option_ids` for all kinds but open text, which has `text`."""

    poll_id: str
    option_ids: list[str]
    text: str | None


class PollVoteAnswer(Wire, frozen=True, kw_only=True):
    at: int


class OwnVote(Wire, frozen=True, kw_only=True):
    poll_id: str
    option_ids: list[str]
    text: str | None


class PollMineAnswer(Wire, frozen=True, kw_only=True):
    votes: list[OwnVote]


class PollAnswers(Wire, frozen=True, kw_only=True):
    poll_id: str
    offset: Count


class WrittenAnswer(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    text: str
    at: int


class PollAnswersAnswer(Wire, frozen=True, kw_only=True):
    answers: list[WrittenAnswer]
    more: bool


class CardAdd(Wire, frozen=True, kw_only=True):
    client_id: str
    title: str
    text: str
    label: str
    url: str
    show: bool


class CardShow(Wire, frozen=True, kw_only=True):
    card_id: str
    is_shown: bool


class CardNamed(Wire, frozen=True, kw_only=True):
    card_id: str


class CueAdd(Wire, frozen=True, kw_only=True):
    client_id: str
    note: str


class CueNamed(Wire, frozen=True, kw_only=True):
    cue_id: str


class CueMove(Wire, frozen=True, kw_only=True):
    """`to` is the new place in the list, from 0."""

    cue_id: str
    to: Count


class HandoutNamed(Wire, frozen=True, kw_only=True):
    handout_id: str


class DeckNamed(Wire, frozen=True, kw_only=True):
    deck_id: str


class SlidesShow(Wire, frozen=True, kw_only=True):
    """A null deck takes the slides off the stage."""

    deck_id: str | None
    page: Count


class FilmNamed(Wire, frozen=True, kw_only=True):
    film_id: str


class FilmShow(Wire, frozen=True, kw_only=True):
    """A null film takes the one that is there off the stage."""

    film_id: str | None


class FilmSeek(Wire, frozen=True, kw_only=True):
    position_ms: Count


class CaptionerSet(Wire, frozen=True, kw_only=True):
    person_id: str | None


class CaptionSend(Wire, frozen=True, kw_only=True):
    """`caption.send`: a line while it is typed and, once `is_final`, for good."""

    line: Count
    text: str
    is_final: bool


class QualityTell(Wire, frozen=True, kw_only=True):
    grade: Grade


CALLS: dict[str, tuple[type[Wire], type[Wire]]] = {
    "session.start": (Empty, SeqAnswer),
    "session.end": (Empty, SeqAnswer),
    "note.set": (NoteSet, SeqAnswer),
    "chat.post": (ChatPost, ChatPostAnswer),
    "chat.history": (ChatHistory, ChatHistoryAnswer),
    "chat.edit": (ChatEdit, SeqAnswer),
    "chat.delete": (ChatDelete, SeqAnswer),
    "chat.pin": (ChatPin, SeqAnswer),
    "chat.review": (ChatReview, SeqAnswer),
    "talk.rule": (TalkRule, SeqAnswer),
    "talk.words": (TalkWords, SeqAnswer),
    "question.ask": (QuestionAsk, ChatPostAnswer),
    "question.vote": (QuestionVote, QuestionVoteAnswer),
    "question.answer": (QuestionAnswer, SeqAnswer),
    "question.mark": (QuestionMark, SeqAnswer),
    "question.mine": (Empty, QuestionsMineAnswer),
    "reaction.send": (ReactionSend, Empty),
    "people.list": (Empty, PeopleListAnswer),
    "hand.raise": (ClientAct, SeqAnswer),
    "hand.lower": (OwnOrPersonAct, SeqAnswer),
    "stage.invite": (PersonAct, SeqAnswer),
    "stage.answer": (InvitationAnswer, SeqAnswer),
    "stage.leave": (OwnOrPersonAct, SeqAnswer),
    "stage.mute": (StageMute, Empty),
    "stage.arrange": (StageArrange, SeqAnswer),
    "role.set": (RoleSet, SeqAnswer),
    "person.remove": (PersonRemove, SeqAnswer),
    "door.set": (DoorSet, SeqAnswer),
    "door.admit": (DoorAnswer, SeqAnswer),
    "door.deny": (DoorAnswer, SeqAnswer),
    "ping": (Empty, PingAnswer),
    "media.publish": (MediaPublish, MediaPublishAnswer),
    "media.state": (MediaSwitch, Empty),
    "media.unpublish": (MediaUnpublish, Empty),
    "media.watch": (Empty, Empty),
    "media.answer": (MediaAnswer, Empty),
    "media.candidate": (MediaCandidate, Empty),
    "media.layers": (MediaLayers, Empty),
    "poll.add": (PollAdd, ItemAnswer),
    "poll.change": (PollChange, SeqAnswer),
    "poll.open": (PollNamed, SeqAnswer),
    "poll.close": (PollNamed, SeqAnswer),
    "poll.share": (PollShare, SeqAnswer),
    "poll.remove": (PollNamed, SeqAnswer),
    "poll.vote": (PollVote, PollVoteAnswer),
    "poll.mine": (Empty, PollMineAnswer),
    "poll.answers": (PollAnswers, PollAnswersAnswer),
    "card.add": (CardAdd, ItemAnswer),
    "card.show": (CardShow, SeqAnswer),
    "card.remove": (CardNamed, SeqAnswer),
    "cue.add": (CueAdd, ItemAnswer),
    "cue.launch": (CueNamed, SeqAnswer),
    "cue.move": (CueMove, SeqAnswer),
    "cue.remove": (CueNamed, SeqAnswer),
    "handout.remove": (HandoutNamed, SeqAnswer),
    "deck.remove": (DeckNamed, SeqAnswer),
    "slides.show": (SlidesShow, SeqAnswer),
    "film.remove": (FilmNamed, SeqAnswer),
    "film.show": (FilmShow, SeqAnswer),
    "film.play": (Empty, SeqAnswer),
    "film.pause": (Empty, SeqAnswer),
    "film.seek": (FilmSeek, SeqAnswer),
    "captioner.set": (CaptionerSet, SeqAnswer),
    "caption.send": (CaptionSend, Empty),
    "quality.tell": (QualityTell, Empty),
}
"""What each call takes and answers; the commands of the socket edge and the TypeScript types come from here."""


def encode(frame: Frame | Wire) -> str:
    return msgspec.json.encode(frame).decode()
