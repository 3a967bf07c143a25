"""The people of a session: list, add, change role, links, remove."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor, is_fragment
from footlights.edges.console.answers import Html, View, go, render_bare, render_dialog
from footlights.edges.console.events import render_event_tab
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.people_list import people_view
from footlights.edges.console.rows import event_row
from footlights.edges.console.sessions import session_page
from footlights.edges.look import _
from footlights.events.queries import get_event_for, get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError
from footlights.registration.actions import Registered, add_person, change_role, remove_registration, replace_join_link
from footlights.registration.models import Registration
from footlights.registration.queries import get_registration_for
from footlights.services import Services


@get("/events/{event_id:str}/people")
async def show_event_people(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    """The people of one session of the event: the one that the address names, or else the next."""
    async with services.database.read() as db:
        row = await event_row(db, await get_event_for(db, visitor.actor, event_id), now=utcnow())
        wanted = request.query_params.get("session")
        chosen = next((session for session in row.sessions if session.session.id == wanted), row.shown)
        people: View = await people_view(request, services, db, chosen) if chosen else {}
        if is_fragment(request):
            return render_bare(request, "_people.html", visitor=visitor, row=chosen, **people)
        return await render_event_tab(request, services, db, visitor, row, "people", chosen=chosen, **people)


@post("/sessions/{session_id:str}/people")
async def add(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Add someone by e-mail; the mail with their link follows."""

    async def act(db: Db) -> Registered:
        session = await get_session_for(db, visitor.actor, session_id)
        return await add_person(
            db,
            visitor.actor,
            session,
            email=form.text("email"),
            room_role=form.text("room_role") or "attendee",
            first_name=form.text("first_name"),
            last_name=form.text("last_name"),
            now=utcnow(),
        )

    try:
        done = await write(services.database, act)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        return await session_page(
            request, services, visitor, session_id, values=form.values(), problems=problems_of(refusal)
        )
    sentence = (
        _("%(name)s is on the list.") if done.is_new else _("%(name)s was on the list already; the link is sent again.")
    )
    return go(request, _back(session_id), sentence % {"name": done.person.name}, place="people")


@post("/sessions/{session_id:str}/people/{person_id:str}/role")
async def set_role(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Give another role; the person gets a new link, and the old one stops working."""

    async def act(db: Db) -> Registered:
        session = await get_session_for(db, visitor.actor, session_id)
        registration = await get_registration_for(db, visitor.actor, session, person_id)
        role = form.text("room_role")
        return await change_role(db, visitor.actor, session, registration.person, role, now=utcnow())

    done = await write(services.database, act)
    told = _("%(name)s has another role now, and a new link.") % {"name": done.person.name}
    return go(request, _back(session_id), told, place="people")


@post("/sessions/{session_id:str}/people/{person_id:str}/link")
async def replace_link(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
) -> Response[Any]:
    async with services.database.write() as db:
        registration = await _registration(db, visitor, session_id, person_id)
        await replace_join_link(db, visitor.actor, registration, now=utcnow())
    told = _("%(name)s has a new link; the old one no longer opens the room.") % {"name": registration.person.name}
    return go(request, _back(session_id), told, place="people")


@get("/sessions/{session_id:str}/people/{person_id:str}/remove")
async def ask_remove(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
) -> Html:
    async with services.database.read() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        registration = await get_registration_for(db, visitor.actor, session, person_id)
        return await render_dialog(
            request, db, visitor, "ask_remove_person.html", nav="events", session=session, person=registration.person
        )


@post("/sessions/{session_id:str}/people/{person_id:str}/remove")
async def remove(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
) -> Response[Any]:
    async with services.database.write() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        name = (await get_registration_for(db, visitor.actor, session, person_id)).person.name
        await remove_registration(db, visitor.actor, session, person_id, now=utcnow())
    told = _("%(name)s is no longer on the list.") % {"name": name}
    return go(request, _back(session_id), told, place="people")


async def _registration(db: Db, visitor: Visitor, session_id: str, person_id: str) -> Registration:
    session = await get_session_for(db, visitor.actor, session_id)
    return await get_registration_for(db, visitor.actor, session, person_id)


def _back(session_id: str) -> str:
    return f"{PATH}/sessions/{session_id}#people"
