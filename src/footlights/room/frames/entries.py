"""The log: every kind of entry, and one line of it."""

from typing import ClassVar

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
from footlights.room.frames.talk_entries import (
    ChatChangedData,
    ChatHeldData,
    ChatPinnedData,
    ChatPostedData,
    ChatReviewedData,
    ChatToldData,
    QuestionAskedData,
    QuestionChangedData,
    TalkRuledData,
    TalkWordsData,
)
from footlights.room.frames.wire import EntryData, Wire


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
