"""One connection in a room."""

from dataclasses import dataclass, field
from datetime import datetime

from footlights.kit.clock import to_ms
from footlights.realtime.connection import Connection
from footlights.realtime.limits import Bucket
from footlights.room.actors import RoomActor
from footlights.room.frames.passing import You
from footlights.room.frames.server import ByeFrame
from footlights.room.frames.stage_calls import PersonHere
from footlights.room.frames.wire import encode
from footlights.room.frames.words import ByeCode, Role
from footlights.room.log import Audience

_BYES: dict[ByeCode, tuple[str, bool]] = {
    "seat_invalid": ("This page is too old or its link was replaced. Open your personal link again.", False),
    "not_published": ("This event is not open yet.", False),
    "canceled": ("This session was canceled.", False),
    "full": ("All places are taken.", False),
    "removed": ("Your place in this session was taken away.", False),
    "shown_out": ("A host asked you out of the room.", False),
    "banned": ("A host removed you from this session for good.", False),
    "denied": ("A host did not let you in.", False),
    "locked": ("The room is locked. Nobody new can come in now.", False),
    "replaced": ("This page is open in another connection.", False),
    "too_slow": ("The connection is too slow to keep up. Trying again.", True),
    "bad_frames": ("This page sent something the server does not understand.", False),
    "restarting": ("The server is starting again. You will be back in a moment.", True),
    "silent": ("The connection went silent. Trying again.", True),
}


def bye(code: ByeCode) -> str:
    """The last frame of a connection."""
    detail, retry = _BYES[code]
    return encode(ByeFrame(code=code, detail=detail, retry=retry))


class TurnedAway(Exception):
    """Someone may not come in; `code` is what `bye` says."""

    def __init__(self, code: ByeCode) -> None:
        super().__init__(code)
        self.code: ByeCode = code


@dataclass(eq=False, slots=True)
class Visit:
    """A connection with the person behind it, from welcome to goodbye. `heard_at` is the loop's clock."""

    connection: Connection
    actor: RoomActor
    tab: str
    connection_id: str
    came_at: datetime
    marked_at: datetime
    """Time of the newest fact of presence."""
    heard_at: float
    has_left: bool = False
    is_waiting: bool = False
    """At the door, not in the room."""
    you: You | None = None
    """What the page was last told about itself."""
    calls: Bucket = field(default_factory=lambda: Bucket(burst=100, per_s=50))

    @property
    def audience(self) -> Audience:
        return "team" if self.actor.is_team else "all"

    def dismiss(self, code: ByeCode) -> None:
        """Say why, and close."""
        self.connection.end(bye(code))


@dataclass(slots=True)
class PersonPresent:
    """A person in the room, with any number of connections."""

    person_id: str
    name: str
    role: Role
    since: int
    visits: int = 0

    def as_wire(self) -> PersonHere:
        return PersonHere(person_id=self.person_id, name=self.name, role=self.role, since=self.since)


class Attendees:
    """Who is in the room in this process: people, each once, with their connections."""

    def __init__(self) -> None:
        self.visits: dict[str, Visit] = {}
        self.audiences: dict[Audience, set[Visit]] = {"team": set(), "all": set()}
        self._people: dict[str, PersonPresent] = {}
        self._tabs: dict[tuple[str, str], Visit] = {}

    def find_tab(self, person_id: str, tab: str) -> Visit | None:
        return self._tabs.get((person_id, tab))

    def add(self, visit: Visit) -> None:
        actor = visit.actor
        self.visits[visit.connection_id] = visit
        self.audiences[visit.audience].add(visit)
        self._tabs[actor.person_id, visit.tab] = visit
        person = self._people.get(actor.person_id)
        if person is None:
            person = PersonPresent(actor.person_id, actor.name, actor.role, to_ms(visit.came_at))
            self._people[actor.person_id] = person
        person.visits += 1

    def remove(self, visit: Visit) -> None:
        actor = visit.actor
        del self.visits[visit.connection_id]
        self.audiences[visit.audience].discard(visit)
        if self._tabs.get((actor.person_id, visit.tab)) is visit:
            del self._tabs[actor.person_id, visit.tab]
        person = self._people[actor.person_id]
        person.visits -= 1
        if not person.visits:
            del self._people[actor.person_id]

    def change(self, visit: Visit, actor: RoomActor) -> None:
        """Let a visit go on with other rights or another role."""
        self.audiences[visit.audience].discard(visit)
        visit.actor = actor
        self.audiences[visit.audience].add(visit)
        self._people[actor.person_id].role = actor.role

    def push(self, audience: Audience, frame: str) -> None:
        for visit in self.audiences[audience]:
            visit.connection.push(frame)

    def push_all(self, frame: str) -> None:
        for audience in self.audiences:
            self.push(audience, frame)

    def has_person(self, person_id: str) -> bool:
        return person_id in self._people

    @property
    def count(self) -> int:
        """How many people, not connections."""
        return len(self._people)

    def team(self) -> list[PersonHere]:
        visits = self.audiences["team"]
        ids = {visit.actor.person_id for visit in visits}
        here = [self._people[person_id].as_wire() for person_id in ids]
        return sorted(here, key=lambda person: (person.since, person.person_id))

    def people(self) -> list[PersonHere]:
        return [person.as_wire() for person in self._people.values()]

    def of_person(self, person_id: str) -> list[Visit]:
        return [visit for visit in self.visits.values() if visit.actor.person_id == person_id]
