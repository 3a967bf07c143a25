"""What does not last: who is here, what is sent, and what a person may do."""

from msgspec import UNSET, UnsetType

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Right, Role, StageStanding, StreamKind


class TeamPerson(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role


class PresentState(Wire, frozen=True, kw_only=True):
    count: int
    waiting: int
    team: list[TeamPerson]


class Feed(Wire, frozen=True, kw_only=True):
    feed: str
    person_id: str
    name: str
    role: Role
    kind: StreamKind
    audio: bool
    video: bool


class IceServer(Wire, frozen=True, kw_only=True, omit_defaults=True):
    urls: list[str]
    username: str | UnsetType = UNSET
    credential: str | UnsetType = UNSET


class MediaState(Wire, frozen=True, kw_only=True):
    available: bool
    detail: str | None
    epoch: int
    ice_servers: list[IceServer]


class You(Wire, frozen=True, kw_only=True):
    person_id: str
    name: str
    role: Role
    connection_id: str
    can: list[Right]
    hand: bool
    """Raised and not answered yet."""
    stage: StageStanding
    """`on` when brought up by an invitation; `invited` while that waits for an answer."""
    invited_by: str | None
