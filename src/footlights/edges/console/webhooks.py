"""Webhooks: endpoints, their ledger, and sending again."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from footlights.edges.console.access import PATH, Asked, Visitor
from footlights.edges.console.answers import Html, View, go, render_dialog, render_page
from footlights.edges.console.bars import delivery_bars
from footlights.edges.console.forms import Form, problems_of, read_paging
from footlights.edges.look import _, ngettext
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.errors import AppError, Invalid
from footlights.services import Services
from footlights.webhooks.actions import (
    create_endpoint,
    pause_endpoint,
    remove_endpoint,
    replay_deliveries,
    resume_endpoint,
    rotate_secret,
    send_test,
)
from footlights.webhooks.events import NAMES
from footlights.webhooks.models import Endpoint
from footlights.webhooks.queries import (
    count_waiting,
    get_delivery_for,
    get_endpoint_for,
    list_attempts,
    list_deliveries,
    list_endpoints,
    read_health,
)
from footlights.webhooks.signing import endpoint_secret, message_id
from footlights.workspace.queries import get_workspace

PER_PAGE = 50
SHOWS = ("all", "waiting", "given_up")


@get("/webhooks")
async def show_webhooks(request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor]) -> Html:
    async with services.database.read() as db:
        return await _webhooks_page(request, db, visitor)


@post("/webhooks")
async def create(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], form: NamedDependency[Form]
) -> Html:
    """Make a webhook. Its secret is in this answer and nowhere else, so there is no redirect."""
    chosen = form.all("events")
    try:
        async with services.database.write() as db:
            endpoint = await create_endpoint(
                db,
                visitor.actor,
                name=form.text("name"),
                url=form.text("url"),
                events=chosen,
                policy=form.text("policy") or "park",
                addresses=services.webhook_addresses,
                now=utcnow(),
            )
    except AppError as refusal:
        if refusal.kind == "forbidden":
            raise
        problems = problems_of(refusal, event="events")
        async with services.database.read() as db:
            return await _webhooks_page(request, db, visitor, values=form.values(), chosen=chosen, problems=problems)
    async with services.database.read() as db:
        return await _webhooks_page(request, db, visitor, issued=endpoint, secret=_secret(services, endpoint))


@get("/webhooks/{webhook_id:str}")
async def show_webhook(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Html:
    """The ledger of one webhook."""
    async with services.database.read() as db:
        return await _ledger_page(request, db, visitor, await get_endpoint_for(db, visitor.actor, webhook_id))


@get("/webhooks/{webhook_id:str}/deliveries/{delivery_id:str}")
async def show_delivery(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    webhook_id: FromPath[str],
    delivery_id: FromPath[str],
) -> Html:
    """One delivery: its tries, what was sent and what came back."""
    async with services.database.read() as db:
        endpoint = await get_endpoint_for(db, visitor.actor, webhook_id)
        delivery = await get_delivery_for(db, endpoint, delivery_id)
        return await render_page(
            request,
            db,
            visitor,
            "delivery.html",
            nav="developers",
            endpoint=endpoint,
            delivery=delivery,
            message_id=message_id(delivery.id),
            body=json.dumps(json.loads(delivery.body), indent=2, ensure_ascii=False),
            attempts=await list_attempts(db, delivery),
        )


@post("/webhooks/{webhook_id:str}/test")
async def test(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await send_test(db, visitor.actor, await get_endpoint_for(db, visitor.actor, webhook_id), now=utcnow())
    return go(request, _path(webhook_id), _("The test is on its way. It stands in the list below."))


@post("/webhooks/{webhook_id:str}/pause")
async def pause(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await pause_endpoint(db, visitor.actor, await get_endpoint_for(db, visitor.actor, webhook_id), now=utcnow())
    return go(request, _path(webhook_id), _("Paused. What happens meanwhile waits here."))


@post("/webhooks/{webhook_id:str}/resume")
async def resume(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await resume_endpoint(db, visitor.actor, await get_endpoint_for(db, visitor.actor, webhook_id), now=utcnow())
    return go(request, _path(webhook_id), _("Running again. What waited goes out now."))


@post("/webhooks/{webhook_id:str}/replay")
async def replay(
    request: Asked,
    services: NamedDependency[Services],
    visitor: NamedDependency[Visitor],
    webhook_id: FromPath[str],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Send again what is ticked, what failed, or what was made in a time."""
    async with services.database.write() as db:
        endpoint = await get_endpoint_for(db, visitor.actor, webhook_id)
        zone = (await get_workspace(db, visitor.actor)).time_zone
        number = await replay_deliveries(
            db,
            visitor.actor,
            endpoint,
            ids=form.all("delivery") if form.text("what") == "ticked" else None,
            since=_time(form, "since", zone),
            until=_time(form, "until", zone),
            only_failed=form.text("what") == "failed",
            now=utcnow(),
        )
    told = ngettext("%(num)s delivery is sent again.", "%(num)s deliveries are sent again.", number)
    return go(request, _path(webhook_id), told % {"num": number})


@post("/webhooks/{webhook_id:str}/secret")
async def rotate(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Html:
    """Make a new secret, shown this once."""
    async with services.database.write() as db:
        endpoint = await get_endpoint_for(db, visitor.actor, webhook_id)
        await rotate_secret(db, visitor.actor, endpoint, now=utcnow())
    async with services.database.read() as db:
        return await _ledger_page(request, db, visitor, endpoint, secret=_secret(services, endpoint))


@get("/webhooks/{webhook_id:str}/remove")
async def ask_remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Html:
    async with services.database.read() as db:
        endpoint = await get_endpoint_for(db, visitor.actor, webhook_id)
        waiting = (await count_waiting(db, [endpoint.id]))[endpoint.id]
        return await render_dialog(
            request, db, visitor, "ask_remove_webhook.html", nav="developers", endpoint=endpoint, waiting=waiting
        )


@post("/webhooks/{webhook_id:str}/remove")
async def remove(
    request: Asked, services: NamedDependency[Services], visitor: NamedDependency[Visitor], webhook_id: FromPath[str]
) -> Response[Any]:
    async with services.database.write() as db:
        await remove_endpoint(db, visitor.actor, await get_endpoint_for(db, visitor.actor, webhook_id), now=utcnow())
    return go(request, f"{PATH}/webhooks", _("The webhook is removed. Nothing more is sent to it."))


async def _webhooks_page(
    request: Asked,
    db: Db,
    visitor: Visitor,
    *,
    values: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    issued: Endpoint | None = None,
    secret: str | None = None,
    problems: dict[str, str] | None = None,
) -> Html:
    endpoints = await list_endpoints(db, visitor.actor)
    return await render_page(
        request,
        db,
        visitor,
        "webhooks.html",
        nav="developers",
        endpoints=endpoints,
        waiting=await count_waiting(db, [endpoint.id for endpoint in endpoints]),
        names=NAMES,
        chosen=chosen or [],
        values=values or {"policy": "park"},
        issued=issued,
        secret=secret,
        problems=problems,
    )


async def _ledger_page(
    request: Asked, db: Db, visitor: Visitor, endpoint: Endpoint, *, secret: str | None = None
) -> Html:
    paging = read_paging(request, PER_PAGE)
    show = request.query_params.get("show", "all")
    show = show if show in SHOWS else "all"
    rows, total = await list_deliveries(
        db, endpoint, show=show, search=paging.search, limit=paging.size, offset=paging.offset
    )
    view: View = {**paging.view(total)}
    health = await read_health(db, endpoint, now=utcnow())
    return await render_page(
        request,
        db,
        visitor,
        "webhook.html",
        nav="developers",
        endpoint=endpoint,
        secret=secret,
        health=health,
        bars=delivery_bars(health.hours),
        deliveries=rows,
        show=show,
        **view,
    )


def _secret(services: Services, endpoint: Endpoint) -> str:
    return endpoint_secret(services.secret_key, endpoint.id, endpoint.secret_version)


def _path(webhook_id: str) -> str:
    return f"{PATH}/webhooks/{webhook_id}"


def _time(form: Form, name: str, zone: str) -> datetime | None:
    text = form.text(name)
    if not text or form.text("what") != "range":
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError as error:
        raise Invalid(_("Give date and time."), code="invalid_time", pointer=name) from error
