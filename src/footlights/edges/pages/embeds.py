"""Scripts for pages of other sites: `/em` puts a room on the page, `/ef` a registration form, `/embed.js` the elements.

Whatever is asked, the answer is a script that runs: a page whose script fails breaks without a word (LiveWebinar
contract, section 9.2). Everything comes from the script's own address, since two of them may stand on one page.
"""

import re
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State

from footlights.edges.given import Running
from footlights.edges.look import _, speak
from footlights.edges.pages.claims import NAMES, Claim, read_claim
from footlights.events.form_library import find_form, list_public_events
from footlights.events.models import Event
from footlights.events.rooms import find_event_by_number
from footlights.numbering import find_public
from footlights.registration.room_links import room_number_url
from footlights.services import Services

Asked = Request[None, None, State]
SCRIPT = "embed.js"
FORM = "form"
"""The kind of number that forms of the library have."""
KEYS = ("_license_key", "t")
LENGTH = re.compile(r"\d{1,5}(\.\d{1,3})?(px|%|vh|vw|svh|dvh|em|rem)?")
CONTAINER = 200  # characters of an element's id
HEADERS = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
_JS = "application/javascript; charset=utf-8"


class Wanted(msgspec.Struct, frozen=True, rename="camel"):
    """As in `web/src/embed/place.ts`."""

    src: str | None
    message: str
    title: str
    container: str
    width: str
    height: str
    sizes_itself: bool


@get("/em", include_in_schema=False)
async def embed_room(services: Running, request: Asked) -> Response[bytes]:
    given = _given(request)
    event = await _find_event(services, given)
    src = None
    if event is not None:
        query = urlencode(_query(read_claim(given)))
        src = room_number_url(services.settings.base_url, event) + (f"?{query}" if query else "")
    return _script(services, event, src, given, container="_widget_containerID", height="90vh")


@get("/ef", include_in_schema=False)
async def embed_form(services: Running, request: Asked) -> Response[bytes]:
    """By a room's number (`t`), or by that of a form of the library (`f`), for the room that it is attached to."""
    given = _given(request)
    event = await _find_event(services, given)
    if event is None and given.get("f", "").isdecimal():
        async with services.database.read() as db:
            form = await find_form(db, await find_public(db, FORM, int(given["f"][:12])) or "")
            event = next(iter(await list_public_events(db, form)), None) if form else None
    src = None
    if event is not None:
        query = urlencode(read_claim(given).query())
        src = f"{room_number_url(services.settings.base_url, event)}/form" + (f"?{query}" if query else "")
    return _script(services, event, src, given, container="_form_containerID", height="560px", sizes_itself=True)


@get("/embed.js", include_in_schema=False, sync_to_thread=False)
def give_elements(services: Running) -> Response[bytes]:
    """The elements `<footlights-room>`, `<footlights-registration>` and `<footlights-events>`."""
    headers = {**HEADERS, "cache-control": "public, max-age=3600"}
    return Response(services.assets.source(SCRIPT).encode(), media_type=_JS, headers=headers)


def _given(request: Asked) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if isinstance(value, str)}


async def _find_event(services: Services, given: dict[str, str]) -> Event | None:
    number = next((given[key].strip() for key in KEYS if given.get(key, "").strip()), "")
    async with services.database.read() as db:
        return await find_event_by_number(db, number)


def _query(claim: Claim) -> dict[str, str]:
    """The options under the names that the room's address knows."""
    told: dict[str, Any] = {field: getattr(claim, field) for field in NAMES}  # Any: each is a text
    return {NAMES[field][0]: value for field, value in told.items() if value}


def _script(
    services: Services,
    event: Event | None,
    src: str | None,
    given: dict[str, str],
    *,
    container: str,
    height: str,
    sizes_itself: bool = False,
) -> Response[bytes]:
    with speak(event.language if event else "en"):
        message = "" if event else _("This room is not there any more.")
    wanted = Wanted(
        src=src,
        message=message,
        title=event.title if event else "",
        container=given.get(container, "")[:CONTAINER],
        width=_length(given.get("_widget_width", ""), "100%"),
        height=_length(given.get("_widget_height", ""), height),
        sizes_itself=sizes_itself,
    )
    options = msgspec.json.encode(wanted).decode().replace("<", "\\u003c")
    body = f"(function(){{{services.assets.source(SCRIPT)}\nfootlights.place({options});}})();\n"
    return Response(body.encode(), media_type=_JS, headers={**HEADERS, "cache-control": "no-store"})


def _length(text: str, otherwise: str) -> str:
    text = text.strip()
    if not LENGTH.fullmatch(text):
        return otherwise
    return f"{text}px" if text.replace(".", "").isdigit() else text
