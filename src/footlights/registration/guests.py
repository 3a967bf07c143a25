"""Coming in with a name only, where a session allows it."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Forbidden, Invalid
from footlights.kit.ids import new_id
from footlights.kit.text import clean_line
from footlights.registration.actions import Registered, attach_person, check_places
from footlights.registration.models import Registration
from footlights.registration.places import check_open
from footlights.registration.provenance import Source
from footlights.workspace.models import Person
from footlights.workspace.stand_ins import guest_address

NAME_LENGTH = 80
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


class RegisteredOnly(Forbidden):
    code = "registered_only"


async def add_guest(
    db: Db,
    session: Session,
    *,
    name: str,
    room_role: str = "attendee",
    avatar_url: str | None = None,
    has_proof: bool = False,
    now: datetime,
) -> Registered:
    """Give somebody a place who says only a name; tells nothing, since there is nobody to write to.

    `session.event` must be loaded. `room_role` is what the link gives that they hold; `has_proof` says that they hold
    something (a role link, an entry code) that stands for a registration. Refuses with RegisteredOnly,
    RegistrationClosed, SessionFull, and Invalid for a name that is empty or, of an attendee, that of somebody on the
    team.
    """
    is_team = room_role != "attendee"
    if (session.registered_only and not (is_team or has_proof)) or not session.event.is_published:
        raise RegisteredOnly("Open the room with your personal link. It is in the mail that confirmed your place.")
    check_open(session, is_team=is_team, now=now)
    shown = clean_line(name, limit=NAME_LENGTH)
    if not shown:
        raise Invalid("Write the name that others shall see.", code="empty_name", pointer="name")
    if not is_team:
        await _check_not_of_team(db, session, shown)
        await check_places(db, session, now=now)
    address = guest_address(new_id())
    person = Person(
        workspace_id=session.workspace_id,
        email=address,
        email_key=address,
        first_name=shown,
        avatar_url=avatar_url,
        created_at=now,
        updated_at=now,
    )
    db.add(person)
    await db.flush()
    registration = await attach_person(db, session, person, source=Source("room"), room_role=room_role, now=now)
    return Registered(registration, person, True)


async def _check_not_of_team(db: Db, session: Session, name: str) -> None:
    team = (Registration.session_id == session.id) & (Registration.room_role != "attendee")
    people = await db.scalars(select(Person).join(Registration, Registration.person_id == Person.id).where(team))
    if _folded(name) in {_folded(person.name) for person in people}:
        raise Invalid("Somebody of the team has this name. Choose another one.", code="name_taken", pointer="name")


def _folded(name: str) -> str:
    """Letters and digits as a reader takes them: neither signs around a name nor “(Host)” make it another one."""
    seen = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in _ASIDE.sub("", seen) if sign.isalnum()) or seen
