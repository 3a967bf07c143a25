"""Giving and taking places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from footlights.events.forms import Field, list_fields
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.outbox import record
from footlights.registration.answers import Answer, Consent, Given, check_answers, consents_of, merge_answers
from footlights.registration.errors import AlreadyRegistered, NoSuchRegistrant, SessionFull
from footlights.registration.facts import PersonRegistered, PersonRoleChanged, PersonUnregistered
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import check_open, count_left, lock_places
from footlights.registration.provenance import Source as Source  # where others look for it
from footlights.registration.provenance import cut, origin_columns
from footlights.registration.requests import keep_canceled
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.people import ensure_person, make_anonymous_person, rename_person
from footlights.workspace.rules import check_email

ROOM_ROLES = ("host", "moderator", "speaker", "attendee")


@dataclass(frozen=True)
class Registered:
    registration: Registration
    person: Person
    is_new: bool


async def register_person(
    db: Db,
    actor: Actor,
    session: Session,
    *,
    email: str,
    first_name: str | None = None,
    last_name: str | None = None,
    avatar_url: str | None = None,
    answers: dict[str, Answer] | None = None,
    consents: Mapping[str, Consent] | None = None,
    source: Source | None = None,
    must_be_new: bool = False,
    quiet: bool = False,
    now: datetime,
) -> Registered:
    """Give someone a place; the same e-mail again is the same person, place and link.

    Tells PersonRegistered each time (with `again`), so that the link is mailed again, unless `quiet`.
    `session.event` must be loaded. Refuses with RegistrationClosed, SessionFull, an invalid e-mail, and
    AlreadyRegistered when `must_be_new`.
    """
    check_open(session, is_team=actor.is_team, now=now)
    person = await ensure_person(
        db,
        session.workspace_id,
        email,
        first_name=first_name,
        last_name=last_name,
        avatar_url=avatar_url,
        may_rename=actor.is_team,
        now=now,
    )
    return await give_place(
        db,
        actor,
        session,
        person,
        answers=answers or {},
        consents=consents,
        source=source or Source(),
        must_be_new=must_be_new,
        quiet=quiet,
        now=now,
    )


async def register_answers(
    db: Db,
    actor: Actor,
    session: Session,
    given: Given,
    *,
    flat: Given | None = None,
    source: Source,
    domain: str,
    now: datetime,
) -> Registered:
    """Register with answers by field id, as programs do: only the e-mail is needed, and it must be new to the session.

    Of `flat`, what names a field of the form counts too. When the form has no e-mail field and none is given, the
    person is anonymous, with an address made up under `domain`. Refuses like `register_person`, and with UnknownField
    and answers that break a rule.
    """
    form = await list_fields(db, session.event_id)
    answers = check_answers({**_known(flat, form), **given}, form)
    other = merge_answers({}, answers.other)
    agreed = consents_of(answers.other, form, now=now)
    if answers.email is None and not any(field.slug == "email" for field in form):
        check_open(session, is_team=actor.is_team, now=now)
        names = {"first_name": answers.first_name, "last_name": answers.last_name}
        person = make_anonymous_person(db, session.workspace_id, domain=domain, **names, now=now)
        return await give_place(
            db, actor, session, person, answers=other, consents=agreed, source=source, must_be_new=True, now=now
        )
    return await register_person(
        db,
        actor,
        session,
        email=answers.email or "",
        first_name=answers.first_name,
        last_name=answers.last_name,
        avatar_url=answers.avatar_url,
        answers=other,
        consents=agreed,
        source=source,
        must_be_new=True,
        now=now,
    )


async def change_answers(
    db: Db,
    actor: Actor,
    registration: Registration,
    given: Given,
    *,
    flat: Given | None = None,
    source: Source | None = None,
    now: datetime,
) -> None:
    """Change some answers of a registrant, and where they came from; `registration.person` is loaded.

    The e-mail is who they are and cannot change (Invalid); blank names are left as they were.
    """
    require_team(actor)
    person = registration.person
    form = await list_fields(db, registration.event_id)
    answers = check_answers({**_known(flat, form), **given}, form)
    if answers.email is not None and check_email(answers.email)[1] != person.email_key:
        raise Invalid("The e-mail of a registrant cannot change.", code="email_is_fixed", pointer="fields")
    rename_person(person, first_name=answers.first_name, last_name=answers.last_name, now=now)
    if answers.avatar_url:
        person.avatar_url, person.updated_at = answers.avatar_url, now
    registration.answers = merge_answers(registration.answers, answers.other)
    registration.consents = {**registration.consents, **consents_of(answers.other, form, now=now)}
    if source is not None:
        if source.referrer is not None:
            registration.referrer = cut(source.referrer, 2000)
        for part, value in source.utm.items():
            setattr(registration, f"utm_{part}", cut(value, 300))
    registration.updated_at = now


async def give_place(
    db: Db,
    actor: Actor,
    session: Session,
    person: Person,
    *,
    answers: dict[str, Answer],
    consents: Mapping[str, Consent] | None = None,
    source: Source,
    must_be_new: bool = False,
    quiet: bool = False,
    now: datetime,
) -> Registered:
    """Give a known person a place, or find the one they have; what they asked for before is settled with it."""
    await db.flush()
    registration = await find_place(db, session, person)
    if registration is not None and must_be_new:
        raise AlreadyRegistered("This person has already been registered to the session")
    is_new = registration is None
    if registration is None:
        await check_places(db, session, now=now)
        registration = await attach_person(
            db, session, person, source=source, answers=answers, consents=consents, now=now
        )
        own = (PlaceRequest.session_id == session.id) & (PlaceRequest.person_id == person.id)
        await db.execute(delete(PlaceRequest).where(own))
    elif answers or consents:
        registration.answers, registration.updated_at = merge_answers(registration.answers, answers), now
        registration.consents = {**registration.consents, **(consents or {})}
    told = PersonRegistered(session_id=session.id, person_id=person.id, again=not is_new, quiet=quiet)
    record(db, actor, told, about=registration.id, now=now)
    return Registered(registration, person, is_new)


async def add_person(
    db: Db,
    actor: Actor,
    session: Session,
    *,
    email: str,
    room_role: str = "attendee",
    first_name: str | None = None,
    last_name: str | None = None,
    now: datetime,
) -> Registered:
    """Put someone on the session's list with a role in the room, or change the role of someone who is there."""
    require_team(actor)
    if room_role not in ROOM_ROLES:
        raise Invalid("Choose host, moderator, speaker or attendee.", code="unknown_role", pointer="room_role")
    done = await register_person(
        db,
        actor,
        session,
        email=email,
        first_name=first_name,
        last_name=last_name,
        source=Source("invitation"),
        now=now,
    )
    if done.registration.room_role != room_role:
        done.registration.room_role = room_role
        done.registration.key_version += 1  # an earlier link must not carry the new role, nor keep the old one
        done.registration.updated_at = now
        told = PersonRoleChanged(session_id=session.id, person_id=done.person.id)
        record(db, actor, told, about=done.registration.id, now=now)
    return done


async def attach_person(
    db: Db,
    session: Session,
    person: Person,
    *,
    source: Source,
    room_role: str | None = None,
    answers: dict[str, Answer] | None = None,
    consents: Mapping[str, Consent] | None = None,
    now: datetime,
) -> Registration:
    """Add the row of a place. Team members come in with their own room role; tells nothing."""
    registration = Registration(
        id=new_id(),
        workspace_id=session.workspace_id,
        event_id=session.event_id,
        session_id=session.id,
        person_id=person.id,
        room_role=room_role or await _default_role(db, person),
        registration_type=source.registration_type,
        key_version=1,
        answers=answers or {},
        consents=dict(consents or {}),
        created_at=now,
        updated_at=now,
        **origin_columns(source),
    )
    db.add(registration)
    await db.flush()
    return registration


async def replace_join_link(db: Db, actor: Actor, registration: Registration, *, now: datetime) -> None:
    """Make the personal link worthless and give a new one, which is not mailed by itself (`send_link_again`)."""
    require_team(actor)
    registration.key_version += 1
    registration.link_revoked_at = None
    registration.updated_at = now


async def revoke_join_link(db: Db, actor: Actor, registration: Registration, *, now: datetime) -> None:
    """Close the room to the personal link; the place stays, and `replace_join_link` gives a new one."""
    require_team(actor)
    registration.key_version += 1
    registration.link_revoked_at = registration.updated_at = now


def send_link_again(db: Db, actor: Actor, registration: Registration, *, now: datetime) -> None:
    """Mail the personal link once more. Tells PersonRegistered with `again`."""
    told = PersonRegistered(session_id=registration.session_id, person_id=registration.person_id, again=True)
    record(db, actor, told, about=registration.id, now=now)


async def remove_registration(db: Db, actor: Actor, session: Session, person_id: str, *, now: datetime) -> None:
    """Take someone's place away; the person stays known. Tells PersonUnregistered. Refuses with NoSuchRegistrant."""
    require_team(actor)
    own = (Registration.session_id == session.id) & (Registration.person_id == person_id)
    registration = (await db.scalars(select(Registration).where(own))).one_or_none()
    if registration is None:
        raise NoSuchRegistrant("Nobody with this id is registered.")
    await take_place(db, actor, registration, now=now)


async def take_place(db: Db, actor: Actor, registration: Registration, *, now: datetime) -> PlaceRequest:
    """Remove the place and remember that it was there. Tells PersonUnregistered."""
    kept = await keep_canceled(db, registration, now=now)
    own = delete(Registration).where(Registration.id == registration.id)
    await db.execute(own.execution_options(synchronize_session=False))
    db.expunge(registration)
    told = PersonUnregistered(
        session_id=registration.session_id,
        person_id=registration.person_id,
        room_role=registration.room_role,
        request_id=kept.id,
    )
    record(db, actor, told, about=registration.id, now=now)
    return kept


async def find_place(db: Db, session: Session, person: Person) -> Registration | None:
    own = (Registration.session_id == session.id) & (Registration.person_id == person.id)
    return (await db.scalars(select(Registration).where(own))).one_or_none()


def _known(flat: Given | None, form: Sequence[Field]) -> dict[str, Answer | None]:
    return {field.slug: flat[field.slug] for field in form if flat and field.slug in flat}


async def _default_role(db: Db, person: Person) -> str:
    if person.role != "team_member":
        return "attendee"
    return await db.scalar(select(TeamMember.room_role).where(TeamMember.id == person.id)) or "moderator"


async def check_places(db: Db, session: Session, *, now: datetime) -> None:
    if session.capacity is None:
        return
    await lock_places(db, session)
    if await count_left(db, session, now=now) == 0:
        raise SessionFull("All places are taken.")
