"""What each person in a room may do at this moment, out of the room's snapshot."""

from dataclasses import dataclass

from footlights.room.actors import RoomActor
from footlights.room.frames.passing import You
from footlights.room.frames.state import Snapshot
from footlights.room.frames.words import Right, Role, StageStanding
from footlights.room.rules import rights_of


@dataclass(frozen=True, slots=True)
class Standings:
    """The team's snapshot, made ready for asking about many people."""

    snapshot: Snapshot
    on: frozenset[str]
    hands: frozenset[str]
    inviters: dict[str, str]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Standings":
        stage = snapshot.stage
        return cls(
            snapshot,
            frozenset(person.person_id for person in stage.on),
            frozenset(hand.person_id for hand in stage.hands),
            {invitation.person_id: invitation.by for invitation in stage.invited},
        )

    def rights(self, person_id: str, role: Role) -> tuple[Right, ...]:
        event = self.snapshot.event
        return rights_of(
            role,
            can_everyone_speak=event.everyone_can_speak or event.kind == "meeting",
            chat_enabled=event.chat_enabled,
            is_on_stage=person_id in self.on,
        )

    def you(self, actor: RoomActor, connection_id: str) -> You:
        stage: StageStanding = "on" if actor.person_id in self.on else "off"
        return You(
            person_id=actor.person_id,
            name=actor.name,
            role=actor.role,
            connection_id=connection_id,
            can=list(actor.rights),
            hand=actor.person_id in self.hands,
            stage="invited" if actor.person_id in self.inviters else stage,
            invited_by=self.inviters.get(actor.person_id),
        )
