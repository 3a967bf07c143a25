import msgspec
from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.services import Services
from footlights.workspace.actions import invite_team_member, renew_invitation_token
from footlights.workspace.models import Invitation, SignIn, TeamMember
from tests.edges.console.browser import Browser
from tests.edges.console.conftest import EMAIL, OpenBrowser
from tests.factories import PASSWORD, House

NEW_WORKSPACE = {
    "name": "Hearth & Grid",
    "language": "en",
    "time_zone": "Europe/Amsterdam",
    "first_name": "Ines",
    "email": EMAIL,
    "password": PASSWORD,
}


async def test_first_run_makes_the_owner_and_signs_them_in(open_browser: OpenBrowser) -> None:
    browser = await open_browser()

    asked = await browser.open("/console")
    assert (asked.status, asked.location) == (303, "/console/sign-in")
    door = await browser.open(asked.location)
    assert (door.status, door.location) == (303, "/console/welcome")
    home = await browser.submit("/console/welcome", **NEW_WORKSPACE)

    assert home.status == 200
    assert "The stage is dark. For now." in home.text


async def test_first_run_names_what_is_missing_and_keeps_the_rest(open_browser: OpenBrowser) -> None:
    browser = await open_browser()

    page = await browser.send("/console/welcome", **{**NEW_WORKSPACE, "email": "", "password": "short"})

    assert page.status == 422
    assert "Enter your e-mail address." in page.text
    assert page.value("f-name") == "Hearth & Grid"
    assert PASSWORD not in page.html
    assert "short" not in page.html


async def test_first_run_happens_once(open_browser: OpenBrowser, house: House) -> None:
    browser = await open_browser()

    shown = await browser.open("/console/welcome")
    sent = await browser.send("/console/welcome", **{**NEW_WORKSPACE, "email": "other@example.org"})

    assert (shown.status, shown.location) == (303, "/console/sign-in")
    assert sent.status == 409


async def test_sign_in_leads_to_the_page_that_was_asked_for(open_browser: OpenBrowser, house: House) -> None:
    browser = await open_browser()
    asked = await browser.open("/console/team")
    assert asked.location == "/console/sign-in?next=%2Fconsole%2Fteam"

    done = await browser.send("/console/sign-in", email=EMAIL, password=PASSWORD, next="/console/team")

    assert (done.status, done.location) == (303, "/console/team")
    cookie = done.headers["set-cookie"].lower()
    assert cookie.startswith("footlights_sign_in=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # the address is http


async def test_sign_in_never_leads_elsewhere(open_browser: OpenBrowser, house: House) -> None:
    for trick in ("https://evil.example/", "//evil.example/console", "/console\\@evil.example", "/consolemore"):
        browser = await open_browser()
        done = await browser.send("/console/sign-in", email=EMAIL, password=PASSWORD, next=trick)
        assert (done.status, done.location) == (303, "/console")


async def test_wrong_password_and_unknown_address_look_the_same(open_browser: OpenBrowser, house: House) -> None:
    browser = await open_browser()

    wrong = await browser.send("/console/sign-in", email=EMAIL, password="not the password")
    unknown = await browser.send("/console/sign-in", email="nobody@example.org", password="not the password")

    assert (wrong.status, unknown.status) == (422, 422)
    assert wrong.text.replace(EMAIL, "") == unknown.text.replace("nobody@example.org", "")
    assert "E-mail and password do not match." in wrong.text
    assert wrong.value("f-email") == EMAIL


async def test_too_many_tries_are_refused_even_with_the_right_password(open_browser: OpenBrowser, house: House) -> None:
    browser = await open_browser()
    for _ in range(10):
        await browser.send("/console/sign-in", email=EMAIL, password="guess")

    page = await browser.send("/console/sign-in", email=EMAIL.upper(), password=PASSWORD)

    assert page.status == 429
    assert "Too many tries." in page.text


async def test_tries_behind_a_proxy_are_counted_by_visitor(
    open_browser: OpenBrowser, house: House, services: Services
) -> None:
    services.settings = msgspec.structs.replace(services.settings, proxies=1)
    guessing, other = await open_browser(), await open_browser()
    guessing.sent["x-forwarded-for"], other.sent["x-forwarded-for"] = "203.0.113.7", "203.0.113.8"
    for _ in range(10):
        await guessing.send("/console/sign-in", email=EMAIL, password="guess")

    assert (await guessing.send("/console/sign-in", email=EMAIL, password=PASSWORD)).status == 429
    assert (await other.send("/console/sign-in", email=EMAIL, password=PASSWORD)).status == 303


async def test_sign_out_ends_the_sign_in(ines: Browser, database: Database) -> None:
    cookie = ines.client.cookies["footlights_sign_in"]

    await ines.submit("/console/sign-out")

    ines.client.cookies.set("footlights_sign_in", cookie, domain="127.0.0.1", path="/console")
    assert (await ines.open("/console")).status == 303
    async with database.read() as db:
        rows = (await db.scalars(select(SignIn))).all()
    assert [row.revoked_at is not None for row in rows] == [True]
    assert [row.token_hash == cookie for row in rows] == [False]


async def test_post_from_another_site_is_refused(ines: Browser, database: Database) -> None:
    await ines.open("/console/settings")
    fields = {"name": "Taken over", "time_zone": "UTC", "language": "en"}
    for headers in (
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8080"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        ines.sent = headers
        assert (await ines.send("/console/settings", **fields)).status == 403

    ines.sent = {}
    assert (await ines.send("/console/settings", **fields)).status == 303


async def test_post_without_the_token_of_this_sign_in_is_refused(ines: Browser, open_browser: OpenBrowser) -> None:
    other = await open_browser(EMAIL)
    await other.open("/console/settings")
    for token in ("", "x", other.token):
        ines.token = token
        page = await ines.send("/console/settings", name="Taken over", time_zone="UTC", language="en")
        assert page.status == 403


async def test_invitation_is_accepted_once(
    ines: Browser, open_browser: OpenBrowser, house: House, database: Database
) -> None:
    async with database.write() as db:
        member = await invite_team_member(db, house.actor, email="priya@example.org", room_role="host", now=utcnow())
        invitation = (await db.scalars(select(Invitation).where(Invitation.team_member_id == member.id))).one()
        link = f"/console/invitation/{renew_invitation_token(invitation)}"
    priya = await open_browser()

    shown = await priya.open(link)
    assert "Join Hearth & Grid" in shown.text
    short = await priya.send(link, first_name="Priya", last_name="Nair", password="short")
    assert (short.status, short.value("f-first_name")) == (422, "Priya")
    home = await priya.submit(link, first_name="Priya", last_name="Nair", password=PASSWORD)

    assert "Priya Nair" in home.text
    assert (await (await open_browser()).open(link)).status == 410
    async with database.read() as db:
        joined = await db.get_one(TeamMember, member.id)
    assert joined.joined_at is not None


async def test_invitation_with_a_made_up_link_is_gone(open_browser: OpenBrowser, house: House) -> None:
    page = await (await open_browser()).open("/console/invitation/made-up")

    assert page.status == 410
    assert "Ask for a new one." in page.text


async def test_own_sign_ins_are_listed_and_ended(ines: Browser, open_browser: OpenBrowser, database: Database) -> None:
    other = await open_browser(EMAIL)
    page = await ines.open("/console/account")
    assert "this browser" in page.text
    async with database.read() as db:
        newest = (await db.scalars(select(SignIn).order_by(SignIn.created_at.desc()).limit(1))).one()

    await ines.submit(f"/console/account/sign-ins/{newest.id}/revoke")

    assert (await other.open("/console")).status == 303
    assert (await ines.open("/console")).status == 200


async def test_changed_password_signs_every_other_browser_out(ines: Browser, open_browser: OpenBrowser) -> None:
    other = await open_browser(EMAIL)
    await ines.open("/console/account")
    new = "another long password"

    wrong = await ines.send("/console/account/password", current_password="no", new_password=new, repeat_password=new)
    differs = await ines.send(
        "/console/account/password", current_password=PASSWORD, new_password=new, repeat_password="typo"
    )
    page = await ines.submit(
        "/console/account/password", current_password=PASSWORD, new_password=new, repeat_password=new
    )

    assert (wrong.status, differs.status, page.status) == (422, 422, 200)
    assert "The password is changed." in page.text
    assert (await other.open("/console")).status == 303
    assert (await (await open_browser(EMAIL, new)).open("/console")).status == 200
    assert (await (await open_browser()).send("/console/sign-in", email=EMAIL, password=PASSWORD)).status == 422


async def test_theme_is_kept(ines: Browser) -> None:
    page = await ines.submit("/console/account/theme", theme="house")

    assert 'data-theme="house"' in page.html
