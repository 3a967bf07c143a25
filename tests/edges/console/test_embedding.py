"""Naming the sites that may show rooms and forms."""

from footlights.kit.database import Database
from footlights.workspace.models import Workspace
from tests.edges.console.browser import Browser
from tests.factories import House


async def test_sites_are_saved_a_line_each(ines: Browser, database: Database, house: House) -> None:
    await ines.open("/console/settings/embedding")

    page = await ines.submit("/console/settings/embedding", sites="example.org\r\n\r\nhttps://*.example.net/x\r\n")

    assert "https://example.org\nhttps://*.example.net</textarea>" in page.html
    async with database.read() as db:
        row = await db.get_one(Workspace, house.workspace.id)
    assert row.embed_origins == ["https://example.org", "https://*.example.net"]


async def test_what_is_no_site_is_named_and_kept_in_the_form(ines: Browser, database: Database, house: House) -> None:
    await ines.open("/console/settings/embedding")

    page = await ines.send("/console/settings/embedding", sites="example.org\nno site;")

    assert "“no site;” is no web site." in page.text
    async with database.read() as db:
        assert (await db.get_one(Workspace, house.workspace.id)).embed_origins == []
