"""From the public page to a seat, and back out, as people and the team go through it."""

import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import icalendar
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.guests import DESKTOP, PHONE
from tests.browser.house import House, Show, wait_until
from tests.browser.test_webinar import mailed_link

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
FIELDS = [
    {"id": "first_name", "required": True},
    {"id": "email", "required": True},
    {"id": "built", "type": "multiple", "options": ["Before 1945", "Later"]},
    {"id": "avatar"},
]


def sign_in(browser: Browser, house: House, **context: object) -> Page:
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    page.goto(f"{house.url}/console/sign-in")
    page.fill("[name=email]", house.owner["email"])
    page.fill("[name=password]", house.owner["password"])
    page.click("button[type=submit]")
    page.wait_for_url("**/console")
    return page


def register(browser: Browser, show: Show, name: str) -> str:
    """Fill in the form without scripts; what the next page says."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{show.house.url}/p/{show.event_id}")
    page.fill("[name=email]", f"{name.lower()}@example.com")
    page.fill("[name=first_name]", name)
    if page.locator("[name=last_name]").count():
        page.fill("[name=last_name]", "Guest")
    page.click("form button[type=submit]")
    page.wait_for_load_state()
    return page.inner_text("h1")


def mails_to(house: House, address: str) -> list[str]:
    """Paths of the kept mails to an address, newest first."""
    listing = httpx.get(f"{house.url}/dev/mail").text
    rows = re.findall(r'href="(/dev/mail/[0-9a-f-]{36})"><b>.*?</b><span class="help">(.*?)</span>', listing)
    return [path for path, to in rows if address in to]


def link_in(house: House, path: str, part: str) -> str | None:
    found = re.search(rf"https?://[^\s\"<>]+/{part}\?r=[^\s\"<>]+", httpx.get(house.url + path).text)
    return found.group().replace("&amp;", "&") if found else None


def mailed(house: House, address: str, part: str) -> str:
    def find() -> str | None:
        return next((link for path in mails_to(house, address) if (link := link_in(house, path, part))), None)

    return str(wait_until(find, what=f"a mail to {address} with a {part} link"))


def invites(show: Show, address: str) -> list[tuple[str, int, str]]:
    """UID, sequence and start of the invitations that were mailed, oldest first."""
    import sqlite3
    from email import message_from_bytes, policy

    with sqlite3.connect(f"file:{show.house.data / 'footlights.db'}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT message FROM mails WHERE message IS NOT NULL ORDER BY created_at").fetchall()
    found = []
    for (content,) in rows:
        message = message_from_bytes(content, policy=policy.default)
        for file in message.iter_attachments() if address in str(message["to"]) else ():
            (entry,) = icalendar.Calendar.from_ical(file.get_payload(decode=True)).walk("VEVENT")
            found.append((str(entry["uid"]), int(entry["sequence"]), str(entry.decoded("dtstart"))))
    return found


def test_published_registered_mailed_and_in_the_lobby(browser: Browser, house: House) -> None:
    page = sign_in(browser, house)
    page.goto(f"{house.url}/console/events/new")
    page.fill("[name=title]", "Radiators of 1964")
    page.fill("[name=date]", "2027-05-20")
    page.fill("[name=time]", "18:00")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**/settings")
    event_id = page.url.split("/")[-2]
    page.get_by_role("button", name="Publish").first.click()
    page.wait_for_load_state()
    show = Show(house, event_id, "")

    said = register(browser, show, "Noor")

    assert said == "You’re in, Noor."
    link = wait_until(lambda: mailed_link(house, "noor@example.com"), what="the mail with the link")
    guest = browser.new_context().new_page()
    guest.goto(link)
    guest.get_by_text("Radiators of 1964").first.wait_for()
    assert "key=" not in guest.url


def test_waiting_list_offer_is_accepted(browser: Browser, house: House) -> None:
    show = house.make_session(title="Small room", minutes=600)
    page = sign_in(browser, house)
    page.goto(f"{house.url}/console/sessions/{show.session_id}/edit")
    page.fill("[name=capacity]", "1")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{house.url}/console/events/{show.event_id}/settings")
    page.check("[name=waiting_list]")
    page.get_by_role("button", name="Save registration").click()
    page.get_by_text("Saved").first.wait_for()

    assert register(browser, show, "Marit") == "You’re in, Marit."
    assert register(browser, show, "Davide") == "You’re on the list."
    own = browser.new_context().new_page()
    own.goto(mailed(house, "marit@example.com", "mine"))
    own.get_by_role("button", name="Cancel my place").click()
    own.wait_for_load_state()

    def offered() -> bool:
        guest.goto(mailed(house, "davide@example.com", "place"))
        return guest.inner_text("h1") == "A place is free."

    guest = browser.new_context().new_page()
    wait_until(offered, what="the offer")
    guest.get_by_role("button", name="Take the place").click()
    guest.get_by_text("The place is yours.").wait_for()
    assert "Davide" in show.people()


def test_reschedule_updates_the_same_calendar_entry(browser: Browser, house: House) -> None:
    show = house.make_session(title="Moving", minutes=600)
    register(browser, show, "Ilse")
    wait_until(lambda: invites(show, "ilse@example.com"), what="the first invitation")
    page = sign_in(browser, house)
    page.goto(f"{house.url}/console/sessions/{show.session_id}/edit")
    page.fill("[name=date]", "2027-05-20")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()

    first, second = wait_until(
        lambda: len(invites(show, "ilse@example.com")) == 2 and invites(show, "ilse@example.com"), what="the second"
    )
    assert first[0] == second[0]
    assert first[1] < second[1]
    assert first[2] != second[2]


def test_unsubscribe_and_erase(browser: Browser, house: House) -> None:
    show = house.make_session(title="Leaving", minutes=600)
    register(browser, show, "Tomasz")
    page = browser.new_context().new_page()
    page.goto(mailed(house, "tomasz@example.com", "unsubscribe"))
    page.get_by_role("button", name="Stop them").click()
    page.get_by_text("No more reminders.").wait_for()

    team = sign_in(browser, house)
    team.goto(f"{house.url}/console/people?q=tomasz")
    team.locator("a.who").first.click()
    team.get_by_text("Unsubscribed").wait_for()
    team.get_by_role("link", name="Erase").click()
    team.get_by_role("button", name="Erase").last.click()
    team.get_by_text("Erased.").wait_for()
    assert mails_to(house, "tomasz@example.com") == []
    team.goto(f"{house.url}/console/people?q=tomasz")
    assert "Nobody matches." in team.inner_text("main")


@SIZES
def test_every_page_is_accessible(browser: Browser, house: House, viewport: dict[str, int], tmp_path: Path) -> None:
    show = house.make_session(
        title="Heat pumps in old houses", minutes=6000, fields=FIELDS, show_in_company_page=True,
        detailed_registration_page_enabled=True,
    )  # fmt: skip
    name = f"axe{viewport['width']}"
    register(browser, show, name)
    context = browser.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    guest, team = context.new_page(), sign_in(browser, house, viewport=viewport, bypass_csp=True)
    address = f"{name}@example.com"
    public = {
        "event": f"{house.url}/p/{show.event_id}",
        "event in French": f"{house.url}/language?{urlencode({'to': 'fr', 'back': f'/p/{show.event_id}'})}",
        "event in English": f"{house.url}/language?{urlencode({'to': 'en', 'back': f'/p/{show.event_id}'})}",
        "zone": f"{house.url}/p/{show.event_id}/zone?s={show.session_id}",
        "company": f"{house.url}/hearth-grid",
        "own place": mailed(house, address, "mine"),
        "unsubscribe": mailed(house, address, "unsubscribe"),
        "mail": f"{house.url}{mails_to(house, address)[0]}/html",
    }
    base = f"{house.url}/console"
    console = {
        "form": f"{base}/events/{show.event_id}/form",
        "mails": f"{base}/events/{show.event_id}/mails",
        "words": f"{base}/mails/{show.event_id}/reminder",
        "preview": f"{base}/mails/{show.event_id}/reminder/preview",
        "fields": f"{base}/settings/fields",
        "series": f"{base}/events/{show.event_id}/series",
        "settings": f"{base}/events/{show.event_id}/settings",
        "session": f"{base}/sessions/{show.session_id}",
        "session edit": f"{base}/sessions/{show.session_id}/edit",
        "import": f"{base}/sessions/{show.session_id}/import",
        "webhooks": f"{base}/webhooks",
        "developers": f"{base}/developers",
        "people": f"{base}/people?q={name}",
    }
    found = {}
    for pages, page in ((public, guest), (console, team)):
        for what, url in pages.items():
            page.goto(url)
            found[what] = violations(page)
    team.goto(console["people"])
    team.locator("a.who").first.click()
    team.wait_for_load_state()
    found["person"] = violations(team)

    assert {what: list_ for what, list_ in found.items() if list_} == {}


def test_first_page_is_light(house: House) -> None:
    """Everything that the browser loads to show the form, as it travels."""
    show = house.make_session(minutes=6000)
    page = httpx.get(f"{house.url}/p/{show.event_id}")
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2|svg))"', page.text)

    sizes = {path: int(httpx.get(house.url + path).headers["content-length"]) for path in dict.fromkeys(linked)}

    assert len(page.content) + sum(sizes.values()) < 100_000, sizes
