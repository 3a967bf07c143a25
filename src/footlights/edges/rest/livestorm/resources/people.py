"""People: base depth, and session depth with the details of their place."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from footlights.edges.rest.livestorm.documents import Document, Resource, unix
from footlights.engagement.models import ChatMessage
from footlights.engagement.polls.queries import count_votes_by_person
from footlights.engagement.queries import count_messages_by_person
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.registration.links import join_key, join_link, room_link
from footlights.registration.models import Registration
from footlights.room.attendance import Figures, load_figures
from footlights.room.models import Attendance
from footlights.services import Services
from footlights.workspace.models import Person

BUILT_IN = (("email", "text", True), ("first_name", "text", True), ("last_name", "text", True))
"""Fields of every registration form: id, type, and whether the hosted page asks for it."""
UTM = ("source", "medium", "term", "content", "campaign")


def base_attributes(person: Person) -> Document:
    """A person without anything of a session."""
    return {
        "role": person.role,
        "created_at": unix(person.created_at),
        "updated_at": unix(person.updated_at),
        "timezone": person.time_zone,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "avatar_link": person.avatar_url,
    }


def person_resource(
    services: Services,
    session: Session,
    registration: Registration,
    *,
    messages: int,
    votes: int,
    figures: Figures | None,
) -> Resource:
    """Session depth; `registration.person` is loaded."""
    person = registration.person
    attributes = base_attributes(person) | {
        "registrant_detail": _detail(services, session, registration, figures),
        "messages_count": messages,
        "questions_count": 0,
        "votes_count": votes,
        "up_votes_count": 0,
        "replay_view_detail": None,
    }
    return Resource("people", person.id, attributes)


def select_people(*conditions: ColumnElement[bool]) -> Select[Registration]:
    """Registrations with their people."""
    joined = select(Registration).join(Person, Person.id == Registration.person_id)
    return joined.options(contains_eager(Registration.person)).where(*conditions)


async def read_people(
    db: Db, services: Services, session: Session, registrations: Sequence[Registration]
) -> list[Resource]:
    """These places of one session in three statements; figures of a live session are those of the moment."""
    ids = [registration.person_id for registration in registrations]
    return await _people(db, services, session, registrations, person_ids=ids)


async def read_everyone(db: Db, services: Services, session: Session) -> list[Resource]:
    """All places of one session, first come first."""
    own = select_people(Registration.session_id == session.id)
    rows = list(await db.scalars(own.order_by(Registration.created_at, Registration.id)))
    return await _people(db, services, session, rows, person_ids=None)


async def read_everyone_of(db: Db, services: Services, sessions: Sequence[Session]) -> dict[str, list[Resource]]:
    """All places of several sessions by session, in four statements; figures of live ones as of the last move."""
    by_id = {session.id: session for session in sessions}
    own = select_people(Registration.session_id.in_(by_id))
    rows = list(await db.scalars(own.order_by(Registration.created_at, Registration.id)))
    figures, messages = await _stored_figures(db, by_id), await _count_messages(db, by_id)
    votes = await count_votes_by_person(db, by_id)
    found: dict[str, list[Resource]] = {session_id: [] for session_id in by_id}
    for row in rows:
        key = (row.session_id, row.person_id)
        session = by_id[row.session_id]
        resource = person_resource(
            services,
            session,
            row,
            messages=messages.get(key, 0),
            votes=votes.get(key, 0),
            figures=figures.get(key),
        )
        found[row.session_id].append(resource)
    return found


async def _people(
    db: Db,
    services: Services,
    session: Session,
    registrations: Sequence[Registration],
    *,
    person_ids: Collection[str] | None,
) -> list[Resource]:
    messages = await count_messages_by_person(db, session.id, person_ids=person_ids)
    votes = await count_votes_by_person(db, [session.id], person_ids=person_ids)
    figures = await load_figures(db, session, person_ids=person_ids)
    return [
        person_resource(
            services,
            session,
            row,
            messages=messages.get(row.person_id, 0),
            votes=votes.get((session.id, row.person_id), 0),
            figures=figures.get(row.person_id),
        )
        for row in registrations
    ]


async def _stored_figures(db: Db, session_ids: Collection[str]) -> dict[tuple[str, str], Figures]:
    rows = await db.scalars(select(Attendance).where(Attendance.session_id.in_(session_ids)))
    return {
        (row.session_id, row.person_id): Figures(row.attended_at, row.left_at, row.duration_s, row.rate) for row in rows
    }


async def _count_messages(db: Db, session_ids: Collection[str]) -> dict[tuple[str, str], int]:
    counted = (
        select(ChatMessage.session_id, ChatMessage.person_id, func.count())
        .where(ChatMessage.session_id.in_(session_ids))
        .group_by(ChatMessage.session_id, ChatMessage.person_id)
    )
    return {(session_id, person_id): int(number) for session_id, person_id, number in await db.execute(counted)}


def _detail(services: Services, session: Session, registration: Registration, figures: Figures | None) -> Document:
    person = registration.person
    is_team = person.role == "team_member"
    values = {"email": person.email, "first_name": person.first_name, "last_name": person.last_name}
    return {
        "event_id": registration.event_id,
        "session_id": registration.session_id,
        "created_at": unix(registration.created_at),
        "updated_at": unix(registration.updated_at),
        "fields": [
            {"id": name, "type": kind, "value": values[name], "required": required} for name, kind, required in BUILT_IN
        ],
        "referrer": registration.referrer,
        **{f"utm_{part}": getattr(registration, f"utm_{part}") for part in UTM},
        **dict.fromkeys(("browser_version", "browser_name", "os_name", "os_version"), None),
        **dict.fromkeys(("screen_height", "screen_width", "ip_city", "ip_country_code", "ip_country_name"), None),
        "password_key": None if is_team else join_key(services.secret_key, registration),
        "connection_link": _connection_link(services, registration),
        "attended": figures is not None,
        "attendance_rate": _rate(session, figures),
        "attendance_duration": figures.duration_s if figures else 0,
        "attended_at": _moment(figures.attended_at if figures else None),
        "left_at": _moment(figures.left_at if figures else None),
        "has_viewed_replay": False,
        "registration_type": registration.registration_type,
        "is_highlighted": registration.is_highlighted or registration.room_role == "speaker",
        "is_guest_speaker": registration.room_role == "speaker" and not is_team,
        "session_role": None if registration.room_role == "attendee" else registration.room_role,
    }


def _connection_link(services: Services, registration: Registration) -> str:
    """The personal link; team members sign in instead, so theirs proves nothing."""
    base_url = services.settings.base_url
    if registration.person.role == "team_member":
        return room_link(base_url, registration.event_id, registration.session_id)
    return join_link(base_url, services.secret_key, registration, registration.person)


def _rate(session: Session, figures: Figures | None) -> int | None:
    if figures is not None:
        return figures.rate
    return 0 if session.state == "ended" else None


def _moment(at: datetime | None) -> int | None:
    return unix(at) if at else None
