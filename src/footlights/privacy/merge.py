"""Two rows that are one person become one."""

from datetime import datetime

from sqlalchemy import Column, Table, UniqueConstraint, delete, exists, select, update

from footlights.email.suppressions import BOUNCED, find_suppression, suppress
from footlights.events.queries import find_session
from footlights.kit.database import Base, Db
from footlights.kit.errors import Conflict, Invalid
from footlights.outbox import record
from footlights.privacy.facts import PeopleMerged
from footlights.registration.models import Registration
from footlights.room.attendance import refresh_attendance
from footlights.workspace.actors import Actor, require_admin
from footlights.workspace.models import Person


async def merge_people(db: Db, actor: Actor, keep: Person, other: Person, *, now: datetime) -> None:
    """Give everything of `other` to `keep`, and remove `other`. Where both have a row, such as a place in the same
    session, that of `keep` stays; attendance is counted anew over both. Tells PeopleMerged."""
    require_admin(actor)
    if keep.id == other.id or keep.workspace_id != other.workspace_id:
        raise Invalid("Choose another person of this workspace.", code="same_person", pointer="other")
    if other.role == "team_member":
        raise Conflict("Keep the team member, and merge the other into them.", code="on_the_team")
    keep.first_name, keep.last_name = keep.first_name or other.first_name, keep.last_name or other.last_name
    keep.avatar_url, keep.time_zone = keep.avatar_url or other.avatar_url, keep.time_zone or other.time_zone
    keep.created_at, keep.updated_at = min(keep.created_at, other.created_at), now
    stopped = await find_suppression(db, other)
    if stopped is not None and stopped.reason != BOUNCED:
        await suppress(db, keep, stopped.reason, now=now)
    await db.flush()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys):
                await _move(db, table, column, keep.id, other.id)
    await db.execute(delete(Person).where(Person.id == other.id).execution_options(synchronize_session=False))
    db.expunge(other)
    await _count_anew(db, keep, now=now)
    record(db, actor, PeopleMerged(from_id=other.id), about=keep.id, now=now)


async def _move(db: Db, table: Table, column: Column[str], keep_id: str, other_id: str) -> None:
    """Point a table's references at the kept person; rows that would stand twice go."""
    for names in _unique_sets(table, column):
        twin = table.alias()
        same = [twin.c[name] == table.c[name] for name in names if name != column.name]
        both = exists().where(twin.c[column.name] == keep_id, *same)
        await db.execute(delete(table).where(column == other_id, both))
    await db.execute(update(table).where(column == other_id).values({column.name: keep_id}))


def _unique_sets(table: Table, column: Column[str]) -> list[list[str]]:
    """Sets of columns of which no two rows may have the same, as far as they hold this one."""
    unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    found = [[part.name for part in constraint.columns] for constraint in unique]
    found += [[part.name for part in table.primary_key.columns]]
    found += [[part.name for part in index.columns] for index in table.indexes if index.unique]
    return [names for names in found if column.name in names]


async def _count_anew(db: Db, person: Person, *, now: datetime) -> None:
    ids = await db.scalars(select(Registration.session_id).where(Registration.person_id == person.id))
    for session_id in ids.all():
        session = await find_session(db, session_id)
        if session is not None and session.started_at is not None:
            await refresh_attendance(db, session, person_ids=[person.id], now=now)
