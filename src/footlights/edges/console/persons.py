"""People of the workspace: the list with filters and segments, one person's page, and files."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, go, render_dialog, render_page
from footlights.edges.console.forms import Form, problems_of, read_paging, write
from footlights.edges.console.tables import Row, csv_of, xlsx_of
from footlights.edges.look import _
from footlights.email.kinds import KINDS
from footlights.email.suppressions import find_suppression, lift_suppression
from footlights.events.queries import list_events_page
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid, NotFound
from footlights.privacy.erase import erase_person
from footlights.privacy.export import export_person
from footlights.privacy.merge import merge_people
from footlights.privacy.people import (
    FILTERS,
    STATUSES,
    count_places,
    get_person_for,
    last_mails,
    list_people,
    list_segments,
    save_segment,
    walk_people,
)
from footlights.privacy.timeline import list_places, read_timeline
from footlights.services import Services
from footlights.workspace.models import Person
from footlights.workspace.people import ensure_person, find_person, rename_person

PER_PAGE = 50
LIST = f"{PATH}/people"
MAIL_STATES = ("queued", "deferred", "sent", "captured", "bounced", "failed", "suppressed")
FILES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@get("/people")
async def show_people(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    """The list; every filter is in the address, so that it can be sent on and saved."""
    return await _list_page(request, services, visitor)


@post("/people")
async def add_person(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    """Make somebody known, without a place."""

    async def add(db: Db) -> Person:
        person = await ensure_person(
            db,
            visitor.actor.workspace_id,
            form.text("email"),
            first_name=form.text("first_name"),
            last_name=form.text("last_name"),
            now=utcnow(),
        )
        await db.flush()
        return person

    try:
        person = await write(services.database, add)
    except AppError as refusal:
        return await _list_page(request, services, visitor, form.values(), problems_of(refusal))
    return go(request, f"{LIST}/{person.id}", _("Saved."))


@post("/people/segments")
async def keep_segment(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Response[Any]:
    """Save the filter in force under a name."""
    query = form.text("query")[:1000]

    async def save(db: Db) -> None:
        await save_segment(db, visitor.actor, name=form.text("name"), query=query, now=utcnow())

    await write(services.database, save)
    return go(request, f"{LIST}?{query}", _("The segment is saved."))


@get("/people/export/{kind:str}")
async def export_people(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], kind: FromPath[str]
) -> Stream:
    """Everybody who matches, as CSV or XLSX."""
    if kind not in FILES:
        raise NotFound(_("There is no such file."))
    rows = _rows(services, visitor, _filters(request))
    body = csv_of(rows) if kind == "csv" else xlsx_of(rows)
    name = f'attachment; filename="people.{kind}"'
    return Stream(body, media_type=FILES[kind], headers={"content-disposition": name, "cache-control": "no-store"})


@get("/people/{person_id:str}")
async def show_person(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], person_id: FromPath[str]
) -> Html:
    return await _person_page(request, services, visitor, person_id)


@post("/people/{person_id:str}")
async def change_person(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    person_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Save names, send again to an address that was suppressed, or take in a duplicate, as the button says."""

    async def act(db: Db) -> str:
        person = await get_person_for(db, visitor.actor, person_id)
        match form.text("act"):
            case "resume":
                await lift_suppression(db, person)
                return _("Mail goes to this address again.")
            case "merge":
                other = await find_person(db, person.workspace_id, form.text("other"))
                if other is None:
                    raise Invalid(_("Nobody has this address."), pointer="other")
                await merge_people(db, visitor.actor, person, other, now=utcnow())
                return _("The two are one person now.")
            case _:
                names = {"first_name": form.text("first_name"), "last_name": form.text("last_name")}
                rename_person(person, **names, now=utcnow())
                return _("Saved.")

    try:
        told = await write(services.database, act)
    except AppError as refusal:
        if refusal.kind in ("not_found", "forbidden"):
            raise
        return await _person_page(request, services, visitor, person_id, form.values(), problems_of(refusal))
    return go(request, f"{LIST}/{person_id}", told)


@get("/people/{person_id:str}/export.zip")
async def give_export(
    services: NamedDependency[Services], visitor: NamedDependency[Visitor], person_id: FromPath[str]
) -> Response[bytes]:
    """Everything known of one person."""
    async with services.database.read() as db:
        body = await export_person(db, await get_person_for(db, visitor.actor, person_id))
    headers = {"content-disposition": 'attachment; filename="person.zip"', "cache-control": "no-store"}
    return Response(body, media_type="application/zip", headers=headers)


@get("/people/{person_id:str}/erase")
async def ask_erase(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], person_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        person = await get_person_for(db, visitor.actor, person_id)
        places = await list_places(db, person)
        return await render_dialog(request, db, visitor, "ask_erase.html", nav="people", person=person, places=places)


@post("/people/{person_id:str}/erase")
async def erase(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], person_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        person = await get_person_for(db, visitor.actor, person_id)
        await erase_person(db, visitor.actor, person, now=utcnow())
    return go(request, LIST, _("Erased. What is left has no name, so that totals stay right."))


def _filters(request: Asked) -> dict[str, str]:
    given = {name: request.query_params.get(name, "").strip()[:200] for name in FILTERS}
    return {name: value for name, value in given.items() if value}


async def _rows(services: Services, visitor: Visitor, wanted: dict[str, str]) -> AsyncIterator[list[Row]]:
    head = ("email", "first_name", "last_name", "role", "registrations", "attended", "created_at")
    yield [head]
    async with services.database.read() as db:
        async for batch in walk_people(db, visitor.actor, wanted):
            counted = await count_places(db, batch)
            yield [
                (
                    person.email,
                    person.first_name or "",
                    person.last_name or "",
                    person.role,
                    *counted[person.id],
                    person.created_at.isoformat(timespec="seconds"),
                )
                for person in batch
            ]


async def _list_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    wanted, paging = _filters(request), read_paging(request, PER_PAGE)
    async with services.database.read() as db:
        page = await list_people(db, visitor.actor, wanted, limit=paging.size, offset=paging.offset)
        events = await list_events_page(db, visitor.actor, limit=100, now=utcnow())
        return await render_page(
            request,
            db,
            visitor,
            "people.html",
            nav="people",
            people=page.people,
            counted=await count_places(db, page.people),
            mail_of=await last_mails(db, page.people),
            wanted=wanted,
            query=urlencode(wanted),
            segments=await list_segments(db, visitor.actor),
            all_events=events.events,
            statuses=STATUSES,
            mail_states=MAIL_STATES,
            values=values or {},
            problems=problems,
            **paging.view(page.total),
        )


async def _person_page(
    request: Asked,
    services: Services,
    visitor: Visitor,
    person_id: str,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    async with services.database.read() as db:
        person = await get_person_for(db, visitor.actor, person_id)
        values = {"first_name": person.first_name or "", "last_name": person.last_name or ""}
        return await render_page(
            request,
            db,
            visitor,
            "person.html",
            nav="people",
            kinds=KINDS,
            person=person,
            places=await list_places(db, person),
            timeline=await read_timeline(db, person),
            suppression=await find_suppression(db, person),
            values=typed or values,
            problems=problems,
        )
