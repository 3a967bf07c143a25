"""The list of people: filters, pages, and rows for files."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from footlights.email.models import Mail
from footlights.kit.database import Db, has_words
from footlights.kit.errors import NotFound
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_line
from footlights.registration.models import PlaceRequest, Registration
from footlights.room.models import Attendance
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person, Segment

FILTERS = ("q", "event", "status", "source", "mail", "role")
STATUSES = ("registered", "attended", "missed", "waiting", "pending", "canceled", "none")
BATCH = 1000
MOST_COUNTED = 10_000


class NoSuchPerson(NotFound):
    code = "no_such_person"


@dataclass(frozen=True)
class Page:
    people: list[Person]
    total: int


async def get_person_for(db: Db, actor: Actor, person_id: str) -> Person:
    """Somebody known to the actor's workspace, or NoSuchPerson."""
    require_team(actor)
    mine = (Person.id == find_id(person_id)) & (Person.workspace_id == actor.workspace_id)
    found = (await db.scalars(select(Person).where(mine))).one_or_none() if find_id(person_id) else None
    if found is None:
        raise NoSuchPerson("There is no such person.")
    return found


async def list_people(db: Db, actor: Actor, wanted: Mapping[str, str], *, limit: int, offset: int) -> Page:
    """People who match, newest first; erased ones are left out. Nobody is counted beyond MOST_COUNTED: a page of many
    must not take longer than one of few."""
    rows = _select(actor, wanted)
    some = rows.with_only_columns(Person.id).limit(MOST_COUNTED + 1).subquery()
    total = await db.scalar(select(func.count()).select_from(some)) or 0
    ordered = rows.order_by(Person.created_at.desc(), Person.id).limit(limit).offset(offset)
    return Page(list(await db.scalars(ordered)), total)


async def walk_people(db: Db, actor: Actor, wanted: Mapping[str, str]) -> AsyncIterator[list[Person]]:
    """All who match, in batches, however many there are."""
    last = ""
    while True:
        rows = _select(actor, wanted).order_by(Person.id).limit(BATCH)
        batch = list(await db.scalars(rows.where(Person.id > last) if last else rows))
        if not batch:
            return
        yield batch
        last = batch[-1].id
        db.expunge_all()


async def count_places(db: Db, people: list[Person]) -> dict[str, tuple[int, int]]:
    """Registered and attended sessions of these people."""
    ids = [person.id for person in people]
    counted = {person_id: [0, 0] for person_id in ids}
    for at, column in enumerate((Registration.person_id, Attendance.person_id)):
        rows = select(column, func.count()).where(column.in_(ids)).group_by(column)
        for person_id, number in await db.execute(rows):
            counted[person_id][at] = int(number)
    return {person_id: (numbers[0], numbers[1]) for person_id, numbers in counted.items()}


async def last_mails(db: Db, people: list[Person]) -> dict[str, str]:
    """State of the newest mail to each of these people."""
    ids = [person.id for person in people]
    other = aliased(Mail)
    newest = select(func.max(other.created_at)).where(other.person_id == Mail.person_id).scalar_subquery()
    rows = await db.execute(
        select(Mail.person_id, Mail.state).where(Mail.person_id.in_(ids), Mail.created_at == newest)
    )
    return {person_id: str(state) for person_id, state in rows}


async def save_segment(db: Db, actor: Actor, *, name: str, query: str, now: datetime) -> None:
    """Keep a filter under a name; the same name again replaces it."""
    require_team(actor)
    label = clean_line(name, limit=100)
    mine = (Segment.workspace_id == actor.workspace_id) & (Segment.name == label)
    known = (await db.scalars(select(Segment).where(mine))).one_or_none()
    if known is not None:
        known.query = query[:1000]
    elif label:
        db.add(Segment(id=new_id(), workspace_id=actor.workspace_id, name=label, query=query[:1000], created_at=now))


async def list_segments(db: Db, actor: Actor) -> list[Segment]:
    mine = Segment.workspace_id == actor.workspace_id
    return list(await db.scalars(select(Segment).where(mine).order_by(Segment.name)))


def _select(actor: Actor, wanted: Mapping[str, str]) -> Select[Person]:
    rows = select(Person).where(Person.workspace_id == actor.workspace_id, Person.erased_at.is_(None))
    for word in wanted.get("q", "").split()[:5]:
        names = (Person.email, Person.first_name, Person.last_name)
        rows = rows.where(or_(*(has_words(column, word) for column in names)))
    if wanted.get("role") in ("participant", "team_member"):
        rows = rows.where(Person.role == wanted["role"])
    if wanted.get("mail"):
        rows = rows.where(exists().where(Mail.person_id == Person.id, Mail.state == wanted["mail"]))
    if wanted.get("source"):
        came = or_(Registration.utm_source == wanted["source"], Registration.registration_type == wanted["source"])
        rows = rows.where(exists().where(Registration.person_id == Person.id, came))
    return _by_place(rows, find_id(wanted.get("event", "")), wanted.get("status", ""))


def _by_place(rows: Select[Person], event_id: str | None, status: str) -> Select[Person]:
    place: list[ColumnElement[bool]] = [Registration.person_id == Person.id]
    if event_id:
        place.append(Registration.event_id == event_id)
    came = exists().where(
        Attendance.session_id == Registration.session_id, Attendance.person_id == Registration.person_id
    )
    match status:
        case "attended":
            return rows.where(exists().where(*place, came))
        case "missed":
            return rows.where(exists().where(*place, ~came))
        case "waiting" | "pending" | "canceled":
            asked = [PlaceRequest.person_id == Person.id, PlaceRequest.state == status]
            asked += [PlaceRequest.event_id == event_id] if event_id else []
            return rows.where(exists().where(*asked))
        case "none":
            return rows.where(~exists().where(*place))
        case _ if status == "registered" or event_id:
            return rows.where(exists().where(*place))
        case _:
            return rows
