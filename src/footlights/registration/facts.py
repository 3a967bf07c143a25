"""What registration tells. The subject is the registration."""

from typing import ClassVar

from footlights.outbox import FactType


class PersonRegistered(FactType, frozen=True):
    """`again`: the person had a place already and asks for the link once more. `quiet`: no mail goes out."""

    kind: ClassVar[str] = "person.registered"
    session_id: str
    person_id: str
    again: bool = False
    quiet: bool = False


class PersonUnregistered(FactType, frozen=True):
    """The registration is gone; person and session stay, and the request `request_id` keeps what was answered."""

    kind: ClassVar[str] = "person.unregistered"
    session_id: str
    person_id: str
    room_role: str = "attendee"
    request_id: str | None = None


class PersonRoleChanged(FactType, frozen=True):
    """Someone has another role in the room of a session, and a new link."""

    kind: ClassVar[str] = "person.role_changed"
    session_id: str
    person_id: str


class PlaceRequested(FactType, frozen=True):
    """Somebody waits for a place, or for the team's word. The subject is the request, as in the facts below.

    `quiet`: no mail goes out.
    """

    kind: ClassVar[str] = "place.requested"
    session_id: str
    person_id: str
    state: str  # waiting | pending | offered
    quiet: bool = False


class PlaceOffered(FactType, frozen=True):
    kind: ClassVar[str] = "place.offered"
    session_id: str
    person_id: str


class PlaceDeclined(FactType, frozen=True):
    kind: ClassVar[str] = "place.declined"
    session_id: str
    person_id: str


class PlaceExpired(FactType, frozen=True):
    """An offer ended, or somebody left the list `by_choice`."""

    kind: ClassVar[str] = "place.expired"
    session_id: str
    person_id: str
    by_choice: bool
