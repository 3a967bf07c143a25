"""`/widgets/{id}/personal` and `/widgets/{id}/invites`: people with a role and a link of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, delete, get, post, put
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answered import read_form, read_given
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import Body, read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import PLACE, ROLE_NAMES, ROLES, current_session, find_row
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.email.models import Mail
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.numbering import number_of, numbers_of
from footlights.registration.actions import take_place
from footlights.registration.models import Registration
from footlights.registration.personal import INVITATION, PERSONAL, check_role, grant_access, set_role
from footlights.registration.queries import is_current
from footlights.registration.room_links import personal_token, personal_url
from footlights.services import Services
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person
from footlights.workspace.people import rename_person

MOST_AT_ONCE = 500
SORTS = {"created_at": Registration.created_at, "email": Person.email}
Document = dict[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Wanted:
    """People whom a body names, with what it says of all of them."""

    emails: list[str]
    role: str | None  # as rooms call it
    body: Body


@post("/widgets/{number:str}/personal", status_code=201)
async def create(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Give access to one person or several; 200 when all of them had it. Mails go out only with `send_email=1`."""
    actor = await find_actor(services, request, "events:write")
    body = await read_body(request)
    fields = Fields(body)
    wanted = _read(fields, body)
    is_invited = fields.flag("send_email") or False
    fields.check()
    items, is_new = await _grant(services, actor, number, wanted, is_invited=is_invited)
    return one(request, items[0] if len(items) == 1 else items, status=201 if is_new else 200)  # type: ignore[arg-type]


@get("/widgets/{number:str}/personal")
async def list_personal(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Everybody with personal access."""
    return await _list(services, request, number, is_invites=False)


@get("/widgets/{number:str}/personal/{place:str}")
async def show(services: Running, request: Asked, number: PathText, place: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        return (await read_places(db, services, event, [await _get(db, actor, event, place)]))[0]

    return one(request, await in_read(services, work))


@put("/widgets/{number:str}/personal/{place:str}")
async def update(services: Running, request: Asked, number: PathText, place: PathText) -> Response[Any]:
    """Change role or names; the link stays."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    role = fields.choice("role", ROLES)
    first = fields.given("firstname") or fields.given("first_name")
    last = fields.given("lastname") or fields.given("last_name")
    fields.check()

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        found = await _get(db, actor, event, place)
        rename_person(found.person, first_name=first, last_name=last, now=utcnow())
        if role is not None:
            check_role(actor, ROLES[role])
            set_role(db, actor, found, ROLES[role], now=utcnow())
        await db.flush()
        return (await read_places(db, services, event, [found]))[0]

    return one(request, await in_write(services, work))


@delete(["/widgets/{number:str}/personal/{place:str}", "/widgets/{number:str}/invites/{place:str}"], status_code=204)
async def remove(services: Running, request: Asked, number: PathText, place: PathText) -> Response[None]:
    """Take the access away; the link opens nothing any more."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        event = await get_room_for(db, actor, number)
        await take_place(db, actor, await _get(db, actor, event, place), now=utcnow())

    await in_write(services, work)
    return nothing(request)


@post("/widgets/{number:str}/invites/invite", status_code=201)
async def invite(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """As personal access, with the link in a mail."""
    actor = await find_actor(services, request, "events:write")
    body = await read_body(request)
    fields = Fields(body)
    wanted = _read(fields, body)
    fields.check()
    items, _ = await _grant(services, actor, number, wanted, is_invited=True, is_invites=True)
    return one(request, items[0] if len(items) == 1 else items, status=201)  # type: ignore[arg-type]


@get("/widgets/{number:str}/invites")
async def list_invites(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Everybody who was sent a personal link, and what became of the mail."""
    return await _list(services, request, number, is_invites=True)


async def read_places(
    db: Db, services: Services, event: Event, places: Sequence[Registration], *, is_invites: bool = False
) -> list[Document]:
    """Documents of places in one event, which are loaded with their person; a fixed number of statements."""
    ids = [place.id for place in places]
    room = await number_of(db, event.workspace_id, ROOM, event.id)
    numbers = await numbers_of(db, event.workspace_id, PLACE, ids)
    mails = await _newest_mails(db, ids) if is_invites else {}
    first, last = ("first_name", "last_name") if is_invites else ("firstname", "lastname")
    key, base_url = services.secret_key, services.settings.base_url
    return [
        {
            "id": numbers[place.id],
            "widget_id": room,
            "email": place.person.email,
            first: place.person.first_name or "",
            last: place.person.last_name or "",
            "role": ROLE_NAMES[place.room_role],
            "personal_token": personal_token(key, place, "personal"),
            "personal_url": personal_url(base_url, key, event, place, "personal"),
            **(_mailed(mails.get(place.id)) if is_invites else {"type": None, "created_at": unix(place.created_at)}),
        }
        for place in places
    ]


def _read(fields: Fields, body: Body) -> Wanted:
    name = "emails" if fields.has("emails") else "email"
    emails = [str(part).strip() for part in fields.items(name) or [] if str(part).strip()]
    if not emails:
        fields.refuse(name, f"The {name} field is required.")
    if len(emails) > MOST_AT_ONCE:
        fields.refuse(name, f"At most {MOST_AT_ONCE} addresses at once.")
    role = fields.choice("role", ROLES)
    return Wanted(list(dict.fromkeys(emails)), ROLES[role] if role else None, body)


async def _grant(
    services: Services, actor: Actor, number: str, wanted: Wanted, *, is_invited: bool, is_invites: bool = False
) -> tuple[list[Document], bool]:
    """Documents of all whom the body names, and whether anybody is new."""

    async def work(db: Db) -> tuple[list[Document], bool]:
        event, now = await get_room_for(db, actor, number), utcnow()
        session, form = await current_session(db, event, now=now), await read_form(db, event)
        given = await read_given(db, event, form, wanted.body)
        done = [
            await grant_access(
                db,
                actor,
                session,
                {**given, "email": email},
                form=form,
                room_role=wanted.role,
                is_invited=is_invited,
                now=now,
            )
            for email in wanted.emails
        ]
        await db.flush()
        places = [made.registration for made in done]
        for made in done:
            made.registration.person = made.person
        items = await read_places(db, services, event, places, is_invites=is_invites)
        return items, any(made.is_new for made in done)

    return await in_write(services, work)


async def _list(services: Services, request: Asked, number: str, *, is_invites: bool) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        event = await get_room_for(db, actor, number)
        own = _own(event, is_invites=is_invites)
        total = await db.scalar(select(func.count()).select_from(Registration).where(*own)) or 0
        rows = select(Registration).join(Person, Person.id == Registration.person_id).where(*own)
        by = await order_numbered(
            db, request, SORTS, PLACE, Registration, Registration.event_id == event.id, workspace_id=actor.workspace_id
        )
        ordered = rows.options(contains_eager(Registration.person)).order_by(*by)
        places = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
        return await read_places(db, services, event, places, is_invites=is_invites), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


def _own(event: Event, *, is_invites: bool) -> tuple[ColumnElement[bool], ...]:
    """Places by name; the owner of an event is in its room without an invitation."""
    types = (INVITATION,) if is_invites else (PERSONAL, INVITATION)
    return (
        is_current(event),
        Registration.event_id == event.id,
        Registration.registration_type.in_(types),
        Registration.person_id != event.owner_id,
    )


async def _get(db: Db, actor: Actor, event: Event, number: str) -> Registration:
    wanted = await find_row(db, actor, PLACE, number)
    rows = select(Registration).join(Person, Person.id == Registration.person_id)
    own = rows.where(Registration.id == wanted, *_own(event, is_invites=False))
    place = (await db.scalars(own.options(contains_eager(Registration.person)))).one_or_none()
    if place is None:
        raise NotFound("Nobody with this id has personal access.")
    return place


async def _newest_mails(db: Db, place_ids: Sequence[str]) -> dict[str, Mail]:
    """The newest mail with a link, by place."""
    sent = Mail.subject_id.in_(place_ids) & Mail.kind.in_(("confirmation", "speaker"))
    rows = await db.scalars(select(Mail).where(sent).order_by(Mail.created_at))
    return {mail.subject_id: mail for mail in rows}


def _mailed(mail: Mail | None) -> Document:
    return {"status": mail.state if mail else "queued", "sent_at": unix(mail.sent_at) if mail else None}


routes = [create, list_personal, show, update, remove, invite, list_invites]
