"""Entries about polls, cards, files, the run of show, slides and films."""

from typing import ClassVar

from footlights.room.frames.state import Card, Cue, Deck, Film, FilmOnStage, Handout, Poll, Slides
from footlights.room.frames.wire import EntryData


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
