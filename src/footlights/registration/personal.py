"""Personal access: one person, named by the team, with a role and a link of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from footlights.events.forms import Field
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.outbox import record
from footlights.registration.actions import ROOM_ROLES, Registered, find_place, register_person
from footlights.registration.answers import Given, check_answers, check_form, consents_of, merge_answers
from footlights.registration.facts import PersonRoleChanged
from footlights.registration.models import Registration
from footlights.registration.provenance import Source
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.people import find_person

PERSONAL, INVITATION = "personal", "invitation"
"""`registration_type`: whose link the team passes on, and who was sent it by mail."""


async def grant_access(
    db: Db,
    actor: Actor,
    session: Session,
    given: Given,
    *,
    form: Sequence[Field],
    room_role: str | None = None,
    is_invited: bool = False,
    now: datetime,
) -> Registered:
    """Give one person a place with a role, or change that of someone who has one; the link stays the same.

    `given` are answers by field id, `email` among them; those that `form` requires must be there (InvalidFields).
    Without `room_role` somebody new is an attendee, and others keep theirs. Only who `is_invited` gets a mail. Tells
    PersonRegistered, and PersonRoleChanged where the role changes. Refuses like `register_person`.
    """
    require_team(actor)
    check_role(actor, room_role)
    known = {field.slug for field in form} | {"email", "first_name", "last_name"}
    own = {slug: answer for slug, answer in given.items() if slug in known}
    check_form(own, form)
    answers = check_answers(own, form)
    before = await _find_before(db, session, answers.email or "")
    done = await register_person(
        db,
        actor,
        session,
        email=answers.email or "",
        first_name=answers.first_name,
        last_name=answers.last_name,
        avatar_url=answers.avatar_url,
        answers=merge_answers({}, answers.other),
        consents=consents_of(answers.other, form, now=now),
        source=Source(INVITATION if is_invited else PERSONAL),
        quiet=not is_invited,
        now=now,
    )
    if before is not None and is_invited and before.registration_type == PERSONAL:
        before.registration_type, before.updated_at = INVITATION, now
    wanted = room_role or (done.registration.room_role if before else "attendee")
    set_role(db, actor, done.registration, wanted, now=now)
    return done


def check_role(actor: Actor, room_role: str | None) -> None:
    """Refuse with Invalid what is no role, and a host whom somebody else than an owner or admin makes."""
    if room_role is not None and room_role not in ROOM_ROLES:
        raise Invalid("The selected role is invalid.", code="unknown_role", pointer="role")
    if room_role == "host" and not actor.is_admin:
        raise Invalid("Only the owner makes hosts.", code="not_an_owner", pointer="role")


def set_role(db: Db, actor: Actor, registration: Registration, room_role: str, *, now: datetime) -> None:
    """Give another role without another link, which says who somebody is and not what they may. Tells
    PersonRoleChanged."""
    if registration.room_role == room_role:
        return
    registration.room_role, registration.updated_at = room_role, now
    told = PersonRoleChanged(session_id=registration.session_id, person_id=registration.person_id)
    record(db, actor, told, about=registration.id, now=now)


def form_for_names(fields: Sequence[Field]) -> list[Field]:
    """The fields of a form that nobody chose: the e-mail alone is needed, as where a form is not used at all."""
    return [replace(field, required=field.slug == "email") for field in fields]


async def _find_before(db: Db, session: Session, email: str) -> Registration | None:
    person = await find_person(db, session.workspace_id, email)
    return await find_place(db, session, person) if person else None
