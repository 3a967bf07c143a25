"""Places that must be asked for: the waiting list of a full session, offers that expire, and approval by the team."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from footlights.events.models import Event, Session
from footlights.jobs import enqueue
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import find_id, new_id
from footlights.numbering import renumber
from footlights.outbox import record
from footlights.registration.answers import Answer, Consent
from footlights.registration.errors import NoSuchRequest, OfferGone, SessionFull
from footlights.registration.facts import PersonRegistered, PlaceDeclined, PlaceExpired, PlaceOffered, PlaceRequested
from footlights.registration.models import PlaceRequest, Registration
from footlights.registration.places import check_open, count_left, lock_places
from footlights.registration.provenance import Source, origin_columns
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import Person

OPEN = ("waiting", "offered", "pending")
NUMBERED = "registration"
"""Kind of the integer id of a place and of the request before or after it: whoever has one keeps it."""
NEW = "new"
"""A row that is only just being made."""
EXPIRE_OFFER = "registration.expire_offer"


async def find_request(db: Db, session: Session, person: Person) -> PlaceRequest | None:
    own = (PlaceRequest.session_id == session.id) & (PlaceRequest.person_id == person.id)
    return (await db.scalars(select(PlaceRequest).where(own))).one_or_none()


async def load_request(db: Db, request_id: str) -> PlaceRequest | None:
    """A request with person, session, event, owner and workspace."""
    wanted = find_id(request_id)
    if wanted is None:
        return None
    event = joinedload(PlaceRequest.session).joinedload(Session.event)
    loads = (joinedload(PlaceRequest.person), event.joinedload(Event.owner), event.joinedload(Event.workspace))
    return (await db.scalars(select(PlaceRequest).options(*loads).where(PlaceRequest.id == wanted))).one_or_none()


async def get_request_for(db: Db, actor: Actor, request_id: str) -> PlaceRequest:
    """A request in the actor's workspace, or NoSuchRequest."""
    require_team(actor)
    request = await load_request(db, request_id)
    if request is None or request.workspace_id != actor.workspace_id:
        raise NoSuchRequest("There is no such request.")
    return request


async def list_requests(db: Db, session: Session, *, limit: int = 200) -> list[PlaceRequest]:
    """Everybody of the session without a place, open requests first, each group in the order they came."""
    rows = await db.scalars(
        select(PlaceRequest)
        .join(Person, Person.id == PlaceRequest.person_id)
        .options(contains_eager(PlaceRequest.person))
        .where(PlaceRequest.session_id == session.id)
        .order_by(PlaceRequest.state.in_(OPEN).desc(), PlaceRequest.created_at, PlaceRequest.id)
        .limit(limit)
    )
    return list(rows)


async def count_open_requests(db: Db, session_ids: list[str]) -> dict[str, int]:
    rows = await db.execute(
        select(PlaceRequest.session_id, func.count())
        .where(PlaceRequest.session_id.in_(session_ids), PlaceRequest.state.in_(OPEN))
        .group_by(PlaceRequest.session_id)
    )
    return dict.fromkeys(session_ids, 0) | {session_id: int(number) for session_id, number in rows}


async def request_place(
    db: Db,
    actor: Actor,
    session: Session,
    person: Person,
    *,
    state: str,
    answers: Mapping[str, Answer],
    consents: Mapping[str, Consent],
    source: Source,
    quiet: bool = False,
    now: datetime,
) -> PlaceRequest:
    """Put someone on the waiting list or before the team.

    Asking again renews a request that had ended, but for one that the team declined, and leaves an open one as it is:
    a stranger who types an address changes nobody's answers. Tells PlaceRequested each time, for the mail.
    """
    request = await find_request(db, session, person)
    if request is None:
        request = PlaceRequest(
            id=new_id(),
            workspace_id=session.workspace_id,
            event_id=session.event_id,
            session_id=session.id,
            person_id=person.id,
            state=NEW,
        )
        db.add(request)
    if request.state in ("expired", "canceled", NEW):
        request.state, request.created_at = state, now
        request.registration_type = source.registration_type
        request.answers, request.consents = dict(answers), dict(consents)
        request.origin = origin_columns(source)
    request.updated_at = now
    await db.flush()
    if request.state != "declined":
        told = PlaceRequested(session_id=session.id, person_id=person.id, state=request.state, quiet=quiet)
        record(db, actor, told, about=request.id, now=now)
    return request


async def approve_request(db: Db, actor: Actor, request: PlaceRequest, *, now: datetime) -> Registration:
    """Give the place that was asked for. Refuses with SessionFull. Tells PersonRegistered."""
    require_team(actor)
    if request.state == "canceled":
        raise Invalid("This person gave the place back.", code="request_ended")
    check_open(request.session, is_team=True, now=now)
    await lock_places(db, request.session)
    if request.state != "offered" and await count_left(db, request.session, now=now) == 0:
        raise SessionFull("All places are taken. Add places first.")
    return await _give(db, actor, request, now=now)


async def decline_request(db: Db, actor: Actor, request: PlaceRequest, *, now: datetime) -> None:
    """Say no. Declining twice changes nothing. Tells PlaceDeclined."""
    require_team(actor)
    if request.state == "declined":
        return
    request.state, request.offered_until, request.updated_at = "declined", None, now
    told = PlaceDeclined(session_id=request.session_id, person_id=request.person_id)
    record(db, actor, told, about=request.id, now=now)


async def accept_offer(db: Db, request: PlaceRequest, *, now: datetime) -> Registration:
    """Take the offered place, as the person it was offered to. Refuses with OfferGone. Tells PersonRegistered."""
    if request.state != "offered" or request.offered_until is None or request.offered_until <= now:
        raise OfferGone("This offer has ended. The place went to the next in line.")
    check_open(request.session, is_team=True, now=now)
    return await _give(db, _self(request), request, now=now)


async def decline_offer(db: Db, request: PlaceRequest, *, now: datetime) -> None:
    """Leave the waiting list, or the place that is kept. Tells PlaceExpired, which offers it to the next."""
    if request.state not in OPEN:
        return
    request.state, request.offered_until, request.updated_at = "canceled", None, now
    told = PlaceExpired(session_id=request.session_id, person_id=request.person_id, by_choice=True)
    record(db, _self(request), told, about=request.id, now=now)


async def offer_places(db: Db, session: Session, *, now: datetime) -> int:
    """Offer every free place to whoever waits longest, until `offer_hours` have passed or the session begins.

    Says how many were offered. Tells PlaceOffered; a job ends each offer. `session.event` must be loaded.
    """
    event = session.event
    if not event.waiting_list or session.is_over or session.starts_at <= now:
        return 0
    await lock_places(db, session)
    left = await count_left(db, session, now=now)
    queue = (PlaceRequest.session_id == session.id) & (PlaceRequest.state == "waiting")
    rows = select(PlaceRequest).where(queue).order_by(PlaceRequest.created_at, PlaceRequest.id)
    waiting = list(await db.scalars(rows if left is None else rows.limit(left)))
    until = min(now + timedelta(hours=event.offer_hours), session.starts_at)
    for request in waiting:
        request.state, request.offered_until, request.updated_at = "offered", until, now
        told = PlaceOffered(session_id=session.id, person_id=request.person_id)
        record(db, _system(session), told, about=request.id, now=now)
        await enqueue(db, EXPIRE_OFFER, {"request_id": request.id}, now=now, run_at=until)
    return len(waiting)


async def expire_offer(db: Db, request_id: str, *, now: datetime) -> None:
    """End an offer whose time is over. Tells PlaceExpired."""
    request = await db.get(PlaceRequest, request_id)
    if request is None or request.state != "offered" or request.offered_until is None or request.offered_until > now:
        return
    request.state, request.offered_until, request.updated_at = "expired", None, now
    told = PlaceExpired(session_id=request.session_id, person_id=request.person_id, by_choice=False)
    record(db, _self(request), told, about=request.id, now=now)


async def keep_canceled(db: Db, registration: Registration, *, now: datetime) -> PlaceRequest:
    """Remember who gave up a place or lost it, with their answers; before the registration's row goes."""
    kept = (PlaceRequest.session_id == registration.session_id) & (PlaceRequest.person_id == registration.person_id)
    request = (await db.scalars(select(PlaceRequest).where(kept))).one_or_none()
    if request is None:
        request = PlaceRequest(id=new_id(), created_at=registration.created_at)
        request.workspace_id, request.event_id = registration.workspace_id, registration.event_id
        request.session_id, request.person_id = registration.session_id, registration.person_id
        db.add(request)
    request.state, request.offered_until = "canceled", None
    request.registration_type = registration.registration_type
    request.answers, request.consents = registration.answers, registration.consents
    request.origin = {name: getattr(registration, name) for name in origin_columns(Source())}
    request.updated_at = now
    await db.flush()
    await renumber(db, NUMBERED, registration.id, request.id)
    return request


async def _give(db: Db, actor: Actor, request: PlaceRequest, *, now: datetime) -> Registration:
    registration = Registration(
        id=new_id(),
        workspace_id=request.workspace_id,
        event_id=request.event_id,
        session_id=request.session_id,
        person_id=request.person_id,
        room_role="attendee",
        registration_type=request.registration_type,
        key_version=1,
        answers=request.answers,
        consents=request.consents,
        created_at=now,
        updated_at=now,
        **_columns(request.origin),
    )
    db.add(registration)
    await db.delete(request)
    await renumber(db, NUMBERED, request.id, registration.id)
    await db.flush()
    told = PersonRegistered(session_id=request.session_id, person_id=request.person_id)
    record(db, actor, told, about=registration.id, now=now)
    return registration


def _columns(origin: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON values
    return {name: origin.get(name) for name in origin_columns(Source())}


def _self(request: PlaceRequest) -> Actor:
    return Actor(request.workspace_id, request.person_id, "attendee", "page")


def _system(session: Session) -> Actor:
    return Actor(session.workspace_id, None, "system", "system")
