"""Preparing what a session shows: polls, cards, notes, files and slides, and their order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast, get_args

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_page
from footlights.edges.console.forms import FORM, Form, problems_of, write
from footlights.edges.console.rows import session_rows
from footlights.edges.look import _
from footlights.edges.uploads import folder_of, keep_deck, keep_handout
from footlights.engagement.cards import actions as cards
from footlights.engagement.cards.rules import CardDraft
from footlights.engagement.cues import actions as cues
from footlights.engagement.files import clean_file_name, forget_stored, receive_file
from footlights.engagement.handouts import actions as handouts
from footlights.engagement.handouts.rules import MOST_BYTES
from footlights.engagement.polls import actions as polls
from footlights.engagement.polls.rules import PollDraft
from footlights.engagement.slides import actions as slides
from footlights.engagement.tallies import read_tallies
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, NotFound
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.frames.words import PollKind
from footlights.room.items import read_items
from footlights.room.rules import rights_of
from footlights.services import Services

Act = Callable[[Db, RoomActor], Awaitable[object]]
PIECE = 256 * 1024
FIELDS = {
    "poll": {"question": "poll_question", "options": "poll_options"},
    "card": {"title": "card_title", "text": "card_text", "label": "card_label", "url": "card_url"},
    "note": {"note": "note_text"},
}
"""The fields of each form, by the names the actions have for them."""


@get("/sessions/{session_id:str}/show")
async def show_plan(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], session_id: FromPath[str]
) -> Html:
    return await _page(request, services, visitor, session_id)


@post("/sessions/{session_id:str}/show/{what:str}")
async def add(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    what: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Prepare a poll, a card or a note."""
    acts: dict[str, Callable[[Form], Act]] = {"poll": _add_poll, "card": _add_card, "note": _add_note}
    if what not in acts:
        raise NotFound("There is no such form.")
    try:
        await _act(services, visitor, session_id, acts[what](form))
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = problems_of(refusal, **FIELDS[what])
        return await _page(request, services, visitor, session_id, place=what, problems=problems, values=form.values())
    return _back(request, session_id, _("It is in the run of show."))


@post("/sessions/{session_id:str}/show/files/{what:str}", request_max_body_size=MOST_BYTES + 64 * 1024)
async def add_file(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    what: FromPath[str],
) -> Response[Any]:
    """Take a handout or a PDF of slides."""
    if what not in {"handout", "deck"}:
        raise NotFound("There is no such form.")
    try:
        await _keep(request, services, visitor, session_id, what)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = {FORM: _(refusal.sentence)}
        return await _page(request, services, visitor, session_id, place=what, problems=problems)
    return _back(request, session_id, _("The file is there."))


@post("/sessions/{session_id:str}/show/{what:str}/{item_id:str}/remove")
async def remove(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    what: FromPath[str],
    item_id: FromPath[str],
) -> Response[Any]:
    acts: dict[str, Any] = {  # Any: actions that answer different things
        "poll": polls.remove_poll,
        "card": cards.remove_card,
        "note": cues.remove_note,
        "handout": handouts.remove_handout,
        "deck": slides.remove_deck,
    }
    if what not in acts:
        raise NotFound("There is no such thing.")
    gone = await _act(services, visitor, session_id, lambda db, actor: acts[what](db, actor, item_id, now=utcnow()))
    folders = {"handout": handouts.FOLDER, "deck": slides.FOLDER}
    if what in folders and isinstance(gone, tuple):
        await forget_stored(folder_of(services, folders[what]) / gone[1])
    return _back(request, session_id, _("Removed."))


@post("/sessions/{session_id:str}/show/cues/{cue_id:str}/move")
async def move(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    session_id: FromPath[str],
    cue_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    to = form.whole("to", problem=_("Choose a place in the list.")) or 0
    await _act(services, visitor, session_id, lambda db, actor: cues.move_cue(db, actor, cue_id, to=to, now=utcnow()))
    return _back(request, session_id)


async def _page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    session_id: str,
    *,
    place: str = "",
    problems: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        session = await get_session_for(db, visitor.actor, session_id)
        row = (await session_rows(db, [session], now=utcnow()))[0]
        items = (await read_items(db, session.id))["team"]
        return await render_page(
            request,
            db,
            visitor,
            "show.html",
            nav="events",
            problems=problems,
            row=row,
            items=items,
            polls={poll.id: poll for poll in items.polls},
            cards={card.id: card for card in items.cards},
            counts={tally.id: tally.count for tally in await read_tallies(db, session.id)},
            place=place,
            values=values or {"card_url": "https://", "poll_kind": "single"},
        )


async def _act(services: Services, visitor: Visitor, session_id: str, act: Act) -> object:
    async def run(db: Db) -> object:
        return await act(db, _actor(visitor, await get_session_for(db, visitor.actor, session_id)))

    return await write(services.database, run)


def _actor(visitor: Visitor, session: Session) -> RoomActor:
    """The team member as a host of the session: who may plan it may do so without a place in its room."""
    return RoomActor(
        workspace_id=session.workspace_id,
        event_id=session.event_id,
        session_id=session.id,
        registration_id="",
        person_id=visitor.member.id,
        name=visitor.member.person.name,
        role="host",
        rights=rights_of("host", can_everyone_speak=False, chat_enabled=True),
    )


def _add_poll(form: Form) -> Act:
    kind = cast("PollKind", form.text("poll_kind") if form.text("poll_kind") in get_args(PollKind) else "single")
    options = tuple(form.text("poll_options").splitlines())
    draft = PollDraft(kind, form.text("poll_question"), options, form.is_on("poll_shared"))
    return lambda db, actor: polls.add_poll(db, actor, draft, client_id=new_id(), now=utcnow())


def _add_card(form: Form) -> Act:
    draft = CardDraft(*(form.text(f"card_{part}") for part in ("title", "text", "label", "url")))
    return lambda db, actor: cards.add_card(db, actor, draft, client_id=new_id(), now=utcnow())


def _add_note(form: Form) -> Act:
    return lambda db, actor: cues.add_note(db, actor, form.text("note_text"), client_id=new_id(), now=utcnow())


async def _keep(request: Asked, services: Services, visitor: Visitor, session_id: str, what: str) -> None:
    async with services.database.read() as db:
        actor = _actor(visitor, await get_session_for(db, visitor.actor, session_id))
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid("Choose a file first.", code="no_file", pointer="file")
    folder = handouts.FOLDER if what == "handout" else slides.FOLDER
    path = await receive_file(folder_of(services, folder), _pieces(file), most_bytes=MOST_BYTES)
    keep = keep_handout if what == "handout" else keep_deck
    await keep(services, actor, path, name=clean_file_name(file.filename), client_id=new_id())


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


def _back(request: Asked, session_id: str, told: str | None = None) -> Response[Any]:
    return go(request, f"{PATH}/sessions/{session_id}/show", told)
