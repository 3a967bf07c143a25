"""Scripts and forms for pages of other sites."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from sqlalchemy import select

from footlights.edges.pages.claims import NAMES
from footlights.events.form_library import attach_form, create_form
from footlights.events.models import Event
from footlights.events.sessions import update_session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.numbering import number_of
from footlights.registration.links import join_key
from footlights.registration.models import Registration
from footlights.workspace.models import Person
from tests.edges.pages.test_numbered import FRAMED, config, fields, make_room, number, seated
from tests.factories import SECRET_KEY, House, make_registrant

OPTIONS = {
    "_role_token": "abcdefgh",
    "_personal_token": "p" * 60,
    "_registrant_token": "r" * 60,
    "_password_token": "K7QX2M",
    "_nickname": "Ann Lee",
    "_email": "ann@example.org",
    "_avatar_url": "https://example.org/a.png",
    "_disable_target_top": "1",
}


def wanted(script: httpx.Response) -> dict[str, object]:
    """What the script would do; it must be one that runs, whatever was asked."""
    assert (script.status_code, script.headers["content-type"]) == (200, "application/javascript; charset=utf-8")
    found = re.search(r"\nfootlights\.place\((\{.*\})\);\}\)\(\);\n$", script.text)
    assert found
    return dict(json.loads(found[1]))


async def test_script_carries_every_option_to_the_room(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    sizes = {"_widget_containerID": "embedWidget", "_widget_width": "100%", "_widget_height": "90vh"}

    script = await visitor.get("/em", params={"t": number(session)[1:], **OPTIONS, **sizes})

    told = wanted(script)
    src = urlsplit(str(told.pop("src")))
    assert src.path == number(session)
    assert dict(parse_qsl(src.query)) == OPTIONS
    assert told == {
        "message": "",
        "title": session.event.title,
        "container": "embedWidget",
        "width": "100%",
        "height": "90vh",
        "sizesItself": False,
    }
    assert script.headers["access-control-allow-origin"] == "*"
    assert script.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"_registration_token": "r"}, {"_registrant_token": "r"}),
        ({"_registrant_token": "", "_registration_token": "r"}, {"_registrant_token": "r"}),
        ({"_presenter_token": "x"}, {"_role_token": "x"}),
        ({"_nick_name": "Ann"}, {"_nickname": "Ann"}),
        ({"_nickname": "A" * 300}, {"_nickname": "A" * 100}),
        ({"_avatar_url": "javascript:alert(1)", "_email": "", "_role_token": " "}, {}),
    ],
)
async def test_older_spellings_and_empty_options(
    visitor: httpx.AsyncClient, database: Database, house: House, given: dict[str, str], meant: dict[str, str]
) -> None:
    session = await make_room(database, house)

    script = await visitor.get("/em", params={"_license_key": number(session)[1:], **given})

    assert dict(parse_qsl(urlsplit(str(wanted(script)["src"])).query)) == meant


@pytest.mark.parametrize(
    "query", ["", "t=", "t=000-000-000", "t=</script><script>alert(1)", "t=%00", "_license_key=x&_nickname=%ff"]
)
async def test_unknown_room_is_still_a_script_that_says_so(visitor: httpx.AsyncClient, query: str) -> None:
    told = wanted(await visitor.get(f"/em?{query}"))

    assert (told["src"], told["message"]) == (None, "This room is not there any more.")


@pytest.mark.parametrize(
    ("given", "meant"),
    [("90vh", "90vh"), ("640", "640px"), ("50.5%", "50.5%"), ("1px;background:url(//x)", "90vh"), ("", "90vh")],
)
async def test_sizes_are_lengths(
    visitor: httpx.AsyncClient, database: Database, house: House, given: str, meant: str
) -> None:
    session = await make_room(database, house)

    script = await visitor.get("/em", params={"t": number(session)[1:], "_widget_height": given})

    assert wanted(script)["height"] == meant


async def test_nothing_given_ends_the_script(visitor: httpx.AsyncClient, database: Database, house: House) -> None:
    session = await make_room(database, house)
    nasty = "\u2028</script>\"'`\\${alert(1)}"

    script = await visitor.get(
        "/em", params={"t": number(session)[1:], "_nickname": nasty, "_widget_containerID": nasty}
    )

    told = wanted(script)
    assert told["container"] == nasty
    assert "</script>" not in script.text


async def test_form_of_the_library_leads_to_the_room_it_is_attached_to(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=utcnow())
        await attach_form(db, house.actor, await db.get_one(Event, session.event_id), form, now=utcnow())
        numbered = await number_of(db, house.workspace.id, "form", form.id)

    by_form = wanted(await visitor.get(f"/ef?f={numbered}&_form_containerID=FormContainer"))
    by_room = wanted(await visitor.get(f"/ef?t={number(session)[1:]}"))
    unknown = wanted(await visitor.get("/ef?f=99999999999999999999"))

    assert str(by_form["src"]).endswith(f"{number(session)}/form")
    assert (by_form["container"], by_form["sizesItself"]) == ("FormContainer", True)
    assert by_room["src"] == by_form["src"]
    assert unknown["src"] is None


async def test_elements_are_one_script_for_every_site(visitor: httpx.AsyncClient) -> None:
    script = await visitor.get("/embed.js")

    assert script.status_code == 200
    assert script.headers["access-control-allow-origin"] == "*"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_form_by_number_registers_inside_its_frame(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True)
    query = {"email": "ann@example.org", "first_name": "Ann", "last_name": "Lee", "utm_source": "shop"}

    page = await visitor.get(f"{number(session)}/form", params=query)
    done = await visitor.post(f"{number(session)}/form", data=fields(page), follow_redirects=True)

    assert "frame-ancestors *;" in page.headers["content-security-policy"]
    assert "frame-ancestors *;" in done.headers["content-security-policy"]
    assert "in, Ann." in done.text
    async with database.read() as db:
        joined = select(Registration).join(Person, Person.id == Registration.person_id)
        row = (await db.scalars(joined.where(Person.email == "ann@example.org"))).one()
    assert (row.registration_type, row.utm_source, row.session_id) == ("registration_page", "shop", session.id)


async def test_form_with_mistakes_stays_in_its_frame_with_what_was_typed(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True)

    page = await visitor.post(f"{number(session)}/form", data={"email": "no address", "first_name": "Ann"})

    assert page.status_code == 422
    assert f'action="{number(session)}/form"' in page.text
    assert 'value="no address"' in page.text
    assert "frame-ancestors *;" in page.headers["content-security-policy"]


async def test_form_by_event_is_framed_by_every_site_until_some_are_named(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True)
    path = f"/p/{session.event_id}/form?s={session.id}&email=ann%40example.org"

    nobody = await visitor.get(path)
    async with database.write() as db:
        url = "https://Shop.example.org/webinar?x=1"
        await update_session(db, house.actor, session.id, embed_url=url, now=utcnow())
    shop = await visitor.get(path)
    async with database.write() as db:
        (await db.merge(house.workspace)).embed_origins = ["https://example.net"]
    both = await visitor.get(path)
    plain = await visitor.get(f"/p/{session.event_id}")

    ancestors = [
        re.findall(r"frame-ancestors ([^;]*);", page.headers["content-security-policy"])[0]
        for page in (nobody, shop, both, plain)
    ]
    assert ancestors == [
        "*",
        "'self' https://shop.example.org",
        "'self' https://example.net https://shop.example.org",
        "'none'",
    ]
    assert ["x-frame-options" in page.headers for page in (nobody, shop, both, plain)] == [False, False, False, True]
    assert 'value="ann@example.org"' in shop.text


async def test_form_is_not_there_for_what_is_not_published(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house)
    async with database.write() as db:
        (await db.get_one(Event, session.event_id)).status = "draft"

    paths = (f"{number(session)}/form", f"/p/{session.event_id}/form", "/000-000-000/form")
    assert [(await visitor.get(path)).status_code for path in paths] == [404, 404, 404]
    assert (await visitor.post(f"{number(session)}/form", data={})).status_code == 404
    assert (await visitor.post("/hearth-grid/form", data={})).status_code == 404


async def test_framed_room_by_event_needs_no_cookie(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True, embed_url="https://shop.example.org/webinar")
    async with database.write() as db:
        done = await make_registrant(db, house, session, now=utcnow())
    query = {
        "s": session.id,
        "email": done.person.email,
        "key": join_key(SECRET_KEY, done.registration),
        "is_embedded_in_iframe": "true",
    }

    page = await visitor.get(f"/p/{session.event_id}/live", params=query, headers=FRAMED)
    address = str(config(page)["address"])
    lost = await visitor.get(address, headers=FRAMED)
    again = await visitor.post(address, data={"seat": str(config(page)["seat"])}, headers=FRAMED)
    files = f"/p/{session.event_id}/live/films/{session.id}?s={session.id}"
    with_key = await visitor.get(f"{files}&k={config(page)['file_key']}")
    without = await visitor.get(files)

    assert "set-cookie" not in page.headers
    assert "frame-ancestors 'self' https://shop.example.org;" in page.headers["content-security-policy"]
    assert (lost.status_code, "data-way-in" in lost.text) == (403, True)
    assert await seated(database, again) == ("attendee", "First1 Last1")
    assert (with_key.status_code, without.status_code) == (404, 403)


async def test_framed_room_asks_its_passcode_without_a_cookie(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await make_room(database, house, registered_only=True, passcode="winter 26")
    async with database.write() as db:
        done = await make_registrant(db, house, session, now=utcnow())
    query = {"s": session.id, "email": done.person.email, "key": join_key(SECRET_KEY, done.registration)}

    asked = await visitor.get(f"/p/{session.event_id}/live", params={**query, "is_embedded_in_iframe": "1"})
    action = f"/p/{session.event_id}/live?s={session.id}&is_embedded_in_iframe=true"
    wrong = await visitor.post(action, data={**fields(asked), "passcode": "summer"})
    right = await visitor.post(action, data={**fields(wrong), "passcode": "winter 26"})

    assert action.replace("&", "&amp;") in asked.text
    assert wrong.status_code == 403
    assert await seated(database, right) == ("attendee", "First1 Last1")


def test_every_option_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "embedding.md").read_text()
    names = [name for names in NAMES.values() for name in names if name.startswith("_")]

    assert [name for name in (*names, "_license_key", "_form_containerID") if f"`{name}`" not in page] == []
