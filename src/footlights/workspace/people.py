"""Finding and making people: one e-mail is one person."""

from datetime import datetime

from sqlalchemy import select

from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.workspace.models import Person
from footlights.workspace.rules import check_email
from footlights.workspace.stand_ins import unknown_address

NAME_LENGTH = 100


async def find_person(db: Db, workspace_id: str, email: str) -> Person | None:
    _, key = check_email(email)
    return (
        await db.scalars(select(Person).where(Person.workspace_id == workspace_id, Person.email_key == key))
    ).one_or_none()


async def ensure_person(
    db: Db,
    workspace_id: str,
    email: str,
    *,
    first_name: str | None = None,
    last_name: str | None = None,
    avatar_url: str | None = None,
    may_rename: bool = True,
    now: datetime,
) -> Person:
    """The person with this e-mail, made if new. Names given replace stored ones; empty ones never erase.

    Without `may_rename` they only fill what is missing: a stranger who types an address must not rename its owner.

    Must run inside a write transaction; on PostgreSQL a race ends in the unique constraint, which the edge retries.
    """
    address, key = check_email(email)
    person = await find_person(db, workspace_id, email)
    if person is None:
        person = Person(workspace_id=workspace_id, email=address, email_key=key, created_at=now, updated_at=now)
        db.add(person)
    if not may_rename:
        first_name, last_name = person.first_name or first_name, person.last_name or last_name
        avatar_url = person.avatar_url or avatar_url
    rename_person(person, first_name=first_name, last_name=last_name, now=now)
    if avatar_url and avatar_url != person.avatar_url:
        person.avatar_url, person.updated_at = avatar_url, now
    return person


def make_anonymous_person(
    db: Db, workspace_id: str, *, domain: str, first_name: str | None, last_name: str | None, now: datetime
) -> Person:
    """Somebody whose form did not ask for an e-mail; a made-up address stands in its place."""
    person_id = new_id()
    address = unknown_address(person_id, domain, now=now)
    person = Person(id=person_id, workspace_id=workspace_id, email=address, email_key=address, created_at=now)
    person.updated_at = now
    rename_person(person, first_name=first_name, last_name=last_name, now=now)
    db.add(person)
    return person


def rename_person(person: Person, *, first_name: str | None, last_name: str | None, now: datetime) -> None:
    """Set the names that are given and not blank."""
    first = clean_line(first_name or "", limit=NAME_LENGTH) or person.first_name
    last = clean_line(last_name or "", limit=NAME_LENGTH) or person.last_name
    if (first, last) != (person.first_name, person.last_name):
        person.first_name, person.last_name, person.updated_at = first, last, now
