"""Pages of events that send no mail: nothing on them promises one."""

from html import unescape

import httpx
import pytest

from footlights.events.models import Event
from footlights.events.room_options import RoomOptions, set_options
from footlights.kit.database import Database
from tests.edges.pages.test_events import FORM, find_place, open_session
from tests.factories import House

LINK = "This event sends no mail: {} passes your personal link on to you."
PLACE = "This event sends no mail: {} tells you whether you have a place."


async def open_silent(database: Database, house: House, **event: object) -> str:
    session = await open_session(database, house, **event)  # type: ignore[arg-type]
    async with database.write() as db:
        set_options(await db.get_one(Event, session.event_id), RoomOptions(sends_no_mail=True))
    return session.event_id


@pytest.mark.parametrize(("needs_approval", "said"), [(False, LINK), (True, PLACE)])
async def test_silent_event_promises_no_mail(
    visitor: httpx.AsyncClient, database: Database, house: House, needs_approval: bool, said: str
) -> None:
    event_id = await open_silent(database, house, needs_approval=needs_approval)
    sentence = said.format(house.workspace.name)

    form = await visitor.get(f"/p/{event_id}")
    done = await visitor.post(f"/p/{event_id}", data=FORM, follow_redirects=True)

    assert [sentence in unescape(page.text) for page in (form, done)] == [True, True]
    assert "arrives by mail" not in form.text
    assert [part in done.text for part in ("We have sent you a mail", "spam folder", "The same mail")] == [False] * 3


async def test_silent_event_says_the_same_to_whoever_has_a_place(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    event_id = await open_silent(database, house)

    first = await visitor.post(f"/p/{event_id}", data=FORM, follow_redirects=True)
    again = await visitor.post(f"/p/{event_id}", data=FORM, follow_redirects=True)

    assert first.text == again.text
    await find_place(database)  # raises when there are two
