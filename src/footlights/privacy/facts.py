"""What is told of people as such. The subject is the person."""

from typing import ClassVar

from footlights.outbox import FactType


class PersonErased(FactType, frozen=True):
    """Whoever holds copies of personal data outside the tables, such as payloads sent on, takes them out."""

    kind: ClassVar[str] = "person.erased"


class PeopleMerged(FactType, frozen=True):
    """`from_id` is this person now; references are moved already."""

    kind: ClassVar[str] = "people.merged"
    from_id: str
