"""axe-core finds nothing on any screen, at desktop and phone size."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.guests import DESKTOP, PHONE, come
from tests.browser.house import House, wait_until
from tests.browser.links import host_link

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 5).join(', ')}`)
}"""
SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    return list(page.evaluate(RUN))


@SIZES
def test_public_pages(browser: Browser, house: House, viewport: dict[str, int]) -> None:
    show = house.make_session(description="<p>What we found in <a href='https://example.org'>64 houses</a>.</p>")
    context = browser.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    page.goto(f"{house.url}/p/{show.event_id}")
    found["event"] = violations(page)
    page.fill("[name=email]", "nobody")
    page.get_by_role("button", name="Register").click()
    found["errors"] = violations(page)
    for name, value in (("email", "noor@example.com"), ("first_name", "Noor"), ("last_name", "Haddad")):
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/done?*")
    found["thank-you"] = violations(page)
    page.goto(f"{house.url}/p/{show.event_id}/live?s={show.session_id}")
    found["door"] = violations(page)
    page.goto(f"{house.url}/nothing/here")
    found["not found"] = violations(page)
    page.goto(f"{house.url}/dev/mail")
    wait_until(lambda: page.reload() and page.locator(".mail-row").count(), what="a kept mail")
    found["mails"] = violations(page)
    page.locator(".mail-row").first.click()
    page.wait_for_load_state()
    mail = page.url
    found["mail"] = violations(page)
    page.goto(f"{mail}/html")
    found["mail itself"] = violations(page)
    context.close()

    assert {name: list_ for name, list_ in found.items() if list_} == {}


@SIZES
def test_console(browser: Browser, house: House, viewport: dict[str, int]) -> None:
    show = house.make_session()
    context = browser.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{house.url}/console")
    found = {"sign-in": violations(page)}
    page.fill("[name=email]", house.owner["email"])
    page.fill("[name=password]", house.owner["password"])
    page.get_by_role("button", name=re.compile("Sign in")).click()
    page.wait_for_url(re.compile(r"/console/?$"))
    for path in ("", "/events", f"/events/{show.event_id}", f"/sessions/{show.session_id}", "/team", "/developers"):
        page.goto(f"{house.url}/console{path}")
        found[path or "home"] = violations(page)
    context.close()

    assert {name: list_ for name, list_ in found.items() if list_} == {}


@SIZES
def test_room(browser: Browser, house: House, viewport: dict[str, int]) -> None:
    show = house.make_session()
    attendee_link = show.register("Noor")
    host = come(browser, host_link(show), viewport=viewport, bypass_csp=True)
    noor = come(browser, attendee_link, viewport=viewport, bypass_csp=True)
    host.enter_green_room()
    noor.sees("lobby")
    found = {"green room": violations(host.page), "lobby": violations(noor.page)}
    host.start()
    noor.watches()
    noor.write("Hello from Lyon")
    host.sees("tile")
    noor.reads("Hello from Lyon")
    found |= {"host live": violations(host.page), "attendee live": violations(noor.page)}
    host.end()
    noor.sees("ended")
    found["ended"] = violations(noor.page)
    host.leave()
    noor.leave()

    assert {name: list_ for name, list_ in found.items() if list_} == {}
