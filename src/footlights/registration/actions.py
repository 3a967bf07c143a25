"""Giving and taking places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select

from footlights.events.forms import Field, list_fields
from footlights.events.models import Session
from footlights.events.rules import session_status
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, InvalidFields
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.outbox import record
from footlights.registration.answers import Answer, Given, check_answers, merge_answers
from footlights.registration.errors import AlreadyRegistered, NoSuchRegistrant, RegistrationClosed, SessionFull
from footlights.registration.facts import PersonRegistered, PersonUnregistered
from footlights.registration.models import Registration
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.people import ensure_person, make_anonymous_person, rename_person
from footlights.workspace.rules import check_email

ROOM_ROLES = ("host", "moderator", "speaker", "attendee")


@dataclass(frozen=True)
class Source:
    """Where a registration came from; values as given, cut to what is stored."""

    registration_type: str = "registration_page"
    referrer: str | None = None
    utm: dict[str, str] = field(default_factory=dict)  # source, medium, term, content, campaign


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
    source: Source | None = None,
    must_be_new: bool = False,
    now: datetime,
) -> Registered:
    """Give someone a place; the same e-mail again is the same person, place and link.

    Tells PersonRegistered each time (with `again`), so that the link is mailed again. `session.event` must be loaded.
    Refuses with RegistrationClosed, SessionFull, an invalid e-mail, and AlreadyRegistered when `must_be_new`.
    """
    check_open(session, now=now)
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
    return await _register(
        db, actor, session, person, answers=answers or {}, source=source or Source(), must_be_new=must_be_new, now=now
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
    if answers.email is None and not any(field.slug == "email" for field in form):
        check_open(session, now=now)
        names = {"first_name": answers.first_name, "last_name": answers.last_name}
        person = make_anonymous_person(db, session.workspace_id, domain=domain, **names, now=now)
        return await _register(db, actor, session, person, answers=other, source=source, must_be_new=True, now=now)
    return await register_person(
        db,
        actor,
        session,
        email=answers.email or "",
        first_name=answers.first_name,
        last_name=answers.last_name,
        avatar_url=answers.avatar_url,
        answers=other,
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
    if source is not None:
        if source.referrer is not None:
            registration.referrer = _cut(source.referrer, 2000)
        for part, value in source.utm.items():
            setattr(registration, f"utm_{part}", _cut(value, 300))
    registration.updated_at = now


async def _register(
    db: Db,
    actor: Actor,
    session: Session,
    person: Person,
    *,
    answers: dict[str, Answer],
    source: Source,
    must_be_new: bool,
    now: datetime,
) -> Registered:
    await db.flush()
    registration = await _find(db, session, person)
    if registration is not None and must_be_new:
        raise AlreadyRegistered("This person has already been registered to the session")
    is_new = registration is None
    if registration is None:
        await _check_places(db, session)
        registration = await attach_person(db, session, person, source=source, answers=answers, now=now)
    elif answers:
        registration.answers, registration.updated_at = merge_answers(registration.answers, answers), now
    told = PersonRegistered(session_id=session.id, person_id=person.id, again=not is_new)
    record(db, actor, told, about=registration.id, now=now)
    return Registered(registration, person, is_new)


async def register_by_form(
    db: Db,
    actor: Actor,
    session: Session,
    *,
    email: str,
    first_name: str,
    last_name: str,
    source: Source,
    now: datetime,
) -> Registered:
    """Register with the answers of the hosted page, where every field counts; InvalidFields names all that is wrong."""
    problems = _form_problems(email, first_name, last_name)
    if problems:
        raise InvalidFields(problems)
    return await register_person(
        db, actor, session, email=email, first_name=first_name, last_name=last_name, source=source, now=now
    )


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
    return done


async def attach_person(
    db: Db,
    session: Session,
    person: Person,
    *,
    source: Source,
    room_role: str | None = None,
    answers: dict[str, Answer] | None = None,
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
        referrer=_cut(source.referrer, 2000),
        utm_source=_cut(source.utm.get("source"), 300),
        utm_medium=_cut(source.utm.get("medium"), 300),
        utm_term=_cut(source.utm.get("term"), 300),
        utm_content=_cut(source.utm.get("content"), 300),
        utm_campaign=_cut(source.utm.get("campaign"), 300),
        created_at=now,
        updated_at=now,
    )
    db.add(registration)
    await db.flush()
    return registration


async def replace_join_link(db: Db, actor: Actor, registration: Registration, *, now: datetime) -> None:
    """Make the personal link worthless and give a new one."""
    require_team(actor)
    registration.key_version += 1
    registration.updated_at = now


async def remove_registration(db: Db, actor: Actor, session: Session, person_id: str, *, now: datetime) -> None:
    """Take someone's place away; the person stays known. Tells PersonUnregistered. Refuses with NoSuchRegistrant."""
    require_team(actor)
    own = (Registration.session_id == session.id) & (Registration.person_id == person_id)
    registration_id = await db.scalar(delete(Registration).where(own).returning(Registration.id))
    if registration_id is None:
        raise NoSuchRegistrant("Nobody with this id is registered.")
    told = PersonUnregistered(session_id=session.id, person_id=person_id)
    record(db, actor, told, about=registration_id, now=now)


def _known(flat: Given | None, form: Sequence[Field]) -> dict[str, Answer | None]:
    return {field.slug: flat[field.slug] for field in form if flat and field.slug in flat}


def check_open(session: Session, *, now: datetime) -> None:
    status = session_status(session, session.event, now=now)
    if status == "canceled":
        raise RegistrationClosed("This session was canceled.", code="session_canceled")
    if status in {"past", "past_not_started"}:
        raise RegistrationClosed("This session is over.", code="session_over")


async def _check_places(db: Db, session: Session) -> None:
    if session.capacity is None:
        return
    attendees = (Registration.session_id == session.id) & (Registration.room_role == "attendee")
    if (await db.scalar(select(func.count()).select_from(Registration).where(attendees)) or 0) >= session.capacity:
        raise SessionFull("All places are taken.")


async def _default_role(db: Db, person: Person) -> str:
    if person.role != "team_member":
        return "attendee"
    return await db.scalar(select(TeamMember.room_role).where(TeamMember.id == person.id)) or "moderator"


async def _find(db: Db, session: Session, person: Person) -> Registration | None:
    own = (Registration.session_id == session.id) & (Registration.person_id == person.id)
    return (await db.scalars(select(Registration).where(own))).one_or_none()


def _form_problems(email: str, first_name: str, last_name: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    try:
        check_email(email)
    except Invalid as refusal:
        problems["email"] = refusal.detail if email.strip() else "Enter your e-mail address."
    if not clean_line(first_name, limit=100):
        problems["first_name"] = "Enter your first name."
    if not clean_line(last_name, limit=100):
        problems["last_name"] = "Enter your last name."
    return problems


def _cut(text: str | None, limit: int) -> str | None:
    return clean_line(text, limit=limit) or None if text else None
