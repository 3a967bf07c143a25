"""What the calls about polls, cards, the run of show, files, slides and films take and answer."""

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Count, PollKind


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
