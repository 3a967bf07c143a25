"""Erasing one person: nothing personal stays in any table, file or mail body; rows that totals count stay, nameless."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, cast, delete, select, update

from footlights.email.models import Mail
from footlights.engagement.models import ChatMessage, Question
from footlights.engagement.polls.models import PollVoteRow
from footlights.events.models import Presenter
from footlights.kit.database import Base, Db
from footlights.kit.errors import Conflict
from footlights.outbox import record
from footlights.privacy.facts import PersonErased
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.provenance import Source, origin_columns
from footlights.room.models import Room, RoomEntry
from footlights.room.subscribers import STALE
from footlights.webhooks.models import Delivery
from footlights.workspace.actors import Actor, require_admin
from footlights.workspace.models import Person, Picture

GONE = "Erased"
"""What stands where a name or a text stood."""
NOTHING = '{"data":null}'
"""What stands where a webhook carried the person; what has not gone out yet still goes."""


async def erase_person(db: Db, actor: Actor, person: Person, *, now: datetime) -> None:
    """Erase somebody for good. A team member must leave the team first, and be erased by an owner or admin.

    Their places and attendance stay without a name, so that figures do not change; requests for places go. Tells
    PersonErased. Links that were mailed stop working. Erasing twice changes nothing.
    """
    require_admin(actor)
    if person.role == "team_member":
        raise Conflict("Remove them from the team first.", code="on_the_team")
    if person.erased_at is not None:
        return
    names = _names(person)
    sessions = list(await db.scalars(select(Registration.session_id).where(Registration.person_id == person.id)))
    await _erase_places(db, person)
    await _erase_room(db, person, sessions, names)
    await db.execute(
        update(Mail).where(Mail.person_id == person.id).values(message=None, answer=None).execution_options(**_BULK)
    )
    await db.execute(
        update(Mail).where(Mail.person_id == person.id, Mail.state.in_(("queued", "deferred"))).values(state="dropped")
    )
    told = (Delivery.subject_id == person.id) & Delivery.due_at.is_(None)
    await db.execute(update(Delivery).where(told).values(body=NOTHING, about=GONE).execution_options(**_BULK))
    await db.execute(delete(Picture).where(Picture.person_id == person.id))
    await db.execute(delete(Presenter).where(Presenter.person_id == person.id))
    email = person.email
    address = f"erased+{person.id}@unknown.invalid"
    person.email = person.email_key = address
    person.first_name = person.last_name = person.avatar_url = person.time_zone = None
    person.erased_at = person.updated_at = now
    await db.flush()
    await _sweep(db, email)
    db.info.setdefault(STALE, set()).update(sessions)
    record(db, actor, PersonErased(), about=person.id, now=now)


_BULK: dict[str, Any] = {"synchronize_session": False}


async def _erase_places(db: Db, person: Person) -> None:
    nothing: dict[str, Any] = dict.fromkeys(origin_columns(Source()))
    own = Registration.person_id == person.id
    await db.execute(
        update(Registration)
        .where(own)
        .values(answers={}, consents={}, key_version=Registration.key_version + 1, **nothing)
        .execution_options(**_BULK)
    )
    await db.execute(delete(PlaceRequest).where(PlaceRequest.person_id == person.id))


async def _erase_room(db: Db, person: Person, sessions: list[str], names: set[str]) -> None:
    """What they wrote, and their name in the log of the rooms they were in."""
    wrote = ChatMessage.person_id == person.id
    await db.execute(update(ChatMessage).where(wrote).values(name=GONE, text=GONE).execution_options(**_BULK))
    asked = Question.person_id == person.id
    await db.execute(update(Question).where(asked).values(name=GONE, text=GONE).execution_options(**_BULK))
    answered = Question.answer_person_id == person.id
    await db.execute(update(Question).where(answered).values(answer_name=GONE).execution_options(**_BULK))
    voted = (PollVoteRow.person_id == person.id) & PollVoteRow.text.is_not(None)
    await db.execute(update(PollVoteRow).where(voted).values(text=GONE).execution_options(**_BULK))
    host = Room.note_person_id == person.id
    await db.execute(update(Room).where(host).values(note=None, note_name=None).execution_options(**_BULK))
    for entry in await db.scalars(select(RoomEntry).where(RoomEntry.session_id.in_(sessions))):
        is_own = entry.actor_id == person.id
        data = _without(entry.data, names, is_own=is_own, person_id=person.id)
        if data != entry.data:
            entry.data = data


def _without(value: Any, names: set[str], *, is_own: bool, person_id: str) -> Any:  # Any: JSON values
    """JSON without the names, and without the texts of what the person wrote."""
    if isinstance(value, dict):
        is_theirs = is_own or person_id in value.values()
        return {
            key: GONE
            if is_theirs and key in ("text", "name", "question", "answer") and isinstance(part, str)
            else _without(part, names, is_own=is_own, person_id=person_id)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_without(part, names, is_own=is_own, person_id=person_id) for part in value]
    return GONE if isinstance(value, str) and value in names else value


async def _sweep(db: Db, email: str) -> None:
    """Take the address out of every text of every table, wherever it may have got to."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, String | Text | JSON) or column.foreign_keys or column.primary_key:
                continue
            is_json = isinstance(column.type, JSON)
            found = cast(column, Text).contains(email, autoescape=True)
            key = list(table.primary_key.columns)
            for row in (await db.execute(select(*key, column).where(found))).all():
                own = [part == value for part, value in zip(key, row, strict=False)]
                value = _replace(row[-1], email) if is_json else str(row[-1]).replace(email, GONE)
                await db.execute(update(table).where(*own).values({column.name: value}))


def _replace(value: Any, email: str) -> Any:  # Any: JSON values
    if isinstance(value, dict):
        return {key: _replace(part, email) for key, part in value.items()}
    if isinstance(value, list):
        return [_replace(part, email) for part in value]
    return value.replace(email, GONE) if isinstance(value, str) else value


def _names(person: Person) -> set[str]:
    """The strings that are this person's name or address when they stand alone."""
    return {text for text in (person.name, person.email, person.email_key) if text}
