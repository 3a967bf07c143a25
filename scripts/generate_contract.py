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
from msgspec.structs import replace

from footlights.room.frames import (
    activity_calls,
    activity_entries,
    client,
    entries,
    media_calls,
    passing,
    quality_calls,
    server,
    session_calls,
    session_entries,
    stage_calls,
    stage_entries,
    state,
    talk_calls,
    talk_entries,
    words,
)
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
from footlights.room.frames.calls import CALLS
from footlights.room.frames.entries import ENTRY_KINDS, Entry, HiddenData
from footlights.room.frames.session_entries import (
    NoteSetData,
    SessionCanceledData,
    SessionEndedData,
    SessionRescheduledData,
    SessionStartedData,
)
from footlights.room.frames.stage_entries import (
    CaptionerSetData,
    DoorAdmittedData,
    DoorDeniedData,
    DoorSetData,
    HandLoweredData,
    HandRaisedData,
    PersonRemovedData,
    RoleChangedData,
    RoomChangedData,
    StageArrangedData,
    StageDeclinedData,
    StageInvitedData,
    StageJoinedData,
    StageLeftData,
)
from footlights.room.frames.state import (
    Answer,
    Card,
    ChatLine,
    Cue,
    Deck,
    EventState,
    Film,
    FilmOnStage,
    Handout,
    Pin,
    Poll,
    PollOption,
    Reply,
    SessionState,
    Slides,
    Snapshot,
    Speaker,
    StagePerson,
    StageState,
    TalkRules,
)
from footlights.room.frames.talk_entries import (
    ChatChangedData,
    ChatHeldData,
    ChatPinnedData,
    ChatPostedData,
    ChatReviewedData,
    ChatToldData,
    LineData,
    QuestionAskedData,
    QuestionChangedData,
    QuestionData,
    TalkRuledData,
    TalkWordsData,
)
from footlights.room.frames.wire import EntryData, Frame, Wire
from footlights.room.frames.words import CHAT_KEPT
from footlights.room.reducer import apply_entries
from footlights.room.talk import NOTHING_OWN

ROOT = Path(__file__).resolve().parents[1]
MODULES = (
    state,
    session_entries,
    talk_entries,
    activity_entries,
    stage_entries,
    entries,
    passing,
    server,
    client,
    session_calls,
    talk_calls,
    stage_calls,
    media_calls,
    activity_calls,
    quality_calls,
)
"""The modules of `footlights.room.frames`, in the order in which their types are written."""
TARGETS = (Path("contract/room.ts"), Path("web/src/gen/room.ts"))
FIXTURES = Path("contract/fixtures")
LINE = 120
HEAD = """\
// Types of the room protocol, written by scripts/generate_contract.py from src/footlights/room/frames/: change those.
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
    "Channel",
    "QuestionStatus",
    "PollKind",
    "PollStatus",
    "CueKind",
    "Grade",
    "ErrorKind",
    "ByeCode",
)
BASES = (Wire, EntryData, Frame, Entry, LineData, QuestionData)
# Members that Python holds in an encoded or a wider form.
MEMBERS = {
    "WelcomeFrame.snapshot": "Snapshot | null",
    "WelcomeFrame.entries": "Entry[]",
    "WelcomeFrame.present": "PresentState",
    "WelcomeFrame.feeds": "Feed[]",
    "WelcomeFrame.votes": "Record<string, number>",
    "YouFrame.snapshot": "Snapshot | null",
    "LogFrame.entries": "Entry[]",
    "OkFrame.ok": "CallAnswer",
    "CallFrame.do": "CallName",
    "CallFrame.with": 'Calls[CallName]["with"]',
}
# Members that the page always writes, although the server can do without.
REQUIRED = {"HelloFrame.since", "HelloFrame.incarnation", "CallFrame.with", "ChatHistory.limit", "Snapshot.captioner"}
REQUIRED |= {f"ChatLine.{name}" for name in ("to", "thread", "reply", "edited_at", "deleted")}
REQUIRED |= {f"ChatPost.{name}" for name in ("to", "thread", "reply_to")} | {"QuestionAsk.anonymous"}
LINES = ("ChatPostedData", "ChatToldData", "ChatHeldData", "ChatChangedData")
SAME = dict.fromkeys(LINES, "ChatLine") | dict.fromkeys(("QuestionAskedData", "QuestionChangedData"), "Question")
SAME |= {"HiddenData": "Record<string, never>", "Empty": "Record<string, never>"}
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
    "VotesFrame",
    "TalliesFrame",
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
    for struct in _structs():
        name = struct.__name__
        parts.append(_same(name) if name in SAME else _interface(name, struct))
        if struct is list(ENTRY_KINDS.values())[-1]:
            parts.append(_entries())
    parts += [_union("ServerFrame", SERVER_FRAMES), _calls()]
    return "\n".join(parts)


def _structs() -> list[type[msgspec.Struct]]:
    """What each module says itself, in the order written."""
    said = [(module, member) for module in MODULES for member in vars(module).values() if isinstance(member, type)]
    return [
        member
        for module, member in said
        if member.__module__ == module.__name__ and issubclass(member, msgspec.Struct) and member not in BASES
    ]


def _alias(name: str) -> str:
    return _union(name, [json.dumps(value) for value in get_args(getattr(words, name))]).rstrip("\n")


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


ALIASED = {getattr(words, name): name for name in ALIASES}


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
    histories |= {"lines.json": _lines_history(), "questions.json": _questions_history()}
    histories |= {"activities.json": _activities_history()}
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
        session=SessionState(
            id="0b8e4f5a-0000-4000-8000-00000000000a",
            name=None,
            status="upcoming",
            starts_at=BEGIN,
            started_at=None,
            ended_at=None,
            time_zone="Europe/Amsterdam",
            duration_min=45,
        ),
        event=EventState(
            id="0b8e4f5a-0000-4000-8000-00000000000b",
            title="Heat pumps in old houses",
            kind="webinar",
            chat_enabled=True,
            everyone_can_speak=False,
            speakers=[Speaker(person_id=person_id, name=name)],
        ),
        note=None,
        chat=[],
        chat_before=False,
        talk=msgspec.structs.replace(NOTHING_OWN, rules=_rules()),
        polls=[],
        cards=[],
        handouts=[],
        decks=[],
        cues=[],
        slides=None,
        films=[],
        film=None,
        stage=StageState(
            layout=None, spotlight=None, locked=False, waiting_room=False, on=[], hands=[], invited=[], kept_out=[]
        ),
    )


def _number(data: Iterable[EntryData]) -> list[Entry]:
    return [Entry(seq=n, at=BEGIN + n * 1000, kind=one.kind, data=one) for n, one in enumerate(data, start=1)]


def _session_history() -> list[Entry]:
    person_id, name = PEOPLE["host"]
    late = NoteSetData(text="Ten minutes late: “trains” & <snow>", person_id=person_id, name=name)
    return _number(
        [
            SessionRescheduledData(starts_at=BEGIN + 600_000, time_zone="Asia/Kathmandu", duration_min=60),
            late,
            NoteSetData(text=None, person_id=person_id, name=name),
            CaptionerSetData(person_id=person_id, name=name),
            SessionStartedData(started_at=BEGIN + 4000),
            late,
            CaptionerSetData(person_id=None, name=None),
            CaptionerSetData(person_id=person_id, name=name),
            SessionEndedData(ended_at=BEGIN + 6000),
        ]
    )


def _chat_history() -> list[Entry]:
    """More lines than a snapshot keeps."""
    started = SessionStartedData(started_at=BEGIN + 1000)
    return _number([started, *(_line(seq) for seq in range(2, CHAT_KEPT + 12))])


def _hidden_history() -> list[Entry]:
    canceled = SessionCanceledData(canceled_at=BEGIN + 4000)
    return _number([HiddenData(), _line(2), HiddenData(), canceled])


def _lines_history() -> list[Entry]:
    """Lines that are answered, told, held, reviewed, changed, pinned and deleted; one that nobody knows is changed."""
    told = _line(3, ChatToldData, to="direct", thread=PEOPLE["attendee"][0])
    held = _line(4, ChatHeldData)
    reply = Reply(id=_line(2).id, seq=2, name=_line(2).name)
    pins = [Pin(line=ChatLine(**msgspec.structs.asdict(_line(2))), by="Ines Marchetti")]
    reviewed = ChatReviewedData(id=held.id, person_id=held.person_id, approved=True)
    return _number(
        [
            TalkRuledData(rules=_rules(chat_reviewed=True, slow_s=30)),
            _line(2),
            told,
            held,
            TalkWordsData(words=["zut"]),
            ChatPinnedData(pins=pins),
            reviewed,
            _line(8, id=held.id, reply=reply),
            _line(2, ChatChangedData, text="Does it work in winter, too?", edited_at=BEGIN + 9000),
            _line(3, ChatChangedData, to="direct", thread=PEOPLE["attendee"][0], text="", deleted=True),
            _line(2, ChatChangedData, text="", deleted=True),
            _line(900, ChatChangedData, text="", deleted=True),
        ]
    )


def _stage_history() -> list[Entry]:
    (host, ines), (guest, noor) = PEOPLE["host"], PEOPLE["attendee"]
    other = "0b8e4f5a-0000-4000-8000-000000000003"
    speakers = [Speaker(person_id=host, name=ines), Speaker(person_id=guest, name=noor)]
    return _number(
        [
            SessionStartedData(started_at=BEGIN + 1000),
            HandRaisedData(person_id=guest, name=noor, at=BEGIN + 2000),
            HandRaisedData(person_id=other, name="Davide Vianello", at=BEGIN + 3000),
            HandLoweredData(person_id=other),
            StageInvitedData(person_id=guest, name=noor, by=ines),
            StageInvitedData(person_id=other, name="Davide Vianello", by=ines),
            StageDeclinedData(person_id=other),
            StageJoinedData(person_id=guest, name=noor),
            StageArrangedData(layout="spotlight", spotlight=guest),
            StageLeftData(person_id=guest, name=noor, by=ines),
            RoleChangedData(person_id=guest, name=noor, role="speaker", speakers=speakers),
            RoomChangedData(
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


def _activities_history() -> list[Entry]:
    """Things that come, change, change places with others of their kind, and go."""
    first, second = (_poll(number) for number in (1, 2))
    card = Card(
        id=_id(21), at=BEGIN + 10, title="Book a visit", text="", label="Book", url="https://example.org", is_shown=True
    )
    handout = Handout(id=_id(31), at=BEGIN + 20, name="study.pdf", media_type="application/pdf", size_bytes=1234)
    deck = Deck(id=_id(41), at=BEGIN + 30, name="talk.pdf", pages=3)
    cue = Cue(id=_id(51), kind="note", ref=None, note="Thank Noor", is_done=False)
    slides = Slides(deck_id=deck.id, name=deck.name, pages=3, page=1, person_id=PEOPLE["host"][0])
    film = Film(id=_id(42), at=BEGIN + 40, name="tour.webm", media_type="video/webm", size_bytes=1000)
    shown = FilmOnStage(
        film_id=film.id, name=film.name, is_playing=False, position_ms=0, at=BEGIN + 50, person_id=PEOPLE["host"][0]
    )
    return _number(
        [
            PollSetData(poll=second),
            PollSetData(poll=first),
            CuesSetData(cues=[cue]),
            CardSetData(card=card),
            PollSetData(poll=replace(second, status="open", opened_at=BEGIN + 5000)),
            HandoutSetData(handout=handout),
            DeckSetData(deck=deck),
            SlidesSetData(slides=slides),
            SlidesSetData(slides=replace(slides, page=2)),
            FilmAddedData(film=film),
            FilmSetData(film=shown),
            FilmSetData(film=replace(shown, is_playing=True, at=BEGIN + 60)),
            SlidesSetData(slides=slides),
            FilmSetData(film=replace(shown, position_ms=1500, at=BEGIN + 70)),
            PollRemovedData(id=first.id),
            CardRemovedData(id=card.id),
            CardSetData(card=replace(card, id=_id(22))),
            HandoutRemovedData(id=handout.id),
            HandoutSetData(handout=replace(handout, id=_id(32))),
            DeckRemovedData(id=deck.id),
            SlidesSetData(slides=None),
            FilmAddedData(film=replace(film, id=_id(43))),
            FilmRemovedData(id=_id(43)),
        ]
    )


def _door_history() -> list[Entry]:
    (_, _), (guest, noor) = PEOPLE["host"], PEOPLE["attendee"]
    other = StagePerson(person_id="0b8e4f5a-0000-4000-8000-000000000003", name="Davide Vianello")
    return _number(
        [
            DoorSetData(locked=False, waiting_room=True),
            DoorDeniedData(people=[StagePerson(person_id=guest, name=noor), other]),
            DoorAdmittedData(people=[guest]),
            DoorSetData(locked=True, waiting_room=False),
            HandRaisedData(person_id=guest, name=noor, at=BEGIN + 5000),
            PersonRemovedData(person_id=guest, name=noor, banned=True),
            PersonRemovedData(person_id=other.person_id, name=other.name, banned=False),
        ]
    )


def _questions_history() -> list[Entry]:
    """Questions of all ends; the last one comes late, under its first number."""
    answer = Answer(text="Yes, all winter.", person_id=PEOPLE["host"][0], name=PEOPLE["host"][1])
    nobody: dict[str, Any] = {"person_id": None, "name": None, "role": None}
    return _number(
        [
            _question(1, QuestionAskedData),
            _question(2, QuestionAskedData, **nobody),
            HiddenData(),
            _question(1, QuestionChangedData, status="answering"),
            _question(1, QuestionChangedData, status="answered", answered_at=BEGIN + 5000),
            _question(2, QuestionChangedData, status="answered", answer=answer, answered_at=BEGIN, **nobody),
            _question(2, QuestionChangedData, status="dismissed", text="", **nobody),
            _question(3, QuestionChangedData),
        ]
    )


def _rules(**change: Any) -> TalkRules:
    rules = msgspec.structs.replace(NOTHING_OWN.rules, chat_open=True, direct_open=True, questions_open=True)
    return msgspec.structs.replace(rules, **change)


def _question(seq: int, kind: type[QuestionData], **change: Any) -> QuestionData:
    question = kind(
        id=f"0b8e4f5a-0000-4000-8000-{seq:012d}",
        seq=seq,
        at=BEGIN + seq * 1000,
        person_id=PEOPLE["attendee"][0],
        name=PEOPLE["attendee"][1],
        role="attendee",
        text="Which rooms need a bigger radiator first?",
        status="open",
        answer=None,
        answered_at=None,
        client_id=f"q{seq}",
    )
    return msgspec.structs.replace(question, **change)


def _poll(number: int) -> Poll:
    return Poll(
        id=_id(number),
        at=BEGIN + number,
        kind="single",
        question=f"Question {number}?",
        options=[PollOption(id=_id(100 + number * 10 + n), text=f"Choice {n}") for n in range(2)],
        status="prepared",
        is_shared=False,
        opened_at=None,
        closed_at=None,
    )


def _id(number: int) -> str:
    return f"0b8e4f5a-0000-4000-8000-{number:012d}"


def _line(seq: int, kind: type[LineData] = ChatPostedData, **change: Any) -> LineData:
    return msgspec.structs.replace(_plain_line(seq, kind), **change)


def _plain_line(seq: int, kind: type[LineData]) -> LineData:
    role: Literal["host", "attendee"] = "host" if seq % 5 == 0 else "attendee"
    person_id, name = PEOPLE[role]
    texts = ("Does it work in winter?", "yes 👍🏽\nsecond line", "<b>not bold</b>", "مرحبا", "日本語")
    return kind(
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
