"""Entries about the room as a whole, roles, hands, the stage, the door and the captioner."""

from typing import ClassVar, Literal

from footlights.room.frames.state import Speaker, StagePerson
from footlights.room.frames.wire import EntryData
from footlights.room.frames.words import Layout, Role, Status


class RoomChangedData(EntryData, frozen=True, kw_only=True):
    """Name, title and switches as they are now, all of them."""

    kind: ClassVar[str] = "room.changed"
    name: str | None
    title: str
    event_kind: Literal["webinar", "meeting"]
    status: Status
    chat_enabled: bool
    everyone_can_speak: bool
    classroom: bool = False
    speakers: list[Speaker]


class RoleChangedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "role.changed"
    person_id: str
    name: str
    role: Role
    speakers: list[Speaker]


class HandRaisedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "hand.raised"
    person_id: str
    name: str
    at: int


class HandLoweredData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "hand.lowered"
    person_id: str


class StageInvitedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.invited"
    person_id: str
    name: str
    by: str


class StageDeclinedData(EntryData, frozen=True, kw_only=True):
    """The invitation is gone: declined, or taken back."""

    kind: ClassVar[str] = "stage.declined"
    person_id: str


class StageJoinedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.joined"
    person_id: str
    name: str


class StageLeftData(EntryData, frozen=True, kw_only=True):
    """`by` is who thanked them off; null when they left by themselves."""

    kind: ClassVar[str] = "stage.left"
    person_id: str
    name: str
    by: str | None


class StageArrangedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "stage.arranged"
    layout: Layout | None
    spotlight: str | None


class DoorSetData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "door.set"
    locked: bool
    waiting_room: bool


class DoorAdmittedData(EntryData, frozen=True, kw_only=True):
    """Let in from the waiting room, or back in after having been kept out."""

    kind: ClassVar[str] = "door.admitted"
    people: list[str]


class DoorDeniedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "door.denied"
    people: list[StagePerson]


class PersonRemovedData(EntryData, frozen=True, kw_only=True):
    kind: ClassVar[str] = "person.removed"
    person_id: str
    name: str
    banned: bool


class CaptionerSetData(EntryData, frozen=True, kw_only=True):
    """Both null when nobody writes captions any more."""

    kind: ClassVar[str] = "captioner.set"
    person_id: str | None
    name: str | None
