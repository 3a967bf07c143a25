"""How an entry changes a snapshot: one pure function, mirrored by the room page and held to it by fixtures."""

from collections.abc import Iterable

from msgspec.structs import replace

from footlights.room.frames import (
    CHAT_KEPT,
    ChatChangedData,
    ChatLine,
    ChatPostedData,
    Entry,
    Note,
    NoteSetData,
    SessionCanceledData,
    SessionEndedData,
    SessionRescheduledData,
    SessionStartedData,
    Snapshot,
)
from footlights.room.talk import apply_talk, change_line, line_of


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
        case ChatPostedData() as posted:
            return _add_line(snapshot, line_of(posted))
        case ChatChangedData() as changed:
            talk = apply_talk(snapshot.talk, changed)
            return replace(snapshot, chat=change_line(snapshot.chat, line_of(changed)), talk=talk)
    return replace(snapshot, talk=apply_talk(snapshot.talk, entry.data))


def apply_entries(snapshot: Snapshot, entries: Iterable[Entry]) -> Snapshot:
    for entry in entries:
        snapshot = apply_entry(snapshot, entry)
    return snapshot


def _add_line(snapshot: Snapshot, line: ChatLine) -> Snapshot:
    chat = [*snapshot.chat, line]
    return replace(snapshot, chat=chat[-CHAT_KEPT:], chat_before=snapshot.chat_before or len(chat) > CHAT_KEPT)
