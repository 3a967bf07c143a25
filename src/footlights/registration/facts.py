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
    """The registration is gone; the person and the session stay."""

    kind: ClassVar[str] = "person.unregistered"
    session_id: str
    person_id: str
    room_role: str = "attendee"


class PersonRoleChanged(FactType, frozen=True):
    """Someone has another role in the room of a session, and a new link."""

    kind: ClassVar[str] = "person.role_changed"
    session_id: str
    person_id: str
