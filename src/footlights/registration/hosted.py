"""What the hosted pages do for visitors: register by form, and look after one's own place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from footlights.events.forms import Field, list_fields
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.outbox import record
from footlights.registration.actions import Registered, find_place, give_place, take_place
from footlights.registration.answers import Given, check_form, consents_of, merge_answers
from footlights.registration.facts import PersonRegistered
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import check_open, count_left, lock_places
from footlights.registration.provenance import Source
from footlights.registration.requests import accept_offer, find_request, request_place
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person
from footlights.workspace.people import ensure_person, make_anonymous_person, rename_person

Outcome = Literal["registered", "waiting", "pending"]


@dataclass(frozen=True)
class Entered:
    """What a stranger is told, which must not depend on whether this person was known; and who it was."""

    outcome: Outcome
    session: Session
    person: Person
    registration: Registration | None


async def register_by_form(
    db: Db,
    actor: Actor,
    session: Session,
    given: Given,
    *,
    form: Sequence[Field] | None = None,
    has_picture: bool = False,
    source: Source,
    domain: str,
    quiet: bool = False,
    now: datetime,
) -> Entered:
    """Register with the answers of the hosted page, or put the person where places are waited for.

    Whoever has a place keeps it, with the answers they gave, and is mailed the link again. `form` spares reading it.
    `quiet`: no mail goes out. The team may register people before and after the public can.
    InvalidFields names all that is wrong. Refuses with RegistrationClosed, and SessionFull without a waiting list.
    """
    check_open(session, is_team=actor.is_team, now=now)
    fields = await list_fields(db, session.event_id) if form is None else form
    asked = [known for known in fields if not (has_picture and known.slug == "avatar")]
    answers = check_form(given, asked)
    other, agreed = merge_answers({}, answers.other), consents_of(answers.other, asked, now=now)
    names = {"first_name": answers.first_name, "last_name": answers.last_name}
    if answers.email is None:
        person = make_anonymous_person(db, session.workspace_id, domain=domain, **names, now=now)
    else:
        person = await ensure_person(
            db,
            session.workspace_id,
            answers.email,
            **names,
            avatar_url=answers.avatar_url,
            may_rename=actor.is_team,
            now=now,
        )
    is_new = person.created_at == now
    await db.flush()
    if session.capacity is not None:
        await lock_places(db, session)
    outcome = await _outcome(db, session, now=now)
    registration = None if is_new else await _place(db, actor, session, person, quiet=quiet, now=now)
    if registration is not None:
        return Entered(outcome, session, person, registration)
    if outcome != "registered":
        await request_place(
            db,
            actor,
            session,
            person,
            state=outcome,
            answers=other,
            consents=agreed,
            source=source,
            quiet=quiet,
            now=now,
        )
        return Entered(outcome, session, person, None)
    done = await give_place(
        db, actor, session, person, answers=other, consents=agreed, source=source, quiet=quiet, now=now
    )
    return Entered(outcome, session, person, done.registration)


async def change_own_answers(db: Db, registration: Registration, given: Given, *, now: datetime) -> None:
    """Set the answers of a registrant, by themselves; the e-mail stays. InvalidFields names all that is wrong."""
    form = await list_fields(db, registration.event_id)
    person = registration.person
    answers = check_form({**given, "email": person.email, "avatar": given.get("avatar") or person.avatar_url}, form)
    rename_person(person, first_name=answers.first_name, last_name=answers.last_name, now=now)
    registration.answers = merge_answers(registration.answers, answers.other)
    registration.consents = {**registration.consents, **consents_of(answers.other, form, now=now)}
    registration.updated_at = now


async def cancel_own_place(db: Db, registration: Registration, *, now: datetime) -> PlaceRequest:
    """Give the place back, which goes to the next in line. Tells PersonUnregistered."""
    if registration.session.state != "scheduled":
        raise Invalid("The session has begun or is over.", code="session_not_upcoming")
    return await take_place(db, own_actor(registration), registration, now=now)


async def change_own_session(db: Db, registration: Registration, to: Session, *, now: datetime) -> Registered:
    """Move to another session of the same event, with answers and origin; the old place is given back.

    Refuses with SessionFull, RegistrationClosed. Tells PersonRegistered and PersonUnregistered.
    """
    if to.event_id != registration.event_id or to.id == registration.session_id:
        raise Invalid("Choose another date of this event.", code="unknown_session", pointer="session")
    if registration.session.state == "live":
        raise Invalid("The session has begun.", code="session_not_upcoming")
    check_open(to, is_team=False, now=now)
    actor, source = own_actor(registration), Source(registration.registration_type)
    done = await give_place(
        db,
        actor,
        to,
        registration.person,
        answers=registration.answers,
        consents=registration.consents,
        source=source,
        now=now,
    )
    for name in ("referrer", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"):
        setattr(done.registration, name, getattr(registration, name))
    await take_place(db, actor, registration, now=now)
    return done


def own_actor(registration: Registration) -> Actor:
    """The registrant, who acts for themselves."""
    return Actor(registration.workspace_id, registration.person_id, "attendee", "page")


async def _outcome(db: Db, session: Session, *, now: datetime) -> Outcome:
    """What happens to a stranger now."""
    if session.event.needs_approval:
        return "pending"
    if session.event.waiting_list and await count_left(db, session, now=now) == 0:
        return "waiting"
    return "registered"


async def _place(
    db: Db, actor: Actor, session: Session, person: Person, *, quiet: bool, now: datetime
) -> Registration | None:
    """The place that somebody has already, or takes with this form because one is kept for them."""
    found = await find_place(db, session, person)
    if found is not None:
        told = PersonRegistered(session_id=session.id, person_id=person.id, again=True, quiet=quiet)
        record(db, actor, told, about=found.id, now=now)
        return found
    request = await find_request(db, session, person)
    if request is not None and request.state == "offered" and request.offered_until and request.offered_until > now:
        request.session = session
        return await accept_offer(db, request, now=now)
    return None
