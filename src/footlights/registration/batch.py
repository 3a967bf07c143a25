"""Giving places to many people at once, in a handful of statements for all.

`register_many` is for programs and files, `register_newcomers` follows the rules of `hosted.register_by_form`
for whoever is simply new, and leaves everyone else to it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from footlights.events.forms import Field, list_fields
from footlights.events.models import Session
from footlights.kit.database import Db, among, fetch, insert_rows
from footlights.kit.errors import AppError
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.outbox import FactType, record_many
from footlights.registration.actions import known_answers
from footlights.registration.answers import Answers, Given, check_answers, check_form, consents_of, merge_answers
from footlights.registration.errors import AlreadyRegistered, SessionFull
from footlights.registration.facts import PersonRegistered
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import check_open, count_left, lock_places
from footlights.registration.provenance import Source, origin_columns
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.people import NAME_LENGTH, rename_person
from footlights.workspace.rules import check_email
from footlights.workspace.stand_ins import unknown_address

REGISTERED = "This person has already been registered to the session"


@dataclass(frozen=True)
class Wanted:
    """One person to register."""

    given: Given
    source: Source
    flat: Given | None = None  # of which only what names a field of the form counts
    time_zone: str | None = None


@dataclass(frozen=True)
class Result:
    """What became of one: the person, or why not. A dry run has no person for somebody new."""

    person_id: str | None = None
    refusal: AppError | None = None


@dataclass
class _Place:
    """Somebody whose answers are good."""

    index: int
    answers: Answers
    email: str
    key: str
    source: Source
    time_zone: str | None = None
    person_id: str = ""  # known once it is found or made


async def register_many(
    db: Db,
    actor: Actor,
    session: Session,
    wanted: Sequence[Wanted],
    *,
    domain: str,
    quiet: bool = False,
    dry_run: bool = False,
    known_keys: Collection[str] = (),
    now: datetime,
) -> list[Result]:
    """Register everyone who can be, and say of each what became of them; the order of facts is that of `wanted`.

    Only the e-mail is needed, and it must be new to the session. When the form has no e-mail field and none is given,
    the person is anonymous, with an address made up under `domain`. Refusals are results: RegistrationClosed,
    SessionFull, AlreadyRegistered, UnknownField, and answers that break a rule.

    `session.event` is loaded. `known_keys` are of people who count as registered (for a dry run in parts). The caller
    repeats the transaction when somebody else takes the same e-mail at the same moment (IntegrityError).
    """
    require_team(actor)
    try:
        check_open(session, is_team=True, now=now)
    except AppError as refusal:
        return [Result(refusal=refusal) for _ in wanted]
    form = await list_fields(db, session.event_id)
    results: list[Result | None] = [None] * len(wanted)
    places = [place for place in (_check(i, one, form, results, domain, now) for i, one in enumerate(wanted)) if place]
    people = await _find_people(db, session.workspace_id, {place.key for place in places})
    taken = {*known_keys, *await _find_taken(db, session, people)}
    await lock_places(db, session)
    free = await count_left(db, session, now=now)
    accepted: list[_Place] = []
    for place in places:
        if place.key in taken:
            results[place.index] = Result(refusal=AlreadyRegistered(REGISTERED))
        elif free is not None and free <= 0:
            results[place.index] = Result(refusal=SessionFull("All places are taken."))
        else:
            taken.add(place.key)
            free = free - 1 if free is not None else None
            accepted.append(place)
    if not dry_run and accepted:
        await _write(db, actor, session, accepted, people, form, quiet=quiet, now=now)
    for place in accepted:
        known = people.get(place.key)
        known_id = known.id if known else None
        results[place.index] = Result(person_id=known_id if dry_run else place.person_id)
    return [result or Result() for result in results]


async def register_newcomers(
    db: Db, visitor: Actor, session: Session, wanted: Sequence[Wanted], *, form: Sequence[Field], now: datetime
) -> list[Result | None]:
    """Give places to those whom the workspace does not know yet; their answers come from the hosted page.

    None for everyone whose case is not that plain: known people, those without an e-mail, those for whom no place is
    left or whom the team must approve. `session.event` is loaded. Tells PersonRegistered of each who got a place.
    """
    results: list[Result | None] = [None] * len(wanted)
    if session.event.needs_approval:
        return results
    places: dict[str, _Place] = {}
    for index, one in enumerate(wanted):
        try:
            answers = check_form(one.given, form)
        except AppError as refusal:
            results[index] = Result(refusal=refusal)
            continue
        if answers.email is not None:
            email, key = check_email(answers.email)
            places.setdefault(key, _Place(index, answers, email, key, one.source, one.time_zone))
    own = (Person.workspace_id == session.workspace_id) & among(Person.email_key, places)
    known = {row.email_key for row in await fetch(db, select(Person.email_key).where(own))}
    if session.capacity is not None:
        await lock_places(db, session)
    left = await count_left(db, session, now=now)
    accepted = [place for place in places.values() if place.key not in known][:left]
    if accepted:
        await _write(db, visitor, session, accepted, {}, form, quiet=False, now=now)
    for place in accepted:
        results[place.index] = Result(person_id=place.person_id)
    return results


def _check(
    index: int, one: Wanted, form: Sequence[Field], results: list[Result | None], domain: str, now: datetime
) -> _Place | None:
    try:
        answers = check_answers({**known_answers(one.flat, form), **one.given}, form)
        if answers.email is None and not any(field.slug == "email" for field in form):
            address = unknown_address(new_id(), domain, now=now)
            return _Place(index, answers, address, address, one.source)
        email, key = check_email(answers.email or "")
        return _Place(index, answers, email, key, one.source)
    except AppError as refusal:
        results[index] = Result(refusal=refusal)
        return None


async def _find_people(db: Db, workspace_id: str, keys: Collection[str]) -> dict[str, Person]:
    own = (Person.workspace_id == workspace_id) & among(Person.email_key, keys)
    return {person.email_key: person for person in await db.scalars(select(Person).where(own))}


async def _find_taken(db: Db, session: Session, people: dict[str, Person]) -> set[str]:
    by_id = {person.id: key for key, person in people.items()}
    own = (Registration.session_id == session.id) & among(Registration.person_id, by_id)
    return {by_id[person_id] for person_id in await db.scalars(select(Registration.person_id).where(own))}


async def _write(
    db: Db,
    actor: Actor,
    session: Session,
    places: Sequence[_Place],
    people: dict[str, Person],
    form: Sequence[Field],
    *,
    quiet: bool,
    now: datetime,
) -> None:
    role_of = await _team_roles(db, people.values())
    new_people, registrations = [], []
    facts: list[tuple[str, FactType]] = []
    for place in places:
        known = people.get(place.key)
        answers = place.answers
        if known is None:
            place.person_id = new_id()
            new_people.append(_person(session, place, now=now))
        else:
            place.person_id = known.id
            rename_person(known, first_name=answers.first_name, last_name=answers.last_name, now=now)
            if answers.avatar_url and answers.avatar_url != known.avatar_url:
                known.avatar_url, known.updated_at = answers.avatar_url, now
        row = _registration(session, place, role_of, form, now=now)
        registrations.append(row)
        facts.append((str(row["id"]), PersonRegistered(session_id=session.id, person_id=place.person_id, quiet=quiet)))
    if new_people:
        await insert_rows(db, Person, new_people)
    await insert_rows(db, Registration, registrations)
    if people:
        asked = (PlaceRequest.session_id == session.id) & PlaceRequest.person_id.in_(
            [place.person_id for place in places]
        )
        await db.execute(delete(PlaceRequest).where(asked).execution_options(synchronize_session=False))
    await record_many(db, actor, facts, now=now)


async def _team_roles(db: Db, people: Collection[Person]) -> dict[str, str]:
    """What members of the team are in the room, by person."""
    members = [person.id for person in people if person.role == "team_member"]
    if not members:
        return {}
    rows = await fetch(db, select(TeamMember.id, TeamMember.room_role).where(TeamMember.id.in_(members)))
    return {row.id: row.room_role for row in rows}


def _person(session: Session, place: _Place, *, now: datetime) -> dict[str, object]:
    answers = place.answers
    return {
        "id": place.person_id,
        "workspace_id": session.workspace_id,
        "email": place.email,
        "email_key": place.key,
        "first_name": clean_line(answers.first_name or "", limit=NAME_LENGTH) or None,
        "last_name": clean_line(answers.last_name or "", limit=NAME_LENGTH) or None,
        "avatar_url": answers.avatar_url,
        "time_zone": place.time_zone,
        "created_at": now,
        "updated_at": now,
    }


def _registration(
    session: Session, place: _Place, role_of: dict[str, str], form: Sequence[Field], *, now: datetime
) -> dict[str, object]:
    return {
        "id": new_id(),
        "workspace_id": session.workspace_id,
        "event_id": session.event_id,
        "session_id": session.id,
        "person_id": place.person_id,
        "room_role": role_of.get(place.person_id, "attendee"),
        "registration_type": place.source.registration_type,
        "key_version": 1,
        "answers": merge_answers({}, place.answers.other),
        "consents": consents_of(place.answers.other, form, now=now),
        "created_at": now,
        "updated_at": now,
        **origin_columns(place.source),
    }
