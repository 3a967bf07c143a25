"""`/public/forms/{id}/submit`: what an embedded form sends, from whatever site; nobody signs in for it."""

from typing import Any

from litestar import Response, post

from footlights.edges.given import PathText, Running
from footlights.edges.pages.guard import TRAP, check_domain, count_post
from footlights.edges.rest.livewebinar.answered import read_given
from footlights.edges.rest.livewebinar.answers import one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import Body, read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.forms import FORM
from footlights.edges.rest.livewebinar.numbered import current_session
from footlights.edges.rest.livewebinar.rooms import find_number
from footlights.edges.rest.livewebinar.working import in_write
from footlights.events.form_library import NoSuchForm, find_form, list_public_events
from footlights.events.forms import list_fields
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.numbering import find_public
from footlights.registration.hosted import register_by_form
from footlights.registration.provenance import Source
from footlights.workspace.actors import Actor

SAID = {
    "registered": ("confirmed", "Your personal link arrives by mail."),
    "pending": ("pending", "Your registration is waiting for approval. You get a mail either way."),
    "waiting": ("pending", "All places are taken. You are on the waiting list."),
}


@post("/public/forms/{number:str}/submit", status_code=201)
async def submit(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Register by the form of the library, for the room it is attached to; `t` names one of several by its number.

    The answer is the same for people who were known before. The link goes by mail alone: whoever types an address does
    not get in as its owner.
    """
    await count_post(services, request)
    body = await read_body(request)
    fields = Fields(body)
    room, trap = fields.given("t"), fields.given(TRAP)
    fields.check()
    if trap:
        raise Invalid("A hidden field was filled in.", code="trap")

    async def work(db: Db) -> str:
        event, now = await _find_event(db, number, room), utcnow()
        session = await current_session(db, event, now=now)
        given = await read_given(db, event, await list_fields(db, event.id), body)
        check_domain(services, str(given.get("email") or ""))
        actor = Actor(event.workspace_id, None, "attendee", "page")
        domain, source = services.settings.mail_domain, _source(body)
        entered = await register_by_form(db, actor, session, given, source=source, domain=domain, now=now)
        return entered.outcome

    status, message = SAID[await in_write(services, work)]
    response = one(request, {"status": status, "message": message}, status=201)
    response.headers["access-control-allow-origin"] = "*"
    return response


async def _find_event(db: Db, number: str, room: str | None) -> Event:
    """A published event that the form leads into, else NoSuchForm."""
    wanted = find_number(number)
    form_id = await find_public(db, FORM, wanted) if wanted else None
    form = await find_form(db, form_id) if form_id else None
    events = await list_public_events(db, form) if form else []
    found = next((event for event in events if room in (None, event.room_number)), None)
    if found is None:
        raise NoSuchForm("This form is not open.")
    return found


def _source(body: Body) -> Source:
    utm = {part: str(body[f"utm_{part}"]) for part in ("source", "medium", "campaign") if body.get(f"utm_{part}")}
    return Source("registration_page", utm=utm)


routes = [submit]
