"""axe-core finds nothing on any screen, at desktop and phone size."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.guests import DESKTOP, PHONE, Guest, come
from tests.browser.house import House, wait_until
from tests.browser.links import host_link

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


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
    event = f"/events/{show.event_id}"
    for path in ("", "/events", event, f"{event}/room", f"/sessions/{show.session_id}", "/team", "/developers"):
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
    host.sees("settings").click()
    host.sees("captioner").select_option(index=1)
    found["settings"] = violations(host.page)
    host.part("open-shortcuts").click()
    host.sees("shortcuts")
    found["keys"] = violations(host.page)
    host.page.keyboard.press("Escape")
    host.sees("caption-input").fill("Good evening")
    host.page.keyboard.press("Enter")
    noor.sees("captions-key").click()
    noor.sees("captions")
    found |= {"captioner": violations(host.page), "captions": violations(noor.page)}
    host.end()
    noor.sees("ended")
    found["ended"] = violations(noor.page)
    host.leave()
    noor.leave()

    assert {name: list_ for name, list_ in found.items() if list_} == {}


# What has the focus: its test id, region or words.
FOCUS = """() => {
  const one = document.activeElement
  return one.dataset.testid || one.getAttribute('aria-label') || one.textContent.trim().slice(0, 40) || one.tagName
}"""
RING = """() => {
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
}"""


def focus(page: Page) -> str:
    return str(page.evaluate(FOCUS))


def tab_to(page: Page, name: str, *, most: int = 40) -> None:
    """Press Tab until the part with this test id has the focus, which must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focus(page) == name:
            assert page.evaluate(RING), f"no focus ring on {name}"
            return
    raise AssertionError(f"{name} is not reached with Tab; now at {focus(page)}")


def regions(page: Page, *, most: int = 8) -> list[str]:
    """What F6 walks, once around."""
    found: list[str] = []
    for _ in range(most):
        page.keyboard.press("F6")
        here = page.evaluate("document.activeElement.dataset.region !== undefined && document.activeElement.className")
        if not here or here in found:
            break
        found.append(here)
    return [name.split()[0] for name in found]


def test_room_by_keyboard_alone(browser: Browser, house: House) -> None:
    show = house.make_session()
    attendee_link = show.register("Noor")
    host = come(browser, host_link(show))
    noor = come(browser, attendee_link)
    host.enter_green_room()
    noor.sees("lobby")

    assert regions(noor.page)[:3] == ["lobby-head", "lobby-stage", "lobby-part"]
    assert regions(host.page) == ["head", "stage", "controls", "panel"]
    tab_to(host.page, "start")
    host.page.keyboard.press("Enter")
    host.sees("end")
    noor.sees("stage")

    # Single keys: the microphone, the list of keys, the message box, where they are letters again.
    host.sees("mic")
    was = host.part("mic").get_attribute("aria-pressed")
    host.page.keyboard.press("m")
    wait_until(lambda: host.part("mic").get_attribute("aria-pressed") != was, what="the microphone switched")
    noor.page.keyboard.press("?")
    noor.sees("shortcuts")
    noor.page.keyboard.press("Escape")
    noor.misses("shortcuts")
    noor.page.keyboard.press("t")
    wait_until(lambda: focus(noor.page) == "chat-input", what="the focus in the message box")
    noor.page.keyboard.type("mt? Hello")
    noor.page.keyboard.press("Enter")
    noor.reads("mt? Hello")
    noor.page.keyboard.type("Again")
    noor.page.keyboard.press("Enter")
    noor.reads("Again")
    assert noor.part("shortcuts").count() == 0

    # The list of lines is one stop, and arrows walk it.
    noor.part("chat-line").last.focus()
    noor.page.keyboard.press("ArrowUp")
    assert "mt? Hello" in noor.page.evaluate("document.activeElement.textContent")
    assert noor.page.locator("[data-testid=chat-line][tabindex='0']").count() == 1

    assert sorted(regions(noor.page)) == ["controls", "head", "panel", "stage"]
    host.page.keyboard.press("Escape")
    tab_to(host.page, "end")
    host.page.keyboard.press("Enter")
    tab_to(host.page, "end-confirm")
    host.page.keyboard.press("Enter")
    noor.sees("ended")
    tab_to(noor.page, "leave")
    host.leave()
    noor.leave()


def test_single_keys_can_be_switched_off(browser: Browser, house: House) -> None:
    show = house.make_session()
    host = come(browser, host_link(show))
    host.enter_green_room()
    host.page.keyboard.press("?")
    host.sees("shortcuts")
    host.page.get_by_role("checkbox").uncheck()
    host.page.keyboard.press("Escape")
    host.misses("shortcuts")

    host.page.keyboard.press("?")
    host.page.wait_for_timeout(300)

    assert host.part("shortcuts").count() == 0
    host.leave()


# Letters with marks above and below, half as long again, as translations are; holes stay.
PSEUDO_LETTERS = str.maketrans("aeiouyAEIOUYcnsl", "ȧëïöüÿȦËÏÖÜŸçñšł")
CLIPPED = """() => {
  const isSeen = (one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true})
  const aside = '.visually-hidden, [aria-hidden=true], .figures, svg, video, option, select'
  const isHiddenOnPurpose = (one) => one.closest(aside)
  const name = (one) => `${one.tagName}.${[...one.classList].join('.')}: ${one.textContent.trim().slice(0, 30)}`
  const found = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth + 1) found.push(`page scrolls sideways: ${root.scrollWidth}`)
  for (const one of document.body.querySelectorAll('*')) {
    if (!one.textContent.trim() || !isSeen(one) || isHiddenOnPurpose(one)) continue
    const box = one.getBoundingClientRect()
    if (box.width <= 2 || box.height <= 2) continue  // for screen readers alone
    const hasText = [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
    if (!hasText) continue
    if (box.left < -1 || box.right > innerWidth + 1) found.push(`outside: ${name(one)}`)
    const style = getComputedStyle(one)
    const tellsWhole = style.textOverflow === 'ellipsis' && one.title !== ''
    const cuts = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll'
    if (cuts && one.scrollWidth > one.clientWidth + 1 && !tellsWhole) found.push(`cut: ${name(one)}`)
  }
  return found
}"""
MIRROR = """
const turn = () => { if (document.documentElement) document.documentElement.dir = 'rtl' }
new MutationObserver(() => document.documentElement.dir !== 'rtl' && turn())
  .observe(document, {attributes: true, subtree: true, attributeFilter: ['dir'], childList: true})
"""


def pseudo(words: object) -> object:
    if isinstance(words, list):
        return [pseudo(one) for one in words]
    parts = re.split(r"(\{\w+\})", str(words))
    longer = "".join(part if part.startswith("{") else part.translate(PSEUDO_LETTERS) for part in parts)
    return f"{longer} {'öñë ' * (len(str(words)) // 8)}".strip()


def pseudo_catalogue() -> str:
    """The French catalogue's texts in a made-up language, as the module that the page loads."""
    source = Path(__file__).parents[2] / "web" / "src" / "i18n" / "fr.json"
    words = {
        key: pseudo(key.split("|")) if isinstance(french, list) else pseudo(key)
        for key, french in json.loads(source.read_text()).items()
    }
    return f"export default {json.dumps(words)}"


def speaks_pseudo(guest: Guest) -> Guest:
    body = pseudo_catalogue()
    guest.page.route(
        re.compile(r"/assets/fr-[^/]*\.js$"),
        lambda route: route.fulfill(body=body, content_type="text/javascript"),
    )
    guest.page.reload()
    return guest


@pytest.mark.parametrize("way", ["ltr", "rtl"])
@SIZES
def test_long_words_in_both_directions_fit(browser: Browser, house: House, viewport: dict[str, int], way: str) -> None:
    show = house.make_session(language="fr")
    attendee_link = show.register("Wilhelmina-Alexandra", "van-Oranje-Nassau-Dietz")
    mirror = MIRROR if way == "rtl" else None
    host = speaks_pseudo(come(browser, host_link(show), viewport=viewport, init_script=mirror))
    noor = speaks_pseudo(come(browser, attendee_link, viewport=viewport, init_script=mirror))
    host.enter_green_room()
    noor.sees("lobby")
    found = {"green room": host.page.evaluate(CLIPPED), "lobby": noor.page.evaluate(CLIPPED)}
    host.sees("settings").click()
    host.sees("captioner")
    found["settings"] = host.page.evaluate(CLIPPED)
    host.part("open-shortcuts").click()
    host.sees("shortcuts")
    found["keys"] = host.page.evaluate(CLIPPED)
    host.page.keyboard.press("Escape")
    host.start()
    noor.watches()
    found |= {"host live": host.page.evaluate(CLIPPED), "attendee live": noor.page.evaluate(CLIPPED)}
    host.end()
    noor.sees("ended")
    found["ended"] = noor.page.evaluate(CLIPPED)
    for guest in (host, noor):
        assert guest.page.evaluate("document.documentElement.dir") == way
        guest.leave()

    assert {name: list_ for name, list_ in found.items() if list_} == {}


def test_nothing_is_lost_at_200_percent(browser: Browser, house: House) -> None:
    """Twice as large on a laptop is a window of half the size; everything is still there, and nothing moves unasked."""
    show = house.make_session()
    attendee_link = show.register("Noor")
    small = {"width": 640, "height": 400}
    host = come(browser, host_link(show), viewport=small, device_scale_factor=2, reduced_motion="reduce")
    noor = come(browser, attendee_link, viewport=small, device_scale_factor=2, reduced_motion="reduce")
    host.enter_green_room()
    noor.sees("lobby")
    found = {"green room": host.page.evaluate(CLIPPED), "lobby": noor.page.evaluate(CLIPPED)}
    host.start()
    noor.watches()
    found |= {"host": host.page.evaluate(CLIPPED), "attendee": noor.page.evaluate(CLIPPED)}
    moving = noor.page.evaluate(
        "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 200).length"
    )
    for name in ("mic", "camera", "settings", "end"):
        host.sees(name)
    noor.page.keyboard.press("t")
    noor.sees("chat-input").fill("Found it")
    noor.page.keyboard.press("Enter")
    noor.reads("Found it")
    host.leave()
    noor.leave()

    assert ({name: list_ for name, list_ in found.items() if list_}, moving) == ({}, 0)
