"""Logos on public pages."""

from html import escape

import httpx

from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.links import unsubscribe_link
from footlights.workspace.logos import draw_logo, set_logo
from tests.edges.pages.test_events import open_session
from tests.factories import SECRET_KEY, House, make_registrant
from tests.workspace.test_logos import picture


async def test_logo_stands_in_the_head_with_the_workspaces_name(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        path = (await set_logo(db, house.actor, draw_logo(picture()), now=utcnow())).logo_path

    page = await visitor.get(f"/p/{session.event_id}")
    logo = await visitor.get(str(path))

    assert f'src="{path}" alt="{escape(house.workspace.name)}"' in page.text
    assert (logo.status_code, logo.headers["content-type"], logo.content) == (200, "image/png", draw_logo(picture()))


async def test_logo_stands_on_the_pages_around_the_room(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    async with database.write() as db:
        path = (await set_logo(db, house.actor, draw_logo(picture()), now=utcnow())).logo_path
        number = (await db.get_one(Event, session.event_id)).room_number
        (await db.get_one(Session, session.id)).registered_only = False
        noor = await make_registrant(db, house, session)
        stop = unsubscribe_link("", SECRET_KEY, noor.person)

    pages = {
        "door": await visitor.get(f"/p/{session.event_id}/live?s={session.id}"),
        "way in": await visitor.get(f"/{number}"),
        "left": await visitor.get(f"/{number}/left"),
        "unsubscribe": await visitor.get(stop),
    }

    logo = f'<p class="organiser"><img class="logo" src="{path}" alt="{escape(house.workspace.name)}"'
    assert {name: logo in page.text for name, page in pages.items()} == dict.fromkeys(pages, True)


async def test_unknown_logo_is_not_found(visitor: httpx.AsyncClient) -> None:
    answers = [await visitor.get(f"/logos/{name}") for name in ("x.png", "00000000-0000-4000-8000-000000000000.png")]

    assert [answer.status_code for answer in answers] == [404, 404]
