"""A webinar from the public page to the report, with real cameras."""

import re

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser.guests import PHONE, come
from tests.browser.house import House, wait_until
from tests.browser.links import host_link


def register_on_page(browser: Browser, house: House, event_id: str, first_name: str) -> str:
    """Fill in the public form and return the link from the mail."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house.url}/p/{event_id}")
    page.fill("[name=email]", f"{first_name.lower()}@example.com")
    page.fill("[name=first_name]", first_name)
    page.fill("[name=last_name]", "Guest")
    page.click("form button[type=submit]")
    page.wait_for_load_state()
    assert "You're in" in page.inner_text("body").replace("’", "'")
    context.close()
    return wait_until(lambda: mailed_link(house, f"{first_name.lower()}@example.com"), what="a mail with the link")


def mailed_link(house: House, address: str) -> str | None:
    listing = httpx.get(f"{house.url}/dev/mail").text
    for path in re.findall(r'href="(/dev/mail/[0-9a-f-]{36})"', listing):
        mail = httpx.get(house.url + path).text
        if address in mail:
            found = re.search(r"https?://[^\s\"<>]+/live\?[^\s\"<>]+", mail)
            return found.group().replace("&amp;", "&") if found else None
    return None


def test_webinar_end_to_end(browser: Browser, house: House) -> None:
    show = house.make_session(title="Heat pumps in old houses", minutes=3)
    noor_link = register_on_page(browser, house, show.event_id, "Noor")
    davide_link = show.register("Davide")

    host = come(browser, host_link(show))
    host.enter_green_room()
    noor = come(browser, noor_link)
    davide = come(browser, davide_link, viewport=PHONE, has_touch=True, is_mobile=True)
    noor.sees("lobby")
    noor.sees("countdown")
    davide.sees("lobby")

    host.start()
    for attendee in (noor, davide):
        attendee.sees("stage")
        attendee.watches()
        attendee.sees_picture_of(house.owner["user_id"])
        attendee.hears()

    host.write("Welcome, all of you")
    noor.write("Hello from Lyon")
    davide.write("Hello from Milan")
    for guest in (host, noor, davide):
        for text in ("Welcome, all of you", "Hello from Lyon", "Hello from Milan"):
            guest.reads(text)

    wait_until(lambda: show.people()["Davide"]["messages_count"] == 1, what="the API counts a line")
    host.end()
    noor.sees("ended")
    davide.sees("ended")

    people = show.people()
    for name in ("Noor", "Davide"):
        detail = people[name]["registrant_detail"]
        assert detail["attended"] is True
        assert detail["attendance_rate"] > 50
        assert people[name]["messages_count"] == 1
    report = house.run("attendance", "verify", "--data", str(house.data))
    assert "0 differ" in report
    for guest in (host, noor, davide):
        guest.leave()


def test_link_that_does_not_open_says_so(browser: Browser, house: House) -> None:
    show = house.make_session()
    link = show.register("Marit")

    guest = come(browser, re.sub(r"key=[0-9a-f]+", "key=0000000000000000000000", link))

    assert "link" in guest.page.inner_text("main").lower()
    assert guest.page.evaluate("document.querySelector('#room')") is None
    guest.leave()


@pytest.mark.parametrize("denied", ["denied", "missing", "taken"])
def test_host_without_camera_goes_on_stage_all_the_same(browser: Browser, house: House, denied: str) -> None:
    name = {"denied": "NotAllowedError", "missing": "NotFoundError", "taken": "NotReadableError"}[denied]
    refuse = f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('no', '{name}') }}"
    show = house.make_session()

    host = come(browser, host_link(show), init_script=refuse)
    host.enter_green_room()
    host.sees("devices-problem")
    host.start()
    host.write("I have no camera today")

    host.reads("I have no camera today")
    assert host.stats()["connection"] == "open"
    assert [line.splitlines()[-1] for line in host.lines()] == ["I have no camera today"]
    host.end()
    assert host.part("ended").is_visible()
    host.leave()
