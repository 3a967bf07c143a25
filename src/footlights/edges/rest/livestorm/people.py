"""`/sessions/{id}/people`, `/events/{id}/people` and `/people`."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, delete, get, patch, post, put
from sqlalchemy import bindparam, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livestorm.answers import read_answers, read_flat_answers
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Document, Resource, many, nothing, one
from footlights.edges.rest.livestorm.errors import BadRequest
from footlights.edges.rest.livestorm.inputs import (
    check_same_id,
    email_filter,
    includes,
    read_attributes,
    read_query,
    sorting,
    text,
)
from footlights.edges.rest.livestorm.listing import read_listing
from footlights.edges.rest.livestorm.operations import BY_TIME, Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.edges.rest.livestorm.people_lists import (
    PEOPLE_SORTS,
    PLACE_SORTS,
    event_people,
    person_filters,
    place_filters,
    session_people,
    workspace_people,
)
from footlights.edges.rest.livestorm.resources.events import read_events
from footlights.edges.rest.livestorm.resources.forms import AnswerForm
from footlights.edges.rest.livestorm.resources.people import (
    UTM,
    BasePerson,
    BaseRow,
    EventPerson,
    SessionPerson,
    base_resource,
    event_person_resource,
    read_people,
    read_person,
    select_places,
)
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.edges.rest.livestorm.writing import in_group, in_write
from footlights.events.forms import list_fields
from footlights.events.models import Session
from footlights.events.queries import get_event_for, get_event_id_for, get_session_for, get_session_state_for
from footlights.idempotency.keys import pending_key
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, Reads, among, fetch
from footlights.kit.errors import AppError
from footlights.kit.ids import find_id
from footlights.kit.snapshot import Prepared
from footlights.registration.actions import change_answers, remove_registration
from footlights.registration.batch import Wanted, register_many
from footlights.registration.errors import NoSuchRegistrant
from footlights.registration.models import Registration
from footlights.registration.provenance import Source, read_client
from footlights.registration.queries import find_registration_by_email, get_registration_for
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person


class AnswerInput(msgspec.Struct, kw_only=True):
    id: str
    value: str | list[str] | None = None


class RegistrantInput(msgspec.Struct, kw_only=True):
    """Answers to the form's fields, and where the person came from."""

    fields: list[AnswerInput]
    referrer: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    utm_campaign: str | None = None
    user_agent: str | None = None
    language: str | None = None
    screen: str | None = None
    ip: str | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Registering:
    """A request to register one person."""

    services: Services
    actor: Actor
    session_id: str
    wanted: Wanted


LISTS = Operation(
    name="listSessionPeople",
    scopes=("events:read",),
    answers="people",
    depth=SessionPerson,
    many=True,
    query=("filter[role]", "filter[attended]", "filter[email]", *BY_TIME, "sort"),
    include=("event", "session"),
    refusals=(404,),
)
CHANGES = Operation(
    name="updateRegistrant",
    scopes=("events:write",),
    answers="people",
    depth=SessionPerson,
    takes=RegistrantInput,
    include=("event", "session"),
    refusals=(400, 404, 409, 422),
)


@get("/sessions/{session_id:str}/people", opt=LISTS.opt())
async def list_of_session(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Everyone on the list of a session, newest first."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    filters = place_filters(query)
    listing = session_people(frozenset(filters), sorting(query, PLACE_SORTS, default="-created_at"))

    async def read(db: Reads) -> tuple[list[Resource], Document]:
        session = await get_session_state_for(db, actor, session_id)
        places, meta = await read_listing(db, listing, {**filters, "session_id": session.id}, page)
        return await read_people(db, services, session, places), meta

    resources, meta = await services.database.snapshot(read)
    await _relate(services, actor, request, session_id, resources)
    return many(request, resources, meta)


@post(
    "/sessions/{session_id:str}/people",
    status_code=201,
    opt=Operation(
        name="register",
        scopes=("events:write",),
        answers="people",
        depth=SessionPerson,
        takes=RegistrantInput,
        refusals=(400, 404, 409, 422),
    ).opt(),
)
async def register(services: Running, request: Asked, session_id: PathText) -> Response[Any]:
    """Register someone; only the e-mail is needed. A second registration of the same e-mail is a conflict."""
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "people")
    given, source, flat = read_answers(attributes), _source(services, attributes), read_flat_answers(attributes)
    asked = Registering(services, actor, session_id, Wanted(given, source, flat))
    if pending_key.get() is None:
        return one(request, await in_group(services, register_all, asked), status=201)

    async def work(db: Db) -> Resource:
        (done,) = await register_all(db, [asked])
        if isinstance(done, AppError):
            raise done
        return done

    return one(request, await in_write(services, work), status=201)


@delete(
    "/sessions/{session_id:str}/people",
    status_code=204,
    opt=Operation(
        name="removeRegistrantByEmail", scopes=("events:write",), query=("filter[email!]",), refusals=(400, 404)
    ).opt(),
)
async def remove_by_email(services: Running, request: Asked, session_id: PathText) -> Response[None]:
    """Take away the place of filter[email]."""
    actor = await find_actor(services, request)
    emails = email_filter(read_query(request))
    if not emails:
        raise BadRequest("filter[email] says who.", code="no_filter")

    async def work(db: Db) -> None:
        session = await get_session_for(db, actor, session_id)
        for email in emails:
            registration = await find_registration_by_email(db, session, email)
            if registration is not None:
                return await remove_registration(db, actor, session, registration.person_id, now=utcnow())
        raise NoSuchRegistrant("Nobody with this e-mail is registered.")

    await in_write(services, work)
    return nothing(request)


@get(
    "/sessions/{session_id:str}/people/{person_id:str}",
    opt=Operation(
        name="getSessionPerson",
        scopes=("events:read",),
        answers="people",
        depth=SessionPerson,
        include=("event", "session"),
        refusals=(404,),
    ).opt(),
)
async def show(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> Response[Any]:
    """One person on the list of a session."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        resource = await read_person(db, services, session, registration.id)
        await _relate_to(db, services, request, session, [resource])
    return one(request, resource)


@patch("/sessions/{session_id:str}/people/{person_id:str}", opt=CHANGES.opt())
async def update(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> Response[Any]:
    """Change the answers that the body names; the e-mail stays."""
    return await _update(services, request, session_id, person_id)


@put(
    "/sessions/{session_id:str}/people/{person_id:str}",
    opt=dataclasses.replace(CHANGES, name="replaceRegistrant").opt(),
)
async def replace(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> Response[Any]:
    """The same as PATCH: what the body leaves out stays."""
    return await _update(services, request, session_id, person_id)


@delete(
    "/sessions/{session_id:str}/people/{person_id:str}",
    status_code=204,
    opt=Operation(name="removeRegistrant", scopes=("events:write",), refusals=(404,)).opt(),
)
async def remove(services: Running, request: Asked, session_id: PathText, person_id: PathText) -> Response[None]:
    """Take away someone's place; the person stays known."""
    actor = await find_actor(services, request)

    async def work(db: Db) -> None:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        await remove_registration(db, actor, session, registration.person_id, now=utcnow())

    await in_write(services, work)
    return nothing(request)


@get(
    "/events/{event_id:str}/people",
    opt=Operation(
        name="listEventPeople",
        scopes=("events:read",),
        answers="people",
        depth=EventPerson,
        many=True,
        query=("filter[role]", "filter[email]", "sort"),
        refusals=(404,),
    ).opt(),
)
async def list_of_event(services: Running, request: Asked, event_id: PathText) -> Response[Any]:
    """Everyone with a place in any session of an event, each once, newest first."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    filters = person_filters(query)
    listing = event_people(frozenset(filters), sorting(query, PEOPLE_SORTS, default="-created_at"))

    async def read(db: Reads) -> tuple[list[Resource], Document]:
        event = await get_event_id_for(db, actor, event_id)
        people, meta = await read_listing(db, listing, {**filters, "event_id": event}, page)
        return await _at_event(db, event, people), meta

    return many(request, *await services.database.snapshot(read))


@get(
    "/events/{event_id:str}/people/{person_id:str}",
    opt=Operation(
        name="getEventPerson", scopes=("events:read",), answers="people", depth=EventPerson, refusals=(404,)
    ).opt(),
)
async def show_of_event(services: Running, request: Asked, event_id: PathText, person_id: PathText) -> Response[Any]:
    """One person with a place in any session of an event."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        event = await get_event_for(db, actor, event_id)
        found = await _at_event(db, event.id, [await _get_person(db, actor.workspace_id, person_id)])
    if not found:
        raise NoSuchRegistrant("Nobody with this id is registered.")
    return one(request, found[0])


@get(
    "/people",
    opt=Operation(
        name="listPeople",
        scopes=("events:read",),
        answers="people",
        depth=BasePerson,
        many=True,
        query=("filter[role]", "filter[email]", "sort"),
    ).opt(),
)
async def list_people(services: Running, request: Asked) -> Response[Any]:
    """Everyone known to the workspace, newest first."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    filters = person_filters(query)
    listing = workspace_people(frozenset(filters), sorting(query, PEOPLE_SORTS, default="-created_at"))
    asked = {**filters, "workspace_id": actor.workspace_id}
    people, meta = await services.database.snapshot(lambda db: read_listing(db, listing, asked, page))
    return many(request, [base_resource(person) for person in people], meta)


@get(
    "/people/{person_id:str}",
    opt=Operation(name="getPerson", scopes=("events:read",), answers="people", depth=BasePerson, refusals=(404,)).opt(),
)
async def show_person(services: Running, request: Asked, person_id: PathText) -> Response[Any]:
    """One person, without anything of an event."""
    actor = await find_actor(services, request)
    async with services.database.read() as db:
        return one(request, base_resource(await _get_person(db, actor.workspace_id, person_id)))


async def register_all(db: Db, asked: Sequence[Registering]) -> list[Resource | AppError]:
    """Register those whom programs sent at the same moment; a refusal concerns one alone."""
    results: dict[Registering, Resource | AppError] = {}
    together: dict[tuple[str, Actor], list[Registering]] = {}
    for one_asked in asked:
        together.setdefault((one_asked.session_id, one_asked.actor), []).append(one_asked)
    for same in together.values():
        try:
            results |= await _register_at(db, same)
        except AppError as refusal:
            results |= dict.fromkeys(same, refusal)
    return [results[one_asked] for one_asked in asked]


async def _register_at(db: Db, asked: Sequence[Registering]) -> dict[Registering, Resource | AppError]:
    """The same for one session and one actor."""
    services, actor = asked[0].services, asked[0].actor
    session = await get_session_for(db, actor, asked[0].session_id)
    wanted = [one_asked.wanted for one_asked in asked]
    done = await register_many(db, actor, session, wanted, domain=services.settings.mail_domain, now=utcnow())
    own = among(Registration.person_id, [result.person_id for result in done if result.person_id])
    places = await fetch(db, select_places(Registration.session_id == session.id, own))
    people = {resource.id: resource for resource in await read_people(db, services, session, places)}
    return {
        one_asked: result.refusal or people[result.person_id or ""]
        for one_asked, result in zip(asked, done, strict=True)
    }


async def _update(services: Services, request: Asked, session_id: str, person_id: str) -> Response[Any]:
    actor = await find_actor(services, request)
    attributes, _ = await read_attributes(request, "people")
    check_same_id(attributes, person_id)
    given, source, flat = read_answers(attributes), _source(services, attributes), read_flat_answers(attributes)

    async def work(db: Db) -> Resource:
        session = await get_session_for(db, actor, session_id)
        registration = await get_registration_for(db, actor, session, person_id)
        await change_answers(db, actor, registration, given, flat=flat, source=source, now=utcnow())
        await db.flush()
        resource = await read_person(db, services, session, registration.id)
        await _relate_to(db, services, request, session, [resource])
        return resource

    return one(request, await in_write(services, work))


async def _relate(
    services: Services, actor: Actor, request: Asked, session_id: str, resources: Sequence[Resource]
) -> None:
    """Give people their event and session when the query includes them."""
    if includes(read_query(request)) & {"event", "session"}:
        async with services.database.read() as db:
            session = await get_session_for(db, actor, session_id)
            await _relate_to(db, services, request, session, resources)


async def _relate_to(
    db: Db, services: Services, request: Asked, session: Session, resources: Sequence[Resource]
) -> None:
    """The same inside a transaction."""
    include, base_url, now = includes(read_query(request)), services.settings.base_url, utcnow()
    related: dict[str, Resource] = {}
    if "event" in include:
        (related["event"],) = await read_events(db, [session.event], base_url=base_url, now=now)
    if "session" in include:
        (related["session"],) = await read_sessions(db, [session], base_url=base_url, now=now)
    for resource in resources:
        resource.related.update(related)


async def _at_event(db: Reads, event_id: str, people: Sequence[BaseRow]) -> list[Resource]:
    """Event-depth people, leaving out whoever has no place; two statements."""
    rows = await fetch(db, _EVENT_PLACES, {"event_id": event_id, "person_ids": [person.id for person in people]})
    places: dict[str, list[Any]] = {}  # Any: rows
    for row in rows:
        places.setdefault(row.person_id, []).append(row)
    form = AnswerForm(await list_fields(db, event_id))
    return [event_person_resource(person, places[person.id], form) for person in people if person.id in places]


async def _get_person(db: Db, workspace_id: str, person_id: str) -> Person:
    wanted = find_id(person_id)
    own = (Person.id == wanted) & (Person.workspace_id == workspace_id)
    person = (await db.scalars(select(Person).where(own))).one_or_none() if wanted else None
    if person is None:
        raise NoSuchRegistrant("There is no such person.")
    return person


def _source(services: Services, attributes: Document) -> Source:
    """Campaign and referrer, and of the registrant's own browser what a form elsewhere passes on.

    `user_agent`, `language` (as in Accept-Language), `screen` (“1920x1080”) and `ip` are kept as what they tell.
    """
    utm = {part: text(attributes, f"utm_{part}") or "" for part in UTM}
    client = read_client(
        user_agent=text(attributes, "user_agent") or "",
        accept_language=text(attributes, "language") or "",
        screen=text(attributes, "screen") or "",
        place=services.geography.find(text(attributes, "ip") or ""),
    )
    return Source("API", text(attributes, "referrer"), {part: value for part, value in utm.items() if value}, client)


_EVENT_PLACES = Prepared(
    select(
        Registration.person_id,
        Registration.event_id,
        Registration.created_at,
        Registration.updated_at,
        Registration.answers,
    )
    .where(
        Registration.event_id == bindparam("event_id"),
        Registration.person_id.in_(bindparam("person_ids", expanding=True)),
    )
    .order_by(Registration.created_at, Registration.id)
)
