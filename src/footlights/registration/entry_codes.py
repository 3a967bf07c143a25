"""Entry codes: six characters that admit one person each to a room where a name would otherwise be enough.

As soon as an event has a group of codes, attendees who come without a link of their own need one. A code belongs to the
first browser or e-mail that uses it, and lets that one back in. Codes are derived from their ids with the server's key:
a copy of the database opens no room, and does not say who used which.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, update

from footlights.events.models import Event
from footlights.kit.database import Db
from footlights.kit.errors import Forbidden, Invalid, NotFound, filled
from footlights.kit.ids import new_id
from footlights.kit.secrets import derive
from footlights.kit.text import clean_line
from footlights.registration.models import CodeGroup, CodeGroupEvent, EntryCode
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.rules import check_email

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which people mix up."""
LENGTH = 6
MOST_AT_ONCE = 300
MOST_IN_GROUP = 5000


class WrongCode(Forbidden):
    """Mistyped, of another event, or used by somebody else: the three look the same."""

    code = "wrong_code"


class NoSuchCodeGroup(NotFound):
    code = "no_such_code_group"


@dataclass(frozen=True)
class Counts:
    """Of one group."""

    codes: int = 0
    used: int = 0


def code_text(secret_key: bytes, code: EntryCode) -> str:
    """What people type."""
    return _text(secret_key, code.id)


async def needs_code(db: Db, event: Event) -> bool:
    """Does an attendee without a link of their own need a code?"""
    return (
        await db.scalar(select(CodeGroupEvent.group_id).where(CodeGroupEvent.event_id == event.id).limit(1)) is not None
    )


async def check_code(
    db: Db,
    secret_key: bytes,
    event: Event,
    text: str,
    *,
    email: str | None = None,
    browser: str | None = None,
    now: datetime,
) -> EntryCode:
    """Use a code at the event's door, in a write transaction; refuses with WrongCode. Tries are the edge's to limit.

    `email` is what the person gave, `browser` any secret that this browser alone sends again; one of them at least. The
    first use binds the code to both; later ones need either.
    """
    digests = {
        "email_digest": _digest(secret_key, "email", _email_key(email)) if email else None,
        "browser_digest": _digest(secret_key, "browser", browser) if browser else None,
    }
    if not any(digests.values()):
        raise WrongCode("This code needs an e-mail address.")
    code = await _find_code(db, secret_key, event, text)
    if code is None:
        raise WrongCode("This code does not open the room, or somebody else used it.")
    free = update(EntryCode).where(EntryCode.id == code.id, EntryCode.used_at.is_(None))
    taken = await db.scalar(free.values(used_at=now, **digests).returning(EntryCode.id))
    if taken is None:
        await db.refresh(code)
        if not any(value and value == getattr(code, name) for name, value in digests.items()):
            raise WrongCode("This code does not open the room, or somebody else used it.")
    return code


async def create_group(
    db: Db,
    actor: Actor,
    secret_key: bytes,
    *,
    name: str,
    event_ids: Collection[str],
    amount: int,
    now: datetime,
) -> CodeGroup:
    """Make a group of `amount` codes, 1 to MOST_AT_ONCE, for events of the actor's workspace."""
    require_team(actor)
    wanted = set(event_ids)
    mine = (Event.workspace_id == actor.workspace_id) & Event.id.in_(wanted)
    if not wanted or await db.scalar(select(func.count()).select_from(Event).where(mine)) != len(wanted):
        raise Invalid("Say which rooms the codes open.", code="unknown_event", pointer="widgets_ids")
    group = CodeGroup(
        id=new_id(),
        workspace_id=actor.workspace_id,
        made_by_id=actor.person_id,
        name=clean_line(name, limit=100) or "Codes",
        created_at=now,
    )
    db.add(group)
    await db.flush()
    db.add_all(CodeGroupEvent(group_id=group.id, event_id=event_id) for event_id in sorted(wanted))
    await generate_codes(db, actor, secret_key, group, amount=amount, now=now)
    return group


async def generate_codes(
    db: Db, actor: Actor, secret_key: bytes, group: CodeGroup, *, amount: int, now: datetime
) -> list[EntryCode]:
    """Add codes to a group; the new ones, newest first."""
    require_team(actor)
    if not 1 <= amount <= MOST_AT_ONCE:
        raise Invalid(
            filled("Make 1 to %(most)s codes at once.", most=MOST_AT_ONCE), code="wrong_amount", pointer="amount"
        )
    await db.execute(select(CodeGroup.id).where(CodeGroup.id == group.id).with_for_update())
    own = EntryCode.group_id == group.id
    last = await db.scalar(select(func.max(EntryCode.number)).where(own)) or 0
    if last + amount > MOST_IN_GROUP:
        raise Invalid(
            filled("A group has at most %(most)s codes.", most=MOST_IN_GROUP), code="wrong_amount", pointer="amount"
        )
    by_lookup = await _new_ids(db, secret_key, group.workspace_id, amount)
    codes = [
        EntryCode(
            id=code_id,
            workspace_id=group.workspace_id,
            group_id=group.id,
            number=last + place,
            lookup=lookup,
            created_at=now,
        )
        for place, (lookup, code_id) in enumerate(by_lookup.items(), 1)
    ]
    db.add_all(codes)
    await db.flush()
    return codes[::-1]


async def get_group_of_event(db: Db, event: Event, group_id: str) -> CodeGroup:
    """A group of the event's codes, or NoSuchCodeGroup."""
    for group in await list_groups_of_event(db, event):
        if group.id == group_id:
            return group
    raise NoSuchCodeGroup("There is no such group of codes.")


async def delete_group(db: Db, actor: Actor, group: CodeGroup) -> None:
    """Make all its codes worthless; whoever is in the room stays."""
    require_team(actor)
    await db.execute(delete(CodeGroup).where(CodeGroup.id == group.id))


async def list_groups_of_event(db: Db, event: Event) -> list[CodeGroup]:
    """In the order they were made."""
    joined = select(CodeGroup).join(CodeGroupEvent, CodeGroupEvent.group_id == CodeGroup.id)
    rows = joined.where(CodeGroupEvent.event_id == event.id).order_by(CodeGroup.created_at, CodeGroup.id)
    return list(await db.scalars(rows))


async def list_codes(db: Db, group_ids: Collection[str]) -> dict[str, list[EntryCode]]:
    """Codes of several groups in one statement: group id to codes in the order they were made."""
    found: dict[str, list[EntryCode]] = {group_id: [] for group_id in group_ids}
    rows = select(EntryCode).where(EntryCode.group_id.in_(found)).order_by(EntryCode.group_id, EntryCode.number)
    for code in await db.scalars(rows):
        found[code.group_id].append(code)
    return found


async def list_events_of_groups(db: Db, group_ids: Collection[str]) -> dict[str, list[Event]]:
    """Events of several groups in one statement: group id to events, oldest first."""
    found: dict[str, list[Event]] = {group_id: [] for group_id in group_ids}
    joined = select(CodeGroupEvent.group_id, Event).join(Event, Event.id == CodeGroupEvent.event_id)
    rows = joined.where(CodeGroupEvent.group_id.in_(found)).order_by(Event.created_at, Event.id)
    for group_id, event in await db.execute(rows):
        found[group_id].append(event)
    return found


async def count_codes(db: Db, group_ids: Sequence[str]) -> dict[str, Counts]:
    """How many codes each group has, and how many are used; one statement."""
    used = func.sum(case((EntryCode.used_at.is_(None), 0), else_=1))
    counted = select(EntryCode.group_id, func.count(), used).where(EntryCode.group_id.in_(group_ids))
    rows = await db.execute(counted.group_by(EntryCode.group_id))
    return dict.fromkeys(group_ids, Counts()) | {row[0]: Counts(int(row[1]), int(row[2])) for row in rows}


async def _find_code(db: Db, secret_key: bytes, event: Event, text: str) -> EntryCode | None:
    lookup = _lookup(secret_key, event.workspace_id, text.strip().upper()[:64])
    of_event = (CodeGroupEvent.group_id == EntryCode.group_id) & (CodeGroupEvent.event_id == event.id)
    own = (EntryCode.workspace_id == event.workspace_id) & (EntryCode.lookup == lookup)
    return (await db.scalars(select(EntryCode).join(CodeGroupEvent, of_event).where(own))).one_or_none()


async def _new_ids(db: Db, secret_key: bytes, workspace_id: str, amount: int) -> dict[str, str]:
    """Ids whose codes nobody in the workspace has, by their lookups."""
    found: dict[str, str] = {}
    while len(found) < amount:
        ids = [new_id() for _ in range(amount - len(found))]
        drawn = {_lookup(secret_key, workspace_id, _text(secret_key, code_id)): code_id for code_id in ids}
        known = select(EntryCode.lookup).where(EntryCode.workspace_id == workspace_id, EntryCode.lookup.in_(drawn))
        taken = {*(await db.scalars(known)), *found}
        found |= {lookup: code_id for lookup, code_id in drawn.items() if lookup not in taken}
    return found


def _text(secret_key: bytes, code_id: str) -> str:
    number = int(derive(secret_key, "entry code", code_id), 16)
    letters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(LETTERS))
        letters.append(LETTERS[digit])
    return "".join(letters)


def _lookup(secret_key: bytes, workspace_id: str, text: str) -> str:
    return derive(secret_key, "entry code lookup", workspace_id, text)


def _digest(secret_key: bytes, kind: str, text: str) -> str:
    return derive(secret_key, "entry code holder", kind, text)


def _email_key(email: str) -> str:
    return check_email(email)[1]
