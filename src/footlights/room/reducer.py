"""How an entry changes a snapshot: one pure function, mirrored by the room page and held to it by fixtures."""

from collections.abc import Iterable

from msgspec.structs import replace

from footlights.room.frames import (
    CHAT_KEPT,
    Captioner,
    CaptionerSetData,
    ChatLine,
    ChatPostedData,
    Entry,
    Note,
    NoteSetData,
    RoleChangedData,
    RoomChangedData,
    SessionCanceledData,
    SessionEndedData,
    SessionRescheduledData,
    SessionStartedData,
    Snapshot,
)
from footlights.room.stage_reducer import apply_to_stage


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
            return _add_line(snapshot, chat_line(posted))
        case RoomChangedData() as changed:
            return _change_room(snapshot, changed)
        case RoleChangedData(speakers=speakers):
            event = replace(snapshot.event, speakers=speakers)
            return replace(snapshot, event=event, stage=apply_to_stage(snapshot.stage, entry.data))
    return replace(snapshot, stage=apply_to_stage(snapshot.stage, entry.data))


def apply_entries(snapshot: Snapshot, entries: Iterable[Entry]) -> Snapshot:
    for entry in entries:
        snapshot = apply_entry(snapshot, entry)
    return snapshot


def chat_line(posted: ChatPostedData) -> ChatLine:
    return ChatLine(
        id=posted.id,
        seq=posted.seq,
        at=posted.at,
        person_id=posted.person_id,
        name=posted.name,
        role=posted.role,
        text=posted.text,
        client_id=posted.client_id,
    )


def _change_room(snapshot: Snapshot, changed: RoomChangedData) -> Snapshot:
    event = replace(
        snapshot.event,
        title=changed.title,
        kind=changed.event_kind,
        chat_enabled=changed.chat_enabled,
        everyone_can_speak=changed.everyone_can_speak,
        speakers=changed.speakers,
    )
    return replace(snapshot, event=event, session=replace(snapshot.session, name=changed.name, status=changed.status))


def _add_line(snapshot: Snapshot, line: ChatLine) -> Snapshot:
    chat = [*snapshot.chat, line]
    return replace(snapshot, chat=chat[-CHAT_KEPT:], chat_before=snapshot.chat_before or len(chat) > CHAT_KEPT)
