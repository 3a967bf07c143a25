"""Who waits at the door of a room in this process: connected, but not in it."""

from dataclasses import dataclass

from footlights.kit.clock import to_ms
from footlights.room.frames.client import HelloFrame
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.visits import Visit


@dataclass(frozen=True, slots=True)
class Knock:
    visit: Visit
    hello: HelloFrame


class Knocks:
    """The waiting room, first come first."""

    def __init__(self) -> None:
        self._knocks: dict[str, Knock] = {}

    def add(self, visit: Visit, hello: HelloFrame) -> None:
        self._knocks[visit.connection_id] = Knock(visit, hello)

    def remove(self, visit: Visit) -> bool:
        return self._knocks.pop(visit.connection_id, None) is not None

    def take(self, person_ids: frozenset[str] | None = None) -> list[Knock]:
        """Those of these people, or all, who then wait no longer."""
        taken = [one for one in self._knocks.values() if person_ids is None or one.visit.actor.person_id in person_ids]
        for knock in taken:
            del self._knocks[knock.visit.connection_id]
        return taken

    def visits(self) -> list[Visit]:
        return [knock.visit for knock in self._knocks.values()]

    def people(self) -> list[PersonHere]:
        """Each once, however many tabs they wait in."""
        people: dict[str, PersonHere] = {}
        for knock in self._knocks.values():
            actor = knock.visit.actor
            here = PersonHere(
                person_id=actor.person_id, name=actor.name, role=actor.role, since=to_ms(knock.visit.came_at)
            )
            people.setdefault(actor.person_id, here)
        return list(people.values())
