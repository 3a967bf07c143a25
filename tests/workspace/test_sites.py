import pytest

from footlights.kit.database import Database
from footlights.kit.errors import Forbidden, Invalid
from footlights.workspace.models import Workspace
from footlights.workspace.sites import MOST_SITES, clean_origin, set_sites
from tests.factories import NOW, House, make_house


@pytest.fixture
async def house(database: Database) -> House:
    async with database.write() as db:
        return await make_house(db)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://example.org", "https://example.org"),
        (" Shop.Example.org/page?x=1#y ", "https://shop.example.org"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("https://*.example.org", "https://*.example.org"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_origin_is_what_a_browser_compares(text: str, origin: str) -> None:
    assert clean_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "https://*",
        "javascript:alert(1)",
        "https://user:secret@example.org",
        "https://example.org; script-src *",
        "https://a b.example",
        "https://" + "a" * 260,
        "data:text/html,x",
        "https://exa\nmple.org'",
        "ftp://example.org",
    ],
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_origin(text)

    assert refusal.value.pointer == "sites"


async def test_sites_are_kept_each_once_and_replaced(database: Database, house: House) -> None:
    given = ["example.org", "", "https://example.org/page", "https://*.example.net"]
    async with database.write() as db:
        await set_sites(db, house.actor, given, now=NOW)
    async with database.read() as db:
        first = (await db.get_one(Workspace, house.workspace.id)).embed_origins
    async with database.write() as db:
        await set_sites(db, house.actor, [], now=NOW)

    async with database.read() as db:
        second = (await db.get_one(Workspace, house.workspace.id)).embed_origins
    assert (first, second) == (["https://example.org", "https://*.example.net"], [])


async def test_too_many_sites_are_refused(database: Database, house: House) -> None:
    with pytest.raises(Invalid):
        async with database.write() as db:
            await set_sites(db, house.actor, [f"s{n}.example" for n in range(MOST_SITES + 1)], now=NOW)


async def test_members_cannot_change_the_sites(database: Database, house: House) -> None:
    member = house.actor.__class__(house.workspace.id, house.owner.id, "member", "console")

    with pytest.raises(Forbidden):
        async with database.write() as db:
            await set_sites(db, member, ["example.org"], now=NOW)
