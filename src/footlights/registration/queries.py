"""Reading registrations."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from footlights.events.models import Event, Session
from footlights.kit.database import Db, Reads, fetch, has_words
from footlights.kit.errors import Invalid
from footlights.kit.ids import find_id
from footlights.kit.snapshot import Prepared
from footlights.registration.errors import NoSuchRegistrant, WrongLink
from footlights.registration.links import is_join_key
from footlights.registration.models import Registration
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person
from footlights.workspace.rules import check_email

OPEN_STATES = ("scheduled", "live")
_BY_SESSION = Prepared(
    select(Registration.session_id, func.count())
    .where(Registration.session_id.in_(bindparam("session_ids", expanding=True)))
    .group_by(Registration.session_id),
    is_kept=True,
)


@dataclass(frozen=True)
class Page:
    """Registrations of one page, with `person` loaded, and the number of all."""

    registrations: list[Registration]
    total: int


async def list_registrations(db: Db, session: Session, *, search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """People of a session in the order they came; `search` is a part of name or e-mail."""
    wanted = (
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .options(contains_eager(Registration.person))
        .where(Registration.session_id == session.id)
    )
    for word in search.split()[:5]:
        wanted = wanted.where(
            or_(*(has_words(column, word) for column in (Person.email, Person.first_name, Person.last_name)))
        )
    total = await db.scalar(select(func.count()).select_from(wanted.with_only_columns(Registration.id).subquery()))
    rows = await db.scalars(wanted.order_by(Registration.created_at, Registration.id).limit(limit).offset(offset))
    return Page(list(rows), total or 0)


async def count_registrations(db: Reads, session_ids: list[str]) -> dict[str, int]:
    """How many people each session has, team included; sessions without any are 0."""
    counted = dict.fromkeys(session_ids, 0)
    rows = await fetch(db, _BY_SESSION, {"session_ids": session_ids})
    return counted | {session_id: int(number) for session_id, number in rows}


def is_current(event: Event) -> ColumnElement[bool]:
    """Of the places of one person in an event: the newest, and in a permanent room none of a session that is over once
    there is another. Of two that are equally old one is the copy that a room kept when it opened again."""
    newer, elsewhere = aliased(Registration), aliased(Session)
    is_later = or_(
        newer.created_at > Registration.created_at,
        (newer.created_at == Registration.created_at) & (newer.updated_at > Registration.updated_at),
    )
    own = (newer.event_id == Registration.event_id) & (newer.person_id == Registration.person_id)
    is_newest = ~exists().where(own, is_later)
    if event.schedule != "permanent":
        return is_newest
    stands = exists().where(Session.id == Registration.session_id, Session.state.in_(OPEN_STATES))
    another = exists().where(elsewhere.event_id == event.id, elsewhere.state.in_(OPEN_STATES))
    return is_newest & or_(stands, ~another)


async def get_registration_for(db: Db, actor: Actor, session: Session, person_id: str) -> Registration:
    """Someone's place in a session of the actor's workspace, with the person; or NoSuchRegistrant."""
    wanted = find_id(person_id)
    found = None
    if wanted and session.workspace_id == actor.workspace_id:
        own = (Registration.session_id == session.id) & (Registration.person_id == wanted)
        found = (
            await db.scalars(select(Registration).options(joinedload(Registration.person)).where(own))
        ).one_or_none()
    if found is None:
        raise NoSuchRegistrant("Nobody with this id is registered.")
    return found


async def find_registration_by_email(db: Db, session: Session, email: str) -> Registration | None:
    """The place of an e-mail address, with the person; None also for what is no address."""
    try:
        _, key = check_email(email)
    except Invalid:
        key = email.strip().lower()  # what stands in the place of an address need not be a real one
    return (
        await db.scalars(
            select(Registration)
            .join(Person, Person.id == Registration.person_id)
            .options(contains_eager(Registration.person))
            .where(Registration.session_id == session.id, Person.email_key == key)
        )
    ).one_or_none()


async def find_registration(db: Db, registration_id: str) -> Registration | None:
    """Any registration with person, session, event, owner and workspace; for edges that hold a signed reference."""
    wanted = find_id(registration_id)
    if wanted is None:
        return None
    event = joinedload(Registration.session).joinedload(Session.event)
    return (
        await db.scalars(
            select(Registration)
            .options(joinedload(Registration.person), event.joinedload(Event.owner), event.joinedload(Event.workspace))
            .where(Registration.id == wanted)
        )
    ).one_or_none()


async def open_join_link(db: Db, secret_key: bytes, session: Session, *, email: str, key: str) -> Registration:
    """Whose personal link this is; every way in which it can be wrong looks the same (WrongLink)."""
    registration = await find_registration_by_email(db, session, email)
    if (
        registration is None
        or registration.link_revoked_at is not None
        or not is_join_key(secret_key, registration, key)
    ):
        raise WrongLink("This link does not open the room. It may have been replaced by a newer one.")
    return registration
