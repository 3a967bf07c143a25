"""What the calls about hands, the stage, roles, the door and people take and answer."""

from typing import Literal

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Layout, Role


class ClientAct(Wire, frozen=True, kw_only=True):
    """A lasting act; the same `client_id` of the same person again answers the first one's number."""

    client_id: str


class PersonAct(Wire, frozen=True, kw_only=True):
    """A lasting act about someone."""

    client_id: str
    person_id: str


class OwnOrPersonAct(Wire, frozen=True, kw_only=True):
    """A lasting act about someone, or about oneself with null."""

    client_id: str
    person_id: str | None


class InvitationAnswer(Wire, frozen=True, kw_only=True):
    client_id: str
    accept: bool


class StageMute(Wire, frozen=True, kw_only=True):
    person_id: str
    what: Literal["audio", "video", "screen"]


class StageArrange(Wire, frozen=True, kw_only=True):
    client_id: str
    layout: Layout | None
    spotlight: str | None


class RoleSet(Wire, frozen=True, kw_only=True):
    client_id: str
    person_id: str
    role: Role


class PersonRemove(Wire, frozen=True, kw_only=True):
    client_id: str
    person_id: str
    ban: bool


class DoorSet(Wire, frozen=True, kw_only=True):
    """Null leaves a member as it is."""

    client_id: str
    locked: bool | None
    waiting_room: bool | None


class DoorAnswer(Wire, frozen=True, kw_only=True):
    """About these people, or with null about everyone who waits."""

    client_id: str
    people: list[str] | None


class PersonHere(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role
    since: int


class PeopleListAnswer(Wire, frozen=True, kw_only=True):
    people: list[PersonHere]
