"""How an entry changes a snapshot: one pure function, mirrored by the room page and held to it by fixtures."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from footlights.room.frames.activity_entries import (
    CardRemovedData,
    CardSetData,
    CuesSetData,
    DeckRemovedData,
    DeckSetData,
    FilmAddedData,
    FilmRemovedData,
    FilmSetData,
    HandoutRemovedData,
    HandoutSetData,
    PollRemovedData,
    PollSetData,
    SlidesSetData,
)
from footlights.room.frames.entries import Entry
from footlights.room.frames.session_entries import (
    NoteSetData,
    SessionCanceledData,
    SessionEndedData,
    SessionRescheduledData,
    SessionStartedData,
)
from footlights.room.frames.stage_entries import CaptionerSetData, RoleChangedData, RoomChangedData
from footlights.room.frames.state import Captioner, Card, ChatLine, Deck, Film, Handout, Note, Poll, Snapshot
from footlights.room.frames.talk_entries import ChatChangedData, ChatPostedData
from footlights.room.frames.words import CHAT_KEPT
from footlights.room.stage_reducer import apply_to_stage
from footlights.room.talk import apply_talk, change_line, line_of

Item = TypeVar("Item", Poll, Card, Handout, Deck, Film)


def apply_entry(snapshot: Snapshot, entry: Entry) -> Snapshot:
    """The snapshot after `entry`. Numbers are the caller's matter: each entry is applied once, in order."""
    session = snapshot.session
    match entry.data:
        case SessionStartedData(started_at=started_at):
            return replace(snapshot, session=replace(session, status="live", started_at=started_at))
        case SessionEndedData(ended_at=ended_at):
            return replace(snapshot, session=replace(session, status="ended", ended_at=ended_at))
        case SessionCanceledData():
            return replace(snapshot, session=replace(session, status="canceled"))
        case SessionRescheduledData(starts_at=starts_at, time_zone=time_zone, duration_min=duration_min):
            moved = replace(session, starts_at=starts_at, time_zone=time_zone, duration_min=duration_min)
            return replace(snapshot, session=moved)
        case NoteSetData(text=text, person_id=person_id, name=name):
            note = None if text is None else Note(text=text, person_id=person_id, name=name)
            return replace(snapshot, note=note)
        case CaptionerSetData(person_id=person_id, name=name):
            captioner = None if person_id is None else Captioner(person_id=person_id, name=name or "")
            return replace(snapshot, captioner=captioner)
        case ChatPostedData() as posted:
            return _add_line(snapshot, line_of(posted))
        case ChatChangedData() as changed:
            talk = apply_talk(snapshot.talk, changed)
            return replace(snapshot, chat=change_line(snapshot.chat, line_of(changed)), talk=talk)
        case RoomChangedData() as changed:
            return _change_room(snapshot, changed)
        case RoleChangedData(speakers=speakers):
            event = replace(snapshot.event, speakers=speakers)
            return replace(snapshot, event=event, stage=apply_to_stage(snapshot.stage, entry.data))
    talk, stage = apply_talk(snapshot.talk, entry.data), apply_to_stage(snapshot.stage, entry.data)
    return _apply_activity(replace(snapshot, talk=talk, stage=stage), entry)


def _apply_activity(snapshot: Snapshot, entry: Entry) -> Snapshot:
    match entry.data:
        case PollSetData(poll=poll):
            return replace(snapshot, polls=put_item(snapshot.polls, poll))
        case PollRemovedData(id=gone):
            return replace(snapshot, polls=_without(snapshot.polls, gone))
        case CardSetData(card=card):
            return replace(snapshot, cards=put_item(snapshot.cards, card))
        case CardRemovedData(id=gone):
            return replace(snapshot, cards=_without(snapshot.cards, gone))
        case HandoutSetData(handout=handout):
            return replace(snapshot, handouts=put_item(snapshot.handouts, handout))
        case HandoutRemovedData(id=gone):
            return replace(snapshot, handouts=_without(snapshot.handouts, gone))
        case DeckSetData(deck=deck):
            return replace(snapshot, decks=put_item(snapshot.decks, deck))
        case DeckRemovedData(id=gone):
            return replace(snapshot, decks=_without(snapshot.decks, gone))
        case CuesSetData(cues=cues):
            return replace(snapshot, cues=cues)
        case SlidesSetData(slides=slides):
            return replace(snapshot, slides=slides, film=snapshot.film if slides is None else None)
        case FilmAddedData(film=added):
            return replace(snapshot, films=put_item(snapshot.films, added))
        case FilmRemovedData(id=gone):
            return replace(snapshot, films=_without(snapshot.films, gone))
        case FilmSetData(film=film):
            return replace(snapshot, film=film, slides=snapshot.slides if film is None else None)
    return snapshot


def put_item(items: list[Item], item: Item) -> list[Item]:
    """The list with this item in place of an earlier form of it, ordered by when each was made."""
    kept = _without(items, item.id)
    kept.append(item)
    return sorted(kept, key=lambda one: (one.at, one.id))


def _without(items: list[Item], gone: str) -> list[Item]:
    return [one for one in items if one.id != gone]


def apply_entries(snapshot: Snapshot, entries: Iterable[Entry]) -> Snapshot:
    for entry in entries:
        snapshot = apply_entry(snapshot, entry)
    return snapshot


def _change_room(snapshot: Snapshot, changed: RoomChangedData) -> Snapshot:
    event = replace(
        snapshot.event,
        title=changed.title,
        kind=changed.event_kind,
        chat_enabled=changed.chat_enabled,
        everyone_can_speak=changed.everyone_can_speak,
        classroom=changed.classroom,
        speakers=changed.speakers,
    )
    return replace(snapshot, event=event, session=replace(snapshot.session, name=changed.name, status=changed.status))


def _add_line(snapshot: Snapshot, line: ChatLine) -> Snapshot:
    chat = [*snapshot.chat, line]
    return replace(snapshot, chat=chat[-CHAT_KEPT:], chat_before=snapshot.chat_before or len(chat) > CHAT_KEPT)
