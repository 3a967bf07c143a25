"""The page before the room, where a passcode is asked."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.guests import DESKTOP, PHONE, Guest, come
from tests.browser.house import House, Show
from tests.browser.rooms import read_room

PASSCODE = "winter 26"
SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


def make_locked(house: House) -> Show:
    show = house.make_session(title="Members only: heat pumps in old houses")
    read_room(show, passcode=PASSCODE)
    return show


def say(guest: Guest, passcode: str) -> None:
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Come in").click()


@SIZES
def test_wrong_passcode_is_told_and_the_right_one_lets_in(
    browser: Browser, house: House, viewport: dict[str, int]
) -> None:
    show = make_locked(house)
    noor = come(browser, show.register("Noor"), viewport=viewport, bypass_csp=True)
    asked = violations(noor.page)

    say(noor, "summer 25")
    expect(noor.page.get_by_role("alert")).to_be_visible()
    told = violations(noor.page)
    field = noor.page.get_by_label("Passcode")
    wrong = (field.get_attribute("aria-invalid"), field.input_value())
    say(noor, PASSCODE)
    noor.sees("lobby")
    noor.page.reload()
    noor.sees("lobby")
    noor.leave()

    assert (asked, told, wrong) == ([], [], ("true", ""))


def test_guessing_ends_for_the_right_passcode_too_and_for_nobody_else(browser: Browser, house: House) -> None:
    show = make_locked(house)
    noor, davide = come(browser, show.register("Noor")), come(browser, show.register("Davide"))

    for guess in range(8):
        say(noor, f"guess {guess}")
        expect(noor.page.get_by_role("alert")).to_be_visible()
    say(noor, PASSCODE)

    expect(noor.page.get_by_role("alert")).to_have_text("Too many tries. Wait 15 minutes, then try again.")
    say(davide, PASSCODE)
    davide.sees("lobby")
    noor.leave()
    davide.leave()
