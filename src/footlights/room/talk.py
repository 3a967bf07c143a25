"""Chat and questions in a snapshot: how entries change them, and how one person's part joins what all see.

What the team exchanges with one attendee, lines and questions that wait for a moderator: such entries reach the team
and one person more. For those who have any, the server keeps their own part beside what everyone sees; two parts make
the snapshot of that person (`with_own`). Nobody else costs anything.
"""

from collections.abc import Sequence

from msgspec.structs import asdict, replace

from footlights.events.models import Event
from footlights.room.frames.entries import Entry
from footlights.room.frames.state import ChatLine, Question, Snapshot, TalkRules, TalkState
from footlights.room.frames.talk_entries import (
    ChatChangedData,
    ChatHeldData,
    ChatPinnedData,
    ChatReviewedData,
    ChatToldData,
    LineData,
    QuestionData,
    TalkRuledData,
    TalkWordsData,
)
from footlights.room.frames.wire import EntryData
from footlights.room.frames.words import PINS_MOST, PRIVATE_KEPT, QUESTIONS_KEPT


def default_rules(event: Event) -> TalkRules:
    """As long as nobody in the room has set anything."""
    return TalkRules(
        chat_open=True,
        chat_reviewed=False,
        direct_open=True,
        slow_s=0,
        masks_words=False,
        questions_open=event.questions_enabled,
        questions_reviewed=False,
        anonymous_allowed=False,
    )


NOTHING_OWN = TalkState(
    rules=TalkRules(
        chat_open=False,
        chat_reviewed=False,
        direct_open=False,
        slow_s=0,
        masks_words=False,
        questions_open=False,
        questions_reviewed=False,
        anonymous_allowed=False,
    ),
    words=[],
    pins=[],
    private=[],
    review=[],
    questions=[],
)
"""The own part of someone without any; only `private`, `review` and `questions` of an own part are ever read."""


def apply_talk(talk: TalkState, data: EntryData) -> TalkState:
    """The state after an entry; those of other matters leave it as it is."""
    match data:
        case ChatToldData():
            return replace(talk, private=[*talk.private, line_of(data)][-PRIVATE_KEPT:])
        case ChatHeldData():
            return replace(talk, review=[*talk.review, line_of(data)])
        case ChatReviewedData(id=reviewed):
            return replace(talk, review=[line for line in talk.review if line.id != reviewed])
        case ChatChangedData():
            return _change_line(talk, line_of(data))
        case ChatPinnedData(pins=pins):
            return replace(talk, pins=pins[-PINS_MOST:])
        case TalkRuledData(rules=rules):
            return replace(talk, rules=rules)
        case TalkWordsData(words=words):
            return replace(talk, words=words)
        case QuestionData():
            return replace(talk, questions=join_questions([question_of(data)], talk.questions))
    return talk


def with_own(snapshot: Snapshot, own: TalkState | None) -> Snapshot:
    """What one person outside of the team sees: what all see, and what is theirs."""
    if own is None:
        return snapshot
    questions = join_questions(snapshot.talk.questions, own.questions)
    talk = replace(snapshot.talk, private=own.private, review=own.review, questions=questions)
    return replace(snapshot, talk=talk)


def change_line(lines: Sequence[ChatLine], changed: ChatLine) -> list[ChatLine]:
    """The lines with one of them changed, if it is among them."""
    return [changed if line.id == changed.id else line for line in lines]


def join_questions(first: Sequence[Question], then: Sequence[Question]) -> list[Question]:
    """Both by number, the newest QUESTIONS_KEPT; of two with one id the first counts."""
    known = {question.id for question in first}
    both = [*first, *(question for question in then if question.id not in known)]
    return sorted(both, key=lambda question: question.seq)[-QUESTIONS_KEPT:]


def line_of(data: LineData) -> ChatLine:
    return ChatLine(**asdict(data))


def question_of(data: QuestionData) -> Question:
    return Question(**asdict(data))


def redacted(entry: Entry) -> Entry:
    """An entry as those outside of the team get it: of a dismissed question only that it was one."""
    data = entry.data
    if not isinstance(data, QuestionData) or data.status != "dismissed":
        return entry
    return Entry(seq=entry.seq, at=entry.at, kind=entry.kind, data=replace(data, **_NO_WORDS))


def redact_question(question: Question) -> Question:
    """The same for a question in a snapshot."""
    return replace(question, **_NO_WORDS) if question.status == "dismissed" else question


_NO_WORDS = {"text": "", "person_id": None, "name": None, "role": None, "answer": None}


def _change_line(talk: TalkState, line: ChatLine) -> TalkState:
    pins = [replace(pin, line=line) if pin.line.id == line.id else pin for pin in talk.pins]
    return replace(
        talk,
        pins=[pin for pin in pins if not pin.line.deleted],
        private=change_line(talk.private, line),
        review=change_line(talk.review, line),
    )
