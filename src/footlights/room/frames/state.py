"""The snapshot: the lasting state of a room, as one audience sees it."""

from typing import Annotated, Literal

from msgspec import Meta

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Channel, CueKind, Layout, PollKind, PollStatus, QuestionStatus, Role, Status


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
    classroom: bool = False
    """Attendees see and hear the team alone, also when one of them is on stage."""
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
