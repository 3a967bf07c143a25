"""What webhooks carry in LiveWebinar's dialect: flat texts as its triggers have them, and the same in structure."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.edges.rest.livewebinar.answers import unix
from footlights.edges.rest.livewebinar.numbered import PLACE
from footlights.edges.rest.livewebinar.resources.users import KIND as PERSON
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.events.form_library import find_form_of
from footlights.events.models import Event, Session
from footlights.kit.database import Db
from footlights.numbering import number_of
from footlights.outbox import Fact
from footlights.registration.models import Registration
from footlights.registration.personal import INVITATION, PERSONAL
from footlights.registration.room_links import personal_url
from footlights.services import Services
from footlights.webhooks.subscribers import Told, WriteTold
from footlights.workspace.models import Account, Person

Writer = Callable[[Db, Services, Fact], Awaitable[Told | None]]


def told_writer(services: Services) -> WriteTold:
    """The second function that the webhook ledger is given."""

    async def write(db: Db, fact: Fact) -> Told | None:
        return await _WRITERS[fact.kind](db, services, fact)

    return write


def _event(name: str) -> Writer:
    async def write(db: Db, services: Services, fact: Fact) -> Told | None:
        event = await _find_event(db, fact.subject_id)
        if event is None:
            return None
        said = name
        if name == "widget_update":
            changes = {"removed": "widget_delete", "closed": "widget_disable"}
            said = next((told for change, told in changes.items() if fact.data.get(change)), name)
        session = await db.scalar(
            select(Session).where(Session.event_id == event.id).order_by(Session.starts_at.desc()).limit(1)
        )
        flat = {
            "type": event.schedule,
            "name": event.title,
            "token": event.room_number,
            "start_date": _time(session.starts_at if session and event.schedule == "scheduled" else None),
            "duration": str(event.duration_min),
            "agenda": event.description or "",
        }
        data = {"widget": await _widget(db, event)}
        return Told(said, event.id, event.id, event.title, flat, data)

    return write


async def _registered(db: Db, services: Services, fact: Fact) -> Told | None:
    """Somebody registered; by a lead form it is another event. Who was named by the team did not register."""
    wanted = select(Registration).options(joinedload(Registration.person)).where(Registration.id == fact.subject_id)
    place = (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()
    event = await _find_event(db, place.event_id) if place else None
    if place is None or event is None or place.registration_type in (PERSONAL, INVITATION):
        return None
    person = place.person
    form = await find_form_of(db, event.id)
    widget = await _widget(db, event)
    if form is not None and form.kind == "lead":
        flat = {"attendee_email": person.email, "attendee_name": person.name, "widget_name": event.title}
        data = {"widget": widget, "attendee": {"email": person.email, "name": person.name}}
        return Told("widget_lead_create", event.id, person.id, person.name, flat, data)
    url = personal_url(services.settings.base_url, services.secret_key, event, place, "registrant")
    number = await number_of(db, event.workspace_id, PLACE, place.id)
    flat = {
        "widget_name": event.title,
        "widgetRegistrant_email": person.email,
        "widgetRegistrant_name": person.name,
        "widgetRegistrant_personal_url": url,
    }
    registrant = {"id": number, "email": person.email, "name": person.name, "fields": place.answers}
    data = {"widget": widget, "registrant": registrant}
    return Told("widget_registrant_create", event.id, person.id, person.name, flat, data)


def _session(name: str) -> Writer:
    async def write(db: Db, services: Services, fact: Fact) -> Told | None:
        session = await db.get(Session, fact.subject_id)
        event = await _find_event(db, session.event_id) if session else None
        if session is None or event is None:
            return None
        times = {"start_date": unix(session.started_at), "end_date": unix(session.ended_at)}
        data = {"widget": await _widget(db, event), "session": times}
        return Told(name, event.id, session.id, event.title, {"Widget_token": event.room_number}, data)

    return write


def _account(name: str) -> Writer:
    async def write(db: Db, services: Services, fact: Fact) -> Told | None:
        person = await db.get(Person, fact.subject_id)
        if person is None:
            return None
        said = name
        if name == "subaccount_enable" and fact.data.get("is_active") is False:
            said = "subaccount_disable"
        account = await db.get(Account, person.id)
        flat = {
            "email": person.email,
            "user_name": account.user_name or "" if account else "",
            "profile_first_name": person.first_name or "",
            "profile_last_name": person.last_name or "",
        }
        number = await number_of(db, person.workspace_id, PERSON, person.id)
        user = {"id": number, "email": person.email, "first_name": person.first_name, "last_name": person.last_name}
        return Told(said, None, person.id, person.name, flat, {"user": user})

    return write


async def _find_event(db: Db, event_id: str) -> Event | None:
    wanted = select(Event).where(Event.id == event_id)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def _widget(db: Db, event: Event) -> dict[str, Any]:  # Any: JSON
    number = await number_of(db, event.workspace_id, ROOM, event.id)
    return {"id": number, "token": event.room_number, "name": event.title}


def _time(at: datetime | None) -> str:
    """Unix seconds as text; empty without a time."""
    return str(int(at.astimezone(UTC).timestamp())) if at else ""


_WRITERS: dict[str, Writer] = {
    "event.created": _event("widget_create"),
    "event.published": _event("widget_enable"),
    "event.updated": _event("widget_update"),
    "person.registered": _registered,
    "session.started": _session("widget_session_start"),
    "session.ended": _session("widget_session_stop"),
    "team_member.invited": _account("subaccount_create"),
    "team_member.joined": _account("subaccount_enable"),
    "account.created": _account("subaccount_create"),
    "account.updated": _account("subaccount_update"),
    "account.switched": _account("subaccount_enable"),
    "account.removed": _account("subaccount_delete"),
}
