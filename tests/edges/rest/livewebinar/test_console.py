"""What this API makes is in the console, and what the console changes is in this API."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.services import Services
from tests.edges.console.browser import ORIGIN, Browser
from tests.edges.rest.livewebinar.conftest import Api
from tests.factories import PASSWORD


@pytest.fixture
async def browser(lw: Api) -> Browser:
    """Signed in as the owner, in front of the same application."""
    client = httpx.AsyncClient(transport=lw.wire._transport, base_url=ORIGIN)
    browser = Browser(client)
    await browser.submit("/console/sign-in", email="ines@example.org", password=PASSWORD)
    return browser


async def test_widget_and_event_are_one(lw: Api, services: Services, browser: Browser) -> None:
    starts = (utcnow() + timedelta(days=30)).strftime("%Y-%m-%d 10:00:00")
    made = await lw.post("/widgets", {"name": "Product tour", "start_date": starts, "timezone": "Europe/Warsaw"})
    async with services.database.read() as db:
        session = (await db.scalars(select(Session))).one()
    event_path = f"/console/events/{session.event_id}"

    listed = await browser.open("/console/events")
    edited = await browser.open(f"/console/sessions/{session.id}/edit")
    assert "Product tour" in listed.text
    assert edited.value("f-date") == starts[:10]
    await browser.submit(
        f"/console/sessions/{session.id}/edit",
        date=starts[:10],
        time="11:00",
        time_zone="Europe/Warsaw",
        passcode="winter 26",
        waiting_room="on",
        capacity="12",
    )
    await browser.submit(f"{event_path}/unpublish")

    widget = (await lw.get(f"/widgets/{made['id']}"))["data"]
    assert (widget["password"], widget["capacity"], widget["status"]) == ("winter 26", 12, "inactive")
    assert widget["start_date"] == made["start_date"] + 3600
    assert widget["autostart"]["lock_state"] == "locked"


async def test_team_of_the_console_are_the_users(lw: Api, browser: Browser) -> None:
    form = {"email": "bo@example.org", "password": "Str0ng-pass", "confirmed": "1", "profile[first_name]": "Bo"}
    await lw.post("/users", form)

    team = await browser.open("/console/team")

    assert "bo@example.org" in team.text
