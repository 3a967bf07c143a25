"""Every page of the console: axe-core finds nothing, and it fits its window, at desktop and phone size."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from footlights.edges.console import routes
from footlights.email.kinds import KINDS
from tests.browser.axe import violations
from tests.browser.guests import DESKTOP, PHONE
from tests.browser.house import House, wait_until

# What the console answers that is no page of it: parts of pages, files, ways on; and what is looked at elsewhere.
NO_PAGES = {
    "/console/authorize/{dialect}": "looked at in test_oauth",
    "/console/events/{event_id}/slug": "a part",
    "/console/events/{event_id}/entry-codes/{group_id}/codes.csv": "a file",
    "/console/imports/{batch_id}/errors.csv": "a file",
    "/console/live": "a part",
    "/console/people/export/{kind}": "a file",
    "/console/people/{person_id}/export.zip": "a file",
    "/console/welcome": "only before there is a workspace",
    "/console/widgets/{number}": "a way on",
}
LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('main details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def console(browser: Browser, house: House) -> list[str]:
    """A workspace in which every page of the console has something to show; addresses that no page leads to."""
    show = house.make_session(title="Heat pumps in old houses: what sixty-four families learned")
    show.register("Hanneke", "vanderBrinkWolterbeekThijssen")
    base = f"{house.url}/console"
    page = browser.new_context().new_page()
    sign_in(page, house)
    fill(page, f"{base}/team", "Send invitation", email="bram.de.vries@example.com")
    fill(page, f"{base}/settings/fields", "Add field", name="When was your house built?")
    poll = {"poll_question": "Too loud?", "poll_options": "Yes\nNo"}
    fill(page, f"{base}/sessions/{show.session_id}/show", "Prepare poll", **poll)
    fill(page, f"{base}/events/{show.event_id}/room", "Make codes", codes_name="Tour", codes_amount="2")
    hook = {"url": "https://crm.example.org/hooks", "event": "people.registered"}
    made = house.call("POST", "/webhooks", hook, "webhooks")
    house.call("POST", f"/webhooks/{made['id']}/test", {}, "webhooks")
    draft = house.call("POST", "/events", {"title": "Insulating the attic"})
    (hanneke,) = [row["id"] for row in house.call("GET", "/people") if row["attributes"]["first_name"] == "Hanneke"]
    connect_app(page, house)
    columns, batch = import_people(page, f"{base}/sessions/{show.session_id}/import")
    page.context.close()
    hidden = [
        columns,
        batch,
        f"{base}/mails/{show.event_id}/reminder/preview",
        f"{base}/sessions/{show.session_id}/report",
        f"{base}/events/{show.event_id}/unpublish",
        f"{base}/events/{draft['id']}/delete",
        f"{base}/people/{hanneke}/erase",
        f"{base}/more",
    ]
    return [*hidden, f"{base}/events?tab=past", f"{base}/events?tab=draft", f"{base}/people?q=nobody"]


LOOKS = pytest.mark.parametrize(
    "look",
    [{"viewport": DESKTOP, "color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"}],
    ids=["desktop, light", "phone, dark"],
)


@LOOKS
def test_every_page(browser: Browser, house: House, console: list[str], look: dict[str, Any]) -> None:
    """Goes where links lead, to one page of each kind, and to those that no link leads to."""
    page = browser.new_context(bypass_csp=True, reduced_motion="reduce", **look).new_page()
    page.goto(f"{house.url}/console/sign-in")
    found, seen = {"sign-in": faults(page)}, {"/console/sign-in", "/console/invitation/{token}"}
    page.goto(invitation(house))
    found["invitation"] = faults(page)
    sign_in(page, house)
    waiting, wanted = [f"{house.url}/console", *console], set(console)
    while waiting:
        url = waiting.pop(0)
        pattern = pattern_of(url) if url.startswith(house.url) else None
        if pattern is None or pattern in NO_PAGES or (pattern in seen and url not in wanted):
            continue
        seen.add(pattern)
        wanted.discard(url)
        page.goto(url)
        found[url.removeprefix(house.url)] = faults(page)
        waiting += page.evaluate(LINKS)
    page.context.close()

    assert {name: list_ for name, list_ in found.items() if list_} == {}
    assert set(PATTERNS) - seen - NO_PAGES.keys() == set()


@LOOKS
def test_every_mail(browser: Browser, house: House, console: list[str], look: dict[str, Any]) -> None:
    """The console's preview shows a mail as it is sent."""
    (reminder,) = [url for url in console if url.endswith("/reminder/preview")]
    page = browser.new_context(bypass_csp=True, **look).new_page()
    sign_in(page, house)
    found = {}
    for kind in KINDS:
        page.goto(reminder.replace("/reminder/", f"/{kind}/"))
        assert page.locator("h1").count() == 1, kind
        found[kind] = faults(page)
    page.context.close()

    assert {name: list_ for name, list_ in found.items() if list_} == {}


def faults(page: Page) -> list[str]:
    return violations(page) + ([] if page.evaluate(FITS) else ["wider than the window"])


PATTERNS = sorted(
    (
        path
        for path in {route.path_format for router in routes for route in router.routes if "GET" in route.methods}
        if path.startswith("/console")
    ),
    key=lambda path: (path.count("{"), path),
)
"""Paths of everything that the console gives, most particular first."""
_SHAPES = [(path, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))) for path in PATTERNS]


def pattern_of(url: str) -> str | None:
    path = urlsplit(url).path.rstrip("/")
    return next((pattern for pattern, shape in _SHAPES if shape.fullmatch(path)), None)


def sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.url}/console/sign-in")
    page.fill("[name=email]", house.owner["email"])
    page.fill("[name=password]", house.owner["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/console/?$"))


def fill(page: Page, path: str, button: str, **values: str) -> None:
    """Fill in a form of the console and send it."""
    page.goto(path)
    page.evaluate(OPEN_ALL)
    for name, value in values.items():
        page.locator(f"main [name={name}]").last.fill(value)
    page.locator("main").get_by_role("button", name=button, exact=True).last.click()
    page.wait_for_load_state()


def connect_app(page: Page, house: House) -> None:
    """Let an app in."""
    home = f"{house.url}/console"
    data = ("--data", str(house.data), "--json")
    app = json.loads(house.run("oauth", "client", "create", "--name", "Ticket desk", "--redirect", home, *data))
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": home, "scope": "events:read"}
    page.goto(f"{house.url}/oauth/authorize?{urlencode(asked)}")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**code=*")
    (code,) = parse_qs(urlsplit(page.url).query)["code"]
    fields = {"client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": home, "code": code}
    answer = httpx.post(f"{house.url}/oauth/token", data={"grant_type": "authorization_code", **fields}, timeout=20)
    assert answer.status_code == 200, answer.text


def import_people(page: Page, path: str) -> tuple[str, str]:
    """Try out a file with an error in it; addresses of its columns and of what came out."""
    rows = b"email,first_name\nann@example.com,Ann\nbroken,Bo\n"
    page.goto(path)
    page.set_input_files("[name=file]", {"name": "people of spring.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/import/*")
    columns = page.url
    page.get_by_role("button", name="Try it out").click()
    page.wait_for_url("**/imports/*")
    page.get_by_role("heading", name="Rows with errors").wait_for()
    return columns, page.url


def invitation(house: House) -> str:
    """The link that an invited member of the team got by mail."""

    def find() -> str | None:
        for mail in re.findall(r'href="(/dev/mail/[0-9a-f-]{36})"', httpx.get(f"{house.url}/dev/mail").text):
            if link := re.search(r"http[^\s\"<>]+/console/invitation/[^\s\"<>]+", httpx.get(house.url + mail).text):
                return link.group()
        return None

    return str(wait_until(find, what="the mail with an invitation"))
