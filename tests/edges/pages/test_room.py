from datetime import timedelta

import httpx
import pytest

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.actions import replace_join_link
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from tests.factories import SECRET_KEY, House, make_registrant, make_session


@pytest.fixture
async def place(database: Database, house: House) -> Registration:
    async with database.write() as db:
        session = await make_session(db, house, starts_at=utcnow() + timedelta(days=1))
        done = await make_registrant(db, house, session, now=utcnow())
        done.registration.person = done.person
        return done.registration


def link(place: Registration) -> str:
    return join_link("", SECRET_KEY, place, place.person)


async def test_link_becomes_a_cookie_and_leaves_the_address(visitor: httpx.AsyncClient, place: Registration) -> None:
    answer = await visitor.get(link(place))

    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/p/{place.event_id}/live?s={place.session_id}"
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert f"path=/p/{place.event_id}/live" in cookie


async def test_room_page_carries_its_config_and_no_script(visitor: httpx.AsyncClient, place: Registration) -> None:
    page = await visitor.get(link(place), follow_redirects=True)

    assert page.status_code == 200
    assert f"/live/{place.session_id}" in page.text
    assert "&#34;seat&#34;" in page.text
    assert "<script>" not in page.text


async def test_wrong_link_says_where_to_go(visitor: httpx.AsyncClient, place: Registration) -> None:
    page = await visitor.get(link(place).replace("key=", "key=0"))

    assert page.status_code == 403
    assert "does not open the room" in page.text
    assert f"/p/{place.event_id}?s={place.session_id}" in page.text
    assert "set-cookie" not in page.headers


async def test_room_without_a_link_asks_for_it(visitor: httpx.AsyncClient, place: Registration) -> None:
    page = await visitor.get(f"/p/{place.event_id}/live?s={place.session_id}")

    assert page.status_code == 403
    assert "personal link" in page.text


async def test_replaced_link_and_its_cookie_stop_working(
    visitor: httpx.AsyncClient, database: Database, house: House, place: Registration
) -> None:
    old = link(place)
    await visitor.get(old)
    async with database.write() as db:
        row = await db.get_one(Registration, place.id)
        await replace_join_link(db, house.actor, row, now=utcnow())

    by_link = await visitor.get(old)
    by_cookie = await visitor.get(f"/p/{place.event_id}/live?s={place.session_id}")

    assert (by_link.status_code, by_cookie.status_code) == (403, 403)


async def test_room_of_another_event_is_not_found(visitor: httpx.AsyncClient, place: Registration) -> None:
    for path in (
        f"/p/{place.event_id}/live?s=00000000-0000-4000-8000-000000000000",
        f"/p/00000000-0000-4000-8000-000000000000/live?s={place.session_id}",
        f"/p/{place.event_id}/live?s=x&email=y&key=z",
    ):
        assert (await visitor.get(path)).status_code == 404


async def test_room_page_alone_may_compile_webassembly(visitor: httpx.AsyncClient, place: Registration) -> None:
    room = await visitor.get(link(place), follow_redirects=True)
    other = await visitor.get(f"/p/{place.event_id}")

    assert "script-src 'self' 'wasm-unsafe-eval';" in room.headers["content-security-policy"]
    assert "script-src 'self';" in other.headers["content-security-policy"]
