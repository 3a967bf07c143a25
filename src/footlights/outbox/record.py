"""Recording facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol

import msgspec
from sqlalchemy import insert

from footlights.kit.database import Db
from footlights.outbox.models import Fact

RECORDED = "facts"
"""Key in `db.info`: the rows of this transaction."""


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
    db.info.setdefault(RECORDED, []).append(row)


async def record_many(db: Db, actor: HasActor, facts: Sequence[tuple[str, FactType]], *, now: datetime) -> None:
    """`record` for many in few statements: pairs of what a fact is about and the fact, in their order.

    Not inside a savepoint: what is rolled back there would still count as recorded.
    """
    rows = [
        {
            "workspace_id": actor.workspace_id,
            "kind": fact.kind,
            "subject_id": about,
            "actor_id": actor.person_id,
            "data": msgspec.to_builtins(fact),
            "recorded_at": now,
        }
        for about, fact in facts
    ]
    stored = await db.scalars(insert(Fact).returning(Fact, sort_by_parameter_order=True), rows)
    db.info.setdefault(RECORDED, []).extend(stored)
