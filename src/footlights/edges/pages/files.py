"""What a room gives and takes over HTTP: handouts, slides, films, and the way behind a card's button.

Everything lies below the room's own address, where its cookie is sent, and is only for the people of the session.
Refusals are JSON in the shape of the socket's, as the room page shows them.
"""

from typing import Annotated, Any
from urllib.parse import unquote

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, Parameter
from litestar.response import File, Redirect, Stream

from footlights.edges.given import PathText, Running
from footlights.edges.look import _, speak
from footlights.edges.look.visit import asked_language
from footlights.edges.pages.ranges import give_range
from footlights.edges.pages.seated import find_actor, refuse_foreign
from footlights.edges.uploads import folder_of, keep_deck, keep_film, keep_handout
from footlights.engagement.cards.actions import follow_card
from footlights.engagement.files import Kept, clean_file_name, receive_file
from footlights.engagement.films.actions import FOLDER as FILMS
from footlights.engagement.films.actions import find_shown_film, stored_name
from footlights.engagement.films.rules import MOST_BYTES as MOST_FILM_BYTES
from footlights.engagement.handouts.actions import FOLDER as HANDOUTS
from footlights.engagement.handouts.actions import take_handout
from footlights.engagement.handouts.rules import MOST_BYTES
from footlights.engagement.slides.actions import FOLDER as SLIDES
from footlights.engagement.slides.actions import find_page
from footlights.engagement.slides.drawing import MOST_BYTES as MOST_PDF_BYTES
from footlights.kit.clock import utcnow
from footlights.kit.errors import AppError, Kind
from footlights.room.actors import require_right
from footlights.room.frames.server import CallError

Asked = Request[None, None, State]
Text = Annotated[str, Parameter(required=False, max_length=100)]
STATUS: dict[Kind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "gone": 410,
    "limited": 429,
    "unavailable": 503,
}
INERT = {"content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff"}
"""Whatever a file is, a browser that shows it runs nothing of it."""


class Refused(msgspec.Struct, frozen=True):
    error: CallError


class Taken(msgspec.Struct, frozen=True):
    """Number and id of what was added, as a call would answer."""

    seq: int
    id: str


def refuse(request: Request[Any, Any, State], refusal: AppError) -> Response[Refused]:
    error = CallError(kind=refusal.kind, code=refusal.code, detail=_told(request, refusal))
    headers = {"cache-control": "no-store"}
    return Response(Refused(error), status_code=STATUS[refusal.kind], media_type=MediaType.JSON, headers=headers)


def _told(request: Request[Any, Any, State], refusal: AppError) -> str:
    """Why not, in the language of the page, which names it."""
    with speak(asked_language(request.scope)):
        return str(_(refusal.sentence))


@post("/handouts", request_max_body_size=MOST_BYTES + 1024)
async def add_file(services: Running, request: Asked, event_id: PathText, s: Text = "") -> Response[Taken]:
    """Take a handout from the team: its bytes are the body."""
    refuse_foreign(services, request)
    actor = await find_actor(services, request, event_id, s)
    require_right(actor, "activities")
    path = await receive_file(folder_of(services, HANDOUTS), request.stream(), most_bytes=MOST_BYTES)
    return _taken(await keep_handout(services, actor, path, name=_name(request), client_id=_client_id(request)))


@get("/handouts/{handout_id:str}")
async def give_file(services: Running, request: Asked, event_id: PathText, handout_id: PathText, s: Text = "") -> File:
    """A handout, for saving; whoever takes it is counted once."""
    actor = await find_actor(services, request, event_id, s)
    async with services.database.write() as db:
        row = await take_handout(db, actor, handout_id, now=utcnow())
    return File(
        folder_of(services, HANDOUTS) / row.stored_as,
        filename=row.name,
        media_type=row.media_type,
        content_disposition_type="attachment",
        headers=INERT | {"cache-control": "private, no-store"},
    )


@post("/decks", request_max_body_size=MOST_PDF_BYTES + 1024)
async def add_slides(services: Running, request: Asked, event_id: PathText, s: Text = "") -> Response[Taken]:
    """Take a PDF of slides from the team, and answer when every page is drawn."""
    refuse_foreign(services, request)
    actor = await find_actor(services, request, event_id, s)
    require_right(actor, "present")
    path = await receive_file(folder_of(services, SLIDES), request.stream(), most_bytes=MOST_PDF_BYTES)
    return _taken(await keep_deck(services, actor, path, name=_name(request), client_id=_client_id(request)))


@get("/decks/{deck_id:str}/{page:int}")
async def give_page(
    services: Running, request: Asked, event_id: PathText, deck_id: PathText, page: FromPath[int], s: Text = ""
) -> File:
    """One slide as a picture."""
    actor = await find_actor(services, request, event_id, s)
    async with services.database.read() as db:
        stored_as = await find_page(db, actor, deck_id, page)
    return File(
        folder_of(services, SLIDES) / stored_as / f"{page}.webp",
        media_type="image/webp",
        content_disposition_type="inline",
        headers=INERT | {"cache-control": "private, max-age=86400, immutable"},
    )


@post("/films", request_max_body_size=MOST_FILM_BYTES + 1024)
async def add_film_file(services: Running, request: Asked, event_id: PathText, s: Text = "") -> Response[Taken]:
    """Take a film from the team."""
    refuse_foreign(services, request)
    actor = await find_actor(services, request, event_id, s)
    require_right(actor, "present")
    path = await receive_file(folder_of(services, FILMS), request.stream(), most_bytes=MOST_FILM_BYTES)
    return _taken(await keep_film(services, actor, path, name=_name(request), client_id=_client_id(request)))


@get("/films/{film_id:str}")
async def give_film(services: Running, request: Asked, event_id: PathText, film_id: PathText, s: Text = "") -> Stream:
    """A film or the part of it that was asked for."""
    actor = await find_actor(services, request, event_id, s)
    async with services.database.read() as db:
        film = await find_shown_film(db, actor, film_id)
    path = folder_of(services, FILMS) / stored_name(film.id)
    return await give_range(
        path,
        request.headers.get("range"),
        if_range=request.headers.get("if-range"),
        tag=f'"{film.id}"',
        media_type=film.media_type,
        headers=INERT | {"cache-control": "private, max-age=3600"},
    )


@get("/cards/{card_id:str}")
async def follow(services: Running, request: Asked, event_id: PathText, card_id: PathText, s: Text = "") -> Redirect:
    """To where a card leads, counted; the address is the stored one and no part of it comes from the request."""
    actor = await find_actor(services, request, event_id, s)
    async with services.database.write() as db:
        url = await follow_card(db, actor, card_id, now=utcnow())
    return Redirect(url, status_code=303, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})


router = Router(
    "/p/{event_id:str}/live",
    route_handlers=[add_file, give_file, add_slides, give_page, add_film_file, give_film, follow],
    exception_handlers={AppError: refuse},
    include_in_schema=False,
)


def _taken(kept: Kept) -> Response[Taken]:
    return Response(Taken(kept.seq, kept.id), status_code=201, media_type=MediaType.JSON)


def _name(request: Asked) -> str:
    return clean_file_name(unquote(request.headers.get("x-file-name", "")[:2000]))


def _client_id(request: Asked) -> str:
    return request.headers.get("x-client-id", "")
