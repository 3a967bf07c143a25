"""People who wait for a place, for an answer to an offer, or for the team's yes."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import go
from footlights.edges.console.forms import Form, write
from footlights.edges.look import _
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.registration.actions import revoke_join_link, send_link_again
from footlights.registration.queries import get_registration_for
from footlights.registration.requests import approve_request, decline_request, get_request_for
from footlights.services import Services


@post("/requests/{request_id:str}")
async def answer(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    request_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Give the place that was asked for, or decline; a mail follows either way."""

    async def act(db: Db) -> tuple[str, str]:
        found = await get_request_for(db, visitor.actor, request_id)
        session_id, name = found.session_id, found.person.name
        if form.text("act") == "approve":
            await approve_request(db, visitor.actor, found, now=utcnow())
            return session_id, _("%(name)s has a place. The mail with the link is on its way.") % {"name": name}
        await decline_request(db, visitor.actor, found, now=utcnow())
        return session_id, _("%(name)s is told that there is no place.") % {"name": name}

    session_id, told = await write(services.database, act)
    return go(request, f"{PATH}/sessions/{session_id}#people", told, place="people")


@post("/sessions/{session_id:str}/people/{person_id:str}/send")
async def send_link(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
) -> Response[Any]:
    """Mail the personal link once more."""
    async with services.database.write() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        registration = await get_registration_for(db, visitor.actor, session, person_id)
        send_link_again(db, visitor.actor, registration, now=utcnow())
    told = _("The link is on its way to %(email)s.") % {"email": registration.person.email}
    return go(request, f"{PATH}/sessions/{session_id}#people", told, place="people")


@post("/sessions/{session_id:str}/people/{person_id:str}/revoke")
async def revoke_link(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    person_id: FromPath[str],
) -> Response[Any]:
    async with services.database.write() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        registration = await get_registration_for(db, visitor.actor, session, person_id)
        await revoke_join_link(db, visitor.actor, registration, now=utcnow())
    told = _("The link of %(name)s opens nothing now. Replace it to let them in again.")
    told %= {"name": registration.person.name}
    return go(
        request, f"{PATH}/sessions/{session_id}#people", told % {"name": registration.person.name}, place="people"
    )
