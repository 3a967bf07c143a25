"""The mails of an event or of all events: which go out when, their words, a preview as a real person, a test."""

from typing import Any

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, View, go, render_page
from footlights.edges.console.events import render_event_tab
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.rows import event_row
from footlights.edges.look import _, make_environment, speak
from footlights.edges.pages.captured import PREVIEW
from footlights.email.compose import BAND, TEMPLATES
from footlights.email.kinds import FIELDS, KINDS
from footlights.email.mailings import set_plan
from footlights.email.plans import Plan, plan_for
from footlights.email.previews import preview_html
from footlights.email.queries import list_mails_of_event
from footlights.email.queue import queue_mail
from footlights.email.texts import Words, check_text, reset_words, set_words, words_for
from footlights.events.models import Event
from footlights.events.queries import get_event_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, NotFound
from footlights.kit.ids import find_id
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration
from footlights.services import Services
from footlights.workspace.queries import get_workspace

ALL = "all"
"""In the place of an event's id: the mails of every event of the workspace."""


@get("/mails/{event_id:str}")
async def show_mails(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _mails_page(request, services, visitor, event_id)


@get("/events/{event_id:str}/mails")
async def show_event_mails(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _mails_page(request, services, visitor, event_id)


@post("/mails/{event_id:str}")
async def save_plan(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Set which mails go out by themselves; `act=usual` goes back to what is set above."""

    async def save(db: Db) -> None:
        event = await _event(db, visitor, event_id)
        plan = None if form.text("act") == "usual" else _plan(form)
        await set_plan(db, visitor.actor, event.id if event else None, plan, now=utcnow())

    try:
        await write(services.database, save)
    except AppError as refusal:
        if refusal.kind in ("not_found", "forbidden"):
            raise
        return await _mails_page(request, services, visitor, event_id, form.values(), problems_of(refusal))
    return go(request, _address(event_id), _("Saved. What is due has moved accordingly."), place="plan")


@get("/mails/{event_id:str}/{kind:str}")
async def show_words(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    kind: FromPath[str],
) -> Html:
    return await _words_page(request, services, visitor, event_id, kind)


@post("/mails/{event_id:str}/{kind:str}")
async def save_words(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    kind: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Save the words, look at them, send them to oneself, or go back to the usual ones."""
    act = form.text("act")
    words = Words(form.text("subject"), form.text("body"), is_own=True)

    async def do(db: Db) -> None:
        event = await _event(db, visitor, event_id)
        place = event.id if event else None
        if act == "usual":
            await reset_words(db, visitor.actor, kind, event_id=place)
        elif act == "test":
            registration = await _person(db, visitor, event, form.text("as"))
            if registration is None:
                raise Invalid(_("Schedule a session first: a mail is always about one."), pointer="as")
            await queue_mail(
                db,
                workspace_id=visitor.actor.workspace_id,
                person_id=visitor.member.id,
                kind=kind,
                subject_id=registration.id,
                now=utcnow(),
            )
        else:
            await set_words(
                db, visitor.actor, kind, event_id=place, subject=words.subject, body=words.body, now=utcnow()
            )

    try:
        if act == "preview":
            check_text(words.subject, pointer="subject")
            check_text(words.body, pointer="body")
            return await _words_page(request, services, visitor, event_id, kind, words=words, shown_as=form.text("as"))
        await write(services.database, do)
    except AppError as refusal:
        if refusal.kind in ("not_found", "forbidden"):
            raise
        return await _words_page(request, services, visitor, event_id, kind, words=words, problems=problems_of(refusal))
    told = {"usual": _("These are the usual words again."), "test": _("Sent to you as it was last saved.")}
    return go(request, f"{PATH}/mails/{event_id}/{kind}", told.get(act, _("Saved.")))


@get("/mails/{event_id:str}/{kind:str}/preview")
async def show_preview(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    kind: FromPath[str],
) -> Response[str]:
    """The mail as a real person gets it; `subject` and `body` in the address are words not saved yet."""
    if kind not in KINDS:
        raise NotFound(_("There is no such mail."))
    query = request.query_params
    async with services.database.read() as db:
        event = await _event(db, visitor, event_id)
        registration = await _person(db, visitor, event, query.get("as", ""))
        if registration is None:
            raise NotFound(_("There is nobody yet whose mail could be shown."))
        language = registration.session.event.language
        with speak(language):
            words = await words_for(
                db, kind, workspace_id=visitor.actor.workspace_id, event_id=event.id if event else None
            )
    if query.get("body"):
        words = Words(query.get("subject", "")[:300], query.get("body", "")[:20_000], is_own=True)
        check_text(words.subject, pointer="subject")
        check_text(words.body, pointer="body")
    templates = make_environment(services.assets, folders=[TEMPLATES])
    html = preview_html(templates, kind, registration, words, services.settings, services.secret_key, band=BAND)
    headers = {"content-security-policy": PREVIEW, "x-frame-options": "SAMEORIGIN", "cache-control": "no-store"}
    return Response(html, media_type=MediaType.HTML, headers=headers)


def _plan(form: Form) -> Plan:
    parts = form.text("reminders").replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        raise Invalid(_("Write minutes with blanks between, such as 1440 60 10."), pointer="reminders")
    follow_up = form.whole("follow_up_min", problem=_("Write the minutes in digits, such as 60."))
    return Plan(
        tuple(int(part) for part in parts),
        form.is_on("confirmation"),
        form.is_on("attended"),
        form.is_on("missed"),
        60 if follow_up is None else follow_up,
    )


async def _event(db: Db, visitor: Visitor, event_id: str) -> Event | None:
    return None if event_id == ALL else await get_event_for(db, visitor.actor, event_id)


async def _people(db: Db, visitor: Visitor, event: Event | None) -> list[Registration]:
    """Some whose mail can be looked at, newest first."""
    mine = Registration.workspace_id == visitor.actor.workspace_id
    wanted = select(Registration).options(joinedload(Registration.person)).where(mine)
    if event is not None:
        wanted = wanted.where(Registration.event_id == event.id)
    return list(await db.scalars(wanted.order_by(Registration.created_at.desc(), Registration.id).limit(20)))


async def _person(db: Db, visitor: Visitor, event: Event | None, registration_id: str) -> Registration | None:
    wanted = find_id(registration_id)
    people = await _people(db, visitor, event)
    chosen = next((row for row in people if row.id == wanted), people[0] if people else None)
    return await find_registration(db, chosen.id) if chosen else None


async def _mails_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        event = await _event(db, visitor, event_id)
        place = event.id if event else None
        plan = await plan_for(db, visitor.actor.workspace_id, place)
        values = typed or {
            "reminders": " ".join(str(minutes) for minutes in plan.reminders),
            "confirmation": "on" if plan.confirmation else "",
            "attended": "on" if plan.attended else "",
            "missed": "on" if plan.missed else "",
            "follow_up_min": str(plan.follow_up_min),
        }
        workspace = await get_workspace(db, visitor.actor)
        own = {kind: (await words_for(db, kind, workspace_id=workspace.id, event_id=place)).is_own for kind in KINDS}
        view: View = {
            "plan": plan,
            "values": values,
            "kinds": KINDS,
            "own_words": own,
            "mails_at": event_id,
            "ledger": await list_mails_of_event(db, visitor.actor.workspace_id, place),
        }
        if event is None:
            return await render_page(
                request, db, visitor, "mails.html", nav="settings", event=None, problems=problems, **view
            )
        row = await event_row(db, event, now=utcnow())
        return await render_event_tab(request, services, db, visitor, row, "mails", problems=problems, **view)


async def _words_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    kind: str,
    *,
    words: Words | None = None,
    shown_as: str = "",
    problems: dict[str, str] | None = None,
) -> Html:
    if kind not in KINDS:
        raise NotFound(_("There is no such mail."))
    async with services.database.read() as db:
        event = await _event(db, visitor, event_id)
        language = event.language if event else (await get_workspace(db, visitor.actor)).language
        with speak(language):
            stored = await words_for(
                db, kind, workspace_id=visitor.actor.workspace_id, event_id=event.id if event else None
            )
        shown = words or stored
        return await render_page(
            request,
            db,
            visitor,
            "words.html",
            nav="events" if event else "settings",
            event=event,
            mails_at=event_id,
            kind=KINDS[kind],
            stored=stored,
            is_draft=words is not None,
            values={"subject": shown.subject, "body": shown.body, "as": shown_as},
            people=await _people(db, visitor, event),
            merge_fields=FIELDS,
            problems=problems,
        )


def _address(event_id: str) -> str:
    return f"{PATH}/mails/{ALL}" if event_id == ALL else f"{PATH}/events/{event_id}/mails"
