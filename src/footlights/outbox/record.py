"""Recording facts."""

from datetime import datetime
from typing import ClassVar, Protocol

import msgspec

from footlights.kit.database import Db
from footlights.outbox.models import Fact


class FactType(msgspec.Struct, frozen=True):
    """Base of the facts that capabilities declare in their `facts.py`: fields are the stored data."""

    kind: ClassVar[str]


class HasActor(Protocol):
    @property
    def workspace_id(self) -> str: ...

    @property
    def person_id(self) -> str | None: ...


def record(db: Db, actor: HasActor, fact: FactType, *, about: str, now: datetime) -> None:
    """Add `fact` about the object with the id `about` to this transaction; it is told once that commits."""
    row = Fact(
        workspace_id=actor.workspace_id,
        kind=fact.kind,
        subject_id=about,
        actor_id=actor.person_id,
        data=msgspec.to_builtins(fact),
        recorded_at=now,
    )
    db.add(row)
    db.info["facts"] = True
