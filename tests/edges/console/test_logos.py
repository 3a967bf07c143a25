"""Putting up a logo and taking it down."""

from footlights.kit.database import Database
from footlights.workspace.logos import find_logo
from footlights.workspace.models import Workspace
from tests.edges.console.browser import Browser
from tests.factories import House
from tests.workspace.test_logos import picture


async def send(browser: Browser, content: bytes) -> tuple[int, str]:
    await browser.open("/console/settings")
    answer = await browser.client.post(
        "/console/settings/logo",
        data={"form_token": browser.token},
        files={"logo": ("logo.png", content, "image/png")},
        headers=browser.sent,
    )
    return answer.status_code, answer.text


async def logo_of(database: Database, house: House) -> str | None:
    async with database.read() as db:
        return (await db.get_one(Workspace, house.workspace.id)).logo_path


async def test_logo_is_saved_replaced_and_removed(ines: Browser, database: Database, house: House) -> None:
    first = (await send(ines, picture()))[0], await logo_of(database, house)
    second = (await send(ines, picture("WEBP")))[0], await logo_of(database, house)
    shown = await ines.open("/console/settings")
    await ines.submit("/console/settings/logo/remove")

    assert (first[0], second[0]) == (303, 303)
    assert first[1] != second[1]
    assert f'src="{second[1]}"' in shown.html
    assert await logo_of(database, house) is None
    async with database.read() as db:
        stored = [await find_logo(db, str(path)[7:-4]) for path in (first[1], second[1])]
    assert stored == [None, None]


async def test_what_is_no_picture_is_refused_beside_the_field(ines: Browser, database: Database, house: House) -> None:
    _, html = await send(ines, b"no picture")

    assert "Choose a PNG, JPEG or WebP picture." in html
    assert await logo_of(database, house) is None
