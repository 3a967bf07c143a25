"""The room of an event: its addresses, entry codes, presenters, form of the library and tests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, View, go, render_dialog
from footlights.edges.console.events import render_event_tab
from footlights.edges.console.forms import Form, problems_of, write
from footlights.edges.console.quiz_text import read_questions
from footlights.edges.console.rows import event_row
from footlights.edges.console.tables import csv_of
from footlights.edges.look import _
from footlights.engagement.quizzes.actions import (
    create_quiz,
    list_quizzes,
    list_quizzes_of_events,
    list_results,
    questions_of,
    set_quizzes,
)
from footlights.events.actions import replace_role_links
from footlights.events.form_library import attach_form, find_form_of, get_form_for, list_forms
from footlights.events.models import Event
from footlights.events.presenters import create_presenter, list_library, list_presenters, set_presenters
from footlights.events.queries import get_event_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, NotFound
from footlights.registration.entry_codes import (
    MOST_AT_ONCE,
    code_text,
    count_codes,
    create_group,
    delete_group,
    generate_codes,
    get_group_of_event,
    list_codes,
    list_groups_of_event,
)
from footlights.registration.models import CodeGroup
from footlights.registration.room_links import role_url
from footlights.services import Services

SHOWN = 60
"""Codes of a group on the page; all of them are in its file."""
FIELDS = {
    "codes": {"name": "codes_name", "amount": "codes_amount"},
    "presenters": {"photo_url": "photo", "presenters": "presenter_id"},
    "form": {"form": "form_id"},
    "tests": {"name": "test_name", "questions": "test_questions", "time_limit": "minutes", "pass_score": "percent"},
}
"""The fields of each form, by the names the actions have for them."""


@dataclass(frozen=True)
class Codes:
    """A group as the page shows it."""

    group: CodeGroup
    amount: int
    used: int
    first: list[tuple[str, bool]]  # the code and whether it is used


@dataclass(frozen=True)
class _Change:
    """Everything that a change of the room may need."""

    db: Db
    services: Services
    visitor: Visitor
    event: Event
    form: Form


Act = Callable[[_Change], Awaitable[str]]
"""Does it and answers what to tell."""
ActOnOne = Callable[[_Change, str], Awaitable[str]]


@get("/events/{event_id:str}/room")
async def show_room(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    return await _page(request, services, visitor, event_id)


@get("/events/{event_id:str}/entry-codes/{group_id:str}/codes.csv")
async def give_codes(
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    group_id: FromPath[str],
) -> Stream:
    """All codes of a group, to print or to mail."""
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        group = await get_group_of_event(db, event, group_id)
        codes = (await list_codes(db, [group.id]))[group.id]
    rows = [(_("Code"), _("Used")), *((code_text(services.secret_key, each), _mark(each.used_at)) for each in codes)]

    async def batches() -> Any:  # Any: an async iterator of rows
        yield rows

    headers = {"content-disposition": 'attachment; filename="codes.csv"', "cache-control": "private, no-store"}
    return Stream(csv_of(batches()), media_type="text/csv", headers=headers)


@get("/events/{event_id:str}/room-links/replace")
async def ask_replace_links(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], event_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        return await render_dialog(request, db, visitor, "ask_replace_role_links.html", nav="events", event=event)


@get("/events/{event_id:str}/entry-codes/{group_id:str}/remove")
async def ask_remove_codes(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    group_id: FromPath[str],
) -> Html:
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        group = await get_group_of_event(db, event, group_id)
        is_last = len(await list_groups_of_event(db, event)) == 1
        return await render_dialog(
            request, db, visitor, "ask_remove_codes.html", nav="events", event=event, group=group, is_last=is_last
        )


@post("/events/{event_id:str}/room/{what:str}")
async def change(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    what: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Add codes, a presenter or a test; set the form; replace the links."""
    acts: dict[str, Act] = {
        "links": _replace_links,
        "codes": _add_codes,
        "presenters": _add_presenter,
        "form": _set_form,
        "tests": _add_test,
    }
    if what not in acts:
        raise NotFound("There is no such form.")
    return await _do(request, services, visitor, event_id, what, form, acts[what])


@post("/events/{event_id:str}/room/{what:str}/{item_id:str}/{act:str}")
async def change_one(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    event_id: FromPath[str],
    what: FromPath[str],
    item_id: FromPath[str],
    act: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """More codes for a group; or take something away."""
    acts: dict[tuple[str, str], ActOnOne] = {
        ("codes", "more"): _add_more_codes,
        ("codes", "remove"): _remove_codes,
        ("presenters", "remove"): _remove_presenter,
        ("tests", "remove"): _remove_test,
    }
    chosen = acts.get((what, act))
    if chosen is None:
        raise NotFound("There is no such form.")
    return await _do(request, services, visitor, event_id, what, form, lambda change: chosen(change, item_id))


async def _do(
    request: Asked, services: Services, visitor: Visitor, event_id: str, what: str, form: Form, act: Act
) -> Response[Any]:
    async def run(db: Db) -> str:
        event = await get_event_for(db, visitor.actor, event_id)
        return await act(_Change(db, services, visitor, event, form))

    try:
        told = await write(services.database, run)
    except AppError as refusal:
        if refusal.kind == "not_found":
            raise
        problems = problems_of(refusal, **FIELDS.get(what, {}))
        return await _page(request, services, visitor, event_id, what, problems=problems, typed=form.values())
    return go(request, f"{PATH}/events/{event_id}/room#{what}", told)


async def _replace_links(change: _Change) -> str:
    await replace_role_links(change.db, change.visitor.actor, change.event.id, now=utcnow())
    return _("Replaced. The links of before open nothing any more.")


async def _add_codes(change: _Change) -> str:
    await create_group(
        change.db,
        change.visitor.actor,
        change.services.secret_key,
        name=change.form.text("codes_name"),
        event_ids=[change.event.id],
        amount=_amount(change.form, "codes_amount"),
        now=utcnow(),
    )
    return _("The codes are there. Attendees without a link of their own need one now.")


async def _add_more_codes(change: _Change, group_id: str) -> str:
    group = await get_group_of_event(change.db, change.event, group_id)
    actor, key = change.visitor.actor, change.services.secret_key
    await generate_codes(change.db, actor, key, group, amount=_amount(change.form, "amount"), now=utcnow())
    return _("The codes are there.")


async def _remove_codes(change: _Change, group_id: str) -> str:
    await delete_group(change.db, change.visitor.actor, await get_group_of_event(change.db, change.event, group_id))
    return _("Deleted. Its codes open nothing any more; who is in the room stays.")


async def _add_presenter(change: _Change) -> str:
    """Somebody of the library, or somebody new, at the end."""
    db, form, actor = change.db, change.form, change.visitor.actor
    presenter_id = form.text("presenter_id")
    if not presenter_id:
        made = await create_presenter(
            db,
            actor,
            first_name=form.text("first_name"),
            last_name=form.text("last_name"),
            email=form.text("email"),
            bio=form.text("bio"),
            photo_url=form.text("photo"),
            now=utcnow(),
        )
        presenter_id = made.id
    known = [presenter.id for presenter in await list_presenters(db, change.event.id)]
    await set_presenters(db, actor, change.event, [*known, presenter_id])
    return _("Announced on the event page.")


async def _remove_presenter(change: _Change, presenter_id: str) -> str:
    known = [presenter.id for presenter in await list_presenters(change.db, change.event.id)]
    kept = [each for each in known if each != presenter_id]
    await set_presenters(change.db, change.visitor.actor, change.event, kept)
    return _("Taken off this event. The library keeps them.")


async def _set_form(change: _Change) -> str:
    db, actor, form_id = change.db, change.visitor.actor, change.form.text("form_id")
    form = await get_form_for(db, actor, form_id) if form_id else None
    current = await find_form_of(db, change.event.id)
    if (form.id if form else None) != (current.id if current else None):
        await attach_form(db, actor, change.event, form, now=utcnow())
    return _("People fill in this form before they come in.") if form else _("No form of the library is used.")


async def _add_test(change: _Change) -> str:
    """A test of the library, or a new one, at the end."""
    db, form, actor = change.db, change.form, change.visitor.actor
    quiz_id = form.text("quiz_id")
    if not quiz_id:
        percent = form.whole("percent", problem=_("Write the share to pass in digits, such as 80."))
        minutes = form.whole("minutes", problem=_("Write the minutes in digits, such as 10."))
        made = await create_quiz(
            db,
            actor,
            name=form.text("test_name"),
            questions=read_questions(form.text("test_questions")),
            time_limit_s=minutes * 60 if minutes else None,
            pass_score=(50 if percent is None else percent) / 100,
            now=utcnow(),
        )
        quiz_id = made.id
    known = [quiz.id for quiz in (await list_quizzes_of_events(db, [change.event.id]))[change.event.id]]
    await set_quizzes(db, actor, change.event, [*known, quiz_id])
    return _("Participants can take it from the start of the session.")


async def _remove_test(change: _Change, quiz_id: str) -> str:
    known = (await list_quizzes_of_events(change.db, [change.event.id]))[change.event.id]
    kept = [quiz.id for quiz in known if quiz.id != quiz_id]
    await set_quizzes(change.db, change.visitor.actor, change.event, kept)
    return _("Taken off this event. The test and its results stay.")


async def _page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    event_id: str,
    place: str = "",
    *,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Html:
    """`place` is the section whose form was refused with `problems`."""
    async with services.database.read() as db:
        event = await get_event_for(db, visitor.actor, event_id)
        row = await event_row(db, event, now=utcnow())
        view = await _view(db, services, visitor, event)
        usual = {"codes_amount": "20", "minutes": "10", "percent": "50"}
        return await render_event_tab(
            request, services, db, visitor, row, "room", problems=problems, place=place, values=typed or usual, **view
        )


async def _view(db: Db, services: Services, visitor: Visitor, event: Event) -> View:
    presenters = await list_presenters(db, event.id)
    quizzes = (await list_quizzes_of_events(db, [event.id]))[event.id]
    announced, offered = {row.id for row in presenters}, {row.id for row in quizzes}
    results = await list_results(db, sorted(offered))
    return {
        "links": [(role, role_url(services.settings.base_url, services.secret_key, event, role)) for role in _ROLES],
        "code_groups": await _codes(db, services, event),
        "presenters": presenters,
        "other_presenters": [row for row in await list_library(db, visitor.actor) if row.id not in announced],
        "library_form": await find_form_of(db, event.id),
        "forms": [form for form in await list_forms(db, visitor.actor) if form.kind != "survey"],
        "quizzes": [(quiz, questions_of(quiz), [take for take, _ in results[quiz.id]]) for quiz in quizzes],
        "other_quizzes": [row for row in await list_quizzes(db, visitor.actor) if row.id not in offered],
    }


async def _codes(db: Db, services: Services, event: Event) -> list[Codes]:
    groups = await list_groups_of_event(db, event)
    ids = [group.id for group in groups]
    counts, codes = await count_codes(db, ids), await list_codes(db, ids)
    return [
        Codes(
            group,
            counts[group.id].codes,
            counts[group.id].used,
            [(code_text(services.secret_key, code), code.used_at is not None) for code in codes[group.id][:SHOWN]],
        )
        for group in groups
    ]


def _amount(form: Form, name: str) -> int:
    return form.whole(name, problem=_("Write 1 to %(most)s.") % {"most": MOST_AT_ONCE}) or 0


def _mark(at: object) -> str:
    return _("yes") if at else ""


_ROLES = ("attendee", "speaker", "moderator", "host")
