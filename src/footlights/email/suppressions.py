"""Addresses that get no more mail, and why."""

from datetime import datetime

from sqlalchemy import delete, select

from footlights.email.kinds import IS_ASKED_FOR
from footlights.email.models import Suppression
from footlights.kit.database import Db
from footlights.kit.secrets import hash_token
from footlights.workspace.models import Person

UNSUBSCRIBED, BOUNCED = "unsubscribed", "bounced"


async def suppress(db: Db, person: Person, reason: str, *, now: datetime) -> None:
    """Send no more: after `bounced` nothing, after `unsubscribed` only what the person asked for or must know."""
    own = await find_suppression(db, person)
    if own is None:
        row = Suppression(workspace_id=person.workspace_id, address_hash=_hash(person), reason=reason, created_at=now)
        db.add(row)
    elif own.reason != BOUNCED:
        own.reason, own.created_at = reason, now


async def lift_suppression(db: Db, person: Person) -> None:
    """Send again: the address works, or the person wants mail after all."""
    mine = (Suppression.workspace_id == person.workspace_id) & (Suppression.address_hash == _hash(person))
    await db.execute(delete(Suppression).where(mine))


async def find_suppression(db: Db, person: Person) -> Suppression | None:
    mine = (Suppression.workspace_id == person.workspace_id) & (Suppression.address_hash == _hash(person))
    return (await db.scalars(select(Suppression).where(mine))).one_or_none()


async def is_suppressed(db: Db, person: Person, kind: str) -> bool:
    found = await find_suppression(db, person)
    return found is not None and stops(found.reason, kind)


async def list_suppressed(db: Db, workspace_id: str, people: list[Person]) -> dict[str, str]:
    """Of these people, who is suppressed: person id to reason."""
    hashes = {_hash(person): person.id for person in people}
    rows = await db.scalars(
        select(Suppression).where(Suppression.workspace_id == workspace_id, Suppression.address_hash.in_(hashes))
    )
    return {hashes[row.address_hash]: row.reason for row in rows}


def stops(reason: str, kind: str) -> bool:
    """Does a suppression stop this kind of mail?"""
    return reason == BOUNCED or kind not in IS_ASKED_FOR


def _hash(person: Person) -> str:
    return hash_token(f"{person.workspace_id} {person.email_key}")
