"""People at their three depths: base, with their place in an event, and with their place in a session."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.edges.rest.livestorm.resources.forms import AnswerShape, answers_shape
from footlights.engagement.models import ChatMessage
from footlights.engagement.queries import count_messages_by_person
from footlights.events.forms import Field, list_fields, list_fields_of_events
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.registration.links import join_key, join_link, room_link
from footlights.registration.models import Registration
from footlights.room.attendance import Figures, load_figures
from footlights.room.models import Attendance
from footlights.services import Services
from footlights.workspace.models import Person

UTM = ("source", "medium", "term", "content", "campaign")
PersonRole = Literal["participant", "team_member"]


class BasePerson(msgspec.Struct, kw_only=True):
    """A person without anything of an event. Times are Unix seconds."""

    role: PersonRole
    created_at: int
    updated_at: int
    timezone: str | None
    first_name: str | None
    last_name: str | None
    email: str
    avatar_link: str | None


class EventDetail(msgspec.Struct, kw_only=True):
    """A person's place in an event."""

    event_id: str
    created_at: int
    updated_at: int
    fields: list[AnswerShape]


class EventPerson(BasePerson, kw_only=True):
    registrant_detail: EventDetail


class ReplayViews(msgspec.Struct, kw_only=True):
    """When someone watched the replay, and for how many seconds."""

    first_viewed_at: int
    last_viewed_at: int
    duration: int


class SessionDetail(msgspec.Struct, kw_only=True):
    """A person's place in a session. `attendance_rate` is a percentage, `attendance_duration` seconds."""

    event_id: str
    session_id: str
    created_at: int
    updated_at: int
    fields: list[AnswerShape]
    referrer: str | None
    utm_source: str | None
    utm_medium: str | None
    utm_term: str | None
    utm_content: str | None
    utm_campaign: str | None
    browser_version: str | None = None
    browser_name: str | None = None
    os_name: str | None = None
    os_version: str | None = None
    screen_height: str | None = None
    screen_width: str | None = None
    ip_city: str | None = None
    ip_country_code: str | None = None
    ip_country_name: str | None = None
    password_key: str | None
    connection_link: str
    attended: bool
    attendance_rate: float | int | None
    attendance_duration: int
    attended_at: int | None
    left_at: int | None
    has_viewed_replay: bool = False
    registration_type: str
    is_highlighted: bool
    is_guest_speaker: bool
    session_role: str | None


class SessionPerson(BasePerson, kw_only=True):
    registrant_detail: SessionDetail
    messages_count: int
    questions_count: int
    votes_count: int
    up_votes_count: int
    replay_view_detail: ReplayViews | None


def base_person(person: Person) -> BasePerson:
    return BasePerson(**_base(person))  # type: ignore[arg-type]


def base_resource(person: Person) -> Resource:
    return Resource("people", person.id, base_person(person))


def event_person_resource(person: Person, registrations: Sequence[Registration], fields: Sequence[Field]) -> Resource:
    """Event depth, from the person's places in sessions of one event, oldest first; the newest one's answers count."""
    newest = registrations[-1]
    detail = EventDetail(
        event_id=newest.event_id,
        created_at=unix(registrations[0].created_at),
        updated_at=max(unix(registration.updated_at) for registration in registrations),
        fields=answers_shape(fields, person, newest.answers),
    )
    return Resource("people", person.id, EventPerson(**_base(person), registrant_detail=detail))  # type: ignore[arg-type]


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
    forms = await list_fields_of_events(db, {session.event_id for session in sessions})
    found: dict[str, list[Resource]] = {session_id: [] for session_id in by_id}
    for row in rows:
        key = (row.session_id, row.person_id)
        found[row.session_id].append(
            _session_person(
                services,
                by_id[row.session_id],
                row,
                forms[row.event_id],
                messages=messages.get(key, 0),
                figures=figures.get(key),
            )
        )
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
    figures = await load_figures(db, session, person_ids=person_ids)
    fields = await list_fields(db, session.event_id)
    return [
        _session_person(
            services,
            session,
            row,
            fields,
            messages=messages.get(row.person_id, 0),
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


def _base(person: Person) -> Mapping[str, object]:
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


def _session_person(
    services: Services,
    session: Session,
    registration: Registration,
    fields: Sequence[Field],
    *,
    messages: int,
    figures: Figures | None,
) -> Resource:
    """Session depth; `registration.person` is loaded."""
    person = registration.person
    attributes = SessionPerson(
        **_base(person),  # type: ignore[arg-type]
        registrant_detail=_detail(services, session, registration, fields, figures),
        messages_count=messages,
        questions_count=0,
        votes_count=0,
        up_votes_count=0,
        replay_view_detail=None,
    )
    return Resource("people", person.id, attributes)


def _detail(
    services: Services,
    session: Session,
    registration: Registration,
    fields: Sequence[Field],
    figures: Figures | None,
) -> SessionDetail:
    person = registration.person
    is_team = person.role == "team_member"
    return SessionDetail(
        event_id=registration.event_id,
        session_id=registration.session_id,
        created_at=unix(registration.created_at),
        updated_at=unix(registration.updated_at),
        fields=answers_shape(fields, person, registration.answers),
        referrer=registration.referrer,
        utm_source=registration.utm_source,
        utm_medium=registration.utm_medium,
        utm_term=registration.utm_term,
        utm_content=registration.utm_content,
        utm_campaign=registration.utm_campaign,
        browser_version=registration.browser_version,
        browser_name=registration.browser_name,
        os_name=registration.os_name,
        os_version=registration.os_version,
        screen_height=_text(registration.screen_height),
        screen_width=_text(registration.screen_width),
        ip_city=registration.ip_city,
        ip_country_code=registration.ip_country_code,
        ip_country_name=registration.ip_country_name,
        password_key=None if is_team else join_key(services.secret_key, registration),
        connection_link=_connection_link(services, registration),
        attended=figures is not None,
        attendance_rate=_rate(session, figures),
        attendance_duration=figures.duration_s if figures else 0,
        attended_at=_moment(figures.attended_at if figures else None),
        left_at=_moment(figures.left_at if figures else None),
        registration_type=registration.registration_type,
        is_highlighted=registration.is_highlighted or registration.room_role == "speaker",
        is_guest_speaker=registration.room_role == "speaker" and not is_team,
        session_role=None if registration.room_role == "attendee" else registration.room_role,
    )


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


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _moment(at: datetime | None) -> int | None:
    return unix(at) if at else None
