"""People at their three depths: base, with their place in an event, and with their place in a session."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, select

from footlights.edges.rest.livestorm.documents import Resource, unix
from footlights.edges.rest.livestorm.resources.forms import AnswerForm, AnswerShape
from footlights.engagement.polls.queries import count_votes_by_person
from footlights.engagement.queries import Talk, count_talk
from footlights.events.forms import list_fields, list_fields_of_events
from footlights.events.models import Session
from footlights.events.queries import SessionState
from footlights.kit.database import Db, Reads, fetch
from footlights.registration.links import join_key, link_with_key, room_link
from footlights.registration.models import Registration
from footlights.room.attendance import Figures, load_figures
from footlights.room.models import Attendance
from footlights.services import Services
from footlights.workspace.models import Person

_SILENT = Talk()
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


_PERSON = (
    Person.role,
    Person.email,
    Person.first_name,
    Person.last_name,
    Person.avatar_url,
    Person.time_zone,
    Person.created_at,
    Person.updated_at,
)
BASE = (Person.id, *_PERSON)
"""Columns of a person without anything of an event."""
BaseRow = Any  # Any: a row of BASE
PLACE = (
    Registration.id,
    Registration.session_id,
    Registration.event_id,
    Registration.person_id,
    Registration.room_role,
    Registration.registration_type,
    Registration.key_version,
    Registration.answers,
    Registration.is_highlighted,
    Registration.referrer,
    *(getattr(Registration, f"utm_{part}") for part in UTM),
    Registration.browser_version,
    Registration.browser_name,
    Registration.os_name,
    Registration.os_version,
    Registration.screen_height,
    Registration.screen_width,
    Registration.ip_city,
    Registration.ip_country_code,
    Registration.ip_country_name,
    Registration.created_at.label("placed_at"),
    Registration.updated_at.label("place_updated_at"),
    *_PERSON,
)
"""Columns of a registration and its person: lists of people are long, and rows cost a fraction of entities."""
Place = Any  # Any: a row of PLACE


def base_person(person: Person | BaseRow) -> BasePerson:
    return BasePerson(
        role=person.role,  # type: ignore[arg-type]
        created_at=unix(person.created_at),
        updated_at=unix(person.updated_at),
        timezone=person.time_zone,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        avatar_link=person.avatar_url,
    )


def base_resource(person: Person | BaseRow) -> Resource:
    return Resource("people", person.id, base_person(person))


def event_person_resource(
    person: Person | BaseRow, registrations: Sequence[Registration | Place], form: AnswerForm
) -> Resource:
    """Event depth, from the person's places in sessions of one event, oldest first; the newest one's answers count."""
    newest = registrations[-1]
    detail = EventDetail(
        event_id=newest.event_id,
        created_at=unix(registrations[0].created_at),
        updated_at=max(unix(registration.updated_at) for registration in registrations),
        fields=form.answers(person, newest.answers),
    )
    attributes = EventPerson(**msgspec.structs.asdict(base_person(person)), registrant_detail=detail)
    return Resource("people", person.id, attributes)


def select_places(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Rows of PLACE."""
    return select(*PLACE).join(Person, Person.id == Registration.person_id).where(*conditions)


async def get_place(db: Db, registration_id: str) -> Place:
    (place,) = await fetch(db, select_places(Registration.id == registration_id))
    return place


async def read_person(db: Db, services: Services, session: Session, registration_id: str) -> Resource:
    """One place of a session."""
    (resource,) = await read_people(db, services, session, [await get_place(db, registration_id)])
    return resource


async def read_people(
    db: Reads, services: Services, session: SessionState | Session, places: Sequence[Place]
) -> list[Resource]:
    """These places of one session in a few statements; figures of a live session are those of the moment."""
    return await _people(db, services, session, places, person_ids=[place.person_id for place in places])


async def read_authors(db: Db, services: Services, session: Session, ids: Collection[str]) -> dict[str, Resource]:
    """People by id: with the details of their place, or without for those who lost it since."""
    own = select_places(Registration.session_id == session.id, Registration.person_id.in_(ids))
    placed = await read_people(db, services, session, await fetch(db, own))
    everyone = await db.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: base_resource(person) for person in everyone} | {resource.id: resource for resource in placed}


async def read_everyone(db: Db, services: Services, session: Session) -> list[Resource]:
    """All places of one session, first come first."""
    own = select_places(Registration.session_id == session.id)
    places = await fetch(db, own.order_by(Registration.created_at, Registration.id))
    return await _people(db, services, session, places, person_ids=None)


async def read_everyone_of(db: Db, services: Services, sessions: Sequence[Session]) -> dict[str, list[Resource]]:
    """All places of several sessions by session, in a few statements; figures of live ones as of the last move."""
    by_id = {session.id: session for session in sessions}
    own = select_places(Registration.session_id.in_(by_id))
    places = await fetch(db, own.order_by(Registration.created_at, Registration.id))
    figures, talk = await _stored_figures(db, by_id), await count_talk(db, by_id)
    votes = await count_votes_by_person(db, by_id)
    fields = await list_fields_of_events(db, {session.event_id for session in sessions})
    forms = {event_id: AnswerForm(own) for event_id, own in fields.items()}
    found: dict[str, list[Resource]] = {session_id: [] for session_id in by_id}
    for place in places:
        key = (place.session_id, place.person_id)
        found[place.session_id].append(
            _session_person(
                services,
                by_id[place.session_id],
                place,
                forms[place.event_id],
                talk=talk.get(key, _SILENT),
                votes=votes.get(key, 0),
                figures=figures.get(key),
            )
        )
    return found


async def _people(
    db: Reads,
    services: Services,
    session: SessionState | Session,
    places: Sequence[Place],
    *,
    person_ids: Collection[str] | None,
) -> list[Resource]:
    talk = await count_talk(db, [session.id], person_ids=person_ids)
    votes = await count_votes_by_person(db, [session.id], person_ids=person_ids)
    figures = await load_figures(db, session, person_ids=person_ids)
    form = AnswerForm(await list_fields(db, session.event_id))
    return [
        _session_person(
            services,
            session,
            place,
            form,
            talk=talk.get((session.id, place.person_id), _SILENT),
            votes=votes.get((session.id, place.person_id), 0),
            figures=figures.get(place.person_id),
        )
        for place in places
    ]


async def _stored_figures(db: Db, session_ids: Collection[str]) -> dict[tuple[str, str], Figures]:
    rows = await db.scalars(select(Attendance).where(Attendance.session_id.in_(session_ids)))
    return {
        (row.session_id, row.person_id): Figures(row.attended_at, row.left_at, row.duration_s, row.rate) for row in rows
    }


def _session_person(
    services: Services,
    session: SessionState | Session,
    place: Place,
    form: AnswerForm,
    *,
    talk: Talk,
    votes: int,
    figures: Figures | None,
) -> Resource:
    attributes = SessionPerson(
        role=place.role,
        created_at=unix(place.created_at),
        updated_at=unix(place.updated_at),
        timezone=place.time_zone,
        first_name=place.first_name,
        last_name=place.last_name,
        email=place.email,
        avatar_link=place.avatar_url,
        registrant_detail=_detail(services, session, place, form, figures),
        messages_count=talk.messages,
        questions_count=talk.questions,
        votes_count=votes,
        up_votes_count=talk.up_votes,
        replay_view_detail=None,
    )
    return Resource("people", place.person_id, attributes)


def _detail(
    services: Services, session: SessionState | Session, place: Place, form: AnswerForm, figures: Figures | None
) -> SessionDetail:
    is_team = place.role == "team_member"
    key, link = _personal_link(services, place)
    return SessionDetail(
        event_id=place.event_id,
        session_id=place.session_id,
        created_at=unix(place.placed_at),
        updated_at=unix(place.place_updated_at),
        fields=form.answers(place, place.answers),
        referrer=place.referrer,
        utm_source=place.utm_source,
        utm_medium=place.utm_medium,
        utm_term=place.utm_term,
        utm_content=place.utm_content,
        utm_campaign=place.utm_campaign,
        browser_version=place.browser_version,
        browser_name=place.browser_name,
        os_name=place.os_name,
        os_version=place.os_version,
        screen_height=_text(place.screen_height),
        screen_width=_text(place.screen_width),
        ip_city=place.ip_city,
        ip_country_code=place.ip_country_code,
        ip_country_name=place.ip_country_name,
        password_key=key,
        connection_link=link,
        attended=figures is not None,
        attendance_rate=_rate(session, figures),
        attendance_duration=figures.duration_s if figures else 0,
        attended_at=unix(figures.attended_at) if figures else None,
        left_at=unix(figures.left_at) if figures else None,
        registration_type=place.registration_type,
        is_highlighted=place.is_highlighted or place.room_role == "speaker",
        is_guest_speaker=place.room_role == "speaker" and not is_team,
        session_role=None if place.room_role == "attendee" else place.room_role,
    )


def _personal_link(services: Services, place: Place) -> tuple[str | None, str]:
    """Key and link; team members sign in instead, so theirs proves nothing."""
    base_url = services.settings.base_url
    if place.role == "team_member":
        return None, room_link(base_url, place.event_id, place.session_id)
    key = join_key(services.secret_key, place)
    return key, link_with_key(base_url, place, place.email, key)


def _rate(session: SessionState | Session, figures: Figures | None) -> int | None:
    if figures is not None:
        return figures.rate
    return 0 if session.state == "ended" else None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
