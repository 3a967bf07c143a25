"""Writes what server and web app share about the room protocol, from the Python types.

    .venv/bin/python scripts/generate_contract.py [--check]

- contract/room.ts and web/src/gen/room.ts: the types of `footlights.room.frames` in TypeScript (the same text);
- contract/fixtures/*.json: snapshots, entries and the snapshots they lead to, for the reducers of both sides.

With --check nothing is written; the exit code is 1 if a file is not as it would be.
"""

import json
import sys
import types
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from footlights.room import frames
from footlights.room.frames import CALLS, CHAT_KEPT, ENTRY_KINDS, Entry, EntryData, Frame, Snapshot, Wire
from footlights.room.reducer import apply_entries

ROOT = Path(__file__).resolve().parents[1]
TARGETS = (Path("contract/room.ts"), Path("web/src/gen/room.ts"))
FIXTURES = Path("contract/fixtures")
LINE = 120
HEAD = """\
// Types of the room protocol, written by scripts/generate_contract.py from src/footlights/room/frames.py: change those.
// Types only. Times are milliseconds since 1970 UTC, ids UUIDs; docs/protocol.md says what each means.
"""
ALIASES = (
    "Role",
    "Right",
    "Status",
    "StreamKind",
    "Layout",
    "StageStanding",
    "Reaction",
    "Grade",
    "ErrorKind",
    "ByeCode",
)
BASES = (Wire, EntryData, Frame, Entry)
# Members that Python holds in an encoded or a wider form.
MEMBERS = {
    "WelcomeFrame.snapshot": "Snapshot | null",
    "WelcomeFrame.entries": "Entry[]",
    "WelcomeFrame.present": "PresentState",
    "WelcomeFrame.feeds": "Feed[]",
    "YouFrame.snapshot": "Snapshot | null",
    "LogFrame.entries": "Entry[]",
    "OkFrame.ok": "CallAnswer",
    "CallFrame.do": "CallName",
    "CallFrame.with": 'Calls[CallName]["with"]',
}
# Members that the page always writes, although the server can do without.
REQUIRED = {"HelloFrame.since", "HelloFrame.incarnation", "CallFrame.with", "ChatHistory.limit", "Snapshot.captioner"}
SAME = {"ChatPostedData": "ChatLine", "HiddenData": "Record<string, never>", "Empty": "Record<string, never>"}
SERVER_FRAMES = (
    "WelcomeFrame",
    "LogFrame",
    "YouFrame",
    "WaitFrame",
    "KnocksFrame",
    "MutedFrame",
    "PresentFrame",
    "FeedsFrame",
    "SpeakingFrame",
    "ReactionsFrame",
    "CaptionFrame",
    "GradesFrame",
    "ByeFrame",
    "OkFrame",
    "ErrorFrame",
    "MediaOfferFrame",
    "MediaResetFrame",
)


def main() -> int:
    files = dict.fromkeys(TARGETS, typescript()) | {FIXTURES / name: text for name, text in fixtures().items()}
    if "--check" in sys.argv:
        stale = [path for path, text in files.items() if not _is_current(ROOT / path, text)]
        for path in stale:
            print(f"{path} is not current: run scripts/generate_contract.py", file=sys.stderr)
        return 1 if stale else 0
    for path, text in files.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)
    return 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


# --- types


def typescript() -> str:
    parts = [HEAD, *(_alias(name) for name in ALIASES)]
    for name, member in vars(frames).items():
        if isinstance(member, type) and issubclass(member, msgspec.Struct) and member not in BASES:
            parts.append(_same(name) if name in SAME else _interface(name, member))
            if member is list(ENTRY_KINDS.values())[-1]:
                parts.append(_entries())
    parts += [_union("ServerFrame", SERVER_FRAMES), _calls()]
    return "\n".join(parts)


def _alias(name: str) -> str:
    return _union(name, [json.dumps(value) for value in get_args(getattr(frames, name))]).rstrip("\n")


def _union(name: str, parts: Iterable[str]) -> str:
    parts = list(parts)
    line = f"export type {name} = {' | '.join(parts)};\n"
    if len(line) <= LINE:
        return line
    return f"export type {name} =\n" + "\n".join(f"  | {part}" for part in parts) + ";\n"


def _same(name: str) -> str:
    return f"export type {name} = {SAME[name]};\n"


def _interface(name: str, struct: type[msgspec.Struct]) -> str:
    lines = []
    if issubclass(struct, Frame):
        lines.append(f'  t: "{struct.__struct_config__.tag}";')
    hints = get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        key = f"{name}.{field.encode_name}"
        is_optional = not field.required and key not in REQUIRED and field.name != "do"
        written = MEMBERS.get(key) or _type(hints[field.name])
        lines.append(f"  {field.encode_name}{'?' if is_optional else ''}: {written};")
    return "\n".join([f"export interface {name} {{", *lines, "}\n"])


def _type(hint: Any) -> str:
    """The TypeScript of a Python type hint."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in ALIASED:
        return ALIASED[hint]
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in parts)
    if origin in (types.UnionType, typing.Union):
        return " | ".join(_type(part) for part in parts if part is not msgspec.UnsetType)
    if origin is list:
        return f"{_type(parts[0])}[]"
    if origin is dict:
        return f"Record<{_type(parts[0])}, {_type(parts[1])}>"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    return {str: "string", int: "number", bool: "boolean", type(None): "null"}[hint]


ALIASED = {getattr(frames, name): name for name in ALIASES}


def _entries() -> str:
    kinds = [f"  {_key(kind)}: {data.__name__};" for kind, data in ENTRY_KINDS.items()]
    return "\n".join(
        [
            "export interface EntryDataByKind {",
            *kinds,
            "}\n",
            "export type EntryKind = keyof EntryDataByKind;\n",
            "export type Entry = {",
            "  [K in EntryKind]: { seq: number; at: number; kind: K; data: EntryDataByKind[K] };",
            "}[EntryKind];\n",
        ]
    )


def _calls() -> str:
    calls = [f"  {_key(name)}: {{ with: {a.__name__}; ok: {b.__name__} }};" for name, (a, b) in CALLS.items()]
    return "\n".join(
        [
            "export interface Calls {",
            *calls,
            "}\n",
            "export type CallName = keyof Calls;",
            'export type CallAnswer = Calls[CallName]["ok"];\n',
        ]
    )


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


# --- fixtures

PEOPLE = {
    "host": ("0b8e4f5a-0000-4000-8000-000000000001", "Ines Marchetti"),
    "attendee": ("0b8e4f5a-0000-4000-8000-000000000002", "Noor Haddad"),
}
BEGIN = 1_767_225_600_000


def fixtures() -> dict[str, str]:
    """File name to text: one history each."""
    histories = {"session.json": _session_history(), "chat.json": _chat_history(), "hidden.json": _hidden_history()}
    histories |= {"stage.json": _stage_history(), "door.json": _door_history()}
    return {name: _fixture(entries) for name, entries in histories.items()}


def _fixture(entries: list[Entry]) -> str:
    before = _empty()
    states = [before]
    for entry in entries:
        states.append(apply_entries(states[-1], [entry]))
    halfway = len(entries) // 2
    content = {
        "snapshot": before,
        "entries": entries,
        "result": states[-1],
        "halfway": {"seq": halfway, "snapshot": states[halfway]},
    }
    return json.dumps(msgspec.to_builtins(content), indent=1, ensure_ascii=False) + "\n"


def _empty() -> Snapshot:
    person_id, name = PEOPLE["host"]
    return Snapshot(
        session=frames.SessionState(
            id="0b8e4f5a-0000-4000-8000-00000000000a",
            name=None,
            status="upcoming",
            starts_at=BEGIN,
            started_at=None,
            ended_at=None,
            time_zone="Europe/Amsterdam",
            duration_min=45,
        ),
        event=frames.EventState(
            id="0b8e4f5a-0000-4000-8000-00000000000b",
            title="Heat pumps in old houses",
            kind="webinar",
            chat_enabled=True,
            everyone_can_speak=False,
            speakers=[frames.Speaker(person_id=person_id, name=name)],
        ),
        note=None,
        chat=[],
        chat_before=False,
        stage=frames.StageState(
            layout=None, spotlight=None, locked=False, waiting_room=False, on=[], hands=[], invited=[], kept_out=[]
        ),
    )


def _number(data: Iterable[EntryData]) -> list[Entry]:
    return [Entry(seq=n, at=BEGIN + n * 1000, kind=one.kind, data=one) for n, one in enumerate(data, start=1)]


def _session_history() -> list[Entry]:
    person_id, name = PEOPLE["host"]
    late = frames.NoteSetData(text="Ten minutes late: “trains” & <snow>", person_id=person_id, name=name)
    return _number(
        [
            frames.SessionRescheduledData(starts_at=BEGIN + 600_000, time_zone="Asia/Kathmandu", duration_min=60),
            late,
            frames.NoteSetData(text=None, person_id=person_id, name=name),
            frames.CaptionerSetData(person_id=person_id, name=name),
            frames.SessionStartedData(started_at=BEGIN + 4000),
            late,
            frames.CaptionerSetData(person_id=None, name=None),
            frames.CaptionerSetData(person_id=person_id, name=name),
            frames.SessionEndedData(ended_at=BEGIN + 6000),
        ]
    )


def _chat_history() -> list[Entry]:
    """More lines than a snapshot keeps."""
    started = frames.SessionStartedData(started_at=BEGIN + 1000)
    return _number([started, *(_line(seq) for seq in range(2, CHAT_KEPT + 12))])


def _hidden_history() -> list[Entry]:
    canceled = frames.SessionCanceledData(canceled_at=BEGIN + 4000)
    return _number([frames.HiddenData(), _line(2), frames.HiddenData(), canceled])


def _stage_history() -> list[Entry]:
    (host, ines), (guest, noor) = PEOPLE["host"], PEOPLE["attendee"]
    other = "0b8e4f5a-0000-4000-8000-000000000003"
    speakers = [frames.Speaker(person_id=host, name=ines), frames.Speaker(person_id=guest, name=noor)]
    return _number(
        [
            frames.SessionStartedData(started_at=BEGIN + 1000),
            frames.HandRaisedData(person_id=guest, name=noor, at=BEGIN + 2000),
            frames.HandRaisedData(person_id=other, name="Davide Vianello", at=BEGIN + 3000),
            frames.HandLoweredData(person_id=other),
            frames.StageInvitedData(person_id=guest, name=noor, by=ines),
            frames.StageInvitedData(person_id=other, name="Davide Vianello", by=ines),
            frames.StageDeclinedData(person_id=other),
            frames.StageJoinedData(person_id=guest, name=noor),
            frames.StageArrangedData(layout="spotlight", spotlight=guest),
            frames.StageLeftData(person_id=guest, name=noor, by=ines),
            frames.RoleChangedData(person_id=guest, name=noor, role="speaker", speakers=speakers),
            frames.RoomChangedData(
                name="Evening",
                title="Heat pumps, again",
                event_kind="meeting",
                status="live",
                chat_enabled=False,
                everyone_can_speak=True,
                speakers=speakers,
            ),
        ]
    )


def _door_history() -> list[Entry]:
    (_, _), (guest, noor) = PEOPLE["host"], PEOPLE["attendee"]
    other = frames.StagePerson(person_id="0b8e4f5a-0000-4000-8000-000000000003", name="Davide Vianello")
    return _number(
        [
            frames.DoorSetData(locked=False, waiting_room=True),
            frames.DoorDeniedData(people=[frames.StagePerson(person_id=guest, name=noor), other]),
            frames.DoorAdmittedData(people=[guest]),
            frames.DoorSetData(locked=True, waiting_room=False),
            frames.HandRaisedData(person_id=guest, name=noor, at=BEGIN + 5000),
            frames.PersonRemovedData(person_id=guest, name=noor, banned=True),
            frames.PersonRemovedData(person_id=other.person_id, name=other.name, banned=False),
        ]
    )


def _line(seq: int) -> frames.ChatPostedData:
    role: Literal["host", "attendee"] = "host" if seq % 5 == 0 else "attendee"
    person_id, name = PEOPLE[role]
    texts = ("Does it work in winter?", "yes 👍🏽\nsecond line", "<b>not bold</b>", "مرحبا", "日本語")
    return frames.ChatPostedData(
        id=f"0b8e4f5a-0000-4000-8000-{seq:012d}",
        seq=seq,
        at=BEGIN + seq * 1000,
        person_id=person_id,
        name=name,
        role=role,
        text=texts[seq % len(texts)],
        client_id=f"c{seq}",
    )


if __name__ == "__main__":
    sys.exit(main())
