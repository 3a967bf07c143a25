"""What webhooks carry: the resources of this API, people at session depth."""

from collections.abc import Awaitable, Callable

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.edges.rest.livestorm.documents import Document, Resource
from footlights.edges.rest.livestorm.resources.events import read_events
from footlights.edges.rest.livestorm.resources.jobs import job_resource
from footlights.edges.rest.livestorm.resources.people import base_resource, read_people, select_places
from footlights.edges.rest.livestorm.resources.sessions import read_sessions
from footlights.events.models import Event, Session
from footlights.imports.models import Batch
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, fetch
from footlights.outbox import Fact
from footlights.registration.models import Registration
from footlights.services import Services
from footlights.webhooks.subscribers import Payload, WritePayload
from footlights.workspace.models import Person


def payload_writer(services: Services) -> WritePayload:
    """The function that the webhook ledger is given."""

    async def write(db: Db, fact: Fact) -> Payload | None:
        return await _WRITERS[fact.kind.partition(".")[0]](db, services, fact)

    return write


async def _event(db: Db, services: Services, fact: Fact) -> Payload | None:
    found = select(Event).options(joinedload(Event.owner)).where(Event.id == fact.subject_id)
    event = (await db.scalars(found.execution_options(populate_existing=True))).one_or_none()
    if event is None:
        return None
    (resource,) = await read_events(db, [event], base_url=services.settings.base_url, now=utcnow())
    return Payload(event.id, event.title, _written(resource))


async def _session(db: Db, services: Services, fact: Fact) -> Payload | None:
    session = await _find_session(db, fact.subject_id)
    if session is None:
        return None
    (resource,) = await read_sessions(db, [session], base_url=services.settings.base_url, now=utcnow())
    return Payload(session.id, session.name or session.event.title, _written(resource))


async def _person(db: Db, services: Services, fact: Fact) -> Payload | None:
    session_id, person_id = fact.data["session_id"], fact.data["person_id"]
    own = (Registration.session_id == session_id) & (Registration.person_id == person_id)
    places = await fetch(db, select_places(own))
    session = await _find_session(db, session_id)
    person = (await db.scalars(select(Person).where(Person.id == person_id))).one_or_none()
    if person is None:
        return None
    if not places or session is None:
        return _person_without_place(person, session_id, session)
    (resource,) = await read_people(db, services, session, places)
    return Payload(person_id, person.name, _written(resource))


def _person_without_place(person: Person, session_id: str, session: Session | None) -> Payload:
    """Somebody whose place is gone: who they are, and which place it was."""
    resource = base_resource(person)
    written = _written(resource)
    place = {"event_id": session.event_id if session else None, "session_id": session_id}
    written["attributes"] = {**_builtins(resource), "registrant_detail": place}
    return Payload(person.id, person.name, written)


async def _job(db: Db, services: Services, fact: Fact) -> Payload | None:
    batch = (await db.scalars(select(Batch).where(Batch.id == fact.subject_id))).one_or_none()
    return Payload(batch.id, batch.source, _written(job_resource(batch))) if batch else None


async def _find_session(db: Db, session_id: str) -> Session | None:
    found = select(Session).options(joinedload(Session.event)).where(Session.id == session_id)
    return (await db.scalars(found.execution_options(populate_existing=True))).one_or_none()


def _written(resource: Resource) -> Document:
    return {"id": resource.id, "type": resource.type, "attributes": resource.attributes}


def _builtins(resource: Resource) -> Document:
    written: Document = msgspec.to_builtins(resource.attributes)
    return written


_WRITERS: dict[str, Callable[[Db, Services, Fact], Awaitable[Payload | None]]] = {
    "event": _event,
    "session": _session,
    "person": _person,
    "job": _job,
}
