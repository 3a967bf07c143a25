"""How an entry changes the stage and the door of a snapshot."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from msgspec.structs import replace

from footlights.room.frames.stage_entries import (
    DoorAdmittedData,
    DoorDeniedData,
    DoorSetData,
    HandLoweredData,
    HandRaisedData,
    PersonRemovedData,
    RoleChangedData,
    StageArrangedData,
    StageDeclinedData,
    StageInvitedData,
    StageJoinedData,
    StageLeftData,
)
from footlights.room.frames.state import Hand, Invitation, StagePerson, StageState
from footlights.room.frames.wire import EntryData


class _OfPerson(Protocol):
    @property
    def person_id(self) -> str: ...


P = TypeVar("P", bound=_OfPerson)


def apply_to_stage(stage: StageState, data: EntryData) -> StageState:
    """The stage after an entry; entries about other things change nothing."""
    match data:
        case HandRaisedData(person_id=person_id, name=name, at=at):
            hand = Hand(person_id=person_id, name=name, at=at)
            return replace(stage, hands=[*_without(stage.hands, person_id), hand])
        case HandLoweredData(person_id=person_id):
            return replace(stage, hands=_without(stage.hands, person_id))
        case StageInvitedData(person_id=person_id, name=name, by=by):
            invitation = Invitation(person_id=person_id, name=name, by=by)
            asked = _off(stage, person_id)
            return replace(asked, invited=[*asked.invited, invitation])
        case StageDeclinedData(person_id=person_id):
            return replace(stage, invited=_without(stage.invited, person_id))
        case StageJoinedData(person_id=person_id, name=name):
            before = _off(stage, person_id)
            return replace(before, on=[*before.on, StagePerson(person_id=person_id, name=name)])
        case StageLeftData(person_id=person_id) | RoleChangedData(person_id=person_id):
            return _off(stage, person_id)
        case StageArrangedData(layout=layout, spotlight=spotlight):
            return replace(stage, layout=layout, spotlight=spotlight)
    return _apply_to_door(stage, data)


def _apply_to_door(stage: StageState, data: EntryData) -> StageState:
    match data:
        case DoorSetData(locked=locked, waiting_room=waiting_room):
            return replace(stage, locked=locked, waiting_room=waiting_room)
        case DoorAdmittedData(people=people):
            return replace(stage, kept_out=_without(stage.kept_out, *people))
        case DoorDeniedData(people=people):
            kept_out = _without(stage.kept_out, *(person.person_id for person in people))
            return replace(stage, kept_out=[*kept_out, *people])
        case PersonRemovedData(person_id=person_id, name=name, banned=banned):
            kept_out = _without(stage.kept_out, person_id)
            if banned:
                kept_out = [*kept_out, StagePerson(person_id=person_id, name=name)]
            return replace(_off(stage, person_id), kept_out=kept_out)
    return stage


def _off(stage: StageState, person_id: str) -> StageState:
    """Neither on stage nor on the way to it."""
    return replace(
        stage,
        on=_without(stage.on, person_id),
        invited=_without(stage.invited, person_id),
        hands=_without(stage.hands, person_id),
    )


def _without(people: Iterable[P], *person_ids: str) -> list[P]:
    return [person for person in people if person.person_id not in person_ids]
